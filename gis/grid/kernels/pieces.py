"""Connected pieces of land from strips: set cells side by side in one row.

Everything here is whole numbers: strips in reading order, columns of their ends, numbers of pieces.
"""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen

Small = NDArray[np.int32]
Ints = NDArray[np.int64]

# Cells looked at together: what one instruction compares.
STEP = 32
_NUMBERS, _ENDS, _STARTS = seen(t.int32, 1), seen(t.int32, 2), seen(t.int64, 1)


@inner
def _next_other(cells: NDArray[np.uint8], at: int, state: int) -> int:
    """The first cell from ``at`` on that is not ``state``; the length of the row without one."""
    while at + STEP <= len(cells):
        here = cells[at : at + STEP]
        differ = np.uint8(0)
        for i in range(STEP):
            differ |= here[i] ^ np.uint8(state)
        if differ:
            break
        at += STEP
    while at < len(cells) and cells[at] == state:
        at += 1
    return at


@kernel(t.int64(seen(t.uint8, 2), filled(t.int64, 1), filled(t.int32, 2)))
def find_strips(cells: NDArray[np.uint8], row_start: Ints, ends: Small) -> int:
    """Write down the strips of every row; how many there are.

    Args:
        cells: 1 where land is set, else 0, (rows, cols).
        row_start: takes the first strip of every row, and the end, (rows + 1,).
        ends: takes the first column of each strip and the one after its last, (enough, 2).
    """
    count = 0
    for r in range(len(cells)):
        row_start[r] = count
        row = cells[r]
        at = _next_other(row, 0, 0)
        while at < len(row):
            ends[count, 0] = at
            at = _next_other(row, at, 1)
            ends[count, 1] = at
            count += 1
            at = _next_other(row, at, 0)
    row_start[len(cells)] = count
    return count


@inner
def _root(parent: Small, strip: int) -> int:
    """The strip a piece goes by; the way there is halved for the next who asks."""
    while parent[strip] != strip:
        parent[strip] = parent[parent[strip]]
        strip = parent[strip]
    return strip


@inner
def _unite(parent: Small, one: int, other: int) -> None:
    """Two strips are of one piece, which goes by the earlier root."""
    a, b = _root(parent, one), _root(parent, other)
    parent[max(a, b)] = min(a, b)


@inner
def _unite_rows(parent: Small, ends: Small, above: tuple[int, int], below: tuple[int, int]) -> None:
    """Unite the strips of two rows, one right under the other, that share a side of a cell."""
    first = above[0]
    for strip in range(below[0], below[1]):
        while first < above[1] and ends[first, 1] <= ends[strip, 0]:
            first += 1
        other = first
        while other < above[1] and ends[other, 0] < ends[strip, 1]:
            _unite(parent, strip, other)
            other += 1


@kernel(t.int64(_STARTS, _ENDS, filled(t.int32, 1)))
def number_strips(row_start: Ints, ends: Small, piece: Small) -> int:
    """Number 4-connected pieces in the reading order of their first cell; how many there are.

    Args:
        row_start: first strip of every row, and the end, (rows + 1,).
        ends: columns of the strips, as ``find_strips`` writes them, none of a row touching,
            (strips, 2).
        piece: takes the number of each strip's piece, from 0, (strips,).
    """
    parent = np.arange(len(ends)).astype(np.int32)
    for r in range(1, len(row_start) - 1):
        above = (row_start[r - 1], row_start[r])
        _unite_rows(parent, ends, above, (row_start[r], row_start[r + 1]))
    count = 0
    for strip in range(len(ends)):
        if parent[strip] == strip:
            piece[strip] = count
            count += 1
        else:
            piece[strip] = piece[parent[strip]]
    return count


@kernel(t.void(_NUMBERS, seen(t.int32, 1), _ENDS, filled(t.int32, 2)))
def paint_strips(row: Small, piece: Small, ends: Small, painted: Small) -> None:
    """Write the number of every strip's piece into its cells.

    Args:
        row: of each strip, (strips,).
        piece: of each strip, (strips,).
        ends: columns of the strips, (strips, 2).
        painted: takes the numbers, (rows, cols).
    """
    for strip in range(len(row)):
        painted[row[strip], ends[strip, 0] : ends[strip, 1]] = piece[strip]
