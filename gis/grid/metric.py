"""True metres of a cell, row by row: what a step east or south is on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer

from gis.grid.grid import Grid

# UTM and TM-3 keep within 0.1 % of the ground, and offices measure in them: map metres are kept.
# Beyond this a map metre is no ground metre (Web Mercator, or far from a state plane's parallels).
DISTORTED = 0.005


def cell_metres(grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Width and height of the cells of every row, in true metres.

    A projected CRS gives its own metres (feet converted); where its scale is off by more than
    0.5 % the ground distance on the ellipsoid is used, east and south apart, at the grid's middle
    column. Longitude/latitude gives arcs of the CRS's ellipsoid at the row's centre.

    Args:
        grid: in any CRS; its linear or angular unit may be any.

    Returns:
        ``dx_m`` (eastward) and ``dy_m`` (southward), each of shape (rows,).
    """
    return _metres_at(grid, np.arange(grid.shape[0]))


def cell_area_m2(grid: Grid, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """True area of one cell in each of the given rows, in m².

    The product of width and height at the row's centre. For a longitude/latitude cell of Δφ
    radians it differs from the exact area of the ellipsoidal zone by about Δφ²/24: 1e-12 for one
    second of arc, 1e-9 for thirty.

    Args:
        grid: in any CRS.
        rows: row numbers of any shape; they may lie outside the grid.
    """
    width_m, height_m = _metres_at(grid, rows)
    return width_m * height_m


def _metres_at(
    grid: Grid, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if grid.crs.is_geographic:
        return _arcs(grid, rows)
    metres = float(grid.crs.axis_info[0].unit_conversion_factor)
    map_m = (grid.transform.a * metres, -grid.transform.e * metres)
    if _is_distorted(grid, map_m):
        return _ground(grid, rows)
    return np.full(rows.shape, map_m[0]), np.full(rows.shape, map_m[1])


def _arcs(grid: Grid, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Arc of the parallel and of the meridian across a cell (any textbook of geodesy: N cos φ Δλ
    and M Δφ with N, M the radii of curvature in the prime vertical and in the meridian).
    """
    radians = float(grid.crs.axis_info[0].unit_conversion_factor)
    ellipsoid = _ellipsoid(grid.crs)
    latitude = (grid.transform.f + grid.transform.e * (rows + 0.5)) * radians
    squeeze = 1 - ellipsoid.es * np.sin(latitude) ** 2
    vertical_m = ellipsoid.a / np.sqrt(squeeze)
    meridian_m = vertical_m * (1 - ellipsoid.es) / squeeze
    width_m = vertical_m * np.cos(latitude) * grid.transform.a * radians
    return width_m, meridian_m * -grid.transform.e * radians


def _is_distorted(grid: Grid, map_m: tuple[float, float]) -> bool:
    rows = grid.shape[0]
    width_m, height_m = _ground(grid, np.array([0, rows // 2, rows - 1]))
    off = np.abs([width_m / map_m[0] - 1, height_m / map_m[1] - 1])
    return bool(np.any(off > DISTORTED))


def _ground(grid: Grid, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Geodesic length of the cell's middle lines. ``Proj.get_factors`` is not used: it takes Web
    Mercator for a map of a sphere and misses that its two scales differ by 0.6 %.
    """
    t, middle = grid.transform, grid.shape[1] / 2
    x, y = t.c + t.a * middle, t.f + t.e * (rows + 0.5)
    width_m = _geodesic_m(grid, x - t.a / 2, y, x + t.a / 2, y)
    return width_m, _geodesic_m(grid, x, y - t.e / 2, x, y + t.e / 2)


def _geodesic_m(grid: Grid, *ends: ArrayLike) -> NDArray[np.float64]:
    geodetic = grid.crs.geodetic_crs or grid.crs
    degrees = np.degrees(geodetic.axis_info[0].unit_conversion_factor)
    to_geodetic = Transformer.from_crs(grid.crs, geodetic, always_xy=True)
    x0, y0, x1, y1 = np.broadcast_arrays(*ends)
    start, end = to_geodetic.transform(x0, y0), to_geodetic.transform(x1, y1)
    corners = [np.asarray(c) * degrees for c in (*start, *end)]
    return np.asarray(_ellipsoid(grid.crs).inv(*corners)[2], dtype=np.float64)


def _ellipsoid(crs: CRS) -> Geod:
    geod = crs.get_geod()
    if geod is None:
        raise ValueError("a CRS without an ellipsoid has no metres on the ground")
    return geod
