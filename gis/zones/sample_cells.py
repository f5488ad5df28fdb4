"""One cell of every so many: enough to know what error does to the hectares of a commune.

What is sampled is not the hectares, which every cell adds to, but what is expected beside what the
DEM shows: a figure near 0 in most cells. One cell is taken of every square of ``step`` × ``step``,
by a fixed lot, so every cell is as likely to be taken and none depends on the blocks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block

Ints = NDArray[np.int64]

# The lot repeats after so many squares.
_LOT = 64


@dataclass(frozen=True)
class SampleCells:
    """The sampled cells of a grid: one of every ``step`` × ``step``, all of them when it is 1."""

    step: int

    @classmethod
    def at_most(cls, cells: int, shape: tuple[int, int]) -> SampleCells:
        """A sample of about so many cells of a grid, or of all of them where it has no more."""
        return cls(max(1, math.ceil(math.sqrt(shape[0] * shape[1] / cells))))

    def of(self, block: Block) -> tuple[Ints, Ints]:
        """Rows and columns within a block of the cells sampled there, (cells,) each."""
        step = self.step
        down = np.arange(block.row // step, -(-(block.row + block.height) // step))[:, None]
        right = np.arange(block.col // step, -(-(block.col + block.width) // step))
        lot = np.random.default_rng(0).integers(0, step, (2, _LOT, _LOT))
        drawn = lot[:, down % _LOT, right % _LOT]
        row, col = (down * step + drawn[0] - block.row), (right * step + drawn[1] - block.col)
        here = (row >= 0) & (row < block.height) & (col >= 0) & (col < block.width)
        return row[here], col[here]
