"""Hectares by crop, method and commune: what is drawn, held, planned, flagged and proposed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from gis.ledger.candidate_land import candidate_ha
from gis.ledger.counted import JUDGED
from gis.ledger.model import HOLDING_COLUMNS
from gis.ledger.places import naming
from gis.project.model import Project
from gis.project.targets import all_targets
from gis.zones.tables import ZoneLand

_SUMS = ("drawn_ha", "overlap_ha", "held_ha", "planned_ha", *JUDGED, "candidate_ha")


def holdings(
    project: Project, pieces: pd.DataFrame, communes: pd.DataFrame, zones: ZoneLand
) -> pd.DataFrame:
    """One row per crop, method and commune, then one for land outside, then the total.

    Args:
        project: its zone rules and targets.
        pieces: as made by :func:`gis.ledger.counted.counted_pieces`.
        communes: ``commune_code, commune``; each gets a row, with zeros where nothing lies.
        zones: candidate zones.

    Returns:
        ``HOLDING_COLUMNS``. ``flagged_ha, clear_ha, unknown_ha`` are NaN for a crop and method no
        flag rule judges; where a rule judges part of it, the rest is unknown land.
        ``candidate_ha`` is NaN where no zone rule looks for that crop and method. Plots without
        crop or method have rows of their own, with that column missing.
    """
    tables = [
        _group(project, crop, method, pieces, communes, zones)
        for crop, method in _crops_and_methods(project, pieces)
    ]
    if not tables:
        return pd.DataFrame(columns=list(HOLDING_COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(HOLDING_COLUMNS)]


def _crops_and_methods(project: Project, pieces: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Sorted; an empty text stands for a missing crop or method and comes last."""
    found = set(zip(pieces["crop"].fillna(""), pieces["method"].fillna(""), strict=True))
    found |= {(rule.crop, rule.method) for rule in project.zones.values()}
    yield from sorted(found, key=lambda pair: (not pair[0], pair[0], not pair[1], pair[1]))


def _group(
    project: Project,
    crop: str,
    method: str,
    pieces: pd.DataFrame,
    communes: pd.DataFrame,
    zones: ZoneLand,
) -> pd.DataFrame:
    own = pieces[(pieces["crop"].fillna("") == crop) & (pieces["method"].fillna("") == method)]
    table = _places(project, crop, communes)
    code = table["commune_code"].fillna("")
    table = table.join(_land(own).reindex(code, fill_value=0.0).reset_index(drop=True))
    if own["flagged_ha"].notna().sum() == 0:
        table[list(JUDGED)] = np.nan
    table["candidate_ha"] = _candidates(project, crop, method, code, zones)
    total = pd.DataFrame([table[list(_SUMS)].sum(skipna=False)]).assign(place="total")
    both = pd.concat([table, total], ignore_index=True)
    both["crop"], both["method"] = crop or None, method or None
    texts = ["commune_code", "commune", "named_by_plan"]
    both[texts] = both[texts].astype(object).where(both[texts].notna(), None)
    return both


def _places(project: Project, crop: str, communes: pd.DataFrame) -> pd.DataFrame:
    targets = [target for target in all_targets(project) if target.crop == crop]
    names = pd.Series(naming(project, targets, communes), communes.index, dtype="object")
    named = communes.assign(place="commune", named_by_plan=names)
    outside = pd.DataFrame({"place": ["outside_communes"], "commune_code": [None]}, dtype=object)
    return pd.concat([named, outside], ignore_index=True)


def _land(own: pd.DataFrame) -> pd.DataFrame:
    """Sums by commune code ("" outside); land of the group no rule judged is unknown land."""
    judged = own["flagged_ha"].notna()
    parts = pd.DataFrame(
        {
            "code": own["commune_code"].fillna(""),
            "drawn_ha": own["area_ha"],
            "overlap_ha": own["area_ha"] - own["counted_ha"],
            "held_ha": own["held_ha"],
            "planned_ha": own["planned_ha"],
            "flagged_ha": own["flagged_ha"].fillna(0.0),
            "clear_ha": own["clear_ha"].fillna(0.0),
            "unknown_ha": own["unknown_ha"].where(judged, own["counted_ha"]),
        }
    )
    return parts.groupby("code").sum()


def _candidates(
    project: Project, crop: str, method: str, codes: pd.Series, zones: ZoneLand
) -> list[float]:
    if not any((r.crop, r.method) == (crop, method) for r in project.zones.values()):
        return [float("nan")] * len(codes)
    frame: GeoDataFrame = zones.zones.frame
    own = frame[(frame["crop"] == crop) & (frame["method"] == method)]
    by_code = {code: candidate_ha(zones) for code, zones in own.groupby("commune_code")}
    return [by_code.get(code, 0.0) for code in codes]
