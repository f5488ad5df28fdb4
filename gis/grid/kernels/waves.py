"""Windows of a gradient made ready for their waves, and the power of the waves by band."""

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
        *(seen(t.float32, 3), seen(t.boolean, 2), seen(t.int64, 1), seen(t.int64, 1)),
        *(seen(t.float32, 2), filled(t.float32, 4), filled(t.float64, 1), filled(t.int64, 1)),
    )
)
def tapered(
    gradient: Singles,
    known: Bools,
    top: Ints,
    left: Ints,
    taper: Singles,
    windows: Singles,
    weight: Floats,
    cells: Ints,
) -> None:
    """Cut windows out of a gradient, unknown land at their mean, and take them down to the edge.

    Args:
        gradient: eastward and southward, 0 where unknown, (rows, cols, 2).
        known: where it is known, (rows, cols).
        top: first rows of the windows, (n,).
        left: first columns, likewise.
        taper: factors of a window's cells, (size, size).
        windows: takes the windows, (n, size, size, 2).
        weight: takes the sum of the squared factors of known cells, (n,).
        cells: takes the number of known cells, (n,).
    """
    size = len(taper)
    for one in range(len(top)):
        east, south, squares, count = 0.0, 0.0, 0.0, 0
        for r in range(size):
            for c in range(size):
                if known[top[one] + r, left[one] + c]:
                    east += gradient[top[one] + r, left[one] + c, 0]
                    south += gradient[top[one] + r, left[one] + c, 1]
                    squares += taper[r, c] * taper[r, c]
                    count += 1
        weight[one], cells[one] = squares, count
        if not count:
            continue
        mean_east, mean_south = np.float32(east / count), np.float32(south / count)
        for r in range(size):
            for c in range(size):
                here = known[top[one] + r, left[one] + c]
                there = gradient[top[one] + r, left[one] + c]
                windows[one, r, c, 0] = taper[r, c] * (there[0] if here else mean_east)
                windows[one, r, c, 1] = taper[r, c] * (there[1] if here else mean_south)


@kernel(t.void(seen(t.float32, 3), seen(t.int64, 1), filled(t.float64, 2)))
def band_powers(waves: Singles, band: Ints, powers: Floats) -> None:
    """Add up the squares of waves by band.

    Args:
        waves: real and imaginary parts, (windows, waves, 2).
        band: number of the band of every wave, (waves,).
        powers: takes the sums, (windows, bands).
    """
    for one in range(len(waves)):
        for wave in range(len(band)):
            real, other = np.float64(waves[one, wave, 0]), np.float64(waves[one, wave, 1])
            powers[one, band[wave]] += real * real + other * other
