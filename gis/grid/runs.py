"""The cells under shapes in short: neighbours of a row that are covered alike stand as one run.

A shape as large as a country has no more runs than its border has cells and it has rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.rings import Rings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Parts of a cell are whole numbers of 1 / ONE.
ONE = 1 << 40
# Farther from the grid than any shape.
_FAR = 1 << 62


@dataclass(frozen=True)
class Runs:
    """Runs of cells, shape after shape and row after row.

    Args:
        table: a row per run: number of the shape, row, first column, column after the last,
            covered part of each of its cells (1 to ``ONE``), (runs, 5).
    """

    table: Ints

    @property
    def shape(self) -> Ints:
        """Number of the shape, (runs,)."""
        return self.table[:, 0]

    @property
    def row(self) -> Ints:
        """Row of the cells, (runs,)."""
        return self.table[:, 1]

    @property
    def start(self) -> Ints:
        """First column, (runs,)."""
        return self.table[:, 2]

    @property
    def end(self) -> Ints:
        """Column after the last, (runs,)."""
        return self.table[:, 3]

    @property
    def covered(self) -> Ints:
        """Covered part of each cell, 1 to ``ONE``, (runs,)."""
        return self.table[:, 4]

    @property
    def fraction(self) -> Floats:
        """Covered part of each cell, (0-1], (runs,)."""
        return self.covered / ONE


def runs_of(rings: Rings, block: Block | None = None) -> Runs:
    """The cells every shape covers.

    What a cell is covered does not depend on the block it is asked in.

    Args:
        rings: the shapes.
        block: a window of the plane, which has no edge; ``None`` for all of it.
    """
    from gis.grid.kernels.coverage import list_runs

    window = (-_FAR, _FAR, -_FAR, _FAR)
    if block is not None:
        window = (block.row, block.row + block.height, block.col, block.col + block.width)
    given = rings.xy, rings.ring_start, rings.sign, rings.shape_ring, rings.box
    table, count = list_runs(*given, window)
    return Runs(table[:count])
