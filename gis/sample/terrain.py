"""Invented mountains of 300–3,000 m: rivers first, then ridges, then the small relief."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from gis.sample.ground import (
    DEM_CELL_M,
    RIVER_CELL_M,
    cell_at,
    centres_of,
    random_for,
    shape_of,
)
from gis.sample.noise import noise, ridged
from gis.sample.places import metres_of
from gis.sample.rivers import RiverTree, grow_rivers

LOWEST_M, HIGHEST_M = 285.0, 3040.0
# Bends of the two invented main rivers, longitude and latitude; the first ends at the outlet.
MAIN_RIVER = ((103.205, 22.650), (103.262, 22.590), (103.300, 22.520), (103.285, 22.440))
EAST_RIVER = ((103.470, 22.560), (103.410, 22.545), (103.350, 22.535), (103.300, 22.520))
MASSIFS = ((103.43, 22.62), (103.39, 22.45), (103.36, 22.74), (103.56, 22.55), (103.38, 22.66))


@dataclass(frozen=True)
class Land:
    """The invented land: heights in metres and slopes in degrees, (rows, cols) of 30 m cells."""

    elevation_m: NDArray[np.float32]
    slope_deg: NDArray[np.float32]
    rivers: RiverTree


def invent_land() -> Land:
    """The sample's mountains, the same every time."""
    rivers = _rivers()
    shaped = _bent(rivers.height_m.reshape(shape_of(RIVER_CELL_M)))
    height = LOWEST_M + shaped + _small_relief(slope_of(shaped))
    height = _bounded(height).round(1)
    return Land(height, slope_of(height), rivers)


def bends(cell_m: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far (metres down and across) every cell borrows its height from, so that valleys drawn
    on a lattice of eight directions wind as real ones do.
    """
    rng = random_for("bends")
    wide = [330 * noise(rng, 4_000.0, cell_m) for _ in range(2)]
    near = [110 * noise(rng, 1_100.0, cell_m) for _ in range(2)]
    return wide[0] + near[0], wide[1] + near[1]


def _bent(height_m: NDArray[np.float64]) -> NDArray[np.float32]:
    """Heights on the river cells, taken to 30 m cells along the bends."""
    down, across = bends(DEM_CELL_M)
    rows, cols = np.indices(down.shape, dtype=np.float32)
    times = np.float32(DEM_CELL_M / RIVER_CELL_M)
    at_row = (rows + 0.5) * times - 0.5 + down / np.float32(RIVER_CELL_M)
    at_col = (cols + 0.5) * times - 0.5 + across / np.float32(RIVER_CELL_M)
    return ndimage.map_coordinates(
        height_m.astype(np.float32), [at_row, at_col], order=3, mode="nearest", prefilter=False
    )


def _bounded(height_m: NDArray[np.float32]) -> NDArray[np.float32]:
    """Peaks above 2,600 m pressed gently under the highest."""
    room = np.float32(HIGHEST_M - 2_600.0)
    over = np.maximum(height_m - np.float32(2_600.0), 0)
    return np.where(over > 0, 2_600 + room * np.tanh(over / room), height_m)


def slope_of(height_m: NDArray[np.float32]) -> NDArray[np.float32]:
    """Slope in degrees by central differences, good enough to place fields.

    Args:
        height_m: (rows, cols) metres on the window's 30 m cells.

    Returns:
        Degrees, same shape. The product measures slope by itself (``gis.grid.terrain``).
    """
    south, east = np.gradient(height_m, DEM_CELL_M)
    return np.degrees(np.arctan(np.hypot(south, east)))


def _rivers() -> RiverTree:
    rng = random_for("rivers")
    away = _distance_to_main_rivers()
    rough = np.exp(0.6 * noise(rng, 1_500.0, RIVER_CELL_M) + 0.9 * noise(rng, 240.0, RIVER_CELL_M))
    cost = (0.15 + np.minimum(away / 2_500.0, 1.0)) * rough
    x, y = metres_of(MAIN_RIVER)
    _, col = cell_at(x[-1:], y[-1:], RIVER_CELL_M)
    rows, cols = shape_of(RIVER_CELL_M)
    outlet = (rows - 1) * cols + int(col[0])
    return grow_rivers(cost, _steepness(rng, away), outlet, RIVER_CELL_M)


def _steepness(rng: np.random.Generator, away_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gentler near the main rivers, steeper towards the north and the east border ridges."""
    x, y = centres_of(RIVER_CELL_M)
    north = (y - y.min())[:, None] / np.ptp(y)
    east = (x - x.min())[None, :] / np.ptp(x)
    far = 1 - np.exp(-((away_m / 7_000.0) ** 2))
    high = np.max(
        [
            np.exp(-((x - px) ** 2 + (y[:, None] - py) ** 2) / 5_500.0**2)
            for px, py in zip(*metres_of(MASSIFS), strict=True)
        ],
        axis=0,
    )
    uplift = 0.5 + 0.35 * far + 0.2 * north**2 + 0.2 * east**2 + 0.8 * high
    uneven = 0.22 * noise(rng, 5_000.0, RIVER_CELL_M) + 0.2 * noise(rng, 240.0, RIVER_CELL_M)
    return 46.0 * uplift * np.exp(uneven)


def _small_relief(slope_deg: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spurs and gullies, metres: strong on slopes, weak on valley floors."""
    rng = random_for("small relief")
    spurs = 46 * ridged(rng, 420.0, DEM_CELL_M) + 20 * ridged(rng, 190.0, DEM_CELL_M)
    bumps = 5.5 * noise(rng, 95.0, DEM_CELL_M)
    strength = np.clip(slope_deg / 26, 0.06, 1.1)
    return np.asarray(strength * (spurs + bumps), dtype=np.float32)


def _distance_to_main_rivers() -> NDArray[np.float64]:
    lines = [np.column_stack(metres_of(line)).tolist() for line in (MAIN_RIVER, EAST_RIVER)]
    x, y = centres_of(RIVER_CELL_M)
    cells = shapely.points(*np.meshgrid(x, y))
    return np.asarray(shapely.distance(cells, shapely.MultiLineString(lines)))
