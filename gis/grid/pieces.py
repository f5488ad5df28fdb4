"""Connected pieces of a mask, found block by block and outlined without a picture of the whole.

A block hands on its runs: set cells side by side in one row. Runs of all blocks, put in reading
order and joined where a seam cut them, are the runs of the whole mask, so pieces and outlines
cannot depend on the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

Small = NDArray[np.int32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """Set cells side by side, in reading order.

    Args:
        row: of each run, (runs,).
        ends: its first column and the one after its last, (runs, 2).
    """

    row: Small
    ends: Small

    def __getitem__(self, which: NDArray[np.bool_] | Ints) -> Runs:
        """Some of them."""
        return Runs(self.row[which], self.ends[which])

    @property
    def cells(self) -> Small:
        """How many cells each run has."""
        return self.ends[:, 1] - self.ends[:, 0]


def runs_of(cells: NDArray[np.bool_], row: int = 0, col: int = 0) -> Runs:
    """The runs of a mask or of a block of it.

    Args:
        cells: where land is set, (rows, cols); unknown land must already be False.
        row: number of the first row in the whole grid.
        col: number of the first column.
    """
    from gis.grid.kernels.pieces import find_runs

    rows, cols = cells.shape
    start = np.empty(rows + 1, dtype=np.int64)
    # Memory that is not written to is not taken.
    ends = np.empty((rows * ((cols + 1) // 2), 2), dtype=np.int32)
    count = find_runs(np.ascontiguousarray(cells).view(np.uint8), start, ends)
    numbers = np.repeat(np.arange(row, row + rows, dtype=np.int32), np.diff(start))
    return Runs(numbers, ends[:count] + np.int32(col))


def join_runs(parts: Sequence[Runs]) -> tuple[Runs, Ints]:
    """Runs of several blocks as runs of the whole: in reading order, none cut by a seam.

    Args:
        parts: runs of blocks that share no cell, in any order.

    Returns:
        The runs; and for each run of the parts, one after the other, the one it is now part of.
    """
    row = np.concatenate([part.row for part in parts])
    ends = np.concatenate([part.ends for part in parts])
    order = np.argsort(row.astype(np.int64) << 32 | ends[:, 0], kind="stable")
    row, ends = row[order], ends[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (ends[1:, 0] != ends[:-1, 1])
    last = np.ones(len(row), dtype=bool)
    last[:-1] = new[1:]
    now = np.empty(len(row), dtype=np.int64)
    now[order] = np.cumsum(new) - 1
    return Runs(row[new], np.stack([ends[new, 0], ends[last, 1]], axis=1)), now


def number_pieces(runs: Runs) -> tuple[Small, int]:
    """Number the 4-connected pieces; cells that meet only at a corner are apart.

    Args:
        runs: in reading order, none touching another of its row.

    Returns:
        The number of each run's piece, from 0 in the reading order of the pieces' first cells, and
        how many pieces there are.
    """
    from gis.grid.kernels.pieces import number_runs

    piece = np.empty(len(runs.row), dtype=np.int32)
    return piece, number_runs(_row_start(runs.row), runs.ends, piece)


def outline_pieces(
    runs: Runs, piece: Small, count: int, transform: Affine
) -> NDArray[np.object_]:
    """One valid polygon for each piece, along cell borders, holes as holes.

    A ring is split where it would touch itself at a corner, so nothing is repaired or simplified
    afterwards and the area is that of the cells. Rings begin at their smallest corner (row, then
    column), shells run counter-clockwise on a map, and no corner lies on a straight line.

    Args:
        runs: in reading order, none touching another of its row.
        piece: number of each run's 4-connected piece, from 0, (runs,).
        count: how many pieces there are; each has a run.
        transform: north-up, (col, row) corners to x, y.

    Returns:
        Polygons in the order of the pieces, (count,).
    """
    from gis.grid.kernels.pieces import group_runs, link_sides, walk_outlines

    if not count:
        return np.empty(0, dtype=object)
    start, side = _row_start(runs.row), np.ascontiguousarray(runs.ends).reshape(-1)
    following, order = np.empty_like(side), np.empty_like(runs.row)
    turns = link_sides(start, side, piece, following)
    piece_start, piece_ring = (np.empty(count + 1, dtype=np.int64) for _ in range(2))
    group_runs(piece, piece_start, order)
    # A ring has four corners at least, and its first one twice.
    xy = np.empty((2 * turns + turns // 2, 2))
    ring_start = np.empty(turns // 2 + 1, dtype=np.int64)
    x = transform.c + transform.a * np.arange(int(runs.ends.max()) + 1)
    y = transform.f + transform.e * np.arange(int(runs.row[-1]) + 2)
    given = following, side, runs.row, order, piece_start, x, y
    rings = walk_outlines(*given, xy, ring_start, piece_ring)
    starts = ring_start[: rings + 1]
    return shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, xy[: starts[-1]], (starts, piece_ring)
    )


def _row_start(row: Small) -> Ints:
    """First run of every row from the first to the last that has any, and the end."""
    if not len(row):
        return np.zeros(1, dtype=np.int64)
    return np.searchsorted(row, np.arange(row[0], row[-1] + 2)).astype(np.int64)
