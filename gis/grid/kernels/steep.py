"""Answers straight from the heights of one block: steep or not, or the slope itself."""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, part_of, seen, several

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


def _degrees_signature(heights: object) -> object:
    numbers = t.float64
    given = seen(heights, 2), numbers, numbers, numbers, seen(numbers, 1), seen(numbers, 1)
    return t.int64(*given, filled(t.float32, 2))


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


@inner
def _line(
    three: tuple[Heights, ...],
    row: int,
    nodata: float,
    limits: tuple[float, float],
    out: Floats,
) -> int:
    """One row of a tile between the last cell of its western and the first of its eastern
    neighbour; how many of the tile's own heights lie outside the limits.
    """
    west, here, east = three[0], three[1], three[2]
    at = west.shape[1] - 1
    _row(west[row, at : at + 1], nodata, limits, out[:1])
    _row(east[row, :1], nodata, limits, out[len(out) - 1 :])
    return _row(here[row], nodata, limits, out[1 : len(out) - 1])


def _tile_signature(heights: object) -> object:
    numbers = t.float64
    tiles = several(*[seen(heights, 2)] * 9)
    given = tiles, numbers, numbers, numbers, seen(numbers, 1), seen(numbers, 1), numbers
    return t.int64(*given, part_of(t.uint8, 2))


@kernel(_tile_signature(t.float32), _tile_signature(t.float64))
def classify_tile(
    tiles: tuple[Heights, ...],
    nodata: float,
    lowest: float,
    highest: float,
    of_east: Floats,
    of_north: Floats,
    limit: float,
    classes: NDArray[np.uint8],
) -> int:
    """Class every cell of a tile that lies among its neighbours, none of them copied.

    Args:
        tiles: nine, from the north-west one over the tile itself to the south-east one; NaN
            stands for land outside the grid.
        nodata: as for ``classify``, like the next five.
        lowest: as above.
        highest: as above.
        of_east: as above, of the tile's rows.
        of_north: as above.
        limit: as above.
        classes: as above, of the tile's own cells.

    Returns:
        How many heights of the tile are no heights of land.
    """
    rows, cols = classes.shape
    lines = np.empty((3, cols + 2))
    limits = (lowest, highest)
    north, here, south = tiles[0:3], tiles[3:6], tiles[6:9]
    _line(north, len(north[1]) - 1, nodata, limits, lines[0])
    beyond = _line(here, 0, nodata, limits, lines[1])
    for r in range(rows):
        a, b, c = lines[r % 3], lines[(r + 1) % 3], lines[(r + 2) % 3]
        if r + 1 < rows:
            beyond += _line(here, r + 1, nodata, limits, c)
        else:
            _line(south, 0, nodata, limits, c)
        _answers(a, b, c, (of_east[r], of_north[r], limit), classes[r])
    return beyond


@kernel(_degrees_signature(t.float32), _degrees_signature(t.float64))
def degrees(
    heights: Heights,
    nodata: float,
    lowest: float,
    highest: float,
    of_east: Floats,
    of_north: Floats,
    slope_deg: NDArray[np.float32],
) -> int:
    """Slope of every cell of a block in degrees, NaN where unknown.

    Arguments and result as for ``classify``; worked out in double precision, kept in single.
    """
    rows, cols = slope_deg.shape
    lines = np.empty((3, cols + 2))
    beyond = _row(heights[0], nodata, (lowest, highest), lines[0])
    beyond += _row(heights[1], nodata, (lowest, highest), lines[1])
    squared = np.empty(cols)
    for r in range(rows):
        a, b, c = lines[r % 3], lines[(r + 1) % 3], lines[(r + 2) % 3]
        beyond += _row(heights[r + 2], nodata, (lowest, highest), c)
        of_e, of_n = of_east[r], of_north[r]
        for i in range(cols):
            east = ((a[i + 2] - a[i]) + (c[i + 2] - c[i])) + 2 * (b[i + 2] - b[i])
            north = ((a[i] - c[i]) + (a[i + 2] - c[i + 2])) + 2 * (a[i + 1] - c[i + 1])
            squared[i] = east * east * of_e + north * north * of_n + 0.0 * b[i + 1]
        for i in range(cols):
            slope_deg[r, i] = np.float32(math.degrees(math.atan(math.sqrt(squared[i]))))
    return beyond
