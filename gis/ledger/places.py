"""Communes of the ledger, and how a plan's list of places speaks of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.criteria.mask import Mask
from gis.layers.model import Layers
from gis.project.model import Project, Target
from gis.zones.named import named_by_targets


def commune_list(layers: Layers) -> pd.DataFrame:
    """Every commune once (``commune_code, commune``), by code."""
    communes = layers.communes.frame[["code", "name"]].astype(object)
    communes = communes.rename(columns={"code": "commune_code", "name": "commune"})
    return communes.sort_values("commune_code", ignore_index=True)


def naming(project: Project, targets: Sequence[Target], communes: pd.DataFrame) -> list[str | None]:
    """:func:`gis.zones.named.named_by_targets` for the rows of :func:`commune_list`."""
    rows = zip(communes["commune_code"], communes["commune"], strict=True)
    return named_by_targets(project, targets, rows)


def lies_in(
    project: Project, target: Target, communes: pd.DataFrame, commune_code: pd.Series
) -> Mask:
    """Whether land counts for a target by its place, one answer per row of ``commune_code``.

    Land outside every commune never counts. Under a closed list land of an unnamed commune does
    not count, and of a commune that contains a named one it is unknown which part does.
    """
    inside = commune_code.notna().to_numpy()
    if not target.communes or target.open_list:
        return Mask(inside, np.ones_like(inside))
    said = dict(zip(communes["commune_code"], naming(project, [target], communes), strict=True))
    answer = commune_code.map(said).to_numpy()
    return Mask(answer == "named", answer != "contains_named")
