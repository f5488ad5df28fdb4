"""What lies under the covered cells of shapes: amounts by class, and of value times amount.

Everything is added up in whole numbers, so the order of adding changes no digit.
"""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen, several

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Value × amount is kept in two whole numbers, the lower one of so many bits.
LOW_BITS = 26
# Values are kept as whole numbers of at most so many bits beside their sign.
VALUE_BITS = 27
# For short runs and many classes it is quicker to look at each cell than to count class by class.
_LONG, _FEW = 16, 5

_RUNS = (seen(t.int64, 2), seen(t.int64, 1))
_CORNER = several(t.int64, t.int64)


@inner
def _count(classes: NDArray[np.uint8], amount: int, totals: Ints) -> None:
    """A long run of one amount: count the cells of every class but the last, which is the rest."""
    rest = len(classes)
    for number in range(len(totals) - 1):
        cells = 0
        for i in range(len(classes)):
            cells += classes[i] == number
        totals[number] += cells * amount
        rest -= cells
    totals[-1] += rest * amount


@kernel(t.void(*_RUNS, seen(t.uint8, 2), _CORNER, filled(t.int64, 2)))
def sum_classes(
    runs: Ints, amount: Ints, classes: NDArray[np.uint8], corner: tuple[int, int], totals: Ints
) -> None:
    """Add up amounts of shapes by the class of the cells they cover, within one block.

    Args:
        runs: from ``list_runs``, all within the block, (runs, 5).
        amount: what each cell of a run counts, (runs,).
        classes: of every cell of the block, (rows, cols); a number as large as the last column of
            ``totals``, or larger, counts there.
        corner: row and column of the block's first cell.
        totals: takes the sums, (shapes, classes).
    """
    last = totals.shape[1] - 1
    for run in range(len(runs)):
        row, first, end = runs[run, 1] - corner[0], runs[run, 2] - corner[1], runs[run, 3]
        shape = runs[run, 0]
        end -= corner[1]
        if last == 0 or (end - first >= _LONG and last < _FEW):
            _count(classes[row, first:end], amount[run], totals[shape])
            continue
        for col in range(first, end):
            totals[shape, min(classes[row, col], last)] += amount[run]


@kernel(
    t.void(
        *_RUNS, seen(t.float64, 2), seen(t.boolean, 2), _CORNER, t.float64, seen(t.int64, 1),
        filled(t.int64, 2), filled(t.float64, 2),
    )
)  # fmt: skip
def sum_values(
    runs: Ints,
    amount: Ints,
    values: Floats,
    known: Bools,
    corner: tuple[int, int],
    steps: float,
    touched: Ints,
    totals: Ints,
    extremes: Floats,
) -> None:
    """Add up value × amount of shapes over known cells, within one block, and their extremes.

    Args:
        runs: from ``list_runs``, all within the block, (runs, 5).
        amount: what each cell of a run counts, (runs,).
        values: of every cell of the block, (rows, cols); nearer to 0 than 2^27 / ``steps``, and
            taken for that where they are not.
        known: where they are known, (rows, cols).
        corner: row and column of the block's first cell.
        steps: whole numbers to one unit of the values.
        touched: the extremes hear cells with more than this amount, (shapes,).
        totals: takes, per shape, the amount, the amount known, and value × amount in whole
            numbers as ``totals[2] * 2**LOW_BITS + totals[3]``, (shapes, 4).
        extremes: takes the least and the greatest value, (shapes, 2).
    """
    most = float(1 << VALUE_BITS)
    mask = (1 << LOW_BITS) - 1
    for run in range(len(runs)):
        shape, row = runs[run, 0], runs[run, 1] - corner[0]
        each = amount[run]
        of = totals[shape]
        of[0] += each * (runs[run, 3] - runs[run, 2])
        for col in range(runs[run, 2] - corner[1], runs[run, 3] - corner[1]):
            if not known[row, col]:
                continue
            value = values[row, col]
            number = int(np.rint(min(max(value * steps, -most), most)))
            low = of[3] + (each & mask) * number
            of[1] += each
            of[2] += (each >> LOW_BITS) * number + (low >> LOW_BITS)
            of[3] = low & mask
            if each > touched[shape]:
                extremes[shape, 0] = min(extremes[shape, 0], value)
                extremes[shape, 1] = max(extremes[shape, 1], value)


@kernel(t.void(seen(t.int64, 2), _CORNER, filled(t.boolean, 2)))
def mark(runs: Ints, corner: tuple[int, int], cells: Bools) -> None:
    """Mark every cell of the runs.

    Args:
        runs: from ``list_runs``, all within the block, (runs, 5).
        corner: row and column of the block's first cell.
        cells: of the block, takes True, (rows, cols).
    """
    for run in range(len(runs)):
        first, end = runs[run, 2] - corner[1], runs[run, 3] - corner[1]
        cells[runs[run, 1] - corner[0], first:end] = True
