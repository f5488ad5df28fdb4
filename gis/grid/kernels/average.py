"""The mean of a raster over the cells of another grid, weighted by area."""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@inner
def _sums(
    values: Floats, known: Bools, at: tuple[int, int], box: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Known amount and known area under a rectangle, both in source cells."""
    north, south, west, east = box
    height, width = known.shape
    amount, area = 0.0, 0.0
    for i in range(max(math.floor(north), at[0]), min(math.ceil(south), at[0] + height)):
        tall = min(south, i + 1.0) - max(north, float(i))
        for j in range(max(math.floor(west), at[1]), min(math.ceil(east), at[1] + width)):
            if known[i - at[0], j - at[1]]:
                part = tall * (min(east, j + 1.0) - max(west, float(j)))
                amount += part * values[i - at[0], j - at[1]]
                area += part
    return amount, area


@kernel(
    t.void(
        *(seen(t.float64, 2), seen(t.boolean, 2), t.int64, t.int64),
        *(seen(t.float64, 2), seen(t.float64, 2), t.float64),
        *(filled(t.float64, 2), filled(t.boolean, 2)),
    )
)
def average(
    values: Floats,
    known: Bools,
    row: int,
    col: int,
    down: Floats,
    across: Floats,
    least: float,
    mean: Floats,
    enough: Bools,
) -> None:
    """Mean of the known source cells under every cell, each by the part of it that lies there.

    A cell turned against the source counts as the upright rectangle through the middles of its
    sides. Places are counted from the source's own corner, so no digit depends on the window.

    Args:
        values: a window of the source, (m, n).
        known: where it is known; land outside the window is unknown, (m, n).
        row: the window's first row in the source.
        col: its first column.
        down: corners of the cells in source rows, (rows + 1, cols + 1).
        across: likewise in source columns.
        least: share of a cell that must be known; exactly so much is not enough.
        mean: takes the means, 0 where unknown, (rows, cols).
        enough: takes where they are known, (rows, cols).
    """
    rows, cols = mean.shape
    for r in range(rows):
        for c in range(cols):
            north, south = (
                (down[r, c] + down[r, c + 1]) / 2,
                (down[r + 1, c] + down[r + 1, c + 1]) / 2,
            )
            west, east = (
                (across[r, c] + across[r + 1, c]) / 2,
                (across[r, c + 1] + across[r + 1, c + 1]) / 2,
            )
            whole = (south - north) * (east - west)
            # Corners without a place in the source's CRS are infinite: neither there nor finite.
            there = math.isfinite(whole) and south > north and east > west
            amount, area = 0.0, 0.0
            if there:
                amount, area = _sums(values, known, (row, col), (north, south, west, east))
            enough[r, c] = there and area > least * whole
            mean[r, c] = amount / area if enough[r, c] else 0.0
