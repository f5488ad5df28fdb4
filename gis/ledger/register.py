"""What is on the ground by crop, method and commune: hectares reported, shares, production.

Long rows, one figure each, so that a table or a workbook can pick them. What no row of the layer
says is unknown and has its own hectares; a share states its denominator. Production comes only
from reported or sampled figures, never from hectares alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from gis.errors import Problem, Where
from gis.layers.model import Layers
from gis.ledger.codes import code_status
from gis.project.model import Project
from gis.reference.plan_checks import Bounds, yield_bounds
from gis.zones.tables import PlotLand

# value is in unit; unknown is how much more it may be, in the unit; said of plots plots say it.
# A share has a denominator and its amount; share_low and share_high hold all that is not known.
REGISTER_COLUMNS = (
    "crop", "method", "place", "commune_code", "commune", "measure", "unit", "value", "unknown",
    "said", "plots", "denominator", "denominator_value", "share_low", "share_high", "basis",
)  # fmt: skip

REPORTED_HA = ("planted_ha", "existing_ha", "productive_ha", "harvested_ha")
YES_NO = ("standard_variety", "sustainable_practice", "intensive", "gi")
_ATTRIBUTES = (*REPORTED_HA, *YES_NO, "production_t", "yield_t_per_ha", "measured")


@dataclass(frozen=True)
class Register:
    """``rows`` has ``REGISTER_COLUMNS``; ``problems`` are warnings on implausible yields."""

    rows: pd.DataFrame
    problems: tuple[Problem, ...]


def register(
    project: Project,
    layers: Layers,
    plots: PlotLand,
    bounds: Mapping[str, Bounds] | None = None,
) -> Register:
    """Total what the plots layers say of the land they hold.

    Args:
        project: names the plots layers.
        layers: with every column.
        plots: cut by commune; hectares in the project CRS.
        bounds: plausible yields by crop, t/ha; the package's own when not given.

    Returns:
        Rows by crop, method and commune, then "outside_communes" and "total". Planned plots are
        left out. Drawn land is split where a commune cuts it; a plot's reported figures stand in
        the commune most of it lies in.
    """
    pieces = _pieces(project, layers, plots)
    kept = pieces[pieces["state"] != "planned"]
    rows: list[dict[str, object]] = []
    for (crop, method), own in kept.groupby(["crop_key", "method_key"], sort=True):
        about = {"crop": crop or None, "method": method or None}
        for place, part in _places(own):
            rows += [{**about, **place, **row} for row in _measures(part)]
    table = pd.DataFrame(rows, columns=list(REGISTER_COLUMNS))
    within = yield_bounds() if bounds is None else bounds
    return Register(table, tuple(_yield_problems(kept, within)))


def _pieces(project: Project, layers: Layers, plots: PlotLand) -> pd.DataFrame:
    pieces = pd.DataFrame(plots.pieces.frame.drop(columns="geometry"))
    said = pd.concat([pd.DataFrame(columns=["layer", "plot_id"]), *_said(project, layers)])
    fresh = [c for c in _ATTRIBUTES if c not in pieces]
    joined = pieces.merge(said[["layer", "plot_id", *fresh]], "left", ["layer", "plot_id"])
    status = code_status(project, layers)
    keys = list(zip(joined["layer"], joined["plot_id"], strict=True))
    joined["code"] = [status.get(key) for key in keys]
    joined["has_codes"] = joined["layer"].isin(
        [n for n, v in layers.vectors.items() if "planting_area_code" in v.frame]
    )
    joined["crop_key"], joined["method_key"] = (joined[c].fillna("") for c in ("crop", "method"))
    largest = joined.sort_values("area_ha", ascending=False, kind="stable")
    joined["main"] = ~largest.duplicated(["layer", "plot_id"]).reindex(joined.index)
    return joined


def _said(project: Project, layers: Layers) -> Iterator[pd.DataFrame]:
    for name, spec in project.layers.items():
        if spec.kind != "plots":
            continue
        frame = layers.vectors[name].frame
        columns = {c: frame[c].to_numpy() if c in frame else None for c in _ATTRIBUTES}
        own = pd.DataFrame({"layer": name, "plot_id": frame["id"].astype(str), **columns})
        yield own.astype(object)


def _places(own: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    inside = own[own["commune_code"].notna()]
    for (code, name), part in inside.groupby(["commune_code", "commune"], sort=True):
        yield {"place": "commune", "commune_code": code, "commune": name}, part
    outside = own[own["commune_code"].isna()]
    if len(outside):
        yield {"place": "outside_communes"}, outside
    yield {"place": "total"}, own


def _measures(part: pd.DataFrame) -> Iterator[dict[str, object]]:
    held_ha = float(part["counted_ha"].sum())
    plots = int(part["plot_id"].nunique())
    yield {"measure": "held", "unit": "ha", "value": held_ha, "unknown": 0.0, "said": plots,
           "plots": plots, "basis": _basis(part)}  # fmt: skip
    own = part[part["main"].to_numpy(dtype=bool)]
    for name in REPORTED_HA:
        yield _reported(own, name, "ha")
    for name in YES_NO:
        yield _share(part, name, part[name], held_ha)
    yield from _codes(part, held_ha)
    yield from _production(own)


def _basis(part: pd.DataFrame) -> str:
    """Under canopy nothing is measured from imagery: the outline is what its holder declares."""
    declared = (part["method"] == "under_canopy") & (part["measured"] != "survey")
    return "declared" if declared.any() else "drawn"


def _reported(own: pd.DataFrame, name: str, unit: str) -> dict[str, object]:
    """A sum of what is said; NaN where nobody says anything."""
    said = own[name].astype("float64")
    known = int(said.notna().sum())
    value = math.fsum(said.dropna()) if known else math.nan
    return {
        "measure": name.removesuffix("_ha").removesuffix("_t"), "unit": unit, "value": value,
        "unknown": 0.0 if known == len(own) else math.nan, "said": known, "plots": len(own),
        "basis": "reported",
    }  # fmt: skip


def _share(
    part: pd.DataFrame, measure: str, answer: pd.Series, held_ha: float
) -> dict[str, object]:
    """Counted land with "yes", and without an answer, of all that is held."""
    known = answer.notna().to_numpy(dtype=bool)
    yes = known & (answer == True).fillna(False).to_numpy(dtype=bool)  # noqa: E712 - a column
    counted = part["counted_ha"].to_numpy(dtype=float)
    value, unknown = float(counted[yes].sum()), float(counted[~known].sum())
    shares = (value / held_ha, (value + unknown) / held_ha) if held_ha else (math.nan, math.nan)
    return {
        "measure": measure, "unit": "ha", "value": value, "unknown": unknown,
        "said": int(part["plot_id"][known].nunique()), "plots": int(part["plot_id"].nunique()),
        "denominator": "held", "denominator_value": held_ha,
        "share_low": shares[0], "share_high": shares[1], "basis": "declared",
    }  # fmt: skip


def _codes(part: pd.DataFrame, held_ha: float) -> Iterator[dict[str, object]]:
    """Land by the status of its planting-area code; unknown where a layer has no codes at all."""
    has = part["has_codes"].to_numpy(dtype=bool)
    for status in ("in_force", "suspended", "revoked"):
        stands = (part["code"] == status).astype(object)
        answer = stands.where(has, None)
        yield _share(part, f"code_{status}", answer, held_ha)


def _production(own: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Tonnes as reported; where none are, sampled yield × harvested hectares, plot by plot."""
    reported = own["production_t"].astype("float64")
    sampled = own["yield_t_per_ha"].astype("float64") * own["harvested_ha"].astype("float64")
    yield _reported(own, "production_t", "t")
    only_sampled = own.assign(production_t=sampled.where(reported.isna()))
    yield _reported(only_sampled, "production_t", "t") | {
        "measure": "production_sampled", "basis": "sampled",
    }  # fmt: skip
    both = reported.fillna(sampled)
    harvested = own["harvested_ha"].astype("float64")
    known = (both.notna() & (harvested > 0)).to_numpy(dtype=bool)
    area = float(harvested[known].sum())
    yield {
        "measure": "yield", "unit": "t_per_ha", "said": int(known.sum()), "plots": len(own),
        "value": float(both[known].sum()) / area if area else math.nan,
        "unknown": math.nan, "denominator": "harvested", "denominator_value": area,
        "basis": "reported" if reported.notna().any() else "sampled",
    }  # fmt: skip


def _yield_problems(kept: pd.DataFrame, within: Mapping[str, Bounds]) -> Iterator[Problem]:
    """Plots whose production by harvested hectare lies outside the bounds of the crop."""
    own = kept[kept["main"].to_numpy(dtype=bool)]
    harvested = own["harvested_ha"].astype("float64")
    tonnes = own["production_t"].astype("float64") / harvested.where(harvested > 0)
    each = tonnes.fillna(own["yield_t_per_ha"].astype("float64"))
    for (layer, crop), rows in own.groupby(["layer", "crop_key"], sort=True):
        if crop not in within:
            continue
        said, bounds = each[rows.index], within[str(crop)]
        odd = said[(said < bounds.low) | (said > bounds.high)]
        if len(odd):
            yield Problem(
                "ledger.yield_implausible",
                Where(layer=str(layer), column="production_t",
                      rows=tuple(rows["plot_id"][odd.index])),
                {"sample": round(float(odd.iloc[0]), 2), "low": bounds.low, "high": bounds.high,
                 "source": bounds.source_vi or "--bounds"},
                "warning",
            )  # fmt: skip
