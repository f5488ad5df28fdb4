"""What a flag rule says of a cell for every slope the cell may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask, all_of, any_of
from gis.criteria.model import Evaluation
from gis.project.criteria_model import CombinedTest, SlopeTest
from gis.project.model import Project

Bools = NDArray[np.bool_]
Names = tuple[str, ...]


@dataclass(frozen=True)
class SlopeAnswers:
    """Answers of a rule by slope class. Class 0 lies at or below ``limits_deg[0]``, class 1 between
    it and the next, and so on; ``yes`` and ``unknown`` are (classes, …) over cells.
    """

    limits_deg: tuple[float, ...]
    yes: Bools
    unknown: Bools


def slope_limits(project: Project, when: Names) -> tuple[float, ...]:
    """Slopes at which the answer of criteria taken together may change, in degrees, ascending."""
    return tuple(sorted({deg for name in when for deg in _limits(project, name)}))


def slope_answers(
    project: Project, when: Names, land: Evaluation, without: Names = ()
) -> SlopeAnswers:
    """Ask criteria once per slope class; every criterion but slope answers as it does.

    Args:
        project: the criteria.
        when: names of those that must all hold.
        land: terrain and masks of some cells, (rows, cols) or (cells,).
        without: names of those that must not hold.

    Returns:
        Answers (classes, …) over the cells. A cell without a known slope has no class: its slope
        criteria are unknown, as ever.
    """
    limits = slope_limits(project, (*when, *without))
    answers = []
    for step in range(len(limits) + 1):
        passed = _Class(project, land, limits[:step])
        met = [passed.answer(name) for name in when]
        answers.append(all_of([*met, *(~passed.answer(name) for name in without)]))
    yes, unknown = ([getattr(a, part) for a in answers] for part in ("holds", "unknown"))
    return SlopeAnswers(limits, np.array(yes), np.array(unknown))


def _limits(project: Project, name: str) -> Iterator[float]:
    test = project.criteria[name]
    if isinstance(test, SlopeTest):
        yield from (deg for deg in (test.above_deg, test.at_most_deg) if deg is not None)
    elif isinstance(test, CombinedTest):
        for part in test.criteria:
            yield from _limits(project, part)


@dataclass(frozen=True)
class _Class:
    """Cells taken to have a slope above every limit in ``passed`` and no other."""

    project: Project
    land: Evaluation
    passed: tuple[float, ...]

    def answer(self, name: str) -> Mask:
        test = self.project.criteria[name]
        if isinstance(test, SlopeTest):
            above, at_most = test.above_deg, test.at_most_deg
            holds = above is None or above in self.passed
            holds &= at_most is None or at_most not in self.passed
            known = self.land.terrain.slope_known
            return Mask(np.full(known.shape, holds), known)
        if isinstance(test, CombinedTest):
            combine = all_of if test.test == "all_of" else any_of
            return combine(self.answer(part) for part in test.criteria)
        return self.land.masks[name]
