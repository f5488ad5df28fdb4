"""Steep by the squared gradient: the same cells as by the angle, ties included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gis.criteria.slope import above, least_above_deg
from gis.grid.kernels.steep import GENTLE, STEEP, UNKNOWN, classify
from gis.grid.terrain import slope_deg
from tests.land import plane


def classes(z: np.ndarray, threshold_deg: float = 25.0, cell_m: float = 30.0) -> np.ndarray:
    """Classes of all cells but the outermost ring."""
    run = np.full(z.shape[0] - 2, 1 / (8 * cell_m) ** 2)
    out = np.empty((z.shape[0] - 2, z.shape[1] - 2), np.uint8)
    limit = np.tan(np.radians(least_above_deg(threshold_deg))) ** 2
    assert classify(np.ascontiguousarray(z), -9999.0, -500.0, 9000.0, run, run, limit, out) == 0
    return out


@pytest.mark.parametrize("azimuth", range(0, 360, 15))
def test_the_tie_is_as_documented(azimuth):
    """25.0009° is a tie and not above; 25.001° is above."""
    for angle, answer in ((25.0, GENTLE), (25.0009, GENTLE), (25.001, STEEP), (25.1, STEEP)):
        assert (classes(plane(angle, azimuth, (30, 30))) == answer).all(), angle


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([np.float32, np.float64]), st.floats(5, 60))
def test_no_cell_flips(seed, kind, threshold):
    rng = np.random.default_rng(seed)
    z = (ndimage.gaussian_filter(rng.normal(size=(90, 80)), 2) * 900 + 1500).astype(kind)
    known = rng.random(z.shape) > 0.02
    z[~known] = -9999
    cell = np.full(90, 30.0)
    slope, sure = slope_deg(z.astype(float), known, cell, cell)
    expected = np.where(sure, above(slope, threshold), UNKNOWN)[1:-1, 1:-1]
    np.testing.assert_array_equal(classes(z, threshold), expected)


@pytest.mark.parametrize("void", [np.nan, np.inf, -np.inf, -9999.0])
def test_a_void_makes_nine_cells_unknown(void):
    z = plane(30, 70, (9, 9))
    z[4, 4] = void
    found = classes(z)
    assert (found[2:5, 2:5] == UNKNOWN).all()
    assert (found == UNKNOWN).sum() == 9
    assert (found == STEEP).sum() == 40


def test_heights_that_are_no_land_are_counted():
    z = np.zeros((5, 5))
    z[1, 1], z[2, 2], z[3, 3] = -32768, 9001, 8000
    out = np.empty((3, 3), np.uint8)
    run = np.ones(3)
    assert classify(z, np.nan, -500.0, 9000.0, run, run, 1.0, out) == 2
