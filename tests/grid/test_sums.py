"""Sums under shapes: by pencil, in any blocks and order, beside the list of cells and the peer."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis.criteria.mask import Mask
from gis.errors import NuongError
from gis.grid.blocks import Block
from gis.grid.coverage import cover, local_shapes
from gis.grid.grid import Grid
from gis.grid.laid import Laid, lay
from gis.grid.sums import Sums
from tests.grid import exactextract_peer
from tests.land import NORTH, VN2000, WEST, square

GRID = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (6, 8))
STEPS = 2.0**20
FLAT = Polygon([(WEST + 40, NORTH - 40), (WEST + 50, NORTH - 50), (WEST + 40, NORTH - 40)])


def shapes(*what: object, crs: str = VN2000) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(what), crs=crs)


def whole(grid: Grid) -> Block:
    return Block(0, 0, *grid.shape)


def summed(laid: Laid, blocks, classes, counts, values=(), steps=()) -> Sums:
    """Sums from blocks in the order given; arrays are of the whole grid."""
    sums = Sums(laid, counts, steps)
    for b in blocks:
        cut = np.s_[b.row : b.row + b.height, b.col : b.col + b.width]
        land = laid.over(b)
        part = sums.part(land, [a[cut] for a in classes], [(v[cut], k[cut]) for v, k in values])
        sums.add(part)
    return sums


def shares(laid: Laid, grid: Grid, classes: np.ndarray, count: int) -> np.ndarray:
    return summed(laid, [whole(grid)], [classes], [count]).shares(0)


def test_classes_by_pencil():
    """60 m: 45 m on class 0, 15 m on class 1. Another shape: a half on class 1, a half outside."""
    classes = np.full(GRID.shape, 255, dtype=np.uint8)
    classes[0, 0:3] = [0, 0, 1]
    classes[5, 7] = 1
    here = box(WEST + 15, NORTH - 30, WEST + 75, NORTH)
    edge = box(WEST + 225, NORTH - 180, WEST + 255, NORTH - 150)
    laid = lay(shapes(here, edge, Polygon(), None), GRID)
    expected = [[0.75, 0.25, 0], [0, 0.5, 0.5], [0, 0, 0], [0, 0, 0]]
    assert shares(laid, GRID, classes, 3).tolist() == expected
    classes[0, 2] = 2  # 2 and 255 are the last class alike
    assert shares(laid, GRID, classes, 3)[0].tolist() == [0.75, 0, 0.25]


def test_whole_numbers_of_a_cell():
    """A whole cell is 2^40, a quarter 2^38; a hole of a quarter leaves three."""
    cell, quarter = square(30, 60, 30), square(30, 60, 15)
    laid = lay(shapes(cell, quarter, cell.difference(quarter)), GRID)
    found = laid.over(whole(GRID)).by_class(np.zeros(GRID.shape, np.uint8), 2)
    assert found.tolist() == [[1 << 40, 0], [1 << 38, 0], [3 << 38, 0]]
    assert laid.beyond.tolist() == [0, 0, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 60), st.integers(1, 7))
def test_one_array_alone_has_the_digits_of_the_list_of_cells(seed, high, wide, count):
    """Discs with holes, long borders, a thin one, one beyond the edge: wide rows and short ones."""
    rng = np.random.default_rng(seed)
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (60, 80))
    places = rng.uniform((WEST - 300, NORTH - 2100), (WEST + 2700, NORTH + 300), (6, 2))
    discs = [Point(p).buffer(r) for p, r in zip(places, rng.uniform(5, 1500, 6), strict=True)]
    holed = discs[0].difference(Point(places[0]).buffer(3))
    laid = lay(shapes(holed, *discs[1:], FLAT, Polygon()), grid)
    classes = rng.integers(0, count + 1, grid.shape).astype(np.uint8)
    for row in range(0, 60, high):
        for col in range(0, 80, wide):
            block = Block(row, col, min(high, 60 - row), min(wide, 80 - col))
            part = classes[row : row + block.height, col : col + block.width].copy()
            land, these = laid.over(block), laid.in_sight(block)
            assert (laid.number[these] == land.shapes).all()
            found = laid.by_class(these, block, part, count)
            assert (found == land.by_class(part, count)).all()


def test_several_arrays_over_one_laying():
    classes = np.indices(GRID.shape)[1].astype(np.uint8)
    laid = lay(shapes(box(*GRID.bounds)), GRID)
    sums = summed(laid, [whole(GRID)], [classes, classes // 4, classes * 0], [9, 3, 1])
    assert sums.shares(0).tolist() == [[1 / 8] * 8 + [0]]
    assert sums.shares(1).tolist() == [[1 / 2, 1 / 2, 0]]
    assert sums.shares(2).tolist() == [[1.0]]


def test_values_by_pencil():
    """Values 10, 20, 30 under ½, ¼, ¼ of a plot: mean 5 + 5 + 7.5 = 17.5; of the plot known: all.

    With the last unknown: (5 + 5) / 0.75 = 13.33, known ¾.
    """
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 3))
    plot = box(WEST, NORTH - 15, WEST + 90, NORTH).union(box(WEST, NORTH - 30, WEST + 30, NORTH))
    laid = lay(shapes(plot, Polygon(), square(0, 300, 30)), grid)
    values, known = np.array([[10.0, 20.0, 30.0]]), np.ones((1, 3), bool)
    sums = summed(laid, [whole(grid)], [], [], [(values, known)], [STEPS])
    np.testing.assert_array_equal(sums.values(0).mean, [17.5, np.nan, np.nan])
    np.testing.assert_array_equal(sums.values(0).maximum, [30, np.nan, np.nan])
    np.testing.assert_array_equal(sums.values(0).minimum, [10, np.nan, np.nan])
    assert sums.known_share(0).tolist() == [1, 0, 0]
    values[0, 2], known[0, 2] = np.nan, False
    sums = summed(laid, [whole(grid)], [], [], [(values, known)], [STEPS])
    assert sums.values(0).mean[0] == pytest.approx(40 / 3, abs=1e-12)
    assert sums.values(0).maximum[0] == 20
    assert sums.known_share(0).tolist() == [0.75, 0, 0]


def test_negative_values_and_values_that_are_no_whole_steps():
    """-3.3 and 1.1 under halves: -1.1, to half a millionth."""
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 2))
    values, known = np.array([[-3.3, 1.1]]), np.ones((1, 2), bool)
    laid = lay(shapes(box(*grid.bounds)), grid)
    found = summed(laid, [whole(grid)], [], [], [(values, known)], [STEPS]).values(0)
    assert found.mean[0] == pytest.approx(-1.1, abs=0.5 / STEPS)
    assert (found.minimum[0], found.maximum[0]) == (-3.3, 1.1)
    assert (found.totals[:, 3] >= 0).all()


def test_a_cell_touched_by_rounding_alone_has_no_extreme():
    """1e-9 m of 30 m is 3e-11 of the plot; 1e-6 m is 3e-8 of it and counts."""
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 2))
    values, known = np.array([[1.0, 99.0]]), np.ones((1, 2), bool)
    plots = [box(WEST, NORTH - 30, WEST + 30 + over, NORTH) for over in (1e-9, 1e-6)]
    blocks = [Block(0, 1, 1, 1), Block(0, 0, 1, 1)]
    sums = summed(lay(shapes(*plots), grid), blocks, [], [], [(values, known)], [STEPS])
    assert sums.values(0).maximum.tolist() == [1.0, 99.0]


@pytest.mark.parametrize("side_m", [1.0, 1e-2, 1e-4, 1e-6, 1e-8])
def test_a_plot_far_smaller_than_a_cell_is_kept(side_m):
    classes = np.full(GRID.shape, 1, dtype=np.uint8)
    classes[1, 3] = 0
    laid = lay(shapes(square(100, 40, side_m)), GRID)
    assert shares(laid, GRID, classes, 3).tolist() == [[1, 0, 0]]


def test_a_shape_without_area_counts_where_it_lies():
    """On the grid, beyond it, a point, a line: each is one cell's, and touches it."""
    far = shapely.affinity.translate(FLAT, 3000, 0)
    line = LineString([(WEST + 61, NORTH - 1), (WEST + 89, NORTH - 1)])
    laid = lay(shapes(FLAT, far, Point(WEST + 1, NORTH - 179), line), GRID)
    classes = np.zeros(GRID.shape, np.uint8)
    classes[1, 1] = 1
    one = summed(laid, [Block(0, 0, 3, 8), Block(3, 0, 3, 8)], [classes], [3])
    assert one.shares(0).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0]]
    rows, cols = np.nonzero(laid.over(whole(GRID)).cells())
    assert list(zip(rows, cols, strict=True)) == [(0, 2), (1, 1), (5, 0)]
    known = np.ones(GRID.shape, bool)
    slope = summed(laid, [whole(GRID)], [], [], [(classes * 7.0, known)], [STEPS]).values(0)
    np.testing.assert_array_equal(slope.mean, [7, np.nan, 0, 0])
    np.testing.assert_array_equal(slope.maximum, [7, np.nan, 0, 0])


