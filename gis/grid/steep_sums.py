"""Steep, not steep and unknown area of shapes, block by block: the work on one block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.heights import Heights, runs_of
from gis.grid.laid import Laid
from gis.grid.seams import answered
from gis.grid.seen_once import SeenOnce

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# The kernel's answers: not steep 0, steep 1, unknown 2.
ANSWERS = 3


@dataclass(frozen=True)
class BlockJob:
    """One block to read, and the shapes that may have land in the cells it answers for.

    Args:
        block: whole tiles of the DEM's file.
        cells: what it answers for.
        laid: the shapes, perhaps with others.
        these: their places in ``laid.number``.
    """

    block: Block
    cells: Block
    laid: Laid
    these: Ints

    def __reduce__(self) -> tuple[type[BlockJob], tuple[object, ...]]:
        """What another process needs: its own shapes alone."""
        near = self.laid.some(self.these, self.cells)
        return BlockJob, (self.block, self.cells, near, np.arange(len(self.these)))


@dataclass(frozen=True)
class BlockSums:
    """What one block adds: amounts per shape and answer, and heights that cannot be land."""

    shapes: Ints
    amounts: Ints
    beyond: int


def jobs_of(blocks: Iterator[Block], laid: Laid, shape: tuple[int, int]) -> Iterator[BlockJob]:
    """Blocks with the shapes in sight, one by one; blocks without any are left out.

    Args:
        blocks: that cover the grid.
        laid: the shapes.
        shape: rows and columns of the grid.
    """
    for block in blocks:
        cells = answered(block, shape)
        these = laid.in_sight(cells)
        if len(these):
            yield BlockJob(block, cells, laid, these)


@dataclass(frozen=True)
class SteepBlock:
    """The task: read a block, class its cells, add up the shapes in it.

    Args:
        heights: the DEM.
        of_east: see ``classify``; for every row of the grid, (rows,).
        of_north: likewise.
        limit: tan² of the least slope that is steep.
    """

    heights: Heights
    of_east: Floats
    of_north: Floats
    limit: float
    _seen: SeenOnce = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_seen", SeenOnce(self.heights))

    def __call__(self, job: BlockJob) -> BlockSums:
        """Amounts of one block."""
        from gis.grid.kernels.steep import classify

        cells, laid = job.cells, job.laid
        rows = slice(cells.row, cells.row + cells.height)
        runs, dem = (self.of_east[rows], self.of_north[rows]), self.heights
        z, classes = self._seen.around(job.block, cells)
        low, high = dem.plausible
        beyond = classify(z, dem.nodata, low, high, *runs, self.limit, classes)
        amounts = laid.by_class(job.these, cells, classes, ANSWERS)
        return BlockSums(laid.number[job.these], amounts, beyond)

    def __reduce__(self) -> tuple[type[SteepBlock], tuple[object, ...]]:
        """What another process needs; it reads for itself."""
        return SteepBlock, (self.heights, self.of_east, self.of_north, self.limit)


def steep_block(heights: Heights, from_deg: float) -> SteepBlock:
    """The task for a DEM.

    Args:
        heights: the DEM, in any CRS.
        from_deg: least slope that is steep.
    """
    limit = math.tan(math.radians(from_deg)) ** 2
    return SteepBlock(heights, *runs_of(heights), limit)
