"""The test ``slope``: strictly above a threshold, or at most one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.grid.terrain import Terrain
from gis.project.criteria_model import SlopeTest

# A plane of exactly 25° reads 25.0000000000004 in half of its cells by rounding alone, so less
# than a thousandth of a degree above the threshold is a tie, and a tie is not above. 25.001 itself
# is above; the guard keeps that so when 25.001 is rounded down on its way through an arctangent.
TIE_DEG = 0.001
ROUNDING_DEG = 1e-6


def least_above_deg(threshold_deg: float) -> float:
    """The least slope that is above a threshold, ties not counted; both in degrees."""
    return threshold_deg + (TIE_DEG - ROUNDING_DEG)


def above(slope_deg: NDArray[np.float64], threshold_deg: float) -> NDArray[np.bool_]:
    """Whether a slope is strictly above a threshold, ties not counted.

    Args:
        slope_deg: in degrees, any shape; NaN is not above.
        threshold_deg: in degrees; 25.0 and 25.0009 are not above 25, 25.001 is.
    """
    return slope_deg - threshold_deg >= TIE_DEG - ROUNDING_DEG


def slope_mask(test: SlopeTest, terrain: Terrain) -> Mask:
    """Where the slope is above ``above_deg`` and at most ``at_most_deg``.

    ``at_most`` is the exact complement of ``above``: a tie counts as at most.

    Args:
        test: bounds in degrees.
        terrain: slope in degrees. Where it is unknown the answer is unknown.
    """
    holds = np.ones(terrain.slope_deg.shape, dtype=bool)
    if test.above_deg is not None:
        holds &= above(terrain.slope_deg, test.above_deg)
    if test.at_most_deg is not None:
        holds &= ~above(terrain.slope_deg, test.at_most_deg)
    return Mask(holds, terrain.slope_known)
