"""Shares of shapes in cells: quarters and halves by pencil, anything else against shapely."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely.geometry import MultiPolygon, Polygon, box

from gis.criteria.mask import Mask
from gis.errors import NuongError
from gis.grid.coverage import Coverage, cover
from gis.grid.grid import Grid
from tests.land import NORTH, VN2000, WEST, square

GRID = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (6, 8))


def shapes(*what: object, crs: str = VN2000) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(what), crs=crs)


def cells(coverage: Coverage, number: int = 0) -> dict[tuple[int, int], float]:
    """{(row, col): share} of one shape; inside and outside cells alike."""
    of = coverage.shape == number
    return dict(
        zip(zip(coverage.row[of], coverage.col[of], strict=True), coverage.share[of], strict=True)
    )


def test_one_cell_is_one():
    assert cells(cover(shapes(square(30, 60, 30)), GRID)) == {(2, 1): pytest.approx(1)}


def test_four_quarters():
    """A 30 m square moved by half a cell lies in four cells, a quarter in each."""
    found = cells(cover(shapes(square(45, 75, 30)), GRID))
    assert found == {rc: pytest.approx(0.25) for rc in [(2, 1), (2, 2), (3, 1), (3, 2)]}


def test_shares_are_of_the_shape_not_of_the_cell():
    """60 m × 30 m over a whole cell and two halves: 900 + 450 + 450 m² of 1 800 m²."""
    found = cells(cover(shapes(box(WEST + 15, NORTH - 30, WEST + 75, NORTH)), GRID))
    assert found == {(0, 0): 0.25, (0, 1): 0.5, (0, 2): 0.25}


def test_a_hole_does_not_count():
    """3 × 3 cells with the middle one cut out: eight eighths."""
    ring = square(0, 0, 90).difference(square(30, 30, 30))
    found = cells(cover(shapes(ring), GRID))
    assert len(found) == 8
    assert (1, 1) not in found
    assert set(found.values()) == {0.125}


def test_parts_of_a_multipolygon_are_one_shape():
    """A whole cell and a quarter of one: 900 and 225 m² of 1 125 m²: 0.8 and 0.2."""
    found = cells(cover(shapes(MultiPolygon([square(0, 0, 30), square(90, 90, 15)])), GRID))
    assert found == {(0, 0): pytest.approx(0.8), (3, 3): pytest.approx(0.2)}


@pytest.mark.parametrize("side_m", [1.0, 1e-2, 1e-4, 1e-6])
def test_a_plot_far_smaller_than_a_cell_is_kept(side_m):
    assert cells(cover(shapes(square(100, 40, side_m)), GRID)) == {(1, 3): pytest.approx(1)}


def test_a_shape_without_area_counts_where_it_lies():
    flat = Polygon([(WEST + 40, NORTH - 40), (WEST + 50, NORTH - 50), (WEST + 40, NORTH - 40)])
    found = cover(shapes(square(0, 0, 30), flat), GRID)
    assert cells(found, 1) == {(1, 1): 1.0}
    assert cells(found, 0) == {(0, 0): 1.0}


def test_land_outside_the_grid_keeps_its_share():
    """The grid is 240 m × 180 m. One square hangs over its corner, one lies far away."""
    corner = cover(shapes(box(WEST - 30, NORTH - 30, WEST + 30, NORTH + 30)), GRID)
    assert corner.inside.tolist() == [False, False, False, True]
    assert cells(corner) == {(-1, -1): 0.25, (-1, 0): 0.25, (0, -1): 0.25, (0, 0): 0.25}
    far = cover(shapes(square(90_000, -60_000, 30), square(210, 165, 60)), GRID)
    assert cells(far, 0) == {(-2000, 3000): pytest.approx(1)}
    assert far.share[(far.shape == 1) & far.inside].sum() == pytest.approx(1 / 8)


def test_a_shape_along_the_border_touches_nothing_beyond():
    whole = cover(shapes(box(*GRID.bounds)), GRID)
    assert whole.inside[whole.share > 0].all()
    assert (whole.share > 0).sum() == 48


def test_empty_and_missing_shapes_have_no_cells_and_keep_their_number():
    found = cover(shapes(None, square(0, 0, 30), Polygon(), square(30, 0, 30)), GRID)
    assert found.count == 4
    assert found.shape.tolist() == [1, 3]
    none = cover(shapes(None, Polygon()), GRID)
    assert (none.count, len(none.share)) == (2, 0)
    assert cover(shapes(), GRID).count == 0


def test_twins_and_any_index_are_each_their_own():
    twins = shapes(square(0, 0, 30), square(0, 0, 30)).set_axis(["b", "b"])
    assert cover(twins, GRID).shape.tolist() == [0, 1]


def test_hectares_of_a_turned_plot_are_right_to_a_tenth_of_a_square_metre():
    """Half of the land holds. A plot turned by 30° over the middle line is halved by symmetry."""
    middle = shapely.Point(WEST + 120, NORTH - 90)
    plot = shapely.affinity.rotate(box(*middle.buffer(80).bounds), 30)
    holds = np.zeros(GRID.shape, bool)
    holds[:, :4] = True
    yes, no, unknown = cover(shapes(plot), GRID).shares(Mask(holds, np.ones(GRID.shape, bool)))
    area_ha = 160 * 160 / 10_000
    # of the 160 m square turned by 30°, what reaches over the north and south edge is unknown
    outside = plot.difference(box(*GRID.bounds)).area / plot.area
    assert yes[0] * area_ha == pytest.approx((1 - outside) / 2 * area_ha, abs=1e-6)
    assert no[0] * area_ha == pytest.approx((1 - outside) / 2 * area_ha, abs=1e-6)
    assert unknown[0] == pytest.approx(outside, abs=1e-7)
    assert yes[0] + no[0] + unknown[0] == pytest.approx(1, abs=1e-12)


def test_three_answers():
    """Four quarters of one plot: yes, no, unknown, and one cell outside the grid."""
    holds, known = np.zeros((1, 3), bool), np.array([[True, True, False]])
    holds[0, 0] = True
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 3))
    plot = box(WEST, NORTH - 30, WEST + 120, NORTH)
    yes, no, unknown = cover(shapes(plot, None), grid).shares(Mask(holds, known))
    assert (yes[0], no[0], unknown[0]) == (0.25, 0.25, 0.5)
    assert (yes[1], no[1], unknown[1]) == (0, 0, 0)


def test_mean_maximum_minimum():
    """Values 10, 20, 30 under ½, ¼, ¼ of a plot: mean 5 + 5 + 7.5 = 17.5.

    With the last unknown: (5 + 5) / 0.75 = 13.33.
    """
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 3))
    plot = box(WEST, NORTH - 15, WEST + 60, NORTH).union(
        box(WEST, NORTH - 30, WEST + 30, NORTH)
    )  # 900 + 450 m²
    plot = plot.union(box(WEST + 60, NORTH - 15, WEST + 90, NORTH))  # + 450 m²
    found = cover(shapes(plot, Polygon(), square(0, 300, 30)), grid)
    values, known = np.array([[10.0, 20.0, 30.0]]), np.ones((1, 3), bool)
    np.testing.assert_allclose(found.mean(values, known), [17.5, np.nan, np.nan])
    np.testing.assert_allclose(found.maximum(values, known), [30, np.nan, np.nan])
    np.testing.assert_allclose(found.minimum(values, known), [10, np.nan, np.nan])
    values[0, 2], known[0, 2] = np.nan, False
    np.testing.assert_allclose(found.mean(values, known), [40 / 3, np.nan, np.nan])
    np.testing.assert_allclose(found.maximum(values, known), [20, np.nan, np.nan])


def test_a_cell_touched_by_rounding_alone_has_no_extreme():
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 2))
    plot = box(WEST, NORTH - 30, WEST + 30 + 1e-9, NORTH)
    found = cover(shapes(plot), grid)
    assert found.maximum(np.array([[1.0, 99.0]]), np.ones((1, 2), bool)).tolist() == [1.0]


def test_a_longitude_latitude_grid_weighs_by_true_area():
    """Two cells of 1° × 1°, one at the equator and one at 60° N: the northern is half as wide."""
    grid = Grid(CRS(4326), Affine(1, 0, 103, 0, -1, 61), (61, 1))
    both = MultiPolygon([box(103, 0, 104, 1), box(103, 60, 104, 61)])
    found = cells(cover(shapes(both, crs="EPSG:4326"), grid))
    areas = []
    for south in (60, 0):
        lon = np.linspace(103, 104, 400)
        ring = np.r_[lon, lon[::-1]], np.r_[np.full(400, south), np.full(400, south + 1.0)]
        areas.append(abs(Geod(ellps="WGS84").polygon_area_perimeter(*ring)[0]))
    # (1° in radians)² / 24 = 1.3e-5 is what the product at the row's centre may be off
    assert found[(0, 0)] == pytest.approx(areas[0] / sum(areas), rel=2e-5)
    assert found[(60, 0)] == pytest.approx(areas[1] / sum(areas), rel=2e-5)


def test_shapes_of_another_crs_are_taken_to_the_grid():
    """A long field drawn in VN-2000 over a grid in degrees: same shares as its true land.

    Its straight edge is a curve in degrees; undivided it would be off by metres.
    """
    field = box(WEST, NORTH - 30_000, WEST + 60_000, NORTH)
    west, _, _, north = shapes(field).to_crs(4326).total_bounds
    cell = 0.02
    grid = Grid(CRS(4326), Affine(cell, 0, west - cell, 0, -cell, north + cell), (20, 35))
    found = cover(shapes(field), grid)
    dense = shapes(field).segmentize(50).to_crs(4326).iloc[0]
    for (row, col), share in list(cells(found).items())[::37]:
        x, y = grid.transform @ (col, row)
        true = shapes(dense.intersection(box(x, y - cell, x + cell, y)), crs="EPSG:4326")
        area = true.segmentize(0.001).to_crs(VN2000).area.iloc[0]
        assert share == pytest.approx(area / field.area, rel=1e-3, abs=1e-9)
    assert found.share.sum() == pytest.approx(1, abs=1e-12)
    assert found.inside.all()


def test_a_shape_of_another_crs_that_has_no_place_is_named():
    lost = shapes(square(0, 0, 30), box(0, 91, 1, 95), crs="EPSG:4326")
    with pytest.raises(NuongError) as caught:
        cover(lost, Grid(CRS(3857), Affine(30, 0, 0, 0, -30, 0), (2, 2)))
    assert caught.value.problems[0].code == "grid.shape_not_placed"
    assert "2" in caught.value.problems[0].where.rows


def test_a_shape_as_large_as_a_country_is_refused_by_name():
    with pytest.raises(NuongError) as caught:
        cover(shapes(square(0, 0, 30), square(0, 0, 1e6)), GRID)
    assert caught.value.problems[0].code == "grid.shapes_too_large"
    assert caught.value.problems[0].where.rows[0] == "2"
    for lang in ("vi", "en"):
        assert "{" not in caught.value.problems[0].text(lang)


def test_shapes_without_a_crs_lie_nowhere():
    with pytest.raises(ValueError, match="CRS"):
        cover(gpd.GeoSeries([square(0, 0, 30)]), GRID)


coordinates = st.floats(-45, 285, allow_nan=False).map(lambda v: round(v, 3))
corners = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=8)


@settings(max_examples=300, deadline=None)
@given(corners, corners)
def test_against_intersections_one_by_one(outer, inner):
    """Polygons with holes, over the border of the grid or not: the share is the intersection."""
    hole = Polygon([(WEST + x / 3 + 40, NORTH - y / 3 - 40) for x, y in inner]).buffer(0)
    shape = Polygon([(WEST + x, NORTH - y) for x, y in outer]).buffer(0).difference(hole)
    assume(isinstance(shape, (Polygon, MultiPolygon)) and shape.area > 1e-3)
    found = cover(shapes(shape), GRID)
    west, north = WEST + 30 * found.col, NORTH - 30 * found.row
    exact = shapely.intersection(shapely.box(west, north - 30, west + 30, north), shape)
    assert found.share.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(found.share, shapely.area(exact) / shape.area, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(corners, st.integers(-9, 9), st.integers(-9, 9))
def test_moving_by_whole_cells_moves_the_answer(outer, down, right):
    shape = Polygon([(WEST + x, NORTH - y) for x, y in outer]).buffer(0)
    assume(shape.area > 1)
    here = cells(cover(shapes(shape), GRID))
    moved = shapely.affinity.translate(shape, 30 * right, -30 * down)
    there = cells(cover(shapes(moved), GRID))
    for (row, col), share in here.items():
        assert there.get((row + down, col + right), 0.0) == pytest.approx(share, abs=1e-7)


def test_shares_by_class_end_with_unknown_land():
    """60 m: 45 m on class 1, 15 m on class 2, then on none; another shape is half outside."""
    classes = np.full(GRID.shape, 255, dtype=np.uint8)
    classes[0, 0:3] = [1, 1, 2]
    classes[5, 7] = 2
    here = box(WEST + 15, NORTH - 30, WEST + 75, NORTH)
    edge = box(WEST + 225, NORTH - 180, WEST + 255, NORTH - 150)
    found = cover(shapes(here, edge, Polygon()), GRID).class_shares(classes, 2)
    expected = [[0.75, 0.25, 0], [0, 0.5, 0.5], [0, 0, 0]]
    np.testing.assert_allclose(found, expected, atol=1e-12)
    classes[0, 2] = 255
    again = cover(shapes(here), GRID).class_shares(classes, 2)
    np.testing.assert_allclose(again, [[0.75, 0, 0.25]], atol=1e-12)
