"""Exact coverage of cells by polygons: signed areas along the edges, summed up row by row.

The method is that of exact font rasterisers (R. Levien's font-rs; the "area" and "cover" of
D. Turner's smooth rasteriser in FreeType): every edge gives the cells it crosses the area to its
east, signed by its direction; the running sum of a row is then the covered part of each cell.
Holes and further parts count by the direction of their ring, so nothing is clipped or nested.

All sums are of whole numbers, ``ONE`` to a cell, and what an edge gives to a cell depends on that
edge and that cell alone. So no digit depends on the window a polygon is cut by or on the order of
adding. Rounding is 1e-12 of a cell for each crossing.

Here x grows east and y grows *south*, both in cells; row = floor(y), column = floor(x).
"""

from __future__ import annotations

import math

import numpy as np
from numba import types as t
from numpy.typing import NDArray

from gis.grid.kernels.compiled import filled, inner, kernel, seen, several

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE = 1 << 40
# Cells of a polygon worked on at once: two megabytes, which stay in the processor's cache.
BAND_CELLS = 1 << 18
# Longer stretches of cells are counted class by class, as far as there are few classes.
_LONG, _FEW = 16, 5
# Rows of fewer cells are walked through cell by cell.
_SHORT = 48

_XY, _NUMBERS, _BOXES = seen(t.float64, 2), seen(t.int64, 1), seen(t.int64, 2)
_RINGS = (_XY, _NUMBERS, _NUMBERS, _NUMBERS, _BOXES)
_SURVEY = several(filled(t.int64, 1), filled(t.int64, 2), filled(t.int64, 1), filled(t.float64, 1))


@inner
def _give(sums: Ints, span: Ints, width: int, row: int, at: int, amount: int, beyond: int) -> None:
    """Add to one cell what lies to the east inside it, and to the next what lies east of it."""
    sums[row * (width + 1) + at] += amount - beyond
    sums[row * (width + 1) + at + 1] += beyond
    span[row, 0] = min(span[row, 0], at)
    span[row, 1] = max(span[row, 1], at + 1)


@inner
def _cross(
    sums: Ints,
    span: Ints,
    window: tuple[int, int, int, int],
    row: int,
    sign: int,
    ends: tuple[float, float, int, int],
) -> None:
    """One edge within one row, from (x0, q0) at the top to (x1, q1) at the bottom."""
    _, _, west, east = window
    width = east - west
    x0, x1, q0, q1 = ends
    left, right = min(x0, x1), max(x0, x1)
    if left >= east or q0 == q1:
        return
    if right <= west:
        _give(sums, span, width, row, 0, sign * (q1 - q0), 0)
        return
    first, last = math.floor(left), math.floor(right)
    if first == last:
        fall = q1 - q0
        beyond = int(np.rint(fall * (0.5 * (x0 + x1) - first)))
        _give(sums, span, width, row, first - west, sign * fall, sign * beyond)
        return
    run = x1 - x0
    at_left = q0 if x0 < x1 else q1
    at_right = q1 if x0 < x1 else q0
    if first < west:
        here = q0 + int(np.rint((west - x0) / run * (q1 - q0)))
        _give(sums, span, width, row, 0, sign * abs(here - at_left), 0)
        at_left, left, first = here, float(west), west
    for col in range(first, min(last, east - 1) + 1):
        there = at_right if col == last else q0 + int(np.rint((col + 1 - x0) / run * (q1 - q0)))
        fall = abs(there - at_left)
        beyond = int(np.rint(fall * (0.5 * (left + min(right, col + 1.0)) - col)))
        _give(sums, span, width, row, col - west, sign * fall, sign * beyond)
        at_left, left = there, col + 1.0


