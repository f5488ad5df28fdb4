"""Sums over listed cells that come to the same digit in any order, and the weight of shapes.

A sum is kept in two whole numbers, coarse and fine: coarse / ``COARSE`` + fine / (``COARSE`` ·
``FINE``). Amounts of a cell up to 2^14 (no height of land is more) fill neither before 2^32 cells.
"""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen, several

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Small = NDArray[np.int32]

COARSE, FINE = float(1 << 16), float(1 << 29)
# Extremes do not hear cells that a shape touches by rounding alone: a millionth of a cell.
TOUCHED = 1e-6


@inner
def _add(sums: Ints, at: int, amount: float) -> None:
    """Add an amount to the sum at ``at`` and ``at + 1``."""
    scaled = amount * COARSE
    coarse = np.rint(scaled)
    sums[at] += int(coarse)
    sums[at + 1] += int(np.rint((scaled - coarse) * FINE))


@kernel(
    several(t.int64, t.int64)(
        *(seen(t.int64, 2), seen(t.float64, 1), seen(t.int32, 2), several(t.int64, t.int64)),
        *(filled(t.int32, 1), filled(t.int32, 1), filled(t.int32, 1), filled(t.float64, 1)),
        *(filled(t.int32, 1), filled(t.int32, 1)),
    )
)
def list_pieces(
    runs: Ints,
    each: Floats,
    painted: Small,
    corner: tuple[int, int],
    latest: Small,
    cell: Small,
    pair: Small,
    weight: Floats,
    pair_piece: Small,
    pair_shape: Small,
) -> tuple[int, int]:
    """List every cell of a piece that lies under a shape, within one block.

    Args:
        runs: cells under shapes, shape after shape, all within the block: number of the shape,
            row, first column, column after the last, (runs, 5).
        each: weight of each cell of a run, (runs,).
        painted: number of the piece in every cell of the block, -1 without any, (rows, cols).
        corner: row and column of the block's first cell.
        latest: -1 for every piece; used while at work, (pieces,).
        cell: takes the place of each cell in the block, row after row.
        pair: takes the number of its pair of a piece and a shape.
        weight: takes its weight.
        pair_piece: takes the piece of each pair.
        pair_shape: takes its shape.

    Returns:
        How many cells and how many pairs were written.
    """
    count, pairs, before = 0, 0, 0
    for run in range(len(runs)):
        if run > 0 and runs[run, 0] != runs[run - 1, 0]:
            before = pairs
        row, col = runs[run, 1] - corner[0], runs[run, 2] - corner[1]
        here = painted[row, col : runs[run, 3] - corner[1]]
        for i in range(len(here)):
            number = here[i]
            if number < 0:
                continue
            if latest[number] < before:
                latest[number] = pairs
                pair_piece[pairs], pair_shape[pairs] = number, runs[run, 0]
                pairs += 1
            cell[count] = row * painted.shape[1] + col + i
            pair[count], weight[count] = latest[number], each[run]
            count += 1
    return count, pairs


@kernel(t.void(seen(t.int32, 1), seen(t.float64, 1), filled(t.int64, 2)))
def sum_weights(pair: Small, weight: Floats, sums: Ints) -> None:
    """Add up the weight of the cells of every pair.

    Args:
        pair: of each cell, (cells,).
        weight: of each cell, 0-1, (cells,).
        sums: takes coarse and fine sum, (pairs, 2).
    """
    for i in range(len(pair)):
        _add(sums[pair[i]], 0, weight[i])


@kernel(
    t.void(
        *(seen(t.float64, 1), seen(t.boolean, 1), seen(t.int32, 1), seen(t.int32, 1)),
        *(seen(t.float64, 1), filled(t.int64, 2), filled(t.float64, 2)),
    )
)
def sum_values(
    values: Floats,
    known: Bools,
    cell: Small,
    pair: Small,
    weight: Floats,
    sums: Ints,
    extremes: Floats,
) -> None:
    """Add up the known values of the cells of every pair, and find their extremes.

    Args:
        values: of the block, one row after the other.
        known: where they are known.
        cell: place of each listed cell in the block, (cells,).
        pair: of each, (cells,).
        weight: of each, 0-1, (cells,).
        sums: takes known weight and weighted value, coarse and fine, (pairs, 4).
        extremes: takes least and greatest value, (pairs, 2); must come as infinity and minus
            infinity.
    """
    for i in range(len(cell)):
        if not known[cell[i]]:
            continue
        value, at = values[cell[i]], pair[i]
        _add(sums[at], 0, weight[i])
        _add(sums[at], 2, weight[i] * value)
        if weight[i] > TOUCHED:
            extremes[at, 0] = min(extremes[at, 0], value)
            extremes[at, 1] = max(extremes[at, 1], value)


@inner
def _weigh_edge(ends: tuple[float, float, float, float], first: int, row_weight: Floats) -> float:
    """Weighted area between an edge and x = 0, row by row; positive where it runs down."""
    x0, y0, x1, y1 = ends
    low, high = min(y0, y1), max(y0, y1)
    total = 0.0
    if low == high:
        return total
    lean = (x1 - x0) / (y1 - y0)
    for row in range(math.floor(low), math.ceil(high)):
        top, bottom = max(low, float(row)), min(high, row + 1.0)
        middle = x0 + lean * (0.5 * (top + bottom) - y0)
        total += (bottom - top) * middle * row_weight[row - first]
    return total if y1 > y0 else -total


@kernel(
    t.void(
        *(seen(t.float64, 2), seen(t.int64, 1), seen(t.int64, 1), seen(t.int64, 1)),
        *(t.int64, seen(t.float64, 1), filled(t.float64, 1)),
    )
)
def weigh_shapes(
    xy: Floats,
    ring_start: Ints,
    sign: Ints,
    shape_ring: Ints,
    first: int,
    row_weight: Floats,
    weight: Floats,
) -> None:
    """Weight of whole shapes wherever they lie, from their edges alone.

    Args:
        xy: as for ``coverage.survey``, like ``ring_start`` and ``shape_ring``.
        ring_start: as above.
        sign: of every ring, from ``survey``.
        shape_ring: as above.
        first: the row ``row_weight`` begins with.
        row_weight: weight of a whole cell in every row the shapes touch.
        weight: takes the weight of each shape, (shapes,).
    """
    for shape in range(len(shape_ring) - 1):
        total = 0.0
        for ring in range(shape_ring[shape], shape_ring[shape + 1]):
            around, start = 0.0, ring_start[ring]
            for i in range(start, ring_start[ring + 1] - 1):
                x0, x1 = xy[i, 0] - xy[start, 0], xy[i + 1, 0] - xy[start, 0]
                around += _weigh_edge((x0, xy[i, 1], x1, xy[i + 1, 1]), first, row_weight)
            total += sign[ring] * around
        weight[shape] = abs(total)
