"""The tables of the small run of ``tests/maps/results.py``: zones and ledger, by pencil."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.ledger.model import HOLDING_COLUMNS, TARGET_COLUMNS, Closure, Ledger
from gis.zones.tables import (
    DOUBT_COLUMNS,
    DOUBT_TOTAL_COLUMNS,
    LAND_RANGE_COLUMNS,
    LIMIT_COLUMNS,
    PIECE_COLUMNS,
    SLOPE_CLASS_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
    DoubtLand,
    FeatureTable,
    ZoneLand,
)
from tests import land

QUOTE = "rà soát, giảm dần diện tích sắn trên đất có độ dốc lớn (trên 25°)"
FIGURES = ("target", "target_high", "held", "planned", "candidate", "shortfall", "excess", "share")
NULLABLE = {
    **dict.fromkeys(("planted_year", "harvest_year", "year", "visit_order"), "Int64"),
    **dict.fromkeys(
        ("gi", "standard_variety", "sustainable_practice", "intensive", "same_crop", "open_list"),
        "boolean",
    ),
}


def table(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], shapes: Iterable[BaseGeometry]
) -> FeatureTable:
    """A feature table of declared columns; what a row does not say is missing."""
    frame = plain_table(columns, rows)
    return FeatureTable(
        gpd.GeoDataFrame(frame, geometry=list(shapes), crs=land.VN2000), tuple(columns)
    )


def plain_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A table of declared columns: figures float, years and yes/no nullable, the rest text."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    units = ("_ha", "_m", "_deg", "_share")
    types = {c: float if c.endswith(units) else NULLABLE.get(c, "str") for c in columns}
    return frame.astype(types | {c: float for c in FIGURES if c in columns})


def zone_land(names: Sequence[tuple[str, str]]) -> ZoneLand:
    # rule, zone, commune, east m, south m, side m
    drawn = [
        ("ginseng_under_canopy", "u-1", 0, 300, 60, 120),  # 1.44 ha
        ("ginseng_under_canopy", "u-2", 1, 900, 300, 240),  # 5.76 ha
        ("ginseng_open_land", "o-1", 2, 300, 900, 150),  # 2.25 ha
    ]
    rows, shapes = [], []
    for rule, zone, place, x, y, side in drawn:
        code, name = names[place]
        shapes.append(land.square(x, y, side))
        rows.append({
            "zone_id": f"{rule}/{zone}/{code}", "zone": zone, "rule": rule, "crop": "ginseng",
            "method": rule.removeprefix("ginseng_"), "commune_code": code, "commune": name,
            "named_by_plan": "named" if place == 0 else "other",
            "area_ha": side**2 / 10_000, "zone_area_ha": side**2 / 10_000,
            "elevation_min_m": 1900.0, "elevation_mean_m": 1950.0, "elevation_max_m": 2000.0,
            "slope_mean_deg": 20.0, "slope_max_deg": 20.0,
            "canopy_mean_share": 0.75 if rule.endswith("canopy") else None,
            "forest_state": "TXB" if rule.endswith("canopy") else None,
            "forest_owner": "Ban quản lý rừng phòng hộ" if place == 0 else None,
        })  # fmt: skip
    zones = table(ZONE_COLUMNS, rows, shapes)
    found = zones.frame.groupby(["rule", "commune_code"]).area_ha.sum().to_dict()
    return ZoneLand(zones, _zone_communes(names, found), _limits(names))


def _zone_communes(
    names: Sequence[tuple[str, str]], found: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    # 36 ha = candidate + 0.36 too small + the rest excluded + 2 ha unknown
    rows = [
        {
            "rule": rule, "crop": "ginseng", "method": rule.removeprefix("ginseng_"),
            "commune_code": code, "commune": name,
            "named_by_plan": "named" if place == 0 else "other", "commune_ha": 36.0,
            "candidate_ha": (ha := found.get((rule, code), 0.0)), "too_small_ha": 0.36,
            "excluded_ha": 36.0 - ha - 0.36 - 2.0, "unknown_ha": 2.0, "limiting_criterion": "high",
        }
        for rule in ("ginseng_under_canopy", "ginseng_open_land")
        for place, (code, name) in enumerate(names)
    ]  # fmt: skip
    return plain_table(ZONE_COMMUNE_COLUMNS, rows)


def _limits(names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    rows = [
        {
            "rule": rule, "commune_code": code, "commune": name, "criterion": criterion,
            "role": role, "removes_ha": 10.0, "removes_alone_ha": alone, "unknown_ha": 2.0,
        }
        for rule in ("ginseng_under_canopy", "ginseng_open_land")
        for code, name in names
        for criterion, role, alone in (("high", "require", 8.0), ("steep", "exclude", 3.0))
        if rule == "ginseng_open_land" or criterion == "high"
    ]  # fmt: skip
    return plain_table(LIMIT_COLUMNS, rows)


def ledger(names: Sequence[tuple[str, str]]) -> Ledger:
    zones = zone_land(names)
    # drawn = overlap + held + planned: 1 + 0.5 + 1 = 0.5 + 2 in A; 5 ha drawn altogether
    closure = Closure("holdings.cassava", 5.0, 0.5 + 4.5, 1e-6)
    return Ledger(
        _targets(), _holdings(names), zones.communes, zones.limits, (closure,), slope_classes(names)
    )


def _targets() -> pd.DataFrame:
    rows = [
        {
            "target_id": "t000_intensive", "plan": "000", "section": "III.2", "crop": "cassava",
            "indicator": "planted_area", "sense": "about", "hedge": "khoảng", "unit": "ha",
            "year": 2030, "target": 1300.0, "held": 4.5, "planned": 0.0, "shortfall": 1295.5,
            "excess": 0.0, "share": 4.5 / 1300, "met": "no", "basis": "computed",
            "quote_vi": "ổn định diện tích sắn khoảng 1.300 ha",
        },
        {
            "target_id": "t000_steep", "plan": "000", "section": "III.2", "crop": "cassava",
            "indicator": "steep_area", "sense": "decrease", "unit": "ha", "held": 0.8,
            "met": "unknown", "basis": "computed", "quote_vi": QUOTE,
        },
        {
            "target_id": "t002_ginseng", "plan": "002", "section": "II.2", "crop": "ginseng",
            "indicator": "planted_area", "sense": "at_least", "hedge": "trên", "unit": "ha",
            "year": 2030, "target": 0.5, "held": 1.0, "planned": 1.0, "candidate": 9.45,
            "shortfall": 0.0, "excess": 0.5, "share": 2.0, "met": "yes", "basis": "computed",
            "communes": "Sin Suối Hồ", "open_list": True,
        },
        {
            "target_id": "t002_processed", "plan": "002", "crop": "ginseng",
            "indicator": "processed_share", "sense": "at_least", "unit": "share", "target": 0.3,
            "met": "unknown", "basis": "reported", "denominator": "production",
        },
    ]  # fmt: skip
    return plain_table(TARGET_COLUMNS, rows)


def _holdings(names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    # crop, method, commune (None = outside); ha drawn, overlap, held, planned, flagged, unknown,
    # candidate
    figures = [
        ("cassava", None, 0, 2.5, 0.5, 2.0, 0.0, 0.8, 0.0, None),
        ("cassava", None, 1, 0.5, 0.0, 0.5, 0.0, 0.0, 0.0, None),
        ("cassava", None, 2, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, None),
        ("cassava", None, None, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, None),
        ("cassava", None, "total", 5.0, 0.5, 4.5, 0.0, 0.8, 1.0, None),
        ("ginseng", "under_canopy", 0, 1.0, 0.0, 1.0, 0.0, None, None, 1.44),
        ("ginseng", "under_canopy", "total", 1.0, 0.0, 1.0, 0.0, None, None, 7.2),
        ("ginseng", "open_land", 1, 1.0, 0.0, 0.0, 1.0, None, None, 0.0),
        ("ginseng", "open_land", "total", 1.0, 0.0, 0.0, 1.0, None, None, 2.25),
    ]
    rows = []
    for crop, method, place, drawn, overlap, held, planned, flagged, unknown, candidate in figures:
        code, name = names[place] if isinstance(place, int) else (None, None)
        rows.append({
            "crop": crop, "method": method, "commune_code": code, "commune": name,
            "place": place or "outside_communes" if code is None else "commune",
            "named_by_plan": None if code is None else "named" if place == 0 else "other",
            "drawn_ha": drawn, "overlap_ha": overlap, "held_ha": held, "planned_ha": planned,
            "flagged_ha": flagged, "unknown_ha": unknown, "candidate_ha": candidate,
            "clear_ha": None if flagged is None else held + planned - flagged - unknown,
        })  # fmt: skip
    return plain_table(HOLDING_COLUMNS, rows)


def slope_classes(names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Counted cassava by slope class, as the holdings have it: 0.8 ha over 25°, 1 ha unknown."""
    ends = [(None, 3), (3, 8), (8, 15), (15, 20), (20, 25), (25, None), (None, None)]
    classes = ("I", "II", "III", "IV", "V", "VI", "unknown")
    figures = [
        ("commune", 0, (0, 0, 0, 1.2, 0, 0.8, 0)),
        ("commune", 1, (0, 0, 0, 0, 0.5, 0, 0)),
        ("commune", 2, (0, 0, 0, 0, 0, 0, 1.0)),
        ("outside_communes", None, (0, 0, 0, 0, 1.0, 0, 0)),
        ("total", None, (0, 0, 0, 1.2, 1.5, 0.8, 1.0)),
    ]
    rows = [
        {
            "land": "plots", "crop": "cassava", "place": place, "slope_class": name,
            "commune_code": None if n is None else names[n][0],
            "commune": None if n is None else names[n][1],
            "above_deg": low, "at_most_deg": high, "class_ha": part, "land_ha": sum(parts),
        }
        for place, n, parts in figures
        for name, (low, high), part in zip(classes, ends, parts, strict=True)
    ]  # fmt: skip
    return plain_table(SLOPE_CLASS_COLUMNS, rows)


