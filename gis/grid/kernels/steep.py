"""Answers straight from the heights of one block: steep or not."""

from __future__ import annotations

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen

Floats = NDArray[np.float64]
Heights = NDArray[np.float32] | NDArray[np.float64]

GENTLE, STEEP, UNKNOWN = 0, 1, 2


@inner
def _row(heights: Heights, nodata: float, limits: tuple[float, float], out: Floats) -> int:
    """One row in double precision, NaN where unknown; how many heights lie outside the limits."""
    beyond = 0
    for i in range(len(heights)):
        z = heights[i]
        unknown = (z == nodata) | ~np.isfinite(z)
        out[i] = np.nan if unknown else np.float64(z)
        beyond += (not unknown) & ((z < limits[0]) | (z > limits[1]))
    return beyond


@inner
def _answers(
    a: Floats, b: Floats, c: Floats, weights: tuple[float, float, float], out: NDArray[np.uint8]
) -> None:
    """Horn's squared gradient of one row against the limit; the middle cell must be known too."""
    of_east, of_north, limit = weights
    for i in range(len(out)):
        east = ((a[i + 2] - a[i]) + (c[i + 2] - c[i])) + 2 * (b[i + 2] - b[i])
        north = ((a[i] - c[i]) + (a[i + 2] - c[i + 2])) + 2 * (a[i + 1] - c[i + 1])
        squared = east * east * of_east + north * north * of_north + 0.0 * b[i + 1]
        out[i] = np.uint8(squared >= limit) + np.uint8(2) * np.uint8(squared != squared)


def _signature(heights: object) -> object:
    numbers = t.float64
    given = seen(heights, 2), numbers, numbers, numbers, seen(numbers, 1), seen(numbers, 1), numbers
    return t.int64(*given, filled(t.uint8, 2))


@kernel(_signature(t.float32), _signature(t.float64))
def classify(
    heights: Heights,
    nodata: float,
    lowest: float,
    highest: float,
    of_east: Floats,
    of_north: Floats,
    limit: float,
    classes: NDArray[np.uint8],
) -> int:
    """Class every cell of a block by whether its squared gradient reaches a limit.

    The arctangent and the root are saved: tan² grows with the angle. Heights are taken to double
    precision before any difference, and differences are taken before sums.

    Args:
        heights: of the block and one cell around it, in any unit, (rows + 2, cols + 2); unknown
            where NaN, infinite or ``nodata``.
        nodata: a value that means nothing; NaN when there is none.
        lowest: least height that can be land.
        highest: greatest one.
        of_east: 1 / (8 cell widths)², in the unit of the heights, per row, (rows,).
        of_north: 1 / (8 cell heights)², likewise, (rows,).
        limit: tan² of the slope.
        classes: takes ``STEEP``, ``GENTLE`` or ``UNKNOWN``, (rows, cols). A cell without nine
            known heights is unknown.

    Returns:
        How many heights are no heights of land (those around the block among them).
    """
    rows, cols = classes.shape
    lines = np.empty((3, cols + 2))
    beyond = _row(heights[0], nodata, (lowest, highest), lines[0])
    beyond += _row(heights[1], nodata, (lowest, highest), lines[1])
    for r in range(rows):
        north, here, south = lines[r % 3], lines[(r + 1) % 3], lines[(r + 2) % 3]
        beyond += _row(heights[r + 2], nodata, (lowest, highest), south)
        _answers(north, here, south, (of_east[r], of_north[r], limit), classes[r])
    return beyond
