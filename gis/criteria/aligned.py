"""A raster sampled onto the grid: codes by nearest cell, shares by average."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gis.criteria.model import Aligned
from gis.grid.blocks import Block
from gis.grid.centres import centres
from gis.grid.grid import Grid, grid_of
from gis.grid.metric import cell_metres
from gis.layers.model import Raster

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Sampler = Callable[[Block], Aligned]

# How far from a whole cell two grids may lie and still be one: what a file's rounding does.
SHIFT_CELLS = 1e-3
# A centre exactly between two source cells goes to the south-eastern one, whatever the last bit.
TIE_CELLS = 1e-7
# A known half is no more than half, whatever the last bit.
KNOWN_SHARE = 0.5 + 1e-9
# Cells worked on at once, of the grid and of the raster under them.
STRIP_CELLS = 1 << 18


def align(raster: Raster, grid: Grid) -> Aligned:
    """A raster's values on all cells of a grid; see :func:`sampler`."""
    return sampler(raster, grid)(grid.whole)


def sampler(raster: Raster, grid: Grid) -> Sampler:
    """A raster made ready to be sampled block by block; it is never smoothed twice.

    On the same lattice of cells values are taken as they are. Otherwise codes come from the nearest
    source cell. Shares are averaged by area where the source's cells are not larger than the
    grid's, and come from the nearest source cell where they are larger (an average would only blur
    its edges). What a cell gets never depends on the block it is asked in.

    Args:
        raster: shares or codes, in any CRS.
        grid: the cells wanted.

    Returns:
        What gives the values of a block, (height, width), in the raster's unit. Unknown are cells
        outside the raster, cells whose nearest source cell is unknown, and averaged cells of which
        no more than half is known; a known half speaks for the rest.
    """
    offset = _offset(grid_of(raster), grid)
    if offset is not None:
        return _Shifted(raster, *offset)
    finer = _cell_m(grid) / _cell_m(grid_of(raster))
    if raster.spec.kind != "codes" and finer > 1 / 1.001:
        return _Averaged(raster, grid, finer)
    return _Nearest(raster, grid, finer)


def _offset(source: Grid, grid: Grid) -> tuple[int, int] | None:
    """Rows and columns from the source's corner to the grid's, if both lie on one lattice."""
    if not _same_crs(source, grid):
        return None
    s, g = source.transform, grid.transform
    drift = max(abs(g.a / s.a - 1) * grid.shape[1], abs(g.e / s.e - 1) * grid.shape[0])
    rows, cols = (g.f - s.f) / s.e, (g.c - s.c) / s.a
    shift = max(abs(rows - round(rows)), abs(cols - round(cols)))
    return (round(rows), round(cols)) if max(drift, shift) < SHIFT_CELLS else None


def _same_crs(source: Grid, grid: Grid) -> bool:
    return source.crs.equals(grid.crs, ignore_axis_order=True)


def _cell_m(grid: Grid) -> float:
    """Side of a square as large as the cell in the middle of a grid, in metres."""
    dx_m, dy_m = cell_metres(grid)
    middle = grid.shape[0] // 2
    return math.sqrt(dx_m[middle] * dy_m[middle])


@dataclass(frozen=True)
class _Shifted:
    """A raster on the grid's own lattice, ``down`` rows and ``right`` columns from its corner."""

    raster: Raster
    down: int
    right: int

    def __call__(self, block: Block) -> Aligned:
        at = block.row + self.down, block.col + self.right
        return Aligned(*self.raster.read(*at, block.height, block.width))


