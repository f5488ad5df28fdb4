"""Horn's gradient of a window, and the likely gradient of single cells from those around them."""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, kernel, seen

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@kernel(
    t.void(
        *(seen(t.float64, 2), seen(t.boolean, 2), seen(t.float64, 1), seen(t.float64, 1)),
        *(filled(t.float32, 3), filled(t.boolean, 2)),
    )
)
def horn_gradient(
    heights_m: Floats,
    seen_here: Bools,
    run_east_m: Floats,
    run_south_m: Floats,
    gradient: Singles,
    known: Bools,
) -> None:
    """Rise per metre eastward and southward of every cell with nine known heights, else 0.

    Args:
        heights_m: of the window and one cell around it, (rows + 2, cols + 2).
        seen_here: where they are known, likewise.
        run_east_m: eight cell widths, per row, (rows,).
        run_south_m: eight cell heights, per row, (rows,).
        gradient: takes the two, (rows, cols, 2).
        known: takes whether there is one, (rows, cols).
    """
    rows, cols = known.shape
    for r in range(rows):
        a, b, c = heights_m[r], heights_m[r + 1], heights_m[r + 2]
        k, m, n = seen_here[r], seen_here[r + 1], seen_here[r + 2]
        wide, high = run_east_m[r], run_south_m[r]
        for i in range(cols):
            three = k[i] & k[i + 1] & k[i + 2] & m[i] & m[i + 1] & m[i + 2]
            here = three & n[i] & n[i + 1] & n[i + 2]
            east = ((a[i + 2] - a[i]) + (c[i + 2] - c[i])) + 2 * (b[i + 2] - b[i])
            south = ((c[i] - a[i]) + (c[i + 2] - a[i + 2])) + 2 * (c[i + 1] - a[i + 1])
            known[r, i] = here
            gradient[r, i, 0] = east / wide if here else 0.0
            gradient[r, i, 1] = south / high if here else 0.0


@kernel(
    t.void(
        *(seen(t.float32, 2), seen(t.float32, 3), seen(t.int64, 1), seen(t.int64, 1)),
        *(seen(t.int64, 1), filled(t.float64, 2)),
    )
)
def weigh_around(
    gradient: Singles, weights: Singles, row: Ints, col: Ints, kind: Ints, found: Floats
) -> None:
    """Weighted sums of the gradients around cells.

    Args:
        gradient: eastward and southward by turns, (rows, 2 × cols).
        weights: by class, of ``n`` × ``n`` cells around one, each column of weights written twice,
            (classes, n, 2 × n).
        row: first row of the ``n`` around each cell, (cells,).
        col: first column, likewise.
        kind: class of each cell.
        found: takes the two sums, (cells, 2).
    """
    n, wide = weights.shape[1], weights.shape[2]
    # A sum per column, so that the machine may add many at once and yet in a fixed order.
    sums = np.empty(wide, np.float32)
    for cell in range(len(row)):
        own, first = weights[kind[cell]], 2 * col[cell]
        sums[:] = 0.0
        for r in range(n):
            line, weight = gradient[row[cell] + r, first : first + wide], own[r]
            for i in range(wide):
                sums[i] += weight[i] * line[i]
        east, south = 0.0, 0.0
        for i in range(0, wide, 2):
            east += sums[i]
            south += sums[i + 1]
        found[cell, 0], found[cell, 1] = east, south