@inner
def _edge(
    sums: Ints,
    span: Ints,
    window: tuple[int, int, int, int],
    sign: int,
    ends: tuple[float, float, float, float],
) -> None:
    """One edge, always from its upper end, so that neighbours sharing it agree to the digit."""
    north, south, _, _ = window
    x0, y0, x1, y1 = ends
    if y0 > y1:
        sign, x0, y0, x1, y1 = -sign, x1, y1, x0, y0
    if y0 == y1 or y0 >= south or y1 <= north:
        return
    lean = (x1 - x0) / (y1 - y0)
    low, high = min(x0, x1), max(x0, x1)
    top, bottom = math.floor(y0), math.ceil(y1)
    for row in range(max(top, north), min(bottom, south)):
        x_in = x0 if row == top else min(max(x0 + (row - y0) * lean, low), high)
        x_out = x1 if row == bottom - 1 else min(max(x0 + (row + 1 - y0) * lean, low), high)
        q_in = int(np.rint((y0 - row) * ONE)) if row == top else 0
        q_out = int(np.rint((y1 - row) * ONE)) if row == bottom - 1 else ONE
        _cross(sums, span, window, row - north, sign, (x_in, x_out, q_in, q_out))


@inner
def _band(
    sums: Ints,
    span: Ints,
    window: tuple[int, int, int, int],
    xy: Floats,
    ring_start: Ints,
    sign: Ints,
    rings: tuple[int, int],
) -> None:
    """Lay all rings of one shape over a window of rows north..south and columns west..east."""
    for row in range(window[1] - window[0]):
        span[row, 0], span[row, 1] = window[3] - window[2], -1
    for ring in range(rings[0], rings[1]):
        for i in range(ring_start[ring], ring_start[ring + 1] - 1):
            ends = (xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1])
            _edge(sums, span, window, sign[ring], ends)


@kernel(_SURVEY(_XY, _NUMBERS, seen(t.boolean, 1), _NUMBERS))
def survey(
    xy: Floats, ring_start: Ints, is_hole: NDArray[np.bool_], shape_ring: Ints
) -> tuple[Ints, Ints, Ints, Floats]:
    """What is to be known of rings before they are laid over cells.

    Args:
        xy: corners in cells, y southward, (corners, 2); rings are closed.
        ring_start: first corner of every ring, and the end, (rings + 1,).
        is_hole: whether the ring bounds a hole, (rings,).
        shape_ring: first ring of every shape, and the end, (shapes + 1,).

    Returns:
        The sign of each ring (1 or -1, so that land counts positive and holes negative); the
        rows north..south and columns west..east each shape may touch, (shapes, 4); how many cells
        it touches at most, (shapes,); and how many it measures, (shapes,).
    """
    sign = np.ones(len(ring_start) - 1, np.int64)
    box = np.zeros((len(shape_ring) - 1, 4), np.int64)
    most = np.zeros(len(shape_ring) - 1, np.int64)
    cells = np.zeros(len(shape_ring) - 1)
    for shape in range(len(shape_ring) - 1):
        low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
        land, crossed = 0.0, 0.0
        for ring in range(shape_ring[shape], shape_ring[shape + 1]):
            start, end = ring_start[ring], ring_start[ring + 1]
            twice = 0.0
            for i in range(start, end - 1):
                x0, y0 = xy[i, 0] - xy[start, 0], xy[i, 1] - xy[start, 1]
                x1, y1 = xy[i + 1, 0] - xy[start, 0], xy[i + 1, 1] - xy[start, 1]
                twice += x1 * y0 - x0 * y1
                crossed += abs(x1 - x0) + abs(y1 - y0) + 3.0
                low_x, high_x = min(low_x, xy[i, 0]), max(high_x, xy[i, 0])
                low_y, high_y = min(low_y, xy[i, 1]), max(high_y, xy[i, 1])
            sign[ring] = 1 if (twice > 0.0) != is_hole[ring] else -1
            land += abs(twice) / 2
            cells[shape] += sign[ring] * twice / 2
        if low_x <= high_x:
            box[shape, 0], box[shape, 1] = math.floor(low_y), math.floor(high_y) + 1
            box[shape, 2], box[shape, 3] = math.floor(low_x), math.floor(high_x) + 1
            boxed = float(box[shape, 1] - box[shape, 0]) * float(box[shape, 3] - box[shape, 2])
            most[shape] = int(min(boxed, land + crossed + 1.0))
    return sign, box, most, cells


