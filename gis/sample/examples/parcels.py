"""Invented plots: land cut into parcels, and parcels given to crops until each has its hectares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gis.sample.examples.areas import Crop
from gis.sample.examples.ground import Ground

# Parcels are drawn a little smaller than their room: paths and balks lie between them.
DRAWN_SHARE = 0.92
HEARTS = 6  # concentrated zones a crop has
ACROSS = -1


@dataclass
class Parcels:
    """Parcels that do not touch: shapes, middles (x, y in metres), number of the commune they lie
    in (or ``ACROSS`` several), height (m), and whether no crop has them yet.
    """

    shapes: NDArray[np.object_]
    middle: NDArray[np.float64]
    commune: NDArray[np.int32]
    height_m: NDArray[np.float32]
    free: NDArray[np.bool_]


def cut_parcels(
    ground: Ground, commune: NDArray[np.int32], height_m: NDArray[np.float32]
) -> Parcels:
    """Parcels of about the example's size that lie in the area, some across commune borders.

    Args:
        ground: the window.
        commune: number of every patch cell's commune, -1 outside.
        height_m: of the same cells.
    """
    shapes = _shrunk(_voronoi(_seeds(ground)))
    corners, of = shapely.get_coordinates(shapes, return_index=True)
    first = np.flatnonzero(np.diff(of, prepend=-1))
    number = _at(ground, commune, corners)
    lowest, highest = np.minimum.reduceat(number, first), np.maximum.reduceat(number, first)
    inside = lowest >= 0
    shapes = shapes[inside]
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    return Parcels(
        shapes,
        middle,
        commune=np.where(lowest == highest, lowest, ACROSS)[inside],
        height_m=_at(ground, height_m, middle),
        free=np.ones(shapes.size, dtype=bool),
    )


def plots_of(ground: Ground, parcels: Parcels, crops: Sequence[Crop]) -> gpd.GeoDataFrame:
    """Plots of some crops with their register; the parcels given away are no longer free.

    Args:
        ground: the window.
        parcels: what is left to give; ``free`` changes.
        crops: in the order they choose.

    Returns:
        ``ma_thua, loai_cay, dien_tich`` (hectares as recorded, a percent or so off the drawn ones)
        and, where any crop has them, ``nam_trong``; in the example's CRS.
    """
    tables = [_plots(ground, parcels, crop, order) for order, crop in enumerate(crops)]
    rows = pd.concat(tables, ignore_index=True)
    rows.insert(0, "ma_thua", [f"T{i + 1:05d}" for i in range(len(rows))])
    if all(crop.planted is None for crop in crops):
        rows = rows.drop(columns="nam_trong")
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=ground.example.crs)


def _plots(ground: Ground, parcels: Parcels, crop: Crop, order: int) -> pd.DataFrame:
    rng = ground.random_for(f"{order} {crop.label}")
    chosen = _choose(rng, ground, parcels, crop)
    parcels.free[chosen] = False
    shapes = parcels.shapes[chosen]
    first, last = crop.planted or (0, 0)
    years = rng.integers(first, last + 1, chosen.size)
    return pd.DataFrame(
        {
            "loai_cay": crop.label,
            "dien_tich": (shapely.area(shapes) / 1e4 * rng.normal(1, 0.01, chosen.size)).round(2),
            "nam_trong": pd.array(years if crop.planted else [None] * chosen.size, dtype="Int64"),
            "geometry": shapes,
        }
    )


def _choose(
    rng: np.random.Generator, ground: Ground, parcels: Parcels, crop: Crop
) -> NDArray[np.int64]:
    """Free parcels nearest to a few hearts and to the liked height, up to the hectares wanted."""
    there = np.flatnonzero(parcels.free & _in_commune(ground, parcels, crop.commune))
    low_m, high_m = ground.example.height_m
    off_height = np.abs(parcels.height_m[there] - crop.like_m) / (high_m - low_m)
    liked = there[np.argsort(off_height, kind="stable")][: max(HEARTS, there.size // 3)]
    hearts = parcels.middle[rng.choice(liked, min(HEARTS, liked.size), replace=False)]
    away_m = KDTree(hearts).query(parcels.middle[there])[0]
    wanted_m = np.sqrt(crop.ha * 1e4)
    order = np.argsort(away_m / wanted_m + 2 * off_height + rng.random(there.size) / 2)
    upto_ha = np.cumsum(shapely.area(parcels.shapes[there[order]])) / 1e4
    count = 1 + int(np.abs(upto_ha - crop.ha).argmin())
    return np.asarray(there[order[:count]])


def _in_commune(ground: Ground, parcels: Parcels, code: str | None) -> NDArray[np.bool_]:
    """Parcels wholly in a commune; every parcel where none is named."""
    if code is None:
        return np.ones_like(parcels.free)
    number = [one.code for one in ground.communes].index(code)
    return np.asarray(parcels.commune == number)


def _seeds(ground: Ground) -> NDArray[np.float64]:
    """One point in every square of a lattice, where chance puts it."""
    rng = ground.random_for("parcels")
    side_m = np.sqrt(ground.example.parcel_ha * 1e4 / DRAWN_SHARE)
    rows, cols = ground.shape(float(side_m))
    square = np.indices((rows, cols)).reshape(2, -1)
    row, col = square + rng.uniform(0.1, 0.9, square.shape)
    return np.column_stack([ground.west_m + col * side_m, ground.north_m - row * side_m])


def _voronoi(seeds: NDArray[np.float64]) -> NDArray[np.object_]:
    """Cells nearest to each seed, from south to north."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))
    middle = shapely.get_coordinates(shapely.centroid(cells))
    return shapely.normalize(cells[np.lexsort(middle.T)])


def _shrunk(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Convex shapes drawn in towards their middles, corners to the centimetre."""
    corners, of = shapely.get_coordinates(shapes, return_index=True)
    middle = shapely.get_coordinates(shapely.centroid(shapes))[of]
    drawn = middle + np.sqrt(DRAWN_SHARE) * (corners - middle)
    return shapely.set_coordinates(shapes.copy(), drawn.round(2))


def _at(ground: Ground, values: NDArray[Any], points: NDArray[np.float64]) -> NDArray[Any]:
    """Values of patch cells at points; a point beyond the window gets the nearest edge cell."""
    cell_m = ground.example.patch_m
    col = ((points[:, 0] - ground.west_m) // cell_m).astype(np.int64)
    row = ((ground.north_m - points[:, 1]) // cell_m).astype(np.int64)
    return values[row.clip(0, values.shape[0] - 1), col.clip(0, values.shape[1] - 1)]
