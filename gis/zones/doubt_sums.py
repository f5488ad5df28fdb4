"""From drawn hectares to probabilities, ranges and three-way verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from gis.project.model import FlagRule, Project
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_draws import SMALLEST_HA, Draws
from gis.zones.verdict import reaches

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Two probabilities so near are one: what land without a slope could change does not matter then.
SAME = 0.005
# How far chances in the middle may be off, all together (one standard deviation): ``place_doubt``.
CHANCE_UNSURE = 0.015


@dataclass(frozen=True)
class PlotDoubt:
    """By plot, (plots,): hectares in the draws and the verdict. NaN where not estimated.

    ``over`` is the probability that the rule is met; ``visit_ha`` what a visit takes out of the
    total's expected error; ``suspect_ha`` the land whose slope is suspect.
    """

    over: Floats
    verdict: NDArray[np.object_]
    expected_ha: Floats
    low_ha: Floats
    central_ha: Floats
    high_ha: Floats
    visit_ha: Floats
    suspect_ha: Floats

    def visit_order(self) -> Floats:
        """1 for the plot to go and look at whose visit removes most doubt, NaN where none is
        needed; equal ones in the order of the table.
        """
        wanted = np.flatnonzero(self.verdict == "go_and_look")
        ranked = wanted[np.argsort(-self.visit_ha[wanted], kind="stable")]
        order = np.full(len(self.visit_ha), np.nan)
        order[ranked] = np.arange(1, len(ranked) + 1)
        return order


@dataclass(frozen=True)
class PlaceSums:
    """Counted land by place in whole ``SMALLEST_HA``, of some of the plots: sums of them are the
    same to the digit in any order.

    ``drawn`` is flagged land in the draws, (draws, places); ``expected`` what is expected of it,
    ``open`` land times ``p (1 - p)`` of its chance ``p``, ``suspect`` land of suspect slope,
    (places,).
    """

    drawn: Ints
    expected: Ints
    open: Ints
    suspect: Ints

    @classmethod
    def of_suspect(cls, suspect: Ints) -> PlaceSums:
        """Nothing but land of suspect slope."""
        none = np.zeros_like(suspect)
        return cls(none[None], none, none, suspect)

    def __add__(self, other: PlaceSums) -> PlaceSums:
        return PlaceSums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


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
    project: Project, rule: FlagRule, cells: PlotCells, draws: Draws | None, suspect_ha: Floats
) -> PlotDoubt:
    """How sure the rule's verdict on every plot is; nothing is invented without ``draws``."""
    if draws is None:
        verdict = np.full(cells.plots, "not_estimated", dtype=object)
        over, expected, low, central, high, visit = np.full((6, cells.plots), np.nan)
        return PlotDoubt(over, verdict, expected, low, central, high, visit, suspect_ha)
    area_ha = cells.by_plot(cells.drawn_ha)
    surely = reaches(rule, draws.flagged_ha, area_ha).mean(axis=0)
    maybe = reaches(rule, draws.flagged_ha + draws.unknown_ha, area_ha).mean(axis=0)
    sure = project.doubt.confidence
    verdict = np.select([surely >= sure, maybe <= 1 - sure], ["over", "under"], "go_and_look")
    # Land without a slope leaves a span of probabilities: the one of most doubt counts.
    toss = np.clip(0.5, surely, maybe)
    return PlotDoubt(
        np.where(maybe - surely <= SAME, surely, np.nan),
        verdict.astype(object),
        cells.by_plot(cells.drawn_ha * draws.yes),
        *_range(project, draws.flagged_ha),
        area_ha * np.minimum(toss, 1 - toss),
        suspect_ha,
    )


def joined(parts: Iterable[tuple[Ints, PlotDoubt]], plots: int, suspect_known: float) -> PlotDoubt:
    """Doubt of all plots from that of parts of them, each with its plots' numbers.

    ``suspect_known`` is 1, or NaN where nothing is known of suspect slopes.
    """
    verdict = np.full(plots, "not_estimated", dtype=object)
    whole = PlotDoubt(np.full(plots, np.nan), verdict, *np.full((6, plots), np.nan))
    for numbers, part in parts:
        for one in fields(PlotDoubt):
            getattr(whole, one.name)[numbers] = getattr(part, one.name)
    return replace(whole, suspect_ha=whole.suspect_ha * suspect_known)


def place_doubt(project: Project, sums: PlaceSums, *, estimated: bool) -> PlaceDoubt:
    """Flagged hectares that count, by place and in total, with their range.

    What the DEM's errors do evens out over many plots; what is wrong with the chances themselves
    does not: the roughness is estimated from a DEM that is neither endless nor Gaussian, and the
    error is what somebody declared. So the range of a total has a second part, common to all
    plots. A chance ``p`` is taken as known to ``CHANCE_UNSURE · 4 p (1 - p)``: most in the middle,
    nothing at 0 and 1. The figure is what stated chances were measured to be off on land they were
    not made for (``tests/zones/test_calibration.py``).
    """
    if not estimated:
        return PlaceDoubt(*np.full((4, len(sums.suspect) + 1), np.nan))
    common = np.random.default_rng((project.doubt.seed, 2)).standard_normal(len(sums.drawn))
    off_ha = CHANCE_UNSURE * 4 * _with_total(sums.open)
    drawn = np.maximum(_with_total(sums.drawn) + common[:, None] * off_ha, 0.0)
    return PlaceDoubt(_with_total(sums.expected), *_range(project, drawn))


def _with_total(amounts: Ints) -> Floats:
    """Hectares by place, (…, places), with their sum as a last column."""
    summed = np.concatenate([amounts, amounts.sum(axis=-1, keepdims=True)], axis=-1)
    hectares: Floats = summed * SMALLEST_HA
    return hectares


def _range(project: Project, hectares: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, central and high of the draws, by column."""
    tail = (1 - project.doubt.range_share) / 2
    low, central, high = np.quantile(hectares, [tail, 0.5, 1 - tail], axis=0)
    return low, central, high
