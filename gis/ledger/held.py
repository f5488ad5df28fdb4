"""What is held, planned and proposed towards one target, in the target's unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.criteria.mask import Mask
from gis.layers.model import Layers
from gis.ledger.amount import NOTHING_KNOWN, Amount
from gis.ledger.candidate_land import candidate_ha
from gis.ledger.codes import code_status
from gis.ledger.places import lies_in
from gis.project.model import Indicator, Project, Target

Basis = Literal["computed", "reported", "not_mapped"]

# Indicators all plots of the crop answer: what is on the ground, whatever the plan calls it.
ALL_PLOTS: tuple[Indicator, ...] = ("planted_area", "existing_area", "zone_area")
# Indicators a column of the plots answers. An area and a share of area ask the same column.
COLUMNS: dict[Indicator, str] = {
    "intensive_area": "intensive",
    "standard_variety_share": "standard_variety",
    "sustainable_practice_share": "sustainable_practice",
    "coded_share": "planting_area_code",
    "coded_area": "planting_area_code",
    "gi_share": "gi",
    "harvested_area": "harvest_year",
}
# What the ledger computes; every other indicator needs reports this program does not read.
COMPUTED: tuple[Indicator, ...] = (*ALL_PLOTS, "steep_area", *COLUMNS)


@dataclass(frozen=True)
class CountedLand:
    """What every target is measured on.

    ``pieces`` come from :func:`gis.ledger.counted.counted_pieces`, their ``flagged_ha, clear_ha,
    unknown_ha`` by a rule of slope alone; ``zones`` are the candidate zones; ``communes`` has
    ``commune_code, commune``.
    """

    project: Project
    layers: Layers
    pieces: pd.DataFrame
    zones: gpd.GeoDataFrame
    communes: pd.DataFrame


@dataclass(frozen=True)
class Standing:
    """How things stand with one target. ``denominator_ha`` is NaN unless the target is a share."""

    held: Amount
    planned: float
    candidate: float
    basis: Basis
    denominator_ha: float = float("nan")


_NOTHING = Standing(NOTHING_KNOWN, float("nan"), float("nan"), "not_mapped")


def standing(land: CountedLand, target: Target) -> Standing:
    """Measure one target on the counted land of its crop inside the communes.

    Land outside every commune is listed in the holdings but counts for no target. A plot without
    a value in the asked column is unknown land; where no layer of the crop has the column at all
    nothing is known. An empty planting-area code in a layer that has the column means "no code"; a
    code that was suspended or revoked by the day of its layer does not count.

    Args:
        land: pieces, zones and communes.
        target: one target; its unit is that of the answer (ha, or a share 0-1).
    """
    if target.crop is None or target.indicator not in COMPUTED:
        return Standing(NOTHING_KNOWN, float("nan"), float("nan"), "reported")
    own = land.pieces[land.pieces["crop"] == target.crop]
    if own.empty and not _asked_for(land.project, target.crop):
        return _NOTHING
    if target.indicator == "steep_area":
        return _steep(land, target, own)
    return _measured(land, target, own)


PART_COLUMNS = ("commune_code", "known_ha", "unknown_ha", "whole_ha", "whole_unknown_ha")


def target_parts(land: CountedLand, target: Target) -> pd.DataFrame | None:
    """What each commune adds to a target: the sums behind :func:`standing`, commune by commune.

    Args:
        land: as for :func:`standing`.
        target: one target.

    Returns:
        ``PART_COLUMNS``, a row per commune of ``land.communes`` in its order, in hectares:
        ``known_ha`` held for certain, ``unknown_ha`` how much more may be, ``whole_ha`` planted
        land of the crop (what a share is a share of). None where the ledger computes nothing.
    """
    own = land.pieces[land.pieces["crop"] == target.crop]
    if standing(land, target).basis != "computed":
        return None
    place = lies_in(land.project, target, land.communes, own["commune_code"])
    if target.indicator == "steep_area":
        planted = place.holds & (own["state"] != "planned").to_numpy()
        known = own["flagged_ha"].fillna(0.0).where(planted, 0.0)
        unknown = own["unknown_ha"].fillna(own["counted_ha"]).where(planted, 0.0)
    else:
        answer = _answer(land, target, own)
        if answer is None:
            return None
        counts = place & answer
        known = own["held_ha"].where(counts.holds, 0.0)
        unknown = own["held_ha"].where(counts.unknown, 0.0)
    whole = [own["held_ha"].where(where, 0.0) for where in (place.holds, place.unknown)]
    columns = [own["commune_code"], known, unknown, *whole]
    table = pd.DataFrame(dict(zip(PART_COLUMNS, columns, strict=True)))
    codes = land.communes["commune_code"]
    sums = table.groupby("commune_code").sum().reindex(codes, fill_value=0.0)
    return sums.reset_index()[list(PART_COLUMNS)]


def _measured(land: CountedLand, target: Target, own: pd.DataFrame) -> Standing:
    place = lies_in(land.project, target, land.communes, own["commune_code"])
    answer = _answer(land, target, own)
    held = _amount(own["held_ha"], place & answer) if answer else NOTHING_KNOWN
    planned = _amount(own["planned_ha"], place & answer).known if answer else float("nan")
    if not target.indicator.endswith("_share"):
        return Standing(held, planned, _candidate(land, target), "computed")
    whole_ha = _whole(target, _amount(own["held_ha"], place))
    return Standing(held.over(whole_ha), float("nan"), float("nan"), "computed", whole_ha)


def _steep(land: CountedLand, target: Target, own: pd.DataFrame) -> Standing:
    """Held land over the steep limit; land no slope rule judged is unknown."""
    if own["flagged_ha"].isna().all():
        return _NOTHING
    there = own[lies_in(land.project, target, land.communes, own["commune_code"]).holds]
    planted = there[there["state"] != "planned"]
    unknown_ha = planted["unknown_ha"].fillna(planted["counted_ha"])
    planned_ha = there.loc[there["state"] == "planned", "flagged_ha"]
    held = Amount(float(planted["flagged_ha"].sum()), float(unknown_ha.sum()))
    return Standing(held, float(planned_ha.sum()), float("nan"), "computed")


def _amount(hectares: pd.Series, counts: Mask) -> Amount:
    values = hectares.to_numpy()
    return Amount(float(values[counts.holds].sum()), float(values[counts.unknown].sum()))


def _answer(land: CountedLand, target: Target, own: pd.DataFrame) -> Mask | None:
    """Whether each piece is of the asked kind; None where no layer of the crop can say."""
    if target.indicator in ALL_PLOTS:
        return Mask(np.ones(len(own), bool), np.ones(len(own), bool))
    column = COLUMNS[target.indicator]
    has = {name for name in own["layer"].unique() if column in land.layers.vectors[name].frame}
    if not has or (target.indicator == "harvested_area" and target.year is None):
        return None
    said = own["layer"].isin(has).to_numpy()
    if column == "planting_area_code":
        status = code_status(land.project, land.layers)
        keys = zip(own["layer"], own["plot_id"], strict=True)
        return Mask(np.array([status.get(key) == "in_force" for key in keys], bool), said)
    yes = own[column] == (target.year if column == "harvest_year" else True)
    return Mask(yes.fillna(False).to_numpy(dtype=bool), own[column].notna().to_numpy())


def _whole(target: Target, planted: Amount) -> float:
    """Hectares a share is a share of: planted land of the crop, where it is known exactly."""
    if target.denominator not in (None, "planted_area") or planted.unknown:
        return float("nan")
    return planted.known


def _candidate(land: CountedLand, target: Target) -> float:
    """Candidate hectares of the crop; only land to plant is looked for, so only then known."""
    looked_for = any(rule.crop == target.crop for rule in land.project.zones.values())
    if target.indicator != "planted_area" or not looked_for:
        return float("nan")
    own = land.zones[land.zones["crop"] == target.crop]
    place = lies_in(land.project, target, land.communes, own["commune_code"])
    return float("nan") if place.unknown.any() else candidate_ha(own[place.holds])


def _asked_for(project: Project, crop: str) -> bool:
    """Whether a plots layer of the project can hold the crop at all."""
    plots = [spec for spec in project.layers.values() if spec.kind == "plots"]
    return any(crop == s.crop or crop in s.labels.get("crop", {}).values() for s in plots)
