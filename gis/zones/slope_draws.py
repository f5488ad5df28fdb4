"""Flagged hectares under drawn DEM errors: by plot for the verdicts, by commune for the totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gis.grid.error_field import ErrorLibrary, chance_above
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_answers import SlopeAnswers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Plots whose middles lie in one square of so many cells are drawn together. Errors of a *gradient*
# agree over a few cells only (those of heights fade over the correlation length, their differences
# much sooner), so land in different squares is independent for every practical purpose.
TILE_CELLS = 64
# Cells times draws held at once.
HELD = 4_000_000
# A class this near to certain is taken as certain.
SURE = 1e-4


@dataclass(frozen=True)
class LikelySlope:
    """The most likely gradient of every pair's cell, as rise per metre, NaN where unknown, and the
    standard deviations (2,) of what is uncertain about it.
    """

    east: Floats
    south: Floats
    sd: Floats


@dataclass(frozen=True)
class Draws:
    """Hectares over the draws. ``flagged_ha`` and ``unknown_ha`` are (draws, plots) of drawn land,
    ``place_ha`` is (draws, places) of counted land. ``yes`` is each pair's probability to meet the
    rule, (pairs,): analytic, so that expected hectares carry no noise of drawing.
    """

    flagged_ha: Floats
    unknown_ha: Floats
    place_ha: Floats
    yes: Floats


def class_chances(slope: LikelySlope, answers: SlopeAnswers) -> Floats:
    """Probability of each slope class, (classes, pairs); analytic, no draws.

    A cell without a known slope counts in class 0: the rule's answer there is the same in all.
    """
    above = [chance_above(slope.east, slope.south, slope.sd, t) for t in answers.limits]
    steps = np.array([np.ones_like(slope.east), *above, np.zeros_like(slope.east)])
    chance: Floats = steps[:-1] - steps[1:]
    chance[:, np.isnan(slope.east)] = 0.0
    chance[0, np.isnan(slope.east)] = 1.0
    return chance


def draw(
    cells: PlotCells,
    slope: LikelySlope,
    answers: SlopeAnswers,
    library: ErrorLibrary,
    draws: int,
    random: np.random.Generator,
) -> Draws:
    """Judge the land again under each of many drawn errors.

    Cells of which one class is all but sure are judged once: they are most of the land.

    Args:
        cells: pairs of plots and cells.
        slope: most likely gradient of the pairs.
        answers: what the rule says by slope class.
        library: drawn errors of the gradient.
        draws: how many times.
        random: source of chance; the same seed and land give the same draws.

    Returns:
        Hectares per draw, and each pair's analytic probability to meet the rule. Land without a
        known slope stays unknown in every draw.
    """
    chance = class_chances(slope, answers)
    sure = chance.max(axis=0) > 1 - SURE
    always = _hectares(cells, answers, sure, chance.argmax(axis=0)[None, sure])
    part = _Unsure(cells, slope, answers, np.flatnonzero(~sure), library)
    drawn = [part.judged(some, random) for some in _batches(draws, len(part.pairs))]
    flagged, unknown, place = (
        np.hstack(batches).T + once.T
        for once, batches in zip(always, zip(*drawn, strict=True), strict=True)
    )
    return Draws(flagged, unknown, place, (chance * answers.yes).sum(axis=0))


class _Unsure:
    """The pairs whose slope class is not sure, ready to be judged again and again."""

    def __init__(
        self,
        cells: PlotCells,
        slope: LikelySlope,
        answers: SlopeAnswers,
        pairs: Ints,
        library: ErrorLibrary,
    ) -> None:
        self.cells, self.answers, self.pairs, self.library = cells, answers, pairs, library
        self.east, self.south = slope.east[pairs], slope.south[pairs]
        self.square = _squares(cells)[pairs]
        self.squares = int(self.square.max(initial=-1)) + 1

    def judged(self, draws: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        classes = np.zeros((draws, len(self.pairs)), np.int8)
        for one in classes:
            self._class(one, self.library.origins(self.squares, random))
        return _hectares(self.cells, self.answers, self.pairs, classes)

    def _class(self, found: NDArray[np.int8], origins: Ints) -> None:
        row, col = self.cells.row[self.pairs], self.cells.col[self.pairs]
        east, south = self.library.read(origins[:, self.square], row, col)
        squared = (self.east + east) ** 2 + (self.south + south) ** 2
        for limit in self.answers.limits:
            found += squared > limit**2


def _squares(cells: PlotCells) -> Ints:
    """Number of the square each pair's plot lies in."""
    weight = np.maximum(np.bincount(cells.plot, minlength=cells.plots), 1)
    middle = np.array([np.bincount(cells.plot, at, cells.plots) for at in (cells.row, cells.col)])
    squares = (middle // weight).astype(np.int64) // TILE_CELLS
    number = np.unique(squares, axis=1, return_inverse=True)[1].reshape(-1)
    return number[cells.plot]


def _batches(draws: int, pairs: int) -> Iterator[int]:
    most = max(1, HELD // max(pairs, 1))
    for start in range(0, draws, most):
        yield min(most, draws - start)


def _hectares(
    cells: PlotCells,
    answers: SlopeAnswers,
    pairs: NDArray[np.bool_] | Ints,
    classes: NDArray[np.integer],
) -> tuple[Floats, Floats, Floats]:
    """Flagged and unknown drawn hectares by plot, flagged counted ones by place, each (…, draws).

    ``classes`` is (draws, chosen pairs).
    """
    drawn = _weights(cells.plot[pairs], cells.drawn_ha[pairs], cells.plots)
    counted = _weights(cells.place[pairs], cells.counted_ha[pairs], cells.places)
    yes = _picked(answers.yes[:, pairs], classes)
    unknown = _picked(answers.unknown[:, pairs], classes)
    return drawn @ yes, drawn @ unknown, counted @ yes


def _weights(number: Ints, hectares: Floats, count: int) -> csr_array:
    return csr_array((hectares, (number, np.arange(len(number)))), shape=(count, len(number)))


def _picked(table: NDArray[np.bool_], classes: NDArray[np.integer]) -> Floats:
    """Answers of the classes as 0 and 1, (chosen pairs, draws)."""
    picked = np.zeros(classes.T.shape, bool)
    for step, answer in enumerate(table):
        picked |= answer[:, None] & (classes == step).T
    return picked.astype(np.float64)
