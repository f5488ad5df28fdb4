"""Chances read from a table are those worked out cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from gis.grid.chances import ChanceTable
from gis.grid.error_field import chance_above

TAN25 = np.tan(np.radians(25))


@pytest.mark.parametrize("sd", [(0.034, 0.034), (0.034, 0.031), (0.05, 0.025), (0.3, 0.28)])
@pytest.mark.parametrize("limit", [TAN25, np.tan(np.radians(3))])
def test_the_table_says_what_the_integral_says(sd: tuple[float, float], limit: float) -> None:
    random = np.random.default_rng(1)
    length, angle = random.uniform(0, 1.2, 4000), random.uniform(0, 2 * np.pi, 4000)
    east, south = length * np.cos(angle), length * np.sin(angle)
    told = ChanceTable(np.array(sd), limit)(east, south)
    # A total's range takes chances as known to 0.015: a table of 1e-5 adds nothing.
    assert told == pytest.approx(chance_above(east, south, np.array(sd), limit), abs=1e-5)


def test_no_slope_at_all_and_an_unknown_one() -> None:
    sd = np.array([0.3, 0.3])
    told = ChanceTable(sd, 0.1)(np.array([0.0, np.nan, 9.0]), np.array([0.0, 0.0, 0.0]))
    # Flat land: exp(-limit² / (2 sd²)) of Rayleigh's distribution.
    assert told[[0, 2]] == pytest.approx([np.exp(-(0.1**2) / (2 * 0.3**2)), 1.0], abs=1e-6)
    assert np.isnan(told[1])


def test_without_errors_the_gradient_decides() -> None:
    told = ChanceTable(np.zeros(2), TAN25)(np.array([0.46, 0.47]), np.zeros(2))
    assert told.tolist() == [0.0, 1.0]