def test_a_sliver_keeps_its_place_among_large_shapes():
    """100 km long and 1e-10 m wide: 1e-13 of every cell on its way; half of it is on the grid."""
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (1, 1000))
    sliver = box(WEST, NORTH - 15 - 1e-9, WEST + 60_000, NORTH - 15)
    laid = lay(shapes(sliver, square(0, 0, 1e6)), grid)
    found = shares(laid, grid, np.zeros(grid.shape, np.uint8), 2)
    assert found[0].tolist() == pytest.approx([0.5, 0.5], abs=1e-9)


def test_a_cell_counts_however_little_of_it_a_long_shape_covers():
    """600 km long and the smallest part of a cell wide: a cell in 2^40 parts, of which the amounts
    of so long a shape keep 2^38.
    """
    grid = Grid(CRS(VN2000), Affine(1, 0, 0, 0, -1, 0), (1, 300_000))
    sliver = box(0, -2e-12, 600_000, -1e-12)
    laid = lay(shapes(sliver), grid)
    assert laid.unit.tolist() == [2.0**38]
    assert shares(laid, grid, np.zeros(grid.shape, np.uint8), 2).tolist() == [[0.5, 0.5]]


def test_land_beyond_the_grid():
    """A square over each side and corner, three quarters or half of it outside; one far away."""
    hung = [square(x - 15, y - 15, 30) for x in (0, 120, 240) for y in (0, 90, 180)]
    laid = lay(shapes(*hung, square(90_000, -60_000, 30)), GRID)
    quarter = 1 << 38
    expected = [3, 2, 3, 2, 0, 2, 3, 2, 3, 4]
    assert (laid.beyond // quarter).tolist() == expected
    assert (laid.beyond % quarter).tolist() == [0] * 10
    along = lay(shapes(box(*GRID.bounds)), GRID)
    assert along.beyond.tolist() == [0]


def test_a_longitude_latitude_grid_weighs_by_true_area():
    """As the list of cells: the northern of two cells is half as wide; one lies beyond."""
    grid = Grid(CRS(4326), Affine(1, 0, 103, 0, -1, 61), (61, 1))
    both = MultiPolygon([box(103, 0, 104, 1), box(103, 60, 104, 61), box(103, -1, 104, 0)])
    land = shapes(both, both.buffer(0.3), crs="EPSG:4326")
    classes = np.zeros(grid.shape, np.uint8)
    classes[30:] = 1
    found = shares(lay(land, grid), grid, classes, 3)
    expected = cover(land, grid).class_shares(classes + np.uint8(1), 2)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert 0.19 < found[0, 0] < 0.21


place = st.floats(-45, 285, allow_nan=False).map(lambda v: round(v, 3))
corners = st.lists(st.tuples(place, place), min_size=3, max_size=8)


def drawn(points: list[tuple[float, float]]) -> Polygon:
    return Polygon([(WEST + x, NORTH - y) for x, y in points]).buffer(0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(corners, min_size=1, max_size=3),
    st.integers(1, 6),
    st.integers(1, 8),
    st.sampled_from([VN2000, "EPSG:4326"]),
    st.randoms(use_true_random=False),
)
def test_any_blocks_in_any_order_give_the_same_whole_numbers(many, high, wide, crs, mixed):
    grid = GRID
    if crs != VN2000:
        west, south, east, north = shapes(box(*GRID.bounds)).to_crs(crs).total_bounds
        grid = Grid(CRS(crs), Affine((east - west) / 8, 0, west, 0, (south - north) / 6, north),
                    (6, 8))  # fmt: skip
    laid = lay(shapes(*map(drawn, many), FLAT, Polygon()), grid)
    rng = np.random.default_rng(3)
    classes = [rng.integers(0, k, grid.shape).astype(np.uint8) for k in (3, 7)]
    values = [(rng.uniform(-9, 80, grid.shape), rng.random(grid.shape) > 0.2)]
    blocks = [
        Block(r, c, min(high, 6 - r), min(wide, 8 - c))
        for r in range(0, 6, high) for c in range(0, 8, wide)
    ]  # fmt: skip
    mixed.shuffle(blocks)
    given_ = classes, (3, 7), values, [STEPS]
    one, other = summed(laid, [whole(grid)], *given_), summed(laid, blocks, *given_)
    for n in (0, 1):
        assert (one.amounts(n) == other.amounts(n)).all()
    mine, theirs = one.values(0), other.values(0)
    assert (mine.mean == theirs.mean)[~np.isnan(mine.mean)].all()
    assert (mine.totals[:, :2] == theirs.totals[:, :2]).all()
    assert (mine.extremes == theirs.extremes).all()


@settings(max_examples=150, deadline=None)
@given(st.lists(corners, min_size=1, max_size=3))
def test_beside_the_list_of_cells_and_exactextract(many):
    """Shares within 1e-12 of the list's and cells within 1e-6 of the peer's; means to half a step,
    extremes to the digit. Every cell is a class of its own.
    """
    land = shapes(*map(drawn, many))
    laid = lay(land, GRID)
    classes = np.arange(48, dtype=np.uint8).reshape(GRID.shape)
    sums = summed(laid, [whole(GRID)], [classes], [49])
    cells = cover(land, GRID)
    expected = cells.class_shares(classes + np.uint8(1), 48)
    np.testing.assert_allclose(sums.shares(0), expected, atol=1e-11)
    wide = np.flatnonzero(land.area > 1e-6)
    number, row, col, part = exactextract_peer.fractions(local_shapes(land, GRID)[wide])
    theirs = np.zeros((len(land), 6, 8))
    on = (row >= 0) & (row < 6) & (col >= 0) & (col < 8)
    theirs[wide[number[on]], row[on], col[on]] = part[on]
    ours = (sums.amounts(0)[:, :48] / laid.unit[:, None]).reshape(-1, 6, 8)
    for n, r, c in np.argwhere(np.abs(ours - theirs)[wide] > 1e-6):
        # exactextract loses cells at a slit of no width: shapely decides
        x, y = WEST + 30 * c, NORTH - 30 * r
        exact = land.iloc[wide[n]].intersection(box(x, y - 30, x + 30, y)).area / 900
        assert ours[wide[n], r, c] == pytest.approx(exact, abs=1e-6)
    values = np.random.default_rng(5).uniform(0, 80, GRID.shape)
    known = values > 15
    found = summed(laid, [whole(GRID)], [], [], [(values, known)], [STEPS]).values(0)
    np.testing.assert_allclose(found.mean, cells.mean(values, known), atol=1 / STEPS)
    np.testing.assert_array_equal(found.maximum, cells.maximum(values, known))
    np.testing.assert_array_equal(found.minimum, cells.minimum(values, known))


def test_thousands_of_plots_in_one_cell():
    """3 600 plots of half a metre fill one cell: each its own, together the cell to the digit."""
    tiles = [square(30 + x / 2, 60 + y / 2, 0.5) for x in range(60) for y in range(60)]
    laid = lay(shapes(*tiles), GRID)
    found = laid.over(whole(GRID)).by_class(np.zeros(GRID.shape, np.uint8), 1)
    assert found.sum() == pytest.approx(1 << 40, abs=4 * 3600)
    assert np.ptp(found) <= 4
    classes = np.arange(48, dtype=np.uint8).reshape(GRID.shape)
    assert (shares(laid, GRID, classes, 49)[:, 2 * 8 + 1] == 1).all()


def test_no_sum_overflows_however_large_the_shape():
    """20 000 × 20 000 cells of which 400 × 500 are on the grid: exact in whole numbers, and the
    greatest value there may be in every cell is its own mean, to the last digit.
    """
    grid = Grid(CRS(VN2000), Affine(1, 0, WEST, 0, -1, NORTH), (400, 500))
    laid = lay(shapes(square(-9000, -9000, 20_000)), grid)
    cell = int(laid.unit[0])
    assert int(laid.beyond[0]) == (20_000**2 - 400 * 500) * cell
    assert 2**56 < 20_000**2 * cell <= 2**58
    most = np.full(grid.shape, 128.0)
    known = np.ones(grid.shape, bool)
    for sign in (1, -1):
        found = summed(laid, [whole(grid)], [], [], [(sign * most, known)], [STEPS]).values(0)
        assert found.mean.tolist() == [sign * 128.0]
    # 2^59 amounts × 2^27 steps, less the 26 bits kept apart, leave 3 bits of 63.
    assert np.abs(found.totals[:, 2]).max() <= 2**61


def test_what_a_plot_measures_does_not_depend_on_the_plots_beside_it():
    plot = shapely.affinity.rotate(square(37, 41, 77), 20)
    classes = np.indices(GRID.shape)[1].astype(np.uint8)
    alone = shares(lay(shapes(plot), GRID), GRID, classes, 8)
    beside = shares(lay(shapes(square(-9e4, -9e4, 3e5), plot), GRID), GRID, classes, 8)
    assert (alone[0] == beside[1]).all()


def test_a_shape_whose_crs_must_be_wrong_is_refused_by_name():
    with pytest.raises(NuongError) as caught:
        lay(shapes(square(0, 0, 30), square(0, 0, 4e6)), GRID)
    assert caught.value.problems[0].code == "grid.shapes_too_large"
    assert caught.value.problems[0].where.rows[0] == "2"


def test_the_shapes_near_a_block_are_enough_for_it():
    """What is sent to a worker has only those, under their own numbers."""
    laid = lay(shapes(square(0, 0, 30), Polygon(), square(150, 120, 30), FLAT), GRID)
    block = Block(3, 4, 3, 4)
    near = laid.near(block)
    assert near.number.tolist() == [2]
    found = near.over(block)
    assert found.shapes.tolist() == [2]
    assert found.by_class(np.zeros((3, 4), np.uint8), 1).tolist() == [[1 << 40]]


def test_shares_are_those_of_a_mask_on_the_list_of_cells():
    rng = np.random.default_rng(1)
    mask = Mask(rng.random(GRID.shape) > 0.5, rng.random(GRID.shape) > 0.2)
    classes = (2 - mask.known.astype(np.uint8) - mask.holds).astype(np.uint8)
    land = shapes(square(-20, 20, 130), shapely.affinity.rotate(square(60, 30, 100), 20))
    expected = np.array(cover(land, GRID).shares(mask)).T
    np.testing.assert_allclose(shares(lay(land, GRID), GRID, classes, 3), expected, atol=1e-12)


FAR = """
import resource
import geopandas as gpd, numpy as np
from affine import Affine
from pyproj import CRS
from shapely.geometry import Point, box
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay

grid = Grid(CRS({crs!r}), Affine(30, 0, 5e5, 0, -30, 25e5), (100, 100))
def measured(side_m):
    far = gpd.GeoSeries([Point(5e5, 25e5).buffer(side_m / 2, quad_segs=64)], crs={crs!r})
    laid = lay(far, grid)
    laid.over(Block(0, 0, 100, 100)).by_class(np.zeros((100, 100), np.uint8), 2)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
measured(3000)
small = measured(3000)
print(measured(300_000) - small)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage on Windows")
def test_memory_does_not_grow_with_land_beyond_the_grid():
    """A commune of 10 000 × 10 000 cells has 33 bytes × 78 million cells as a list: 2.6 GB."""
    done = subprocess.run(
        [sys.executable, "-c", FAR.format(crs=VN2000)], capture_output=True, text=True, check=True
    )
    grown_mb = int(done.stdout) / 1024 / (1024 if sys.platform == "darwin" else 1)
    assert grown_mb < 20
