"""Cuts the area into forest lots (lô): pieces of a commune that follow slopes and valleys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize, shapes, sieve
from scipy.spatial import KDTree

from gis.sample.ground import PATCH_CELL_M, centres_of, random_for, transform_of

LOT_HA = 40.0
SMALLEST_CELLS = 8  # 2.9 ha
# A height difference counts as this many times its length on the map: lots follow contours.
HEIGHT_WEIGHT = 2.2


@dataclass(frozen=True)
class Lots:
    """Lots that tile the area without gaps.

    ``number`` is the lot of every 60 m cell of the window, -1 outside the area; ``shapes`` are
    polygons in the sample's CRS that share their borders; ``commune`` is each lot's commune.
    """

    number: NDArray[np.int32]
    shapes: NDArray[np.object_]
    commune: NDArray[np.int64]


def cut_lots(commune: NDArray[np.int32], elevation_m: NDArray[np.float32]) -> Lots:
    """Lots of about 40 ha.

    Args:
        commune: number of the commune of every 60 m cell, -1 outside.
        elevation_m: metres of the same cells.

    Returns:
        The lots, numbered from the north-west; each lies in one commune.
    """
    seeded, owner = _nearest_seeds(commune, elevation_m)
    inside = commune >= 0
    whole = sieve(seeded, SMALLEST_CELLS, mask=inside, connectivity=4)
    found = shapes(whole, mask=inside, connectivity=4, transform=transform_of(PATCH_CELL_M))
    pieces, seeds = zip(*((shapely.geometry.shape(g), int(v)) for g, v in found), strict=True)
    number = rasterize(
        zip(pieces, range(len(pieces)), strict=True),
        commune.shape,
        fill=-1,
        transform=transform_of(PATCH_CELL_M),
        dtype="int32",
    )
    return Lots(number, _without_stairs(pieces), owner[list(seeds)])


def commune_outlines(lots: Lots) -> NDArray[np.object_]:
    """The union of each commune's lots, so that lots and communes share their borders."""
    return np.array(
        [
            shapely.coverage_union_all(lots.shapes[lots.commune == one])
            for one in range(int(lots.commune.max()) + 1)
        ]
    )


def mean_of(lots: Lots, values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean of a 60 m raster over every lot."""
    inside = lots.number >= 0
    where = lots.number[inside]
    return np.bincount(where, weights=values[inside]) / np.bincount(where)


def middles(lots: Lots) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """X and y (metres) of the lots' centroids."""
    centre = shapely.centroid(lots.shapes)
    return shapely.get_x(centre), shapely.get_y(centre)


def _nearest_seeds(
    commune: NDArray[np.int32], elevation_m: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The seed nearest to every cell among its own commune's, and each seed's commune."""
    rng = random_for("lots")
    x, y = centres_of(PATCH_CELL_M)
    seeded, owners, first = np.full(commune.shape, -1, dtype=np.int32), [], 0
    for one in range(int(commune.max()) + 1):
        row, col = np.nonzero(commune == one)
        land = np.column_stack([x[col], y[row], HEIGHT_WEIGHT * elevation_m[row, col]])
        count = round(row.size * PATCH_CELL_M**2 / 1e4 / LOT_HA)
        seeds = land[rng.choice(row.size, count, replace=False)]
        seeded[row, col] = first + KDTree(seeds).query(land)[1]
        owners.append(np.full(count, one))
        first += count
    return seeded, np.concatenate(owners)


def _without_stairs(pieces: tuple[shapely.Polygon, ...]) -> NDArray[np.object_]:
    """Cell-edged polygons with their stairs cut, neighbours alike: still no gap, no overlap."""
    # Every cell corner must be a vertex of both neighbours before they are simplified together.
    cornered = shapely.segmentize(np.array(pieces), PATCH_CELL_M)
    return shapely.coverage_simplify(cornered, 1.1 * PATCH_CELL_M)