@inner
def _row_runs(
    sums: Ints, span: Ints, place: tuple[int, int, int, int, int], runs: Ints, count: int
) -> int:
    """Write the runs of one row, clear it, and say how many are written in all."""
    start, width, shape, row, west = place
    covered, first = 0, 0
    for at in range(span[0], min(span[1] + 1, width)):
        if sums[start + at] != 0:
            if covered > 0 and at > first:
                runs[count] = shape, row, west + first, west + at, min(covered, ONE)
                count += 1
            covered += sums[start + at]
            sums[start + at] = 0
            first = at
    if covered > 0:
        runs[count] = shape, row, west + first, west + width, min(covered, ONE)
        count += 1
    sums[start + width] = 0
    return count


@kernel(several(filled(t.int64, 2), t.int64)(*_RINGS, several(*(t.int64,) * 4)))
def list_runs(
    xy: Floats,
    ring_start: Ints,
    sign: Ints,
    shape_ring: Ints,
    box: Ints,
    window: tuple[int, int, int, int],
) -> tuple[Ints, int]:
    """Every touched cell of every shape within a window, neighbours of a row alike in one run.

    Args:
        xy: as for ``survey``, like ``ring_start`` and ``shape_ring``.
        ring_start: as above.
        sign: of every ring, from ``survey``.
        shape_ring: as above.
        box: of every shape, from ``survey``.
        window: rows north..south and columns west..east, half open.

    Returns:
        A table whose rows are runs, shape after shape and row after row: number of the shape, row,
        first column, column after the last, covered part of each cell (1 to ``ONE``); and how many
        of its rows are written.
    """
    sums = np.zeros(1024, np.int64)
    span = np.zeros((64, 2), np.int64)
    runs = np.empty((1024, 5), np.int64)
    count = 0
    for shape in range(len(box)):
        north, south = max(box[shape, 0], window[0]), min(box[shape, 1], window[1])
        west, east = max(box[shape, 2], window[2]), min(box[shape, 3], window[3])
        width = east - west
        if north >= south or width <= 0:
            continue
        height = min(max(1, BAND_CELLS // width), south - north)
        if height * (width + 1) > len(sums):
            sums = np.zeros(2 * height * (width + 1), np.int64)
        if height > len(span):
            span = np.zeros((2 * height, 2), np.int64)
        for top in range(north, south, height):
            band = (top, min(top + height, south), west, east)
            rings = (shape_ring[shape], shape_ring[shape + 1])
            _band(sums, span, band, xy, ring_start, sign, rings)
            for row in range(band[1] - top):
                if count + width + 1 > len(runs):
                    longer = np.empty((2 * len(runs) + width + 1, 5), np.int64)
                    longer[:count] = runs[:count]
                    runs = longer
                place = (row * (width + 1), width, shape, top + row, west)
                count = _row_runs(sums, span[row], place, runs, count)
    return runs, count


@inner
def _next_edge(sums: Ints, at: int, end: int) -> int:
    """The first cell from ``at`` on that an edge gave something to; ``end`` if there is none."""
    while at + 8 <= end:
        some = np.int64(0)
        # An unsigned index: a signed one is looked at for counting from the end.
        for i in range(8):
            some |= sums[np.uint64(at) + np.uint64(i)]
        if some != 0:
            break
        at += 8
    while at < end and sums[at] == 0:
        at += 1
    return at


@inner
def _count(classes: NDArray[np.uint8], each: int, totals: Ints) -> None:
    """Add the same amount for every cell of a stretch: count all classes but the last, the rest."""
    last = len(totals) - 1
    if last >= _FEW or len(classes) < _LONG:
        for i in range(len(classes)):
            totals[min(classes[i], last)] += each
        return
    rest = len(classes)
    for k in range(last):
        n = 0
        for i in range(len(classes)):
            n += classes[i] == k
        totals[k] += n * each
        rest -= n
    totals[last] += rest * each


@inner
def _each(covered: int, scale: float) -> int:
    """What a cell counts, to the digit as ``gis.grid.laid`` counts the cells of a run."""
    return max(int(np.rint(min(covered, ONE) * scale)), 1)


@inner
def _short_row(
    sums: Ints, place: tuple[int, int, int, int], of_row: NDArray[np.uint8], west: int,
    scale: float, totals: Ints,
) -> None:  # fmt: skip
    """Add up one row of one shape by class, cell by cell, and clear it."""
    start, width, at, last = place
    covered, each = 0, 0
    while at < width and (at <= last or covered > 0):
        if sums[start + at] != 0:
            covered += sums[start + at]
            sums[start + at] = 0
            each = _each(covered, scale)
        if covered > 0:
            totals[min(of_row[west + at], len(totals) - 1)] += each
        at += 1


@inner
def _long_row(
    sums: Ints, place: tuple[int, int, int, int], of_row: NDArray[np.uint8], west: int,
    scale: float, totals: Ints,
) -> None:  # fmt: skip
    """As ``_short_row``, by the stretches of cells between edges."""
    start, width, at, last = place
    covered = 0
    while at < width:
        covered += sums[start + at]
        sums[start + at] = 0
        end = width
        if at < last:
            end = _next_edge(sums, start + at + 1, start + min(last + 1, width)) - start
        if covered > 0:
            each = _each(covered, scale)
            if end - at == 1:
                totals[min(of_row[west + at], len(totals) - 1)] += each
            else:
                _count(of_row[west + at : west + end], each, totals)
        at = end


@kernel(
    t.void(
        *_RINGS, seen(t.float64, 1), _NUMBERS, seen(t.uint8, 2), several(t.int64, t.int64),
        seen(t.float64, 1), filled(t.int64, 2),
    )
)  # fmt: skip
def sum_covered(
    xy: Floats,
    ring_start: Ints,
    sign: Ints,
    shape_ring: Ints,
    box: Ints,
    unit: Floats,
    shapes: Ints,
    classes: NDArray[np.uint8],
    corner: tuple[int, int],
    row_part: Floats,
    totals: Ints,
) -> None:
    """Add up amounts of shapes by the class of the cells they cover in one block.

    What ``list_runs`` and ``sums.sum_classes`` find together, without the list: half the time where
    there is but one class array.

    Args:
        xy: as for ``list_runs``, like the next four.
        ring_start: as above.
        sign: as above.
        shape_ring: as above.
        box: as above.
        unit: amounts of a whole cell of the grid's first row, of every shape.
        shapes: numbers of the shapes asked for, (n,).
        classes: of every cell of the block, (rows, cols); a number as large as the last column of
            ``totals``, or larger, counts there.
        corner: row and column of the block's first cell.
        row_part: area of a cell of each row of the block, in cells of the first row, (rows,).
        totals: takes the sums, (n, classes).
    """
    sums = np.zeros(1024, np.int64)
    span = np.zeros((64, 2), np.int64)
    end_row, end_col = corner[0] + classes.shape[0], corner[1] + classes.shape[1]
    for n in range(len(shapes)):
        shape = shapes[n]
        north, south = max(box[shape, 0], corner[0]), min(box[shape, 1], end_row)
        west, east = max(box[shape, 2], corner[1]), min(box[shape, 3], end_col)
        width = east - west
        if north >= south or width <= 0:
            continue
        height = min(max(1, BAND_CELLS // width), south - north)
        if height * (width + 1) > len(sums):
            sums = np.zeros(2 * height * (width + 1), np.int64)
        if height > len(span):
            span = np.zeros((2 * height, 2), np.int64)
        rings = (shape_ring[shape], shape_ring[shape + 1])
        for top in range(north, south, height):
            band = (top, min(top + height, south), west, east)
            _band(sums, span, band, xy, ring_start, sign, rings)
            for row in range(band[1] - top):
                here = top - corner[0] + row
                start = row * (width + 1)
                scale = row_part[here] * (unit[shape] / ONE)
                place = (start, width, span[row, 0], span[row, 1])
                first = west - corner[1]
                if width <= _SHORT:
                    _short_row(sums, place, classes[here], first, scale, totals[n])
                else:
                    _long_row(sums, place, classes[here], first, scale, totals[n])
                sums[start + width] = 0
