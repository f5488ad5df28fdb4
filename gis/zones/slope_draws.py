"""Flagged hectares under drawn DEM errors: by plot for the verdicts, by commune for the totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy
from numpy.typing import NDArray

from gis.grid.error_field import (
    ErrorLibrary,
    ErrorModel,
    Response,
    Torus,
    chance_above,
    gradient_sd,
)
from gis.grid.roughness import Roughness
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_answers import SlopeAnswers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Plots whose middles lie in one square of so many cells are drawn together. Errors of a *gradient*
# agree over a few cells only (those of heights fade over the correlation length, their differences
# much sooner), so land in different squares is independent for every practical purpose.
TILE_CELLS = 64
# Cells times draws held at once.
HELD = 2_000_000
# Totals are whole numbers of this: 2^-30 ha is about 10 square centimetres.
SMALLEST_HA = 2.0**-30
# A class this near to certain is taken as certain.
SURE = 1e-4


@dataclass(frozen=True)
class LikelySlope:
    """The most likely gradient of every pair's cell, as rise per metre, NaN where unknown; its
    class of roughness; and by class the standard deviations of what is uncertain, (classes, 2).
    """

    east: Floats
    south: Floats
    kind: Ints
    sd: Floats


@dataclass(frozen=True)
class Left:
    """What of the error is left by class of roughness: as a share by frequency, and as standard
    deviations of the gradient eastward and southward, (classes, 2).
    """

    responses: tuple[Response | None, ...]
    sd: Floats


def left_of(model: ErrorModel, torus: Torus, roughness: Roughness | None) -> Left:
    """What is left of an error once the terrain's roughness is known; all of it when None."""
    responses: tuple[Response | None, ...] = (None,)
    if roughness is not None:
        responses = tuple(partial(roughness.of_class, k) for k in range(len(roughness.share)))
    sd = np.array([gradient_sd(model, torus, response) for response in responses])
    return Left(responses, sd)


@dataclass(frozen=True)
class Draws:
    """Hectares over the draws. ``flagged_ha`` and ``unknown_ha`` are (draws, plots) of drawn land.
    ``place`` is (draws, places) of counted flagged land in whole ``SMALLEST_HA``, so that parts add
    up to the same digit in any order. ``yes`` is each pair's probability to meet the rule,
    (pairs,): analytic, so that expected hectares carry no noise of drawing.
    """

    flagged_ha: Floats
    unknown_ha: Floats
    place: Ints
    yes: Floats

    @property
    def place_ha(self) -> Floats:
        """Counted flagged hectares, (draws, places)."""
        return self.place.astype(np.float64) * SMALLEST_HA


def class_chances(slope: LikelySlope, answers: SlopeAnswers) -> Floats:
    """Probability of each slope class, (classes, pairs); analytic, no draws.

    A cell without a known slope counts in class 0: the rule's answer there is the same in all.
    """
    above = [_chance_above(slope, limit) for limit in answers.limits]
    steps = np.array([np.ones_like(slope.east), *above, np.zeros_like(slope.east)])
    chance: Floats = steps[:-1] - steps[1:]
    chance[:, np.isnan(slope.east)] = 0.0
    chance[0, np.isnan(slope.east)] = 1.0
    return chance


def _chance_above(slope: LikelySlope, limit: float) -> Floats:
    chance = np.empty_like(slope.east)
    for kind, sd in enumerate(slope.sd):
        own = slope.kind == kind
        chance[own] = chance_above(slope.east[own], slope.south[own], sd, limit)
    return chance


def whole_amounts(hectares: Floats) -> Ints:
    """Hectares in whole ``SMALLEST_HA``."""
    return np.rint(hectares / SMALLEST_HA).astype(np.int64)


