"""What of a DEM's detail is terrain."""

from __future__ import annotations

import numpy as np
import pytest

from gis.grid.error_field import ErrorModel, Torus, gradient_sd
from gis.grid.roughness import likely_gradient, roughness_of
from tests import land
from tests.grid.fractal import CELL_M, errors, fractal, terrain

MODEL = ErrorModel(4.0, 300.0)
SIZE = 512


def test_the_terrain_s_share_is_found_from_the_dem_alone() -> None:
    random = np.random.default_rng(11)
    truth, wrong = fractal(SIZE, 0.3, 0.8, random), errors(SIZE, MODEL, random)
    found = roughness_of(terrain(truth + wrong), MODEL)
    assert found is not None
    assert found.rougher_share == 0.0
    # Long waves are all terrain; the shortest hold the most error.
    assert found.share[1] > 0.95
    assert found.share[-8:].mean() < found.share[1]
    # The corrected gradient lies nearer the truth than the shown one.
    rows, cols = (a.ravel() for a in np.mgrid[100:400, 100:400])
    true, shown = (likely_gradient(terrain(z), rows, cols, None) for z in (truth, truth + wrong))
    likely = likely_gradient(terrain(truth + wrong), rows, cols, found)
    off = [np.mean((np.array(g) - np.array(true)) ** 2) for g in (shown, likely)]
    assert off[1] < off[0]
    # What is left is what the spectrum promises.
    promised = gradient_sd(MODEL, Torus(SIZE, CELL_M, CELL_M), found)
    assert np.sqrt(off[1]) == pytest.approx(promised[0], rel=0.05)


def test_a_smooth_dem_contradicts_a_rough_error() -> None:
    found = roughness_of(terrain(land.plane(20, 90, (512, 512))), MODEL)
    assert found is not None
    assert found.rougher_share > 0.5


def test_horn_s_gradient_of_a_plane_and_of_unknown_land() -> None:
    ground = terrain(land.plane(25, 90, (40, 40)))  # falls eastward
    ground.slope_known[10, 10] = False
    east, south = likely_gradient(ground, np.array([5, 10, 0]), np.array([7, 10, 7]), None)
    assert east[0] == pytest.approx(-np.tan(np.radians(25)))
    assert south[0] == pytest.approx(0, abs=1e-12)
    assert np.isnan(east[1:]).all()  # unknown, and the outermost ring


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = terrain(fractal(300, 0.3, 0.8, np.random.default_rng(2)))
    rows, cols = (a.ravel() for a in np.mgrid[1:299:7, 1:299:7])
    whole = likely_gradient(ground, rows, cols, None)
    monkeypatch.setattr("gis.grid.roughness.BLOCK", 64)
    assert np.array_equal(likely_gradient(ground, rows, cols, None), whole)


def test_too_little_known_land_says_nothing() -> None:
    ground = terrain(fractal(100, 0.3, 0.8, np.random.default_rng(2)))
    assert roughness_of(ground, MODEL) is not None
    ground.slope_known[:, :60] = False  # 38 of 98 columns are left: less than half
    assert roughness_of(ground, MODEL) is None
    assert roughness_of(terrain(land.plane(20, 90, (60, 500))), MODEL) is None
