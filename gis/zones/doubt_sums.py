"""From drawn hectares to probabilities, ranges and three-way verdicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.project.model import FlagRule, Project
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_draws import Draws
from gis.zones.verdict import reaches

Floats = NDArray[np.float64]

# Two probabilities so near are one: what land without a slope could change does not matter then.
SAME = 0.005


@dataclass(frozen=True)
class PlotDoubt:
    """By plot, (plots,): hectares in the draws and the verdict. NaN where not estimated.

    ``over`` is the probability that the rule is met; ``visit_ha`` what a visit takes out of the
    total's expected error; ``visit_order`` counts from 1, NaN for plots that need no visit.
    """

    over: Floats
    verdict: NDArray[np.object_]
    expected_ha: Floats
    low_ha: Floats
    central_ha: Floats
    high_ha: Floats
    visit_ha: Floats
    visit_order: Floats


@dataclass(frozen=True)
class PlaceDoubt:
    """By place and, last, in total, (places + 1,): counted flagged hectares. NaN where not
    estimated. The total's range is drawn jointly: it is not the sum of the communes' ranges.
    """

    expected_ha: Floats
    low_ha: Floats
    central_ha: Floats
    high_ha: Floats


def plot_doubt(
    project: Project, rule: FlagRule, cells: PlotCells, draws: Draws | None
) -> PlotDoubt:
    """How sure the rule's verdict on every plot is; nothing is invented without ``draws``."""
    if draws is None:
        nothing = np.full(cells.plots, np.nan)
        verdict = np.full(cells.plots, "not_estimated", dtype=object)
        return PlotDoubt(nothing, verdict, *(nothing.copy() for _ in range(6)))
    area_ha = cells.by_plot(cells.drawn_ha)
    surely = reaches(rule, draws.flagged_ha, area_ha).mean(axis=0)
    maybe = reaches(rule, draws.flagged_ha + draws.unknown_ha, area_ha).mean(axis=0)
    sure = project.doubt.confidence
    verdict = np.select([surely >= sure, maybe <= 1 - sure], ["over", "under"], "go_and_look")
    # Land without a slope leaves a span of probabilities: the one of most doubt counts.
    toss = np.clip(0.5, surely, maybe)
    visit_ha = area_ha * np.minimum(toss, 1 - toss)
    return PlotDoubt(
        np.where(maybe - surely <= SAME, surely, np.nan),
        verdict.astype(object),
        cells.by_plot(cells.drawn_ha * draws.yes),
        *_range(project, draws.flagged_ha),
        visit_ha,
        _order(visit_ha, verdict == "go_and_look"),
    )


def place_doubt(project: Project, cells: PlotCells, draws: Draws | None) -> PlaceDoubt:
    """Flagged hectares that count, by place and in total, with their range."""
    if draws is None:
        return PlaceDoubt(*(np.full(cells.places + 1, np.nan) for _ in range(4)))
    by_place = draws.place_ha
    drawn = np.column_stack([by_place, by_place.sum(axis=1)])
    expected = cells.by_place(cells.counted_ha * draws.yes)
    return PlaceDoubt(np.append(expected, expected.sum()), *_range(project, drawn))


def _range(project: Project, hectares: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, central and high of the draws, by column."""
    tail = (1 - project.doubt.range_share) / 2
    low, central, high = np.quantile(hectares, [tail, 0.5, 1 - tail], axis=0)
    return low, central, high


def _order(visit_ha: Floats, look: NDArray[np.bool_]) -> Floats:
    """1 for the plot whose visit removes most doubt; equal ones in the order of the table."""
    wanted = np.flatnonzero(look)
    ranked = wanted[np.argsort(-visit_ha[wanted], kind="stable")]
    order = np.full(len(visit_ha), np.nan)
    order[ranked] = np.arange(1, len(ranked) + 1)
    return order
