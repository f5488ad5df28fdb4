"""Sums that must close before anything is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from gis.errors import Problem, Where, raise_errors
from gis.ledger.model import Closure, Ledger
from gis.units import area_ha
from gis.zones.tables import FeatureTable, PlotLand, ZoneLand

# Sums of the same figures may differ by the rounding of 64-bit sums; a union of polygons is a
# second measurement with roundings of its own.
SUM_SHARE = 1e-9
UNION_SHARE = 1e-6
# Ten square millimetres, the rounding of one cut at coordinates of millions of metres.
LEAST_HA = 1e-9


def check_closures(ledger: Ledger) -> list[Problem]:
    """An error for every sum of the ledger that does not close; then nothing may be published."""
    return not_closed(ledger.closures)


def not_closed(sums: Iterable[Closure]) -> list[Problem]:
    """An error for every sum that does not close."""
    return [
        Problem(
            "ledger.not_closed",
            Where(),
            {"name": c.name, "left": f"{c.left_ha:.9f}", "right": f"{c.right_ha:.9f}",
             "tolerance": f"{c.tolerance_ha:.1e}"},
        )
        for c in sums
        if not c.holds
    ]  # fmt: skip


def require_closed(ledger: Ledger) -> None:
    """Refuse a ledger whose sums do not close.

    Raises:
        NuongError: every sum that does not close, with both sides.
    """
    raise_errors(check_closures(ledger))


def closures(
    plots: PlotLand, flags: FeatureTable, zones: ZoneLand, pieces: pd.DataFrame, rows: pd.DataFrame
) -> tuple[Closure, ...]:
    """Every sum that must close, each side computed on its own way.

    Args:
        plots: pieces, counted land and overlaps.
        flags: judged pieces.
        zones: candidate zones and the close of every commune.
        pieces: counted pieces (:func:`gis.ledger.counted.counted_pieces`).
        rows: the holdings.
    """
    return (
        *_cut_closes(plots),
        *_counted_once(plots),
        *_holdings_close(pieces, rows),
        *_flags_close(flags),
        *_zones_close(zones),
    )


def equal_sums(name: str, left: Iterable[float], right: Iterable[float]) -> Closure:
    """Two sums of the same figures, which may differ by the rounding of the additions alone."""
    return _closure(name, float(sum(left)), float(sum(right)), SUM_SHARE)


def measured_twice(name: str, left: Iterable[float], right: Iterable[float]) -> Closure:
    """Two sums of land measured in two ways: a second overlay has roundings of its own."""
    return _closure(name, float(sum(left)), float(sum(right)), UNION_SHARE)


def _closure(name: str, left_ha: float, right_ha: float, share: float) -> Closure:
    tolerance_ha = max(share * max(abs(left_ha), abs(right_ha)), LEAST_HA)
    return Closure(name, left_ha, right_ha, tolerance_ha)


def _cut_closes(plots: PlotLand) -> Iterator[Closure]:
    """Plots as drawn = their pieces: all together, and the plot that differs most."""
    pieces = plots.pieces.frame
    if pieces.empty:
        return
    by_plot = pieces.groupby(["layer", "plot_id"])
    cut, whole = by_plot["area_ha"].sum(), by_plot["plot_area_ha"].first()
    yield equal_sums("plots.cut_by_commune", cut, whole)
    worst = (cut - whole).abs().idxmax()
    yield equal_sums(f"plots.cut_by_commune:{':'.join(worst)}", [cut[worst]], [whole[worst]])


def _counted_once(plots: PlotLand) -> Iterator[Closure]:
    """Union of what is drawn of a crop = hectares that count of it."""
    pieces = plots.pieces.frame
    for crop, own in pieces.groupby(pieces["crop"].fillna("")):
        union = GeoSeries([_union(own)], crs=pieces.crs)
        left_ha, right_ha = float(area_ha(union)[0]), float(own["counted_ha"].sum())
        yield _closure(f"plots.counted_once:{crop}", left_ha, right_ha, UNION_SHARE)


def _union(pieces: GeoDataFrame) -> shapely.Geometry:
    """All land once. Plots that touch no other are not overlaid: 60 times as quick for fields."""
    return shapely.disjoint_subset_union_all(pieces.geometry.to_numpy())


def _holdings_close(pieces: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Closure]:
    """All plots are in the totals, and every total is its communes and the land outside."""
    total, parts = rows[rows["place"] == "total"], rows[rows["place"] != "total"]
    yield equal_sums("holdings.drawn", pieces["area_ha"], total["drawn_ha"])
    yield equal_sums(
        "holdings.counted", pieces["counted_ha"], total["held_ha"] + total["planned_ha"]
    )
    for _, row in total.iterrows():
        about = f"{row['crop'] or ''}:{row['method'] or ''}"
        own = parts[_same(parts["crop"], row["crop"]) & _same(parts["method"], row["method"])]
        used = own["overlap_ha"] + own["held_ha"] + own["planned_ha"]
        yield equal_sums(f"holdings.communes_and_outside:{about}", used, [row["drawn_ha"]])
        if pd.notna(row["flagged_ha"]):
            judged = row[["flagged_ha", "clear_ha", "unknown_ha"]]
            counted = own["held_ha"] + own["planned_ha"]
            yield equal_sums(f"holdings.flagged_clear_unknown:{about}", judged, counted)


def _same(column: pd.Series, value: str | None) -> pd.Series:
    return column.fillna("") == (value or "")


def _flags_close(flags: FeatureTable) -> Iterator[Closure]:
    """Flagged + clear + unknown = the land judged, as drawn and as counted."""
    for rule, own in flags.frame.groupby("rule"):
        for kind in ("", "counted_"):
            split = own[[f"{kind}flagged_ha", f"{kind}clear_ha", f"{kind}unknown_ha"]]
            whole = own["counted_ha" if kind else "area_ha"]
            yield equal_sums(f"flags.{kind}land:{rule}", split.sum(), whole)


def _zones_close(zones: ZoneLand) -> Iterator[Closure]:
    """Candidate + too small + excluded + unknown = commune; zone rows = what communes report."""
    parts = ["candidate_ha", "too_small_ha", "excluded_ha", "unknown_ha"]
    for row in zones.communes.to_dict("records"):
        name = f"zones.commune:{row['rule']}:{row['commune_code']}"
        yield equal_sums(name, [row[part] for part in parts], [row["commune_ha"]])
    for rule, own in zones.communes.groupby("rule"):
        listed = zones.zones.frame.loc[zones.zones.frame["rule"] == rule, "area_ha"]
        yield equal_sums(f"zones.rows:{rule}", listed, own["candidate_ha"])
