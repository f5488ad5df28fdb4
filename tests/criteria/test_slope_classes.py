"""A class is above its lower break and at most its upper one; ties fall as criteria let them."""

from __future__ import annotations

import numpy as np
import pytest

from gis.criteria.slope import slope_mask
from gis.criteria.slope_classes import UNKNOWN_CLASS, slope_classes
from gis.grid.grid import grid_of
from gis.grid.terrain import Terrain
from gis.project.criteria_model import SlopeTest
from gis.project.slope_classes import USUAL_BREAKS_DEG
from tests import land


def terrain(slope_deg: np.ndarray) -> Terrain:
    grid = grid_of(land.raster("dem", np.zeros(slope_deg.shape)))
    return Terrain(grid, np.zeros(slope_deg.shape), slope_deg == 0, slope_deg, slope_deg >= 0)


@pytest.mark.parametrize(
    ("slope_deg", "number"),
    [
        (0.0, 1), (3.0, 1), (3.0009, 1), (3.001, 2), (8.0, 2), (8.1, 3), (15.0, 3), (20.0, 4),
        (25.0, 5), (25.0009, 5), (25.001, 6), (89.9, 6), (np.nan, UNKNOWN_CLASS),
    ],
)  # fmt: skip
def test_each_break_belongs_to_the_class_below_it(slope_deg: float, number: int) -> None:
    found = slope_classes(terrain(np.full((3, 3), slope_deg)), USUAL_BREAKS_DEG)
    assert found.dtype == np.uint8
    assert (found == number).all()


def test_a_value_under_unknown_ground_is_not_read() -> None:
    ground = terrain(np.full((3, 3), 30.0))
    ground.slope_known[1, 1] = False
    found = slope_classes(ground, USUAL_BREAKS_DEG)
    assert found[1, 1] == UNKNOWN_CLASS
    assert (found == 6).sum() == 8


@pytest.mark.parametrize("breaks_deg", [USUAL_BREAKS_DEG, (*USUAL_BREAKS_DEG, 30.0, 35.0)])
def test_classes_beyond_a_break_are_the_cells_a_criterion_finds_above_it(
    breaks_deg: tuple[float, ...],
) -> None:
    near = np.random.default_rng(25).normal(0, 0.002, (40, 40))
    slope = near + np.random.default_rng(5).choice([3.0, 8.0, 20.0, 25.0, 30.0], (40, 40))
    ground = terrain(slope)
    found = slope_classes(ground, breaks_deg)
    for n, threshold_deg in enumerate(breaks_deg, start=1):
        steep = slope_mask(SlopeTest(test="slope", above_deg=threshold_deg), ground)
        np.testing.assert_array_equal(found > n, steep.holds)
