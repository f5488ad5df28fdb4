"""Steep, not steep and unknown area of shapes, block by block: the work and its sums.

Amounts are whole numbers of one small unit, so they add up to the same digit whatever the size
and order of the blocks and whoever works on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.heights import Heights, grid_of_heights, runs_of
from gis.grid.metric import cell_area_m2
from gis.grid.rings import Rings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Answers in this order: steep, not steep, unknown.
ANSWERS = 3
# The kernel's classes (not steep 0, steep 1, unknown 2) in that order.
_ORDER = np.array([1, 0, 2])
# Sums stay below 2^62; finer than 2^-30 m² is finer than the coverage itself.
_MOST, _FINEST = 62, 30


@dataclass(frozen=True)
class BlockJob:
    """One block, and the shapes that may have land in it."""

    block: Block
    shapes: Ints
    rings: Rings


@dataclass(frozen=True)
class BlockSums:
    """What one block adds: amounts per shape and answer, and heights that cannot be land."""

    shapes: Ints
    amounts: Ints
    beyond: int


def jobs_of(blocks: Iterator[Block], rings: Rings) -> Iterator[BlockJob]:
    """Blocks with the shapes in sight, one by one; blocks without any are left out."""
    north, south, west, east = rings.box.T
    for block in blocks:
        rows = (north < block.row + block.height) & (south > block.row)
        cols = (west < block.col + block.width) & (east > block.col)
        shapes = np.flatnonzero(rows & cols)
        if len(shapes):
            yield BlockJob(block, shapes, rings.some(shapes))


@dataclass(frozen=True)
class SteepBlock:
    """The task: read a block, class its cells, add up the shapes in it.

    Args:
        heights: the DEM.
        of_east: see ``classify``; for every row of the grid, (rows,).
        of_north: likewise.
        limit: tan² of the least slope that is steep.
        cell_amount: amount of a whole cell in every row of the grid, (rows,).
    """

    heights: Heights
    of_east: Floats
    of_north: Floats
    limit: float
    cell_amount: Floats

    def __call__(self, job: BlockJob) -> BlockSums:
        """Amounts of one block."""
        from gis.grid.kernels.coverage import sum_classes

        block, rings = job.block, job.rings
        classes, beyond = self._classes(block)
        cell_amount = self.cell_amount[block.row : block.row + block.height]
        amounts = np.zeros((len(job.shapes), ANSWERS), dtype=np.int64)
        given = rings.xy, rings.ring_start, rings.sign, rings.shape_ring, rings.box
        sum_classes(*given, classes, (block.row, block.col), cell_amount, amounts)
        return BlockSums(job.shapes, amounts[:, _ORDER], beyond)

    def _classes(self, block: Block) -> tuple[NDArray[np.uint8], int]:
        """Class of every cell of a block, and how many of its heights are no heights of land."""
        from gis.grid.kernels.steep import classify_tile

        dem = self.heights
        classes = np.empty((block.height, block.width), dtype=np.uint8)
        high, wide = dem.unit
        beyond = 0
        for row in range(0, block.height, high):
            rows = slice(block.row + row, block.row + min(row + high, block.height))
            runs = self.of_east[rows], self.of_north[rows]
            for col in range(0, block.width, wide):
                tiles = dem.tiles_around((block.row + row) // high, (block.col + col) // wide)
                part = classes[row : row + high, col : col + wide]
                beyond += classify_tile(tiles, dem.nodata, *dem.plausible, *runs, self.limit, part)
        return classes, beyond


def steep_block(heights: Heights, from_deg: float, scale: float) -> SteepBlock:
    """The task for a DEM.

    Args:
        heights: the DEM, in any CRS.
        from_deg: least slope that is steep.
        scale: amounts per m², from ``scale_of``.
    """
    grid = grid_of_heights(heights)
    limit = math.tan(math.radians(from_deg)) ** 2
    amount = cell_area_m2(grid, np.arange(grid.shape[0])) * scale
    return SteepBlock(heights, *runs_of(heights), limit, amount)


def scale_of(rings: Rings, grid: Grid) -> float:
    """Amounts per m²: a power of two, so large that no shape's sum can overflow."""
    if not len(rings.most):
        return 1.0
    rows = np.clip(rings.box[:, :2].ravel(), 0, grid.shape[0] - 1)
    largest_m2 = float(rings.most.max()) * float(cell_area_m2(grid, rows).max())
    return 2.0 ** min(_FINEST, _MOST - 2 - math.ceil(math.log2(largest_m2)))


def amounts_beyond(rings: Rings, grid: Grid, scale: float, within: Ints) -> Ints:
    """Amount of every shape that lies outside the grid.

    Args:
        rings: the shapes.
        grid: the DEM's grid.
        scale: amounts per m².
        within: amounts found on the grid, (shapes,).
    """
    north, south, west, east = rings.box.T
    over = (north < 0) | (west < 0) | (south > grid.shape[0]) | (east > grid.shape[1])
    beyond = np.zeros(len(within), dtype=np.int64)
    if not over.any():
        return beyond
    first = int(north[over].min())
    cell_amount = cell_area_m2(grid, np.arange(first, int(south[over].max()))) * scale
    for shape in np.flatnonzero(over):
        total = _whole_amount(rings.some(np.array([shape])), cell_amount, first)
        beyond[shape] = total - within[shape]
    return beyond


def _whole_amount(one: Rings, cell_amount: Floats, first: int) -> int:
    """Amount of one shape wherever it lies, by strips of rows; ``cell_amount`` begins at row
    ``first``.
    """
    from gis.grid.blocks import BLOCK_CELLS
    from gis.grid.kernels.coverage import sum_classes

    north, south, west, east = (int(v) for v in one.box[0])
    step = max(BLOCK_CELLS // max(east - west, 1), 1)
    total = np.zeros((1, 1), dtype=np.int64)
    for row in range(north, south, step):
        end = min(row + step, south)
        plain = np.zeros((end - row, east - west), dtype=np.uint8)
        given = one.xy, one.ring_start, one.sign, one.shape_ring, one.box
        sum_classes(*given, plain, (row, west), cell_amount[row - first : end - first], total)
    return int(total[0, 0])
