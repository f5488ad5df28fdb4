"""Flagged hectares under drawn DEM errors: by plot for the verdicts, by commune for the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gis.criteria.slope import TIE_DEG
from gis.grid.chances import chance_table
from gis.grid.error_field import ErrorLibrary, ErrorModel, Response, Torus, gradient_sds
from gis.grid.likely import distinct
from gis.grid.roughness import Roughness
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_answers import SlopeAnswers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Plots whose middles lie in one square of so many cells are drawn together. Errors of a *gradient*
# agree over a few cells only (those of heights fade over the correlation length, their differences
# much sooner), so land in different squares is independent for every practical purpose.
TILE_CELLS = 64
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
    return Left(responses, gradient_sds(model, torus, responses))


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
    above = chances_above(slope, answers.limits_deg)
    steps = np.array([np.ones_like(slope.east), *above, np.zeros_like(slope.east)])
    chance: Floats = steps[:-1] - steps[1:]
    chance[:, np.isnan(slope.east)] = 0.0
    chance[0, np.isnan(slope.east)] = 1.0
    return chance


def tangents(limits_deg: Sequence[float]) -> Floats:
    """Tangents of limits of the slope in degrees, the tie tolerance of "above" included."""
    return np.tan(np.radians(np.array(limits_deg) + TIE_DEG))


def chances_above(slope: LikelySlope, limits_deg: Sequence[float]) -> list[Floats]:
    """Probability to be steeper than each limit, in degrees; (pairs,) each, NaN where unknown."""
    return [_chance_above(slope, limit) for limit in tangents(limits_deg)]


def _chance_above(slope: LikelySlope, limit: float) -> Floats:
    chance = np.empty_like(slope.east)
    for kind, (sd_east, sd_south) in enumerate(slope.sd.tolist()):
        own = np.flatnonzero(slope.kind == kind)
        if len(own):
            table = chance_table(sd_east, sd_south, float(limit))
            chance[own] = table(slope.east[own], slope.south[own])
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
    from gis.grid.kernels.drawn import judge_drawn

    chance = class_chances(slope, answers)
    sure = chance.max(axis=0) > 1 - SURE
    always = _judged_once(cells, answers, chance.argmax(axis=0), np.flatnonzero(sure))
    # One row for each draw, to begin with what is the same in all.
    flagged_ha, unknown_ha = (np.tile(once, (draws, 1)) for once in always[:2])
    placed = np.tile(always[2], (draws, 1))
    unsure = np.flatnonzero(~sure)
    squares, square = distinct(*_squares(cells)[:, cells.plot[unsure]])
    own = cells.row, cells.col, slope.kind, cells.plot, cells.place
    row, col, kind, plot, place = (number[unsure] for number in own)
    size = library.torus.size
    judge_drawn(
        library.shelf.view(np.float32).reshape(*library.shelf.shape, 2),
        _origins(library, squares, draws, seed),
        np.column_stack([row % size, col % size, square, kind, plot, place]),
        np.column_stack([slope.east[unsure], slope.south[unsure]]),
        tangents(answers.limits_deg) ** 2,
        _packed(answers, unsure),
        cells.drawn_ha[unsure],
        whole_amounts(cells.counted_ha[unsure]),
        flagged_ha,
        unknown_ha,
        placed,
    )
    return Draws(flagged_ha, unknown_ha, placed, (chance * answers.yes).sum(axis=0))


def _judged_once(
    cells: PlotCells, answers: SlopeAnswers, kind: Ints, pairs: Ints
) -> tuple[Floats, Floats, Ints]:
    """Flagged and unknown drawn hectares by plot, flagged counted land by place in whole
    ``SMALLEST_HA``, of pairs whose class of slope is sure.
    """
    yes, unknown = (table[kind[pairs], pairs] for table in (answers.yes, answers.unknown))
    flagged, open_ = (
        # As floats also where there is nothing to add.
        np.bincount(cells.plot[pairs], cells.drawn_ha[pairs] * answer, cells.plots).astype(float)
        for answer in (yes, unknown)
    )
    place = np.zeros(cells.places, np.int64)
    np.add.at(place, cells.place[pairs], whole_amounts(cells.counted_ha[pairs]) * yes)
    return flagged, open_, place


def _packed(answers: SlopeAnswers, pairs: Ints) -> NDArray[np.uint8]:
    """Answers by class of slope, as the kernel reads them, (pairs, classes)."""
    from gis.grid.kernels.drawn import UNKNOWN, YES

    yes, unknown = (table[:, pairs].T for table in (answers.yes, answers.unknown))
    return np.ascontiguousarray(YES * yes.astype(np.uint8) + UNKNOWN * unknown.astype(np.uint8))


def _squares(cells: PlotCells) -> Ints:
    """Row and column of the square each plot's middle lies in, (2, plots).

    Only drawn land says where that is: what counts of a plot hangs on the plots beside it.
    """
    here = cells.inside & (cells.drawn_ha > 0)
    weight = np.maximum(np.bincount(cells.plot[here], minlength=cells.plots), 1)
    middle = [np.bincount(cells.plot[here], v[here], cells.plots) for v in (cells.row, cells.col)]
    squares: Ints = (np.array(middle) // weight).astype(np.int64) // TILE_CELLS
    return squares


def _origins(library: ErrorLibrary, squares: Ints, draws: int, seed: int) -> Ints:
    """Where every square reads in every draw, (draws, squares, 3)."""
    found = np.zeros((draws, squares.shape[1], 3), np.int64)
    for number, (row, col) in enumerate(squares.T.tolist()):
        random = np.random.default_rng((seed, 1, row, col))
        found[:, number] = library.origins(draws, random).T
    return found
