"""Where the invented planning area lies: one window, three cell sizes, one seed."""

from __future__ import annotations

import zlib

import numpy as np
from affine import Affine
from numpy.typing import NDArray

CRS_NAME = "EPSG:9205"
WEST_M, NORTH_M = 518_600.0, 2_521_800.0
WIDTH_M, HEIGHT_M = 41_040.0, 40_560.0
DEM_CELL_M, PATCH_CELL_M, RIVER_CELL_M = 30.0, 60.0, 240.0
SEED = 20_250_630


def random_for(what: str) -> np.random.Generator:
    """The random numbers of one layer: changing one layer leaves the others as they were.

    Args:
        what: the layer's name.

    Returns:
        A generator seeded by the sample's seed and the name.
    """
    return np.random.default_rng([SEED, zlib.crc32(what.encode())])


def shape_of(cell_m: float) -> tuple[int, int]:
    """Rows and columns of the window in cells of a size that divides it (metres)."""
    return round(HEIGHT_M / cell_m), round(WIDTH_M / cell_m)


def transform_of(cell_m: float) -> Affine:
    """(col, row) corners of the window's cells of a size in metres → x, y in EPSG:9205."""
    return Affine(cell_m, 0.0, WEST_M, 0.0, -cell_m, NORTH_M)


def centres_of(cell_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """X of every column and y of every row of cells of a size in metres, at cell centres."""
    rows, cols = shape_of(cell_m)
    x = WEST_M + (np.arange(cols, dtype=np.float64) + 0.5) * cell_m
    y = NORTH_M - (np.arange(rows, dtype=np.float64) + 0.5) * cell_m
    return np.asarray(x), np.asarray(y)


def cell_at(
    x: NDArray[np.float64], y: NDArray[np.float64], cell_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of the cell a point of the window lies in.

    Args:
        x: eastings in metres, EPSG:9205.
        y: northings in metres, EPSG:9205, one per easting.
        cell_m: cell size in metres.

    Returns:
        Rows and columns; a point outside the window gets the nearest edge cell.
    """
    rows, cols = shape_of(cell_m)
    row = np.floor((NORTH_M - y) / cell_m).astype(np.int64)
    col = np.floor((x - WEST_M) / cell_m).astype(np.int64)
    return row.clip(0, rows - 1), col.clip(0, cols - 1)


def coarser(values: NDArray[np.float32], times: int) -> NDArray[np.float32]:
    """Means of blocks of ``times`` × ``times`` cells; rows and columns must divide evenly."""
    rows, cols = values.shape
    return values.reshape(rows // times, times, cols // times, times).mean(axis=(1, 3))
