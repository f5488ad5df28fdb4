"""Slope on planes one can check by pencil, in every kind of CRS."""

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from scipy import ndimage

from gis.criteria.slope import above
from gis.grid.grid import Grid
from gis.grid.metric import cell_metres
from gis.grid.terrain import slope_deg, terrain_of
from tests.land import NORTH, WEST, plane, raster

SHAPE = (40, 40)
AZIMUTHS = range(0, 360, 45)
SECOND = 1 / 3600


def place(crs: str) -> Affine:
    """North-west corner near Phong Thổ in each CRS, cells of about 30 m."""
    if crs == "EPSG:4326":
        return Affine(SECOND, 0, 103.2, 0, -SECOND, 22.6)
    lon, lat = (-117.0, 32.8) if crs == "EPSG:2230" else (103.2, 22.6)
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    cell = 100 if crs == "EPSG:2230" else 30
    return Affine(cell, 0, x, 0, -cell, y)


def true_plane(angle_deg: float, azimuth_deg: float, crs: str) -> np.ndarray:
    """A plane in metres on the ground: each cell's own width and height add up from the middle.

    On longitude/latitude columns converge, so no surface is a plane in every cell; over 20 cells
    of one second that bends the slope by less than 0.005°.
    """
    dx_m, dy_m = cell_metres(Grid(CRS(crs), place(crs), SHAPE))
    east = (np.arange(SHAPE[1]) - SHAPE[1] / 2)[None, :] * dx_m[:, None]
    south = np.cumsum(dy_m)[:, None]
    a = np.radians(azimuth_deg)
    return 2000 - np.tan(np.radians(angle_deg)) * (east * np.sin(a) - south * np.cos(a))


@pytest.mark.parametrize("crs", ["EPSG:9205", "EPSG:32648", "EPSG:4326", "EPSG:3857", "EPSG:2230"])
@pytest.mark.parametrize("azimuth", AZIMUTHS)
def test_planes_on_either_side_of_25_degrees(crs, azimuth):
    for angle, all_above in ((24.9, False), (25.1, True)):
        z = true_plane(angle, azimuth, crs)
        terrain = terrain_of(raster("dem", z, crs=crs, transform=place(crs)))
        inner = terrain.slope_deg[1:-1, 1:-1]
        assert np.abs(inner - angle).max() < 0.02
        assert above(inner, 25.0).all() == above(inner, 25.0).any() == all_above
        assert terrain.slope_known.sum() == 38 * 38


@pytest.mark.parametrize("azimuth", range(0, 360, 15))
def test_exactly_25_degrees_is_not_above(azimuth):
    terrain = terrain_of(raster("dem", plane(25.0, azimuth, SHAPE)))
    assert not above(terrain.slope_deg, 25.0).any()
    assert terrain.slope_deg[1:-1, 1:-1] == pytest.approx(25.0, abs=1e-9)


def test_one_step_by_pencil():
    """Rise to the east: (10·1 + 10·2 + 10·1) − 0 = 40 over 8·10 m = 0.5; atan 0.5 = 26.565°."""
    z = np.array([[0, 5, 10], [0, 5, 10], [0, 5, 10.0]])
    terrain = terrain_of(raster("dem", z, cell_m=10))
    assert terrain.slope_deg[1, 1] == pytest.approx(np.degrees(np.arctan(0.5)))
    # one corner of 8 m alone: 8/80 = 0.1 east and 0.1 north; atan √0.02 = 8.05°
    corner = np.zeros((3, 3))
    corner[0, 2] = 8
    terrain = terrain_of(raster("dem", corner, cell_m=10))
    assert terrain.slope_deg[1, 1] == pytest.approx(np.degrees(np.arctan(np.sqrt(0.02))))


def test_width_and_height_of_cells_are_not_mixed():
    """Cells 10 m wide and 40 m high: 10 m per column is 45°, 10 m per row is atan ¼ = 14.04°."""
    t = Affine(10, 0, WEST, 0, -40, NORTH)
    rows, cols = np.indices((4, 4))
    assert terrain_of(raster("dem", 10.0 * cols, transform=t)).slope_deg[1, 1] == pytest.approx(45)
    south = terrain_of(raster("dem", 10.0 * rows, transform=t)).slope_deg[1, 1]
    assert south == pytest.approx(np.degrees(np.arctan(0.25)))


def test_a_void_makes_its_neighbours_unknown():
    z = plane(20, 30, (7, 7))
    z[3, 3] = np.nan
    terrain = terrain_of(raster("dem", z))
    # the outer ring, and the void with its eight neighbours: 7² − 24 − 9 = 16 known
    expected = np.zeros((7, 7), bool)
    expected[1:-1, 1:-1] = True
    expected[2:5, 2:5] = False
    assert (terrain.slope_known == expected).all()
    assert terrain.elevation_known.sum() == 48
    assert np.isnan(terrain.slope_deg[~expected]).all()
    assert terrain.slope_deg[expected] == pytest.approx(20)


def test_what_stands_in_a_void_does_not_matter():
    z, known = plane(20, 30, (9, 9)), np.ones((9, 9), bool)
    known[4, 4] = False
    answers = []
    for value in (-32768.0, np.nan, np.inf, 1e300):
        z[4, 4] = value
        answers.append(slope_deg(z, known, np.full(9, 30.0), np.full(9, 30.0)))
    for slope, seen in answers[1:]:
        np.testing.assert_array_equal(slope, answers[0][0])
        np.testing.assert_array_equal(seen, answers[0][1])


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 2), (2, 9)])
def test_a_dem_without_a_whole_neighbourhood_is_unknown(shape):
    assert not terrain_of(raster("dem", np.zeros(shape))).slope_known.any()


def hills(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(24, 31))
    return ndimage.gaussian_filter(noise, 2) * 900 + 1500


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-400, 3000))
def test_turning_mirroring_and_lifting_the_land(seed, lift_m):
    z = hills(seed)
    here = terrain_of(raster("dem", z)).slope_deg
    for turn in (lambda a: np.rot90(a), np.fliplr, np.flipud, lambda a: np.rot90(a, 2)):
        there = terrain_of(raster("dem", turn(z).copy())).slope_deg
        np.testing.assert_allclose(there, turn(here), atol=1e-9)
    np.testing.assert_allclose(terrain_of(raster("dem", z + lift_m)).slope_deg, here, atol=1e-9)


def test_against_horn_by_convolution():
    """The same formula written the other way: correlation with Horn's two kernels."""
    z = hills(7)
    east = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / (8 * 30)
    gx, gy = ndimage.correlate(z, east), ndimage.correlate(z, east.T)
    expected = np.degrees(np.arctan(np.hypot(gx, gy)))
    here = terrain_of(raster("dem", z)).slope_deg
    np.testing.assert_allclose(here[1:-1, 1:-1], expected[1:-1, 1:-1], atol=1e-9)
