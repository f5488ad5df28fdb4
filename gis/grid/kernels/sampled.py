"""Values of sampled cells, summed under the shapes that cover them."""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, kernel, seen, several

Ints = NDArray[np.int64]


@kernel(
    t.void(
        *(seen(t.int64, 2), seen(t.int64, 1), seen(t.int32, 2)),
        *(several(t.int64, t.int64), seen(t.int64, 2), filled(t.int64, 2)),
    )
)
def sum_sampled(
    runs: Ints,
    amount: Ints,
    sample: NDArray[np.int32],
    corner: tuple[int, int],
    values: Ints,
    totals: Ints,
) -> None:
    """Add up amounts, and values times amounts, of the sampled cells under shapes.

    Args:
        runs: from ``list_runs``, all within the block, (runs, 5).
        amount: what each cell of a run counts, (runs,).
        sample: of every cell of the block its number in the sample, -1 where it is not in it,
            (rows, cols).
        corner: row and column of the block's first cell.
        values: whole numbers of the sampled cells, (cells, values).
        totals: takes cells, amounts and then values times amounts, (shapes, 2 + values).
    """
    for run in range(len(runs)):
        of, line = totals[runs[run, 0]], sample[runs[run, 1] - corner[0]]
        each = amount[run]
        for col in range(runs[run, 2] - corner[1], runs[run, 3] - corner[1]):
            cell = line[col]
            if cell >= 0:
                of[0] += 1
                of[1] += each
                for i in range(values.shape[1]):
                    of[2 + i] += each * values[cell, i]
