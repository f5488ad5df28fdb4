"""A DEM made small enough to look at, block by block, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from gis.grid.blocks import blocks_of
from gis.grid.grid import Grid, grid_of
from gis.layers.model import Raster

# Cells read at once along each side, about.
SIDE_CELLS = 512


@dataclass(frozen=True)
class Shrunk:
    """Means of squares of cells: heights in metres, NaN where none is known, and their grid. The
    last row and column may reach beyond the DEM.
    """

    grid: Grid
    height_m: NDArray[np.float32]


def shrunk(dem: Raster, longest: int, side_cells: int = SIDE_CELLS) -> Shrunk:
    """Means of the known heights of n × n cells, n as small as ``longest`` allows.

    Args:
        dem: heights in metres.
        longest: most rows or columns wanted.
        side_cells: about how many rows and columns are read at once; it changes no digit.
    """
    n = -(-max(dem.shape) // longest)
    rows, cols = (-(-size // n) for size in dem.shape)
    grid = grid_of(dem)
    height_m = np.full((rows, cols), np.nan, dtype=np.float32)
    # Blocks of whole squares, so that each square is the mean of one look.
    step = max(side_cells // n, 1) * n
    for b in blocks_of(dem.shape, (step, step), step * step):
        down, right = -(-b.height // n), -(-b.width // n)
        values, known = dem.read(b.row, b.col, down * n, right * n)
        mean = _means(np.where(known, values, 0.0), known, n)
        height_m[b.row // n : b.row // n + down, b.col // n : b.col // n + right] = mean
    place = grid.transform @ Affine.scale(n)
    return Shrunk(Grid(grid.crs, place, (rows, cols)), height_m)


def _means(values: NDArray[np.float64], known: NDArray[np.bool_], n: int) -> NDArray[np.float64]:
    """Means over squares of n × n cells; what is not known is 0 in ``values`` and not counted."""
    shape = values.shape[0] // n, n, values.shape[1] // n, n
    count = known.reshape(shape).sum(axis=(1, 3))
    total = values.reshape(shape).sum(axis=(1, 3))
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
