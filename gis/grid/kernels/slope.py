"""Horn's slope in one pass over the heights."""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, kernel, seen

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@kernel(
    t.void(
        *(seen(t.float64, 2), seen(t.boolean, 2), seen(t.float64, 1), seen(t.float64, 1)),
        *(filled(t.float64, 2), filled(t.boolean, 2)),
    )
)
def horn(
    elevation_m: Floats,
    known: Bools,
    run_east_m: Floats,
    run_north_m: Floats,
    slope_deg: Floats,
    slope_known: Bools,
) -> None:
    """Slope of every cell with nine known heights; other cells are left as they are.

    Args:
        elevation_m: heights, (rows, cols).
        known: where they are known, (rows, cols).
        run_east_m: eight cell widths, per row, (rows,).
        run_north_m: eight cell heights, per row, (rows,).
        slope_deg: takes the slope, in degrees, (rows, cols).
        slope_known: takes True where there is one, (rows, cols).
    """
    rows, cols = elevation_m.shape
    squared = np.empty(cols)
    surely = np.empty(cols, np.bool_)
    for r in range(1, rows - 1):
        a, b, c = elevation_m[r - 1], elevation_m[r], elevation_m[r + 1]
        k, m, n = known[r - 1], known[r], known[r + 1]
        wide, high = run_east_m[r], run_north_m[r]
        for i in range(cols - 2):
            east = ((a[i + 2] - a[i]) + (c[i + 2] - c[i])) + 2 * (b[i + 2] - b[i])
            north = ((a[i] - c[i]) + (a[i + 2] - c[i + 2])) + 2 * (a[i + 1] - c[i + 1])
            squared[i] = (east / wide) ** 2 + (north / high) ** 2
            three = k[i] & k[i + 1] & k[i + 2] & m[i] & m[i + 1] & m[i + 2]
            surely[i] = three & n[i] & n[i + 1] & n[i + 2]
        for i in range(cols - 2):
            if surely[i]:
                slope_deg[r, i + 1] = math.degrees(math.atan(math.sqrt(squared[i])))
                slope_known[r, i + 1] = True
