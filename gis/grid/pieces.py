"""Connected pieces of a mask, found block by block and outlined without a picture of the whole.

A block hands on its strips: set cells side by side in one row. Strips of all blocks, put in reading
order and joined where a seam cut them, are the strips of the whole mask, so pieces and outlines
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
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Strips:
    """Set cells side by side, in reading order.

    Args:
        row: of each strip, (strips,).
        ends: its first column and the one after its last, (strips, 2).
    """

    row: Small
    ends: Small

    def __getitem__(self, which: NDArray[np.bool_] | Ints) -> Strips:
        """Some of them."""
        return Strips(self.row[which], self.ends[which])

    def moved(self, row: int, col: int) -> Strips:
        """The strips of a block as cells of the whole grid, by the block's first row and column."""
        return Strips(self.row + np.int32(row), self.ends + np.int32(col))

    @property
    def cells(self) -> Small:
        """How many cells each strip has."""
        return self.ends[:, 1] - self.ends[:, 0]


def strips_of(cells: NDArray[np.bool_]) -> Strips:
    """The strips of a mask, or of a block of one.

    Args:
        cells: where land is set, (rows, cols); unknown land must already be False.
    """
    from gis.grid.kernels.pieces import find_strips

    rows, cols = cells.shape
    start = np.empty(rows + 1, dtype=np.int64)
    # Memory that is not written to is not taken.
    ends = np.empty((rows * ((cols + 1) // 2), 2), dtype=np.int32)
    count = find_strips(np.ascontiguousarray(cells).view(np.uint8), start, ends)
    return Strips(np.repeat(np.arange(rows, dtype=np.int32), np.diff(start)), ends[:count].copy())


def join_strips(parts: Sequence[Strips]) -> tuple[Strips, Ints]:
    """Strips of several blocks as strips of the whole: in reading order, none cut by a seam.

    Args:
        parts: strips of blocks that share no cell, in any order.

    Returns:
        The strips; and for each strip of the parts, one after the other, the one it is now part of.
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
    return Strips(row[new], np.stack([ends[new, 0], ends[last, 1]], axis=1)), now


def number_pieces(strips: Strips) -> tuple[Small, int]:
    """Number the 4-connected pieces; cells that meet only at a corner are apart.

    Args:
        strips: in reading order, none touching another of its row.

    Returns:
        The number of each strip's piece, from 0 in the reading order of the pieces' first cells;
        and how many pieces there are.
    """
    from gis.grid.kernels.pieces import number_strips

    piece = np.empty(len(strips.row), dtype=np.int32)
    return piece, number_strips(_row_start(strips.row), strips.ends, piece)


def paint_pieces(strips: Strips, piece: Small, shape: tuple[int, int]) -> Small:
    """The number of the piece in every cell of a block, -1 without any, (rows, cols)."""
    from gis.grid.kernels.pieces import paint_strips

    painted = np.full(shape, -1, dtype=np.int32)
    paint_strips(strips.row, piece, strips.ends, painted)
    return painted


def outline_pieces(
    strips: Strips, piece: Small, count: int, transform: Affine
) -> NDArray[np.object_]:
    """One valid polygon for each piece, along cell borders, holes as holes.

    A ring is split where it would touch itself at a corner, so nothing is repaired or simplified
    afterwards and the area is that of the cells. Rings begin at their smallest corner (row, then
    column), shells run counter-clockwise on a map, and no corner lies on a straight line.

    Args:
        strips: in reading order, none touching another of its row.
        piece: number of each strip's 4-connected piece, from 0, (strips,).
        count: how many pieces there are; each has a strip.
        transform: north-up, (col, row) corners to x, y.

    Returns:
        Polygons in the order of the pieces, (count,).
    """
    from gis.grid.kernels.outlines import group_strips, link_sides, walk_outlines

    if not count:
        return np.empty(0, dtype=object)
    start, side = _row_start(strips.row), np.ascontiguousarray(strips.ends).reshape(-1)
    following, order = np.empty_like(side), np.empty_like(strips.row)
    turns = link_sides(start, side, piece, following)
    piece_start, piece_ring = (np.empty(count + 1, dtype=np.int64) for _ in range(2))
    group_strips(piece, piece_start, order)
    # A ring has four corners at least, and its first one twice.
    xy = np.empty((2 * turns + turns // 2, 2))
    ring_start = np.empty(turns // 2 + 1, dtype=np.int64)
    x = transform.c + transform.a * np.arange(int(strips.ends.max()) + 1.0, dtype=np.float64)
    y = transform.f + transform.e * np.arange(int(strips.row[-1]) + 2.0, dtype=np.float64)
    given = following, side, strips.row, order, piece_start, x, y
    rings = walk_outlines(*given, xy, ring_start, piece_ring)
    starts = ring_start[: rings + 1]
    return shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, xy[: starts[-1]], (starts, piece_ring)
    )


def _row_start(row: Small) -> Ints:
    """First strip of every row from the first to the last that has any, and the end."""
    if not len(row):
        return np.zeros(1, dtype=np.int64)
    return np.searchsorted(row, np.arange(row[0], row[-1] + 2)).astype(np.int64)
