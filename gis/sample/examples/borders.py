"""Invented borders: land belongs to the commune whose centre is nearest, by wavering distances."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from scipy.spatial import KDTree

from gis.sample.communes import one_piece, without_islands
from gis.sample.examples.ground import Ground


def draw_borders(ground: Ground) -> tuple[NDArray[np.int32], NDArray[np.object_]]:
    """Communes of about the example's size together.

    Args:
        ground: centres and window.

    Returns:
        The number of the commune of every patch cell (-1 outside), and one polygon per commune in
        the order of ``ground.communes``; neighbours share their borders exactly.
    """
    cell_m = ground.example.patch_m
    far_m, nearest = _nearest(ground)
    cells = round(ground.example.size_km2 * 1e6 / cell_m**2)
    reach_m = np.partition(far_m.ravel(), cells)[cells]
    number = np.where(one_piece(far_m < reach_m), nearest, -1).astype(np.int32)
    number = without_islands(number)
    return number, _outlines(ground, number)


def _nearest(ground: Ground) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distance (m) to the nearest centre and which one it is, on land shaken by noise."""
    cell_m = ground.example.patch_m
    apart_m = np.sqrt(ground.example.size_km2 * 1e6 / len(ground.communes))
    x, y = ground.centres(cell_m)
    shaken = []
    for values, name in ((x, "borders east"), (y, "borders north")):
        rng = ground.random_for(name)
        waves = [0.1 * apart_m / n * ground.noise(rng, apart_m / n, cell_m) for n in (2, 5, 12)]
        shaken.append(values + np.sum(waves, axis=0))
    far_m, nearest = KDTree(np.column_stack([ground.x, ground.y])).query(np.dstack(shaken))
    return np.asarray(far_m), np.asarray(nearest)


def _outlines(ground: Ground, number: NDArray[np.int32]) -> NDArray[np.object_]:
    cell_m = ground.example.patch_m
    found = shapes(number, mask=number >= 0, connectivity=4, transform=ground.transform(cell_m))
    pieces: dict[int, list[shapely.Geometry]] = {}
    for shape, value in found:
        pieces.setdefault(int(value), []).append(shapely.geometry.shape(shape))
    whole = [shapely.union_all(pieces[one]) for one in range(len(ground.communes))]
    # Every cell corner must be a vertex of both neighbours before they are simplified together.
    cornered = shapely.segmentize(np.array(whole), cell_m)
    return shapely.coverage_simplify(cornered, 1.5 * cell_m)
