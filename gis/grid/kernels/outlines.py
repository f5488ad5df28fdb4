"""Outlines of pieces, walked from strip to strip.

A strip has two upright sides, numbered ``2 · strip`` (west) and ``2 · strip + 1`` (east). An
outline is walked with land on its left: down a west side, up an east side. ``following[side]`` is
the side that comes next, straight on or round two corners.
"""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen

Small = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# No column lies this far east.
_FAR = np.int32(2**31 - 1)

_NUMBERS, _STARTS = seen(t.int32, 1), seen(t.int64, 1)


@inner
def _join(following: Small, split: int, one: int, other: int) -> None:
    """One of two sides that meet at a line ends there, the other begins there.

    Sides below ``split`` stand above the line. Ending are west sides above it (walked down) and
    east sides below it (walked up).
    """
    if (one < split) != ((one & 1) == 1):
        following[one] = other
    else:
        following[other] = one


@inner
def _link_line(
    following: Small, side: Small, piece: Small, above: tuple[int, int], below: tuple[int, int]
) -> int:
    """Link the sides that meet at one line between two rows; at how many places it turns.

    From west to east every side changes whether just one of the rows has land, so the border along
    the line strips from the first to the second, from the third to the fourth and so on. Where two
    cells meet by a corner alone, the order decides: of two pieces, each turns round its own cell;
    of one piece, the outline turns round the land between instead, so that it never touches itself.
    """
    split = above[1]
    i, j = above[0], below[0]
    waiting, turns = -1, 0
    while i < above[1] or j < below[1]:
        x = side[i] if i < above[1] else _FAR
        y = side[j] if j < below[1] else _FAR
        if x == y and (i & 1) == (j & 1):
            _join(following, split, i, j)
            i, j = i + 1, j + 1
            continue
        if x == y:
            east, west = (i, j) if i & 1 else (j, i)
            own = piece[i >> 1] != piece[j >> 1]
            first, last = (east, west) if own else (west, east)
            _join(following, split, waiting, first)
            waiting, turns = last, turns + 1
            i, j = i + 1, j + 1
            continue
        if x < y:
            met, i = i, i + 1
        else:
            met, j = j, j + 1
        if waiting < 0:
            waiting = met
        else:
            _join(following, split, waiting, met)
            waiting, turns = -1, turns + 1
    return turns


@kernel(t.int64(_STARTS, _NUMBERS, _NUMBERS, filled(t.int32, 1)))
def link_sides(row_start: Ints, side: Small, piece: Small, following: Small) -> int:
    """Link every upright side to the one that follows on its outline; how many pairs of corners.

    Args:
        row_start: first strip of every row, and the end, (rows + 1,).
        side: column of every side, west and east of each strip in turn, (2 · strips,).
        piece: of each strip, (strips,).
        following: takes the links, (2 · strips,).
    """
    turns = 0
    none = 2 * row_start[0]
    rows = len(row_start) - 1
    for line in range(rows + 1):
        above = (2 * row_start[line - 1], 2 * row_start[line]) if line > 0 else (none, none)
        end = 2 * row_start[line]
        below = (end, 2 * row_start[line + 1]) if line < rows else (end, end)
        turns += _link_line(following, side, piece, above, below)
    return turns


@kernel(t.void(_NUMBERS, filled(t.int64, 1), filled(t.int32, 1)))
def group_strips(piece: Small, piece_start: Ints, order: Small) -> None:
    """Strips by piece, those of a piece in reading order.

    Args:
        piece: of each strip, (strips,).
        piece_start: takes where each piece begins in the order, and the end, (pieces + 1,).
        order: takes the numbers of the strips, (strips,).
    """
    piece_start[:] = 0
    for strip in range(len(piece)):
        piece_start[piece[strip] + 1] += 1
    for number in range(1, len(piece_start)):
        piece_start[number] += piece_start[number - 1]
    place = piece_start[:-1].copy()
    for strip in range(len(piece)):
        order[place[piece[strip]]] = strip
        place[piece[strip]] += 1


@kernel(
    t.int64(
        *(filled(t.int32, 1), _NUMBERS, _NUMBERS, _NUMBERS, _STARTS),
        *(seen(t.float64, 1), seen(t.float64, 1)),
        *(filled(t.float64, 2), filled(t.int64, 1), filled(t.int64, 1)),
    )
)
def walk_outlines(
    following: Small,
    side: Small,
    row: Small,
    order: Small,
    piece_start: Ints,
    x_of: Floats,
    y_of: Floats,
    xy: Floats,
    ring_start: Ints,
    piece_ring: Ints,
) -> int:
    """Walk the outline of every piece: its shell, then its holes in reading order.

    A ring begins at its smallest corner (row, then column); a shell keeps land on its left
    (counter-clockwise on a map), a hole is walked the other way round. No corner lies on a
    straight line.

    Args:
        following: links of the sides; used up, (2 · strips,).
        side: column of every side, (2 · strips,).
        row: of each strip, (strips,).
        order: strips by piece, (strips,).
        piece_start: where each piece begins in ``order``, and the end, (pieces + 1,).
        x_of: x of every column line, (cols + 1,).
        y_of: y of every row line, (rows + 1,).
        xy: takes the corners, closed ring after closed ring, (enough, 2).
        ring_start: takes the first corner of every ring, and the end, (enough,).
        piece_ring: takes the first ring of every piece, and the end, (pieces + 1,).

    Returns:
        How many rings there are.
    """
    rings, at = 0, 0
    ring_start[0] = 0
    for number in range(len(piece_start) - 1):
        piece_ring[number] = rings
        for place in range(2 * piece_start[number], 2 * piece_start[number + 1]):
            here = 2 * order[place >> 1] + (place & 1)
            if following[here] < 0:
                continue
            first = at
            shell = (here & 1) == 0
            if shell:
                xy[at, 0], xy[at, 1] = x_of[side[here]], y_of[row[here >> 1]]
                at += 1
            while following[here] >= 0:
                there = following[here]
                following[here] = -1
                if side[there] != side[here]:
                    y = y_of[row[here >> 1] + 1 - (here & 1)]
                    xy[at, 0], xy[at, 1] = x_of[side[here]], y
                    xy[at + 1, 0], xy[at + 1, 1] = x_of[side[there]], y
                    at += 2
                here = there
            if not shell:
                xy[at, 0], xy[at, 1] = xy[first, 0], xy[first, 1]
                at += 1
            rings += 1
            ring_start[rings] = at
    piece_ring[len(piece_start) - 1] = rings
    return rings
