"""Which centres of cells lie in polygons, for any window of a grid."""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NUMBERS = seen(t.int64, 1)
_RINGS = (seen(t.float64, 2), _NUMBERS, _NUMBERS, _NUMBERS)


@inner
def _edge(
    turns: NDArray[np.int32],
    corner: tuple[int, int],
    centre: float,
    sign: int,
    ends: tuple[float, float, float, float],
) -> None:
    """Note where an edge passes the centres of each row; always from its upper end, so that two
    polygons that share it share its crossings to the last bit.
    """
    x0, y0, x1, y1 = ends
    if y0 > y1:
        sign, x0, y0, x1, y1 = -sign, x1, y1, x0, y0
    height, width = turns.shape
    first, last = (
        max(math.ceil(y0 - centre), corner[0]),
        min(math.ceil(y1 - centre), corner[0] + height),
    )
    lean = (x1 - x0) / (y1 - y0)
    for row in range(first, last):
        col = math.ceil(x0 + (row + centre - y0) * lean - centre) - corner[1]
        if col < width:
            turns[row - corner[0], max(col, 0)] += sign


@kernel(t.void(*_RINGS, _NUMBERS, t.int64, t.int64, t.float64, filled(t.boolean, 2)))
def burn(
    xy: Floats,
    ring_start: Ints,
    sign: Ints,
    shape_ring: Ints,
    shapes: Ints,
    north: int,
    west: int,
    centre: float,
    inside: NDArray[np.bool_],
) -> None:
    """Mark the cells of a window whose centre lies in any of some polygons.

    A polygon winds once around what it holds, so the sum of all windings is the number of polygons
    over a centre. What an edge adds depends on that edge and that row alone, never on the window.

    Args:
        xy: see :class:`gis.grid.rings.Rings`, likewise ``ring_start``, ``sign``, ``shape_ring``.
        ring_start: first corner of every ring.
        sign: direction of every ring.
        shape_ring: first ring of every shape.
        shapes: numbers of the polygons asked for, (n,).
        north: first row of the window.
        west: first column.
        centre: where in a cell its centre is looked up, from its north-west corner, in cells.
        inside: takes the answers, (rows, cols).
    """
    height, width = inside.shape
    turns = np.zeros((height, width), np.int32)
    for shape in shapes:
        for ring in range(shape_ring[shape], shape_ring[shape + 1]):
            for i in range(ring_start[ring], ring_start[ring + 1] - 1):
                low, high = min(xy[i, 1], xy[i + 1, 1]), max(xy[i, 1], xy[i + 1, 1])
                if low < high and low < north + height and high > north:
                    ends = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
                    _edge(turns, (north, west), centre, sign[ring], ends)
    for row in range(height):
        depth = 0
        for col in range(width):
            depth += turns[row, col]
            inside[row, col] = depth > 0
