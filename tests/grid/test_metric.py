"""True metres of a cell, against geodesics and against figures by pencil."""

import numpy as np
import pytest
from affine import Affine
from pyproj import CRS, Geod, Transformer

from gis.grid.grid import Grid
from gis.grid.metric import cell_area_m2, cell_metres

WGS84 = Geod(ellps="WGS84")
SECOND = 1 / 3600


def test_metres_are_metres():
    grid = Grid(CRS("EPSG:9205"), Affine(30, 0, 5e5, 0, -20, 2.5e6), (3, 2))
    dx_m, dy_m = cell_metres(grid)
    assert dx_m.tolist() == [30, 30, 30]
    assert dy_m.tolist() == [20, 20, 20]
    # 30 m × 20 m, also for rows far outside the grid
    assert cell_area_m2(grid, np.array([-900, 0, 5000])).tolist() == [600, 600, 600]


@pytest.mark.parametrize(("crs", "foot_m"), [("EPSG:2230", 1200 / 3937), ("EPSG:2222", 0.3048)])
def test_feet_are_converted(crs, foot_m):
    """US survey feet (California) and international feet (Arizona)."""
    x, y = Transformer.from_crs(4269, crs, always_xy=True).transform(
        *{"EPSG:2230": (-117, 32.8), "EPSG:2222": (-110.2, 33.0)}[crs]
    )
    grid = Grid(CRS(crs), Affine(100, 0, x, 0, -100, y), (4, 4))
    for side in cell_metres(grid):
        assert side == pytest.approx(np.full(4, 100 * foot_m), rel=1e-12)


def test_longitude_latitude_follow_the_ellipsoid():
    grid = Grid(CRS(4326), Affine(SECOND, 0, 103, 0, -SECOND, 22.6), (300, 4))
    dx_m, dy_m = cell_metres(grid)
    for row in (0, 150, 299):
        centre = 22.6 - (row + 0.5) * SECOND
        east = WGS84.inv(103, centre, 103 + SECOND, centre)[2]
        south = WGS84.inv(103, centre + SECOND / 2, 103, centre - SECOND / 2)[2]
        assert dx_m[row] == pytest.approx(east, rel=1e-9)
        assert dy_m[row] == pytest.approx(south, rel=1e-9)


def test_southern_rows_mirror_northern_ones():
    north = Grid(CRS(4326), Affine(SECOND, 0, 103, 0, -SECOND, 30 * SECOND), (30, 2))
    south = Grid(CRS(4326), Affine(SECOND, 0, 103, 0, -SECOND, 0), (30, 2))
    for a, b in zip(cell_metres(north), cell_metres(south), strict=True):
        assert a == pytest.approx(b[::-1], rel=1e-12)


def test_grads_are_no_degrees():
    """EPSG:4807 counts 400 grads to the circle: 0.01 grad of latitude is about 1 km, and one of
    longitude at 52 grads (46.8°) about cos 46.8° = 0.685 km (0.687 on the ellipsoid).
    """
    grid = Grid(CRS(4807), Affine(0.01, 0, 2, 0, -0.01, 52), (3, 3))
    dx_m, dy_m = cell_metres(grid)
    assert dx_m == pytest.approx(np.full(3, 687), rel=1e-3)
    assert dy_m == pytest.approx(np.full(3, 1000), rel=2e-3)


def test_web_mercator_has_two_scales():
    """At 22.6° N a map metre is a / (N cos φ) east and a / (M cos φ) north too long."""
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(103.2, 22.6)
    dx_m, dy_m = cell_metres(Grid(CRS(3857), Affine(30, 0, x, 0, -30, y + 15), (1, 1)))
    e2 = WGS84.es
    phi = np.radians(22.6)
    squeeze = 1 - e2 * np.sin(phi) ** 2
    n = WGS84.a / np.sqrt(squeeze)
    assert dx_m[0] == pytest.approx(30 * n * np.cos(phi) / WGS84.a, rel=1e-7)
    assert dy_m[0] == pytest.approx(30 * n * (1 - e2) / squeeze * np.cos(phi) / WGS84.a, rel=1e-7)
    assert dx_m[0] / dy_m[0] > 1.005


def test_cell_area_of_degrees_against_a_geodesic_polygon():
    cell = 0.01
    grid = Grid(CRS(4326), Affine(cell, 0, 103, 0, -cell, 22.6), (5, 5))
    rows = np.array([-40, 0, 4, 70])
    for row, area_m2 in zip(rows, cell_area_m2(grid, rows), strict=True):
        north, south = 22.6 - row * cell, 22.6 - (row + 1) * cell
        lon = np.linspace(103, 103 + cell, 200)
        ring = np.r_[lon, lon[::-1]], np.r_[np.full(200, south), np.full(200, north)]
        exact, _ = WGS84.polygon_area_perimeter(*ring)
        # Δφ²/24 = (0.01° in radians)² / 24 = 1.3e-9; the ring's chords cost a little more
        assert area_m2 == pytest.approx(abs(exact), rel=1e-7)
