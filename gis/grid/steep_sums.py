"""Steep, not steep and unknown area of shapes, block by block: the work on one block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.heights import Heights, runs_of
from gis.grid.laid import Laid

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# The kernel's answers: not steep 0, steep 1, unknown 2.
ANSWERS = 3


@dataclass(frozen=True)
class BlockJob:
    """One block, and the shapes that may have land in it."""

    block: Block
    laid: Laid


@dataclass(frozen=True)
class BlockSums:
    """What one block adds: amounts per shape and answer, and heights that cannot be land."""

    shapes: Ints
    amounts: Ints
    beyond: int


def jobs_of(blocks: Iterator[Block], laid: Laid) -> Iterator[BlockJob]:
    """Blocks with the shapes in sight, one by one; blocks without any are left out."""
    for block in blocks:
        near = laid.near(block)
        if len(near.number):
            yield BlockJob(block, near)


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

    def __call__(self, job: BlockJob) -> BlockSums:
        """Amounts of one block."""
        from gis.grid.kernels.steep import classify

        block, dem = job.block, self.heights
        rows = slice(block.row, block.row + block.height)
        classes = np.empty((block.height, block.width), dtype=np.uint8)
        around = block.with_halo
        z = dem.read(around.row, around.col, around.height, around.width)
        runs = self.of_east[rows], self.of_north[rows]
        low, high = dem.plausible
        beyond = classify(z, dem.nodata, low, high, *runs, self.limit, classes)
        land = job.laid.over(block)
        return BlockSums(land.shapes, land.by_class(classes, ANSWERS), beyond)


def steep_block(heights: Heights, from_deg: float) -> SteepBlock:
    """The task for a DEM.

    Args:
        heights: the DEM, in any CRS.
        from_deg: least slope that is steep.
    """
    limit = math.tan(math.radians(from_deg)) ** 2
    return SteepBlock(heights, *runs_of(heights), limit)
