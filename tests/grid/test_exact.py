"""Our own coverage of cells, beside exactextract on random polygons and shapely on tiny ones."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon, box

from gis.grid.blocks import Block
from gis.grid.exact import fractions
from gis.grid.kernels import coverage
from gis.grid.kernels import sums as kernels
from gis.grid.rings import rings_of
from gis.grid.runs import ONE, runs_of
from tests.grid import exactextract_peer
from tests.land import square

place = st.floats(-6, 6, allow_nan=False).map(lambda v: round(v, 4))
corners = st.lists(st.tuples(place, place), min_size=3, max_size=9)
sizes = st.sampled_from([0.01, 0.3, 1.0, 7.0])


def table(columns: tuple[np.ndarray, ...]) -> dict[tuple[int, int, int], float]:
    number, row, col, fraction = (c.tolist() for c in columns)
    return dict(zip(zip(number, row, col, strict=True), fraction, strict=True))


def whole(*shapes: object) -> np.ndarray:
    return np.array(shapes, dtype=object)


def test_a_cell_has_as_many_parts_as_its_kernel_says():
    assert ONE == coverage.ONE


@settings(max_examples=1000, deadline=None)
@given(corners, corners, corners, sizes, place, place)
def test_against_exactextract(outer, inner, apart, size, east, north):
    """Polygons with holes and parts, from a hundredth of a cell to eighty cells across: within
    1e-6 of a cell (exactextract itself keeps single precision). exactextract loses whole cells
    where an edge runs back along itself (a slit of no width); there shapely decides.
    """
    hole = Polygon(inner).buffer(0)
    land = Polygon(outer).buffer(0).difference(hole).union(Polygon(apart).buffer(0))
    shape = shapely.transform(land, lambda xy: xy * size + (east, north))
    assume(shape.area > 1e-9 and shape.is_valid)
    assume(isinstance(shape, (Polygon, MultiPolygon)))
    ours, peer = table(fractions(whole(shape))), table(exactextract_peer.fractions(whole(shape)))
    for _, row, col in ours.keys() | peer.keys():
        part, expected = ours.get((0, row, col), 0), peer.get((0, row, col), 0)
        if abs(part - expected) > 1e-6:
            expected = shape.intersection(box(col, -row - 1, col + 1, -row)).area
        assert part == pytest.approx(expected, abs=1e-6), (row, col)
    assert sum(ours.values()) == pytest.approx(shape.area, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(corners, place)
def test_neighbours_fill_their_cells_to_the_last_digit(outer, cut):
    """Two fields share a border: in every cell their parts add up to those of the whole."""
    shape = Polygon(outer).buffer(0)
    west = shape.intersection(box(-9, -9, cut, 9))
    east = shape.intersection(box(cut, -9, 9, 9))
    assume(min(west.area, east.area) > 1e-6)
    parts = fractions(whole(west, east))
    together: dict[tuple[int, int], float] = {}
    for (_, row, col), part in table(parts).items():
        together[row, col] = together.get((row, col), 0) + part
    for (_, row, col), part in table(fractions(whole(shape))).items():
        assert together[row, col] == pytest.approx(part, abs=1e-11)


@pytest.mark.parametrize("side", [0.25, 1e-2, 1e-3])
def test_a_field_far_smaller_than_a_cell_over_a_corner(side):
    """A quarter of it in each of four cells; 1e-3 of a 30 m cell is a field of 3 cm."""
    field = box(7 - side / 2, -4 - side / 2, 7 + side / 2, -4 + side / 2)
    found = table(fractions(whole(field)))
    assert set(found) == {(0, row, col) for row in (3, 4) for col in (6, 7)}
    for part in found.values():
        assert part / side**2 == pytest.approx(0.25, rel=1e-11 / side**2)


def test_whole_cells_inside_are_exactly_one():
    """A circle of radius 40: π·40² less a sliver for its 256 corners; the middle is all ones."""
    circle = Point(100.5, -100.5).buffer(40, quad_segs=64)
    number, row, col, fraction = fractions(whole(circle))
    middle = np.hypot(row - 100, col - 100) < 38
    assert (fraction[middle] == 1.0).all()
    assert fraction.sum() == pytest.approx(circle.area, abs=1e-9)
    assert (number == 0).all()


def test_a_long_thin_road_lists_only_the_cells_it_touches():
    road = Polygon([(0, 0), (30_000, -29_999), (30_000, -30_000), (0, -1)])
    _, row, col, fraction = fractions(whole(road))
    assert len(row) < 4 * 30_000
    assert fraction.sum() == pytest.approx(road.area, rel=1e-9)
    assert np.abs(row - col).max() <= 1


def test_collections_count_by_their_polygons():
    mixed = GeometryCollection([Point(5, 5), MultiPolygon([box(0, 0, 1, 1)]), box(3, 0, 3.5, 1)])
    assert table(fractions(whole(Point(1, 1), mixed))) == {(1, -1, 0): 1.0, (1, -1, 3): 0.5}
    assert len(fractions(whole(Point(1, 1)))[0]) == 0
    assert len(fractions(whole())[0]) == 0


@settings(max_examples=150, deadline=None)
@given(corners, st.integers(1, 9), st.integers(1, 9), st.randoms(use_true_random=False))
def test_cut_by_any_window_the_sums_are_the_same_whole_numbers(outer, high, wide, shuffled):
    """Blocks of any size, in any order, add up to the very sums of one block."""
    shape = shapely.transform(Polygon(outer).buffer(0), lambda xy: np.add(xy, (7, -7)))
    assume(shape.area > 0)
    rings = rings_of(whole(shape))
    classes = np.random.default_rng(3).integers(0, 3, (14, 14)).astype(np.uint8)

    def totals(height: int, width: int) -> np.ndarray:
        found = np.zeros((1, 3), np.int64)
        starts = [(r, c) for r in range(0, 14, height) for c in range(0, 14, width)]
        shuffled.shuffle(starts)
        for row, col in starts:
            block = np.ascontiguousarray(classes[row : row + height, col : col + width])
            amount = np.linspace(9e9, 1e10, 14)[row : row + height].copy()
            runs = runs_of(rings, Block(row, col, *block.shape)).table
            each = np.rint(runs[:, 4] * (amount[runs[:, 1] - row] / ONE)).astype(np.int64)
            kernels.sum_classes(runs, each, block, (row, col), found)
        return found

    one = totals(14, 14)
    assert (totals(high, wide) == one).all()
    _, row, col, fraction = fractions(whole(shape))
    expected = np.bincount(classes[row, col], fraction * np.linspace(9e9, 1e10, 14)[row], 3)
    np.testing.assert_allclose(one[0], expected, atol=len(row) + 1e-2)


def test_plots_with_and_without_holes_and_nothing_are_laid_alike():
    """Rings taken in one go (no holes) and ring by ring: the same corners, the same boxes."""
    solid = [square(10 * i, 5 * i, 7) for i in range(4)]
    plain = rings_of(np.array([*solid, Polygon()]))
    holed = rings_of(np.array([*solid, Polygon(), square(0, 0, 60).difference(square(9, 9, 9))]))
    n = len(plain.xy)
    np.testing.assert_array_equal(plain.xy, holed.xy[:n])
    np.testing.assert_array_equal(plain.box, holed.box[:5])
    np.testing.assert_array_equal(plain.sign[:4], holed.sign[:4])
    assert len(holed.sign) == 4 + 2
