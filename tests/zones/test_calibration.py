"""Stated probabilities against truth: of the plots said to be over with p, a share p is.

The truth is invented terrain; errors of a known kind make the DEM of it; the DEM alone is judged.
FIGURES

Error makes land look steeper, and "the true slope lies evenly around the shown one" cannot know
that: without the roughness the middle tenths are 8-13 points too high on fractal land. The tests
repeat a few of the runs.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.grid.landscapes import LANDSCAPES, alike
from tests.zones.calibration import Runs, run

SIZE = 384


def checked(found: Runs) -> None:
    off = found.by_tenth()
    assert np.abs(off).max() < 5, off.round(1)
    # Totals: the true one lies near the range each time, and within it most times (90 % stated).
    low, truth, high = found.totals.T
    assert (np.abs(truth - (low + high) / 2) < 1.5 * (high - low)).all(), found.totals


@pytest.mark.parametrize("name", ["alike", "halves", "gradual"])
def test_stated_probabilities_are_right_within_5_points_in_each_tenth(name: str) -> None:
    checked(run(LANDSCAPES[name], range(2), SIZE))


def test_without_the_prior_every_slope_must_be_as_likely_as_any_other() -> None:
    # The truth is drawn around the DEM, so that nothing speaks for gentle slopes beforehand.
    off = run(alike, range(2), SIZE, prior=False, given="dem").by_tenth()
    assert np.abs(off).max() < 5, off.round(1)


def test_without_the_prior_real_terrain_looks_too_steep() -> None:
    found = run(alike, range(2), SIZE, prior=False)
    assert found.told.mean() - found.true.mean() > 0.005
    tenth = np.minimum((found.told * 10).astype(int), 9)
    middle = (tenth >= 3) & (tenth <= 6)
    off = found.told[middle].mean() - found.true[middle].mean()
    assert off == pytest.approx(0.12, abs=0.06)
