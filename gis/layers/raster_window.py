"""The part of a raster around the land asked for."""

from __future__ import annotations

import math

from affine import Affine
from pyproj import CRS, Transformer

from gis.layers.crs_guard import Bounds
from gis.layers.datum.likely import zone_words, zones_onto
from gis.layers.findings import Findings
from gis.layers.lattice import Box
from gis.layers.raster_header import Header

# Memory does not depend on this, time does: reading and checking a cell takes some 25 ns on one
# core, so this many take about a minute: 2 000 km² in cells of 1 m.
MAX_CELLS = 2_000_000_000
# Cells beyond the land's box, so that a slope at the border has its neighbours.
PAD_CELLS = 2


def window_around(
    header: Header, crs: CRS, bounds: Bounds, bounds_crs: CRS, found: Findings
) -> Box | None:
    """The part of a raster that holds some bounds and two cells more.

    Args:
        header: of the raster, unrotated.
        crs: its CRS.
        bounds: (west, south, east, north).
        bounds_crs: CRS of the bounds; they are taken to the raster's along densified edges.
        found: takes "nothing of it is here" and "too many cells".

    Returns:
        Row, column, height and width, row 0 northernmost, or ``None``.
    """
    there = Transformer.from_crs(bounds_crs, crs, always_xy=True).transform_bounds(*bounds)
    if not all(math.isfinite(b) for b in there):
        found.error("raster_beside", likely="?")
        return None
    corners = [~header.transform @ corner for corner in (there[:2], there[2:])]
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    rows, cols = header.shape
    if right <= 0 or bottom <= 0 or left >= cols or top >= rows:
        onto = zones_onto(header.bounds, bounds, bounds_crs)
        found.error("raster_beside", likely=zone_words(onto))
        return None
    first, last = _span(top, bottom, rows)
    west, east = _span(left, right, cols)
    box = (rows - last if header.south_up else first, west, last - first, east - west)
    return box if _is_readable(box, found) else None


def corner_of(header: Header, window: Box) -> Affine:
    """(col, row) corners of a window to x, y, row 0 northernmost."""
    t, row = header.transform, window[0]
    west, north = t @ (window[1], header.shape[0] - row if header.south_up else row)
    return Affine(t.a, 0.0, west, 0.0, -abs(t.e), north)


def _span(low: float, high: float, size: int) -> tuple[int, int]:
    return max(math.floor(low) - PAD_CELLS, 0), min(math.ceil(high) + PAD_CELLS, size)


def _is_readable(window: Box, found: Findings) -> bool:
    cells = window[2] * window[3]
    if cells > MAX_CELLS:
        found.error("raster_too_large", million=cells // 10**6, limit=MAX_CELLS // 10**6)
    return cells <= MAX_CELLS
