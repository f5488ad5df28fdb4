"""Distances: true ones, exact at the threshold, whatever the grid's CRS."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import LineString, Point, box

from gis.criteria.distance import nearness
from gis.grid.centres import centres
from gis.grid.grid import Grid
from gis.project.criteria_model import DistanceTest
from tests.land import NORTH, VN2000, WEST

GRID = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (20, 20))


def at(x_m: float, y_m: float) -> Point:
    return Point(WEST + x_m, NORTH - y_m)


def within(distance_m: float, *features: object, grid: Grid = GRID) -> np.ndarray:
    asked = DistanceTest(test="distance", layer="streams", within_m=distance_m)
    mask = nearness(asked, gpd.GeoSeries(list(features), crs=VN2000), grid)(grid.whole)
    assert mask.known.all()
    return mask.holds


def beyond(distance_m: float, *features: object) -> np.ndarray:
    asked = DistanceTest(test="distance", layer="streams", beyond_m=distance_m)
    return nearness(asked, gpd.GeoSeries(list(features), crs=VN2000), GRID)(GRID.whole).holds


def test_exactly_at_the_threshold():
    """From the centre of cell (10, 10) the centre of (10, 13) is 90 m away: within includes it."""
    near = within(90.0, at(315, 315))
    assert near[10].nonzero()[0].tolist() == [7, 8, 9, 10, 11, 12, 13]
    assert near[:, 10].nonzero()[0].tolist() == [7, 8, 9, 10, 11, 12, 13]
    assert (beyond(90.0, at(315, 315)) == ~near).all()
    assert within(89.999, at(315, 315))[10].sum() == 5


def test_round_and_not_a_diamond():
    """Within 5 cells: 81 lattice points, Gauss's circle of radius 5. A diamond has 61."""
    assert within(150.0, at(315, 315)).sum() == 81


def test_a_feature_beyond_the_grid_counts():
    """A stream 50 m west of the grid reaches the first column only: 50 + 15 = 65 m, then 95 m."""
    stream = LineString([(WEST - 50, NORTH + 500), (WEST - 50, NORTH - 2000)])
    near = within(70.0, stream)
    assert near[:, 0].all()
    assert not near[:, 1:].any()


def test_land_under_a_polygon_is_at_distance_zero():
    """A lake over four cells; 30 m around it reaches the next ring but not its corners."""
    lake = box(WEST + 60, NORTH - 120, WEST + 120, NORTH - 60)
    near = within(15.0, lake)
    # 2 × 2 cells and two on each side at exactly 15 m; a corner is 15·√2 m away
    assert near.sum() == 4 + 8
    assert beyond(0.0, lake).sum() == 400 - 4


def test_a_grid_wholly_under_a_polygon_is_near():
    """The border is 5 km away, the land is not."""
    lake = box(WEST - 5000, NORTH - 5600, WEST + 5600, NORTH + 5000)
    assert within(10.0, lake).all()
    assert not beyond(10.0, lake).any()


def test_beyond_zero_of_a_line_is_all_but_the_line():
    line = LineString([at(0, 15), at(600, 15)])
    assert beyond(0.0, line).sum() == 400 - 20


def test_no_feature_is_far_from_everything():
    assert not within(1000.0, Point(), None).any()
    assert beyond(1000.0).all()


def test_a_line_that_runs_back_over_itself_fills_nothing():
    """A triangle walked to and fro: a buffer of GEOS 3.14 fills its loop.

    Only one centre is within 1 m: (135, 15), 0.6 m from the side y = 76 - 75/168 x.
    """
    loop = [at(x, y) for x, y in [(168, 1), (0, 0), (0, 76), (168, 1), (0, 0), (168, 1)]]
    assert np.argwhere(within(1.0, LineString(loop))).tolist() == [[0, 4]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-300, 900), st.integers(-300, 900)), min_size=2, max_size=6),
    st.floats(1, 500),
)
def test_against_distances_one_by_one(points, distance_m):
    line = LineString([at(x, y) for x, y in points])
    assume(line.length > 0)
    rows, cols = (i.ravel() for i in np.indices(GRID.shape))
    x, y = centres(GRID, rows, cols, GRID.crs)
    exact = shapely.distance(shapely.points(x, y), line).reshape(GRID.shape)
    near = within(distance_m, line)
    sure = np.abs(exact - distance_m) > 1e-5
    assert (near == (exact <= distance_m))[sure].all()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32648", "EPSG:3857"])
def test_the_grid_may_lie_in_another_crs(crs):
    """Distances stay those of the project CRS: cell by cell against shapely."""
    corner = gpd.GeoSeries([at(0, 0)], crs=VN2000).to_crs(crs).iloc[0]
    cell = 0.0003 if crs == "EPSG:4326" else 30
    grid = Grid(CRS(crs), Affine(cell, 0, corner.x, 0, -cell, corner.y), (60, 70))
    line = LineString([at(-200, 300), at(900, 700), at(1500, 100)])
    rows, cols = (i.ravel() for i in np.indices(grid.shape))
    x, y = centres(grid, rows, cols, CRS(VN2000))
    exact = shapely.distance(shapely.points(x, y), line).reshape(grid.shape)
    for distance_m in (25.0, 400.0):
        assert (within(distance_m, line, grid=grid) == (exact <= distance_m)).all()


def test_a_project_in_feet_still_asks_in_metres():
    """100 m are 328.08 US survey feet."""
    crs = CRS("EPSG:2230")
    grid = Grid(crs, Affine(100, 0, 6_300_000, 0, -100, 1_900_000), (1, 9))
    post = gpd.GeoSeries([Point(6_300_050, 1_900_000 - 50)], crs=crs)
    near = nearness(DistanceTest(test="distance", layer="l", within_m=100.0), post, grid)(
        grid.whole
    )
    # centres lie 0, 100, 200, 300, 400 … feet away
    assert near.holds.tolist() == [[True] * 4 + [False] * 5]
