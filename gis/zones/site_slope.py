"""Slope in whole steps, so that a byte tells it and no threshold of a project lies within one."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from gis.criteria.law import LIMIT_DEG
from gis.criteria.slope import least_above_deg
from gis.grid.terrain import Terrain
from gis.project.criteria_model import SlopeTest
from gis.project.model import Project

UNKNOWN_STEP = 0
# Steeper land is one step: no rule tells 61° from 62°.
_FINE_DEG = tuple(float(d) for d in range(1, 61))
_MOST_STEPS = 250


def slope_steps(project: Project, *, fine: bool) -> tuple[float, ...]:
    """The slopes between which a step lies, rising, in degrees.

    Args:
        project: the breaks of its slope classes and the thresholds of its criteria are among them,
            so is the law's 30°.
        fine: also every whole degree up to 60.

    Raises:
        ValueError: a byte cannot number so many.
    """
    tests = (t for t in project.criteria.values() if isinstance(t, SlopeTest))
    asked = chain.from_iterable((t.above_deg, t.at_most_deg) for t in tests)
    wanted = {LIMIT_DEG, *project.slope_classes.breaks_deg, *(d for d in asked if d is not None)}
    steps = sorted(wanted | set(_FINE_DEG if fine else ()))
    if len(steps) > _MOST_STEPS:
        raise ValueError("more slopes than a byte can number")
    return tuple(steps)


def step_of_cells(terrain: Terrain, steps_deg: tuple[float, ...]) -> NDArray[np.uint8]:
    """Step of every cell, (rows, cols): one more than the slopes it is strictly above.

    Args:
        terrain: slope in degrees; ``UNKNOWN_STEP`` where it is unknown.
        steps_deg: rising; "above" is that of the criteria, ties and all.
    """
    least = np.array([least_above_deg(d) for d in steps_deg])
    found = np.searchsorted(least, terrain.slope_deg.ravel(), side="right").astype(np.uint8) + 1
    step: NDArray[np.uint8] = found.reshape(terrain.slope_deg.shape).astype(np.uint8)
    step[~terrain.slope_known] = UNKNOWN_STEP
    return step