@dataclass(frozen=True)
class _Nearest:
    """The source cell under each centre."""

    raster: Raster
    grid: Grid
    finer: float

    def __call__(self, block: Block) -> Aligned:
        return _joined(self._strip(strip) for strip in _strips(block, self.finer))

    def _strip(self, block: Block) -> Aligned:
        down, across = self._places(block)
        height, width = self.raster.shape
        there = (across >= 0) & (across < width) & (down >= 0) & (down < height)
        row, col = (np.where(there, v, 0).astype(np.int64) for v in (down, across))
        corner, values, known = _read(self.raster, row[there], col[there])
        at = np.where(there, row - corner[0], 0), np.where(there, col - corner[1], 0)
        return Aligned(values[at], there & known[at])

    def _places(self, block: Block) -> tuple[Floats, Floats]:
        """Source rows and columns of the centres, with fractions, (height, width)."""
        rows, cols = np.indices((block.height, block.width))
        given = (rows + block.row).ravel(), (cols + block.col).ravel()
        x, y = centres(self.grid, *given, self.raster.crs)
        t = self.raster.transform
        down, across = (y - t.f) / t.e + TIE_CELLS, (x - t.c) / t.a + TIE_CELLS
        return down.reshape(rows.shape), across.reshape(rows.shape)


@dataclass(frozen=True)
class _Averaged:
    """The mean of the source cells under each cell."""

    raster: Raster
    grid: Grid
    finer: float

    def __call__(self, block: Block) -> Aligned:
        return _joined(self._strip(strip) for strip in _strips(block, self.finer))

    def _strip(self, block: Block) -> Aligned:
        from gis.grid.kernels.average import average

        down, across = self._corners(block)
        (row, col), values, known = _read(self.raster, _cells(down), _cells(across))
        mean = np.zeros((block.height, block.width))
        enough = np.zeros(mean.shape, dtype=bool)
        average(values, known, row, col, down, across, KNOWN_SHARE, mean, enough)
        return Aligned(mean, enough)

    def _corners(self, block: Block) -> tuple[Floats, Floats]:
        """Source rows and columns of the corners of cells, both (height + 1, width + 1)."""
        t, s = self.grid.transform, self.raster.transform
        x = t.c + t.a * (block.col + np.arange(block.width + 1.0))
        y = t.f + t.e * (block.row + np.arange(block.height + 1.0))
        x, y = np.broadcast_arrays(x[None, :], y[:, None])
        if not _same_crs(grid_of(self.raster), self.grid):
            way = Transformer.from_crs(self.grid.crs, self.raster.crs, always_xy=True)
            x, y = way.transform(x, y)
        return (y - s.f) / s.e, (x - s.c) / s.a


def _cells(places: Floats) -> Ints:
    """Numbers of the first and the last source row (or column) that places touch."""
    sure = places[np.isfinite(places)]
    if not len(sure):
        return np.zeros(0, dtype=np.int64)
    return np.array([math.floor(sure.min()), math.ceil(sure.max())])


def _read(raster: Raster, rows: Ints, cols: Ints) -> tuple[tuple[int, int], NDArray[Any], Bools]:
    """The part of a raster around some of its cells, at least one cell, and its corner."""
    height, width = raster.shape
    r0, r1 = _ends(rows, height)
    c0, c1 = _ends(cols, width)
    return (r0, c0), *raster.read(r0, c0, r1 - r0, c1 - c0)


def _ends(numbers: Ints, size: int) -> tuple[int, int]:
    if not len(numbers):
        return 0, 1
    first = min(max(int(numbers.min()), 0), size - 1)
    return first, max(min(int(numbers.max()) + 1, size), first + 1)


def _strips(block: Block, finer: float) -> Iterator[Block]:
    """Rows of a block, so many at once that neither they nor the raster under them are many."""
    height = max(int(STRIP_CELLS / block.width / max(finer, 1.0) ** 2), 1)
    for row in range(0, block.height, height):
        yield Block(block.row + row, block.col, min(height, block.height - row), block.width)


def _joined(strips: Iterator[Aligned]) -> Aligned:
    parts = [(a.values, a.known) for a in strips]
    values, known = (np.concatenate(kind) for kind in zip(*parts, strict=True))
    return Aligned(values, known)