def doubt_land(pieces: FeatureTable, names: Sequence[tuple[str, str]], plot_id: str) -> DoubtLand:
    # plot: probability, verdict, low, central, high, order and hectares of the visit
    told = {
        plot_id: (0.97, "over", 0.7, 0.78, 0.85, None, 0.03),
        "P2": (0.02, "under", 0.0, 0.0, 0.1, None, 0.02),
        "P3": (None, "go_and_look", 0.0, 0.0, 0.0, 1, 0.5),
        "P4": (0.0, "under", 0.0, 0.0, 0.0, None, 0.0),
        "P5": (0.4, "go_and_look", 0.0, 0.04, 0.2, 2, 0.4),
    }
    cassava = pieces.frame[pieces.frame.layer == "cassava"].drop_duplicates("plot_id")
    kept = [c for c in PIECE_COLUMNS if c in DOUBT_COLUMNS and c != "area_ha"]
    rows = []
    for piece in cassava[kept].to_dict("records"):
        p, verdict, low, central, high, order, visit = told[piece["plot_id"]]
        rows.append(dict(piece) | {
            "doubt_id": f"cassava_on_steep_land:cassava/{piece['plot_id']}",
            "rule": "cassava_on_steep_land", "area_ha": 1.0, "flagged_ha": central,
            "unknown_ha": 1.0 if p is None else 0.0, "over_probability": p,
            "sure_verdict": verdict, "expected_ha": central, "low_ha": low,
            "central_ha": central, "high_ha": high, "visit_order": order, "visit_ha": visit,
            "suspect_ha": 0.25, "compare_flagged_ha": None,
        })  # fmt: skip
    total = {
        "rule": "cassava_on_steep_land", "place": "total", "commune_code": None, "commune": None,
        "counted_ha": 4.5, "flagged_ha": 0.8, "unknown_ha": 1.0, "expected_ha": 0.82,
        "low_ha": 0.7, "central_ha": 0.82, "high_ha": 0.95, "visit_ha": 0.95, "suspect_ha": 1.25,
        "compare_flagged_ha": None,
    }  # fmt: skip
    first = total | {"place": "commune", "commune_code": names[0][0], "commune": names[0][1]}
    totals = pd.DataFrame([first | {"visit_ha": None}, total], columns=list(DOUBT_TOTAL_COLUMNS))
    land_of = table(DOUBT_COLUMNS, rows, cassava.geometry)
    method = {"estimated": True, "land": {"estimated": True, "one_cell_of": 25}}
    return DoubtLand(land_of, totals, True, method, land_ranges(names))


def land_ranges(names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Land over 25° and of one zone rule: the first commune, and the total."""
    rows = []
    for rule, deg in ((None, 25.0), ("ginseng_open_land", None)):
        figures = {
            "rule": rule, "above_deg": deg, "land_ha": 900.0, "measured_ha": 210.0,
            "unknown_ha": 5.0, "expected_ha": 200.0, "low_ha": 190.0, "central_ha": 200.0,
            "high_ha": 211.5,
        }  # fmt: skip
        first = {"place": "commune", "commune_code": names[0][0], "commune": names[0][1]}
        rows.append(figures | first | {"low_ha": None, "central_ha": None, "high_ha": None})
        rows.append(figures | {"place": "total", "commune_code": None, "commune": None})
    return pd.DataFrame(rows, columns=list(LAND_RANGE_COLUMNS))
