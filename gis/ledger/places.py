"""Communes of the ledger, and how a plan's list of places speaks of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.criteria.mask import Mask
from gis.layers.model import Layers
from gis.project.model import Project, Target
from gis.reference.admin import named_by_plan
from gis.zones.tables import NAMED_BY_PLAN


def commune_list(layers: Layers) -> pd.DataFrame:
    """Every commune once (``commune_code, commune``), by code."""
    communes = layers.communes.frame[["code", "name"]].astype(object)
    communes = communes.rename(columns={"code": "commune_code", "name": "commune"})
    return communes.sort_values("commune_code", ignore_index=True)


def naming(project: Project, targets: Sequence[Target], communes: pd.DataFrame) -> list[str]:
    """How each commune stands to the places some targets name (``NAMED_BY_PLAN``).

    Of several targets the nearest answer counts; where none names a place it is "other".

    Args:
        project: gives the date of the commune set.
        targets: those of one crop, or a single one.
        communes: ``commune_code, commune``.
    """
    as_of = project.area.communes_as_of
    lists = [(t.communes, t.communes_as_of or as_of) for t in targets if t.communes]

    def nearest(code: str, name: str) -> str:
        said = (named_by_plan(code, name, as_of, names, dated) for names, dated in lists)
        return min(said, key=NAMED_BY_PLAN.index, default="other")

    rows = zip(communes["commune_code"], communes["commune"], strict=True)
    return [nearest(code, name) for code, name in rows]


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
