"""Windows of a raster over the lattice of units its file is read in."""

from __future__ import annotations

import math
from collections.abc import Iterator

Box = tuple[int, int, int, int]  # row, col, height, width
Size = tuple[int, int]
Slices = tuple[slice, slice]

# Small tiles and strips are read several at once.
UNIT_CELLS = 1 << 18


def unit_of(tile: Size, shape: Size, cells: int | None = None) -> Size:
    """Rows and columns read together: whole tiles, about ``cells``, wider before higher.

    Args:
        tile: rows and columns the file stores together.
        shape: rows and columns of the raster.
        cells: a quarter of a million when not given.
    """
    width = min(tile[1] * max(512 // tile[1], 1), shape[1])
    height = tile[0] * max((cells or UNIT_CELLS) // (width * tile[0]), 1)
    return min(height, shape[0]), width


def places_in(window: Box, shape: Size, unit: Size) -> Iterator[tuple[int, int]]:
    """Units (counted down and across) that hold cells of a window; what lies outside has none."""
    row, col, height, width = window
    down = _units(row, row + height, shape[0], unit[0])
    across = _units(col, col + width, shape[1], unit[1])
    return ((r, c) for r in down for c in across)


def box_of(place: tuple[int, int], shape: Size, unit: Size) -> Box:
    """The cells of a unit; the last ones are cut off where the raster ends."""
    row, col = place[0] * unit[0], place[1] * unit[1]
    return row, col, min(unit[0], shape[0] - row), min(unit[1], shape[1] - col)


def common(into: Box, of: Box) -> tuple[Slices, Slices]:
    """The cells two windows share, as slices of the first and of the second (empty: none)."""
    rows = _overlap(into[0], into[2], of[0], of[2])
    cols = _overlap(into[1], into[3], of[1], of[3])
    return (rows[0], cols[0]), (rows[1], cols[1])


def meet(one: Box, other: Box) -> bool:
    """Whether two windows share a cell."""
    (rows, cols), _ = common(one, other)
    return rows.start < rows.stop and cols.start < cols.stop


def _units(low: int, high: int, size: int, unit: int) -> range:
    low, high = max(low, 0), min(high, size)
    return range(low // unit, math.ceil(high / unit)) if low < high else range(0)


def _overlap(into: int, into_size: int, of: int, of_size: int) -> tuple[slice, slice]:
    """Where two stretches of cells meet, counted from the beginning of each."""
    low, high = max(into, of), min(into + into_size, of + of_size)
    high = max(low, high)
    return slice(low - into, high - into), slice(low - of, high - of)
