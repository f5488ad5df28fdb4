"""A raster sampled onto the grid: codes by nearest cell, shares by average."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.warp import Resampling, reproject

from gis.criteria.model import Aligned
from gis.grid.centres import centres
from gis.grid.grid import Grid, grid_of
from gis.grid.metric import cell_metres
from gis.layers.model import RasterLayer

# How far from a whole cell two grids may lie and still be one: what a file's rounding does.
SHIFT_CELLS = 1e-3
# A centre exactly between two source cells goes to the south-eastern one, whatever the last bit.
TIE_CELLS = 1e-7
KNOWN_SHARE = 0.5


def align(raster: RasterLayer, grid: Grid) -> Aligned:
    """A raster's values on the grid's cells; the raster itself is never smoothed twice.

    On the same lattice of cells values are taken as they are. Otherwise codes come from the nearest
    source cell. Shares are averaged by area where the source's cells are not larger than the
    grid's, and come from the nearest source cell where they are larger (an average would only blur
    its edges).

    Args:
        raster: shares or codes, in any CRS.
        grid: the cells wanted.

    Returns:
        (rows, cols) in the raster's unit. Unknown are cells outside the raster, cells whose nearest
        source cell is unknown, and averaged cells of which no more than half is known; a known
        half speaks for the rest.
    """
    offset = _offset(grid_of(raster), grid)
    if offset is not None:
        return _window(raster, grid.shape, *offset)
    if raster.spec.kind != "codes" and not _is_coarser(grid_of(raster), grid):
        return _average(raster, grid)
    return _nearest(raster, grid)


def _offset(source: Grid, grid: Grid) -> tuple[int, int] | None:
    """Rows and columns from the source's corner to the grid's, if both lie on one lattice."""
    if not source.crs.equals(grid.crs, ignore_axis_order=True):
        return None
    s, g = source.transform, grid.transform
    drift = max(abs(g.a / s.a - 1) * grid.shape[1], abs(g.e / s.e - 1) * grid.shape[0])
    rows, cols = (g.f - s.f) / s.e, (g.c - s.c) / s.a
    shift = max(abs(rows - round(rows)), abs(cols - round(cols)))
    return (round(rows), round(cols)) if max(drift, shift) < SHIFT_CELLS else None


def _window(raster: RasterLayer, shape: tuple[int, int], down: int, right: int) -> Aligned:
    if (down, right) == (0, 0) and raster.values.shape == shape:
        return Aligned(raster.values, raster.known)
    rows, cols = np.arange(shape[0]) + down, np.arange(shape[1]) + right
    r = rows[(rows >= 0) & (rows < raster.values.shape[0])]
    c = cols[(cols >= 0) & (cols < raster.values.shape[1])]
    values: NDArray[Any] = np.zeros(shape, dtype=raster.values.dtype)
    known = np.zeros(shape, dtype=bool)
    values[np.ix_(r - down, c - right)] = raster.values[np.ix_(r, c)]
    known[np.ix_(r - down, c - right)] = raster.known[np.ix_(r, c)]
    return Aligned(values, known)


def _is_coarser(source: Grid, grid: Grid) -> bool:
    return _cell_m(source) > _cell_m(grid) * 1.001


def _cell_m(grid: Grid) -> float:
    """Side of a square as large as the cell in the middle of a grid, in metres."""
    dx_m, dy_m = cell_metres(grid)
    middle = grid.shape[0] // 2
    return math.sqrt(dx_m[middle] * dy_m[middle])


def _nearest(raster: RasterLayer, grid: Grid) -> Aligned:
    rows, cols = (index.ravel() for index in np.indices(grid.shape))
    x, y = centres(grid, rows, cols, raster.crs)
    t, (height, width) = raster.transform, raster.values.shape
    across, down = (x - t.c) / t.a + TIE_CELLS, (y - t.f) / t.e + TIE_CELLS
    there = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    row, col = (np.where(there, v, 0).astype(np.int64) for v in (down, across))
    known = there & raster.known[row, col]
    return Aligned(raster.values[row, col].reshape(grid.shape), known.reshape(grid.shape))


def _average(raster: RasterLayer, grid: Grid) -> Aligned:
    # A rim of unknown cells makes land beyond the raster weigh as what it is.
    rim = math.ceil(_cell_m(grid) / _cell_m(grid_of(raster))) + 1
    amount = np.pad(np.where(raster.known, raster.values, 0.0), rim)
    weight = np.pad(raster.known.astype(np.float64), rim)
    mean = np.zeros((2, *grid.shape))
    reproject(
        np.stack([amount, weight]),
        mean,
        src_transform=raster.transform @ Affine.translation(-rim, -rim),
        src_crs=raster.crs.to_wkt(),
        dst_transform=grid.transform,
        dst_crs=grid.crs.to_wkt(),
        resampling=Resampling.average,
        init_dest_nodata=False,
    )
    known = mean[1] > KNOWN_SHARE
    values = np.divide(mean[0], mean[1], out=np.zeros(grid.shape), where=known)
    return Aligned(values, known)
