"""The cells under shapes within a block, as runs of cells covered alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.rings import Rings

Ints = NDArray[np.int64]

# Parts of a cell are whole numbers of 1 / ONE.
ONE = 1 << 40


def covered_runs(rings: Rings, block: Block) -> Ints:
    """Cells every shape covers, shape after shape.

    What a cell is covered does not depend on the block it is asked in.

    Args:
        rings: the shapes.
        block: a window of the plane.

    Returns:
        A row per run: number of the shape, row, first column, column after the last, covered part
        of each cell (1 to ``ONE``), (runs, 5).
    """
    from gis.grid.kernels.coverage import list_cells

    size = int(rings.most.sum())
    number, row, col = (np.empty(size, dtype=np.int64) for _ in range(3))
    fraction = np.empty(size)
    given = rings.xy, rings.ring_start, rings.sign, rings.shape_ring, rings.box
    n = list_cells(*given, number, row, col, fraction)
    inside = (row[:n] >= block.row) & (row[:n] < block.row + block.height)
    inside &= (col[:n] >= block.col) & (col[:n] < block.col + block.width)
    covered = np.rint(fraction[:n] * ONE).astype(np.int64)
    table = np.column_stack([number[:n], row[:n], col[:n], col[:n] + 1, covered])
    return table[inside]
