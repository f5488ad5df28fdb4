"""Rasters whose cells hold their own coordinates: after sampling, each cell says whence it came."""

import numpy as np
import pytest
from affine import Affine
from pyproj import CRS

from gis.criteria.aligned import align
from gis.criteria.model import Aligned
from gis.grid.centres import centres
from gis.grid.grid import Grid
from tests.land import NORTH, VN2000, WEST, raster

GRID = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (40, 50))


def own(axis: int, transform: Affine, shape: tuple[int, int], crs: str, kind: str) -> Aligned:
    """A raster of its own x (axis 0) or y (axis 1) coordinates, sampled onto the grid."""
    rows, cols = np.indices(shape)
    value = (transform.c + transform.a * (cols + 0.5), transform.f + transform.e * (rows + 0.5))
    return align(raster("own", value[axis], kind=kind, crs=crs, transform=transform), GRID)


def expected(axis: int, crs: str) -> np.ndarray:
    rows, cols = (i.ravel() for i in np.indices(GRID.shape))
    return centres(GRID, rows, cols, CRS(crs))[axis].reshape(GRID.shape)


def test_the_same_grid_is_taken_as_it_is():
    values = np.random.default_rng(1).uniform(size=GRID.shape)
    known = values > 0.2
    same = align(raster("canopy", values, kind="canopy", known=known), GRID)
    assert (same.values == values).all()
    assert (same.known == known).all()


@pytest.mark.parametrize("kind", ["canopy", "codes"])
@pytest.mark.parametrize(("right", "down"), [(-3, -2), (5, 7), (-60, 0), (0, 400)])
def test_whole_cells_apart_is_a_window(kind, right, down):
    """The raster begins ``right`` cells east and ``down`` cells south of the grid."""
    t = GRID.transform @ Affine.translation(right, down)
    values = np.arange(2000).reshape(GRID.shape)
    here = align(raster("r", values, kind=kind, transform=t), GRID)
    rows, cols = np.indices(GRID.shape)
    r, c = rows - down, cols - right
    there = (r >= 0) & (r < 40) & (c >= 0) & (c < 50)
    assert (here.known == there).all()
    assert (here.values[there] == (r * 50 + c)[there]).all()


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("kind", ["canopy", "codes"])
def test_other_crs_coarser(axis, kind):
    """Cells of 0.001° (about 100 m): the nearest one's centre is at most half a cell away."""
    found = own(axis, Affine(1e-3, 0, 102.99, 0, -1e-3, 22.62), (40, 40), "EPSG:4326", kind)
    off = np.abs(found.values - expected(axis, "EPSG:4326"))
    assert found.known.all()
    assert off.max() <= 0.5e-3 + 1e-9


@pytest.mark.parametrize("axis", [0, 1])
def test_other_crs_finer_is_averaged(axis):
    """Cells of 0.0001° (about 10 m): the mean of those in a cell is the cell's own centre."""
    found = own(axis, Affine(1e-4, 0, 102.99, 0, -1e-4, 22.62), (400, 400), "EPSG:4326", "canopy")
    off = np.abs(found.values - expected(axis, "EPSG:4326"))
    assert found.known.all()
    assert off.max() < 0.2e-4


def test_nearest_is_the_cell_under_the_centre():
    """Codes of 40 m cells: the centre of column 4 lies at 135 m, in source column 3 (120-160)."""
    t = Affine(40, 0, WEST, 0, -40, NORTH)
    columns = np.tile(np.arange(40), (35, 1))
    found = align(raster("c", columns, kind="codes", transform=t), GRID)
    assert found.values[0, :8].tolist() == [0, 1, 1, 2, 3, 4, 4, 5]


def test_codes_are_never_averaged():
    fine = Affine(10, 0, WEST, 0, -10, NORTH)
    codes = np.random.default_rng(2).choice([0, 41, 90], size=(120, 150))
    found = align(raster("c", codes, kind="codes", transform=fine), GRID)
    # the centre of a 30 m cell is the centre of its middle 10 m cell
    assert (found.values == codes[1::3, 1::3]).all()
    assert found.values.dtype.kind == "i"


def test_shares_are_averaged_by_area():
    """Nine 10 m cells to one of 30 m: 0.1 … 0.9 have mean 0.5."""
    fine = Affine(10, 0, WEST, 0, -10, NORTH)
    block = np.arange(1, 10).reshape(3, 3) / 10
    found = align(raster("c", np.tile(block, (40, 50)), kind="canopy", transform=fine), GRID)
    assert found.known.all()
    assert found.values == pytest.approx(np.full(GRID.shape, 0.5), abs=1e-9)


@pytest.mark.parametrize(("voids", "answer"), [(0, 0.5), (4, 0.7), (5, None), (9, None)])
def test_half_unknown_is_unknown(voids, answer):
    """Of nine source cells the first ``voids`` are void: 5 of 9 known speak, 4 of 9 do not.

    Mean of the five left, 0.5 … 0.9, is 0.7.
    """
    fine = Affine(10, 0, WEST, 0, -10, NORTH)
    values = np.arange(1, 10) / 10
    values[:voids] = np.nan
    block = np.tile(values.reshape(3, 3), (40, 50))
    found = align(raster("c", block, kind="canopy", transform=fine), GRID)
    assert found.known.all() == found.known.any() == (answer is not None)
    if answer is not None:
        assert found.values == pytest.approx(np.full(GRID.shape, answer), abs=1e-9)


def test_land_beyond_the_raster_is_unknown():
    """A 10 m raster ends 10 m into the grid's column 2: one third of it is not enough."""
    fine = Affine(10, 0, WEST, 0, -10, NORTH)
    found = align(raster("c", np.full((120, 7), 0.4), kind="canopy", transform=fine), GRID)
    assert found.known[:, :2].all()
    assert not found.known[:, 2:].any()
    coarse = Affine(50, 0, WEST, 0, -50, NORTH)
    # 100 m: centres at 15, 45, 75 m are on it, 105 m is not
    found = align(raster("c", np.full((24, 2), 0.4), kind="canopy", transform=coarse), GRID)
    assert found.known[0].nonzero()[0].tolist() == [0, 1, 2]


def test_an_unknown_source_cell_stays_unknown_by_nearest():
    coarse = Affine(60, 0, WEST, 0, -60, NORTH)
    known = np.ones((20, 25), bool)
    known[0, 1] = False
    codes = raster("c", np.zeros((20, 25), int), kind="codes", known=known, transform=coarse)
    found = align(codes, GRID)
    assert np.argwhere(~found.known).tolist() == [[0, 2], [0, 3], [1, 2], [1, 3]]
