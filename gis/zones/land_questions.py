"""What is asked of all land whose slope is in doubt: is it over a break, may it be a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.criteria.slope import above
from gis.project.model import Project
from gis.zones.eligibility import conditions, eligible
from gis.zones.slope_answers import SlopeAnswers, slope_answers, slope_limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """Land over ``above_deg``, or the eligible land of zone rule ``rule``; ``limits_deg`` are the
    slopes at which the answer may change.
    """

    rule: str | None
    above_deg: float | None
    limits_deg: tuple[float, ...]

    def answers(self, project: Project, land: Evaluation) -> SlopeAnswers:
        """The answers by slope class, (classes, cells)."""
        if self.rule is not None:
            rule = project.zones[self.rule]
            return slope_answers(project, rule.require, land, rule.exclude)
        cells = land.terrain.slope_known.shape
        yes = np.stack([np.zeros(cells, bool), np.ones(cells, bool)])
        return SlopeAnswers(self.limits_deg, yes, np.zeros_like(yes))

    def shown(self, project: Project, land: Evaluation) -> Bools:
        """The answer of the DEM as it is, (cells,)."""
        if self.rule is not None:
            return eligible(conditions(project.zones[self.rule], land.masks)).holds
        return above(land.terrain.slope_deg, self.limits_deg[0])


def questions(project: Project) -> tuple[Question, ...]:
    """The breaks of the slope classes, then the zone rules whose criteria ask for the slope."""
    return (
        *(Question(None, deg, (deg,)) for deg in project.slope_classes.breaks_deg),
        *_rules(project),
    )


def _rules(project: Project) -> Iterator[Question]:
    for name, rule in project.zones.items():
        limits = slope_limits(project, (*rule.require, *rule.exclude))
        if limits:
            yield Question(name, None, limits)


def chances(
    project: Project, asked: Question, land: Evaluation, above_chance: Mapping[float, Floats]
) -> Floats:
    """The chance that the answer is yes, 0-1, (cells,).

    Args:
        project: criteria and zone rules.
        asked: the question.
        land: terrain and masks of cells of known slope, (cells,).
        above_chance: for every limit, in degrees, the chance of being above it, (cells,).
    """
    yes = asked.answers(project, land).yes
    sure = np.ones(land.terrain.slope_known.shape)
    steps = np.array([sure, *(above_chance[deg] for deg in asked.limits_deg), 0 * sure])
    return np.clip(((steps[:-1] - steps[1:]) * yes).sum(axis=0), 0.0, 1.0)


def cells_of(land: Evaluation, row: Ints, col: Ints) -> Evaluation:
    """Evaluated land of single cells of a block, in lines instead of rows and columns."""
    here = row, col
    ground = land.terrain
    terrain = replace(
        ground, slope_deg=ground.slope_deg[here], slope_known=ground.slope_known[here]
    )
    masks = {name: Mask(m.holds[here], m.known[here]) for name, m in land.masks.items()}
    return Evaluation(land.grid, terrain, {}, masks)
