"""Invented allocations of forest land, with faults that are known: what the audit has to find.

Most rows are sound: half a lot each, keys, paper and owner in order. Every ``_FAULTS`` row is
spoiled in one way.
"""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.sample.ground import CRS_NAME, random_for
from gis.sample.names import people, villages

LOTS, OUTSIDE_PLANNING = 60, 2
# Halves of lots are numbered west, east, west, east …; faults are told by these numbers.
OVERLAP, SAME_OWNER = (0, 14, 28), (42,)  # the western half reaches 60 m into the eastern one
WRONG_PAPER, NO_PAPER = (4, 19, 33, 47, 71), (9, 52)
ZERO_IN_FRONT, OTHER_LOT = (23, 61), (38, 76)
MOVED, MOVED_M = (55, 83), 120.0
IN_M2 = (11, 66)
NO_OWNER = (90,)
_REACH_M = 60.0
_FIRST_DAY, _DAYS = date(2015, 3, 2), 3_400
_FORMS = ("giao", "khoán", "thuê")
_PURPOSES = ("bảo vệ rừng", "sản xuất", "dược liệu", "nông lâm kết hợp")


def draw_allocations(forest: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Two allocations in each of sixty lots, some with a known fault, EPSG:9205.

    Args:
        forest: the invented forest layer; lots of households, villages and boards are taken.

    Returns:
        ``ma_hs, chu, so_qd, ngay_qd, hinh_thuc, tk, khoanh, lo, dt_giay, dvt, ma_xa, muc_dich``,
        the same each time.
    """
    rng = random_for("allocations")
    held = forest["dtuong"].isin([1, 2, 4]).to_numpy(dtype=bool, na_value=False)
    planned = (forest["nqh"] == 0).to_numpy(dtype=bool, na_value=False)
    inside = rng.choice(np.flatnonzero(held & planned), LOTS - OUTSIDE_PLANNING, replace=False)
    beyond = rng.choice(np.flatnonzero(held & ~planned), OUTSIDE_PLANNING, replace=False)
    chosen = np.sort(np.concatenate([inside, beyond]))
    lots = forest.iloc[np.repeat(chosen, 2)].reset_index(drop=True)
    shapes = _halves(forest.geometry.to_numpy()[chosen])
    table = _rows(rng, lots, shapes)
    _spoil(table, lots)
    return gpd.GeoDataFrame(table, geometry=_moved(shapes), crs=CRS_NAME)


def _halves(lots: NDArray[np.object_]) -> NDArray[np.object_]:
    """The western and the eastern half of every lot, with centimetre coordinates."""
    halves = []
    for number, lot in enumerate(lots):
        west, south, east, north = lot.bounds
        middle = round(lot.centroid.x, 2)
        reach = _REACH_M if 2 * number in (*OVERLAP, *SAME_OWNER) else 0.0
        for x0, x1 in ((west, middle + reach), (middle, east)):
            part = shapely.intersection(lot, shapely.box(x0, south, x1, north))
            halves.append(_largest(shapely.set_precision(part, 0.01)))
    return np.array(halves, dtype=object)


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons[int(np.argmax(shapely.area(polygons)))]


def _rows(
    rng: np.random.Generator, lots: gpd.GeoDataFrame, shapes: NDArray[np.object_]
) -> pd.DataFrame:
    count = len(lots)
    boards = (lots["dtuong"] == 4).to_numpy(dtype=bool)
    village = rng.random(count) < 0.4
    owners = np.where(village, "Cộng đồng bản " + villages(rng, count), people(rng, count))
    forms = np.where(boards, 1, np.where(rng.random(count) < 0.9, 0, 2))
    purposes = np.where(boards, 0, rng.choice(4, count, p=[0.45, 0.35, 0.12, 0.08]))
    days = [_FIRST_DAY + timedelta(days=int(n)) for n in rng.integers(0, _DAYS, count)]
    return pd.DataFrame(
        {
            "ma_hs": [f"GR-{n + 1:04d}" for n in range(count)],
            "chu": owners.astype(object),
            "so_qd": [f"{100 + n}/QĐ-UBND" for n in range(count)],
            "ngay_qd": [day.strftime("%d/%m/%Y") for day in days],
            "hinh_thuc": np.array(_FORMS, dtype=object)[forms],
            **{name: lots[name].to_numpy(dtype=object) for name in ("tk", "khoanh", "lo")},
            "dt_giay": (shapely.area(shapes) / 1e4).round(2),
            "dvt": np.full(count, "ha", dtype=object),
            "ma_xa": lots["maxa"].to_numpy(dtype=object),
            "muc_dich": np.array(_PURPOSES, dtype=object)[purposes],
        }
    )


def _spoil(table: pd.DataFrame, lots: gpd.GeoDataFrame) -> None:
    """Every fault that is not of a shape."""
    owner, paper, unit, lot = (
        table[c].to_numpy(copy=True) for c in ("chu", "dt_giay", "dvt", "lo")
    )
    for number in SAME_OWNER:
        owner[number + 1] = owner[number]
    owner[list(NO_OWNER)] = None
    paper[list(WRONG_PAPER)] *= 1.35
    paper[list(NO_PAPER)] = np.nan
    paper[list(IN_M2)] *= 1e4
    unit[list(IN_M2)] = "m2"
    for number in ZERO_IN_FRONT:
        lot[number] = f"0{lot[number]}"
    table["chu"], table["dt_giay"], table["dvt"], table["lo"] = owner, paper.round(2), unit, lot
    for number in OTHER_LOT:
        for name in ("tk", "khoanh", "lo"):
            table.loc[number, name] = lots[name].iloc[number + 2]


def _moved(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Some rows lie beside where they should: a slipped coordinate."""
    moved = shapes.copy()
    for number in MOVED:
        shifted = shapely.transform(shapes[number], lambda xy: xy + np.array([MOVED_M, 0.0]))
        moved[number] = shapely.set_precision(shifted, 0.01)
    return moved