def draw(
    cells: PlotCells,
    slope: LikelySlope,
    answers: SlopeAnswers,
    library: ErrorLibrary,
    draws: int,
    seed: int,
) -> Draws:
    """Judge the land again under each of many drawn errors.

    Cells of which one class is all but sure are judged once: they are most of the land. What is
    drawn for a square depends on the seed and its place alone, so plots may be judged together or
    apart.

    Args:
        cells: pairs of plots and cells.
        slope: most likely gradient of the pairs.
        answers: what the rule says by slope class.
        library: drawn errors of the gradient.
        draws: how many times.
        seed: source of chance; the same seed and land give the same draws.

    Returns:
        Hectares per draw, and each pair's analytic probability to meet the rule. Land without a
        known slope stays unknown in every draw.
    """
    chance = class_chances(slope, answers)
    sure = chance.max(axis=0) > 1 - SURE
    always = _hectares(cells, answers, np.flatnonzero(sure), chance.argmax(axis=0)[None, sure])
    part = _Unsure(cells, slope, answers, np.flatnonzero(~sure), library)
    origins = part.origins(draws, seed)
    drawn = [part.judged(origins[some]) for some in _batches(draws, len(part.pairs))]
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
        self.east, self.south, self.kind = slope.east[pairs], slope.south[pairs], slope.kind[pairs]
        squares = _squares(cells)[:, cells.plot[pairs]]
        self.squares, number = np.unique(squares, axis=1, return_inverse=True)
        self.square = number.reshape(-1)

    def origins(self, draws: int, seed: int) -> Ints:
        """Where every square reads in every draw, (draws, 3, squares)."""
        found = np.zeros((draws, 3, self.squares.shape[1]), np.int64)
        for number, (row, col) in enumerate(self.squares.T.tolist()):
            random = np.random.default_rng((seed, 1, row, col))
            found[:, :, number] = self.library.origins(draws, random).T
        return found

    def judged(self, origins: Ints) -> tuple[Floats, Floats, Ints]:
        classes = np.zeros((len(origins), len(self.pairs)), np.int8)
        for one, origin in zip(classes, origins, strict=True):
            self._class(one, origin)
        return _hectares(self.cells, self.answers, self.pairs, classes)

    def _class(self, found: NDArray[np.int8], origins: Ints) -> None:
        row, col = self.cells.row[self.pairs], self.cells.col[self.pairs]
        east, south = self.library.read(origins[:, self.square], row, col, self.kind)
        squared = (self.east + east) ** 2 + (self.south + south) ** 2
        for limit in self.answers.limits:
            found += squared > limit**2


def _squares(cells: PlotCells) -> Ints:
    """Row and column of the square each plot's middle lies in, (2, plots)."""
    here = cells.inside
    weight = np.maximum(np.bincount(cells.plot[here], minlength=cells.plots), 1)
    middle = [np.bincount(cells.plot[here], v[here], cells.plots) for v in (cells.row, cells.col)]
    squares: Ints = (np.array(middle) // weight).astype(np.int64) // TILE_CELLS
    return squares


def _batches(draws: int, pairs: int) -> Iterator[slice]:
    most = max(1, HELD // max(pairs, 1))
    for start in range(0, draws, most):
        yield slice(start, start + most)


def _hectares(
    cells: PlotCells, answers: SlopeAnswers, pairs: Ints, classes: NDArray[np.integer]
) -> tuple[Floats, Floats, Ints]:
    """Flagged and unknown drawn hectares by plot, flagged counted land by place in whole
    ``SMALLEST_HA``, each (…, draws). ``classes`` is (draws, chosen pairs).
    """
    drawn = _weights(cells.plot[pairs], cells.drawn_ha[pairs], cells.plots)
    counted = _weights(cells.place[pairs], whole_amounts(cells.counted_ha[pairs]), cells.places)
    yes = _picked(answers.yes[:, pairs], classes)
    unknown = _picked(answers.unknown[:, pairs], classes)
    return (
        drawn @ yes.astype(np.float64),
        drawn @ unknown.astype(np.float64),
        counted @ yes.astype(np.int64),
    )


def _weights(number: Ints, amounts: NDArray[np.number], count: int) -> scipy.sparse.csr_array:
    return scipy.sparse.csr_array(
        (amounts, (number, np.arange(len(number)))), shape=(count, len(number))
    )


def _picked(table: NDArray[np.bool_], classes: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Answers of the classes, (chosen pairs, draws)."""
    picked = np.zeros(classes.T.shape, bool)
    for step, answer in enumerate(table):
        picked |= answer[:, None] & (classes == step).T
    return picked
