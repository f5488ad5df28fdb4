"""What a flag rule says of a cell for every slope the cell may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask, all_of, any_of
from gis.criteria.model import Evaluation
from gis.criteria.slope import TIE_DEG
from gis.project.criteria_model import CombinedTest, SlopeTest
from gis.project.model import FlagRule, Project
from gis.zones.plot_cells import PlotCells

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class SlopeAnswers:
    """Answers of a rule by slope class. Class 0 lies at or below ``limits_deg[0]``, class 1 between
    it and the next, and so on; ``yes`` and ``unknown`` are (classes, pairs).
    """

    limits_deg: tuple[float, ...]
    yes: Bools
    unknown: Bools

    @property
    def limits(self) -> NDArray[np.float64]:
        """Tangents of the limits, the tie tolerance of "above" included."""
        return np.tan(np.radians(np.array(self.limits_deg) + TIE_DEG))


def slope_answers(
    project: Project, rule: FlagRule, evaluation: Evaluation, cells: PlotCells
) -> SlopeAnswers:
    """Evaluate a rule once per slope class; every other criterion answers as it does.

    A cell without a known slope has no class: its slope criteria are unknown, as ever.
    """
    limits = tuple(sorted({deg for name in rule.when for deg in _limits(project, name)}))
    known = cells.inside & evaluation.terrain.slope_known[cells.row, cells.col]
    answers = []
    for step in range(len(limits) + 1):
        passed = _Class(project, evaluation, cells, known, limits[:step])
        answers.append(all_of(passed.answer(name) for name in rule.when))
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
    evaluation: Evaluation
    cells: PlotCells
    known: Bools
    passed: tuple[float, ...]

    def answer(self, name: str) -> Mask:
        test = self.project.criteria[name]
        if isinstance(test, SlopeTest):
            above, at_most = test.above_deg, test.at_most_deg
            holds = above is None or above in self.passed
            holds &= at_most is None or at_most not in self.passed
            return Mask(np.full(self.known.shape, holds), self.known)
        if isinstance(test, CombinedTest):
            combine = all_of if test.test == "all_of" else any_of
            return combine(self.answer(part) for part in test.criteria)
        mask, here = self.evaluation.masks[name], (self.cells.row, self.cells.col)
        return Mask(mask.holds[here], mask.known[here] & self.cells.inside)
