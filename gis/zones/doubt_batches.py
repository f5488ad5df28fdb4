"""Judged plots in batches of neighbours, so that pairs of plots and cells are never all at hand.

A 10 m grid has some 60 cells under a plot of half a hectare, a 2 m grid 1,250; 50,000 plots are 3
or 60 million pairs. A batch holds the plots of one tile of the grid, or fewer. What is found for a
plot depends on no other plot, and totals are whole numbers, so batches change no digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.grid.error_field import ErrorLibrary
from gis.grid.grid import Grid
from gis.grid.likely import TILE, LikelyGradient
from gis.project.model import Project
from gis.zones.doubt_sums import PlaceSums, PlotDoubt, plot_doubt
from gis.zones.plot_cells import PlotCells, cell_boxes, plot_cells
from gis.zones.plot_ground import PlotGround
from gis.zones.slope_answers import SlopeAnswers
from gis.zones.slope_draws import (
    Draws,
    Left,
    LikelySlope,
    draw,
    whole_amounts,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# A batch lies within so many rows and columns of the grid, four tiles of gradients.
SIDE = 2 * TILE
# Cells of the boxes around a batch's plots, about; a single plot may have more.
BATCH_CELLS = 300_000


@dataclass(frozen=True)
class Sight:
    """What slopes of cells may be: the likely gradient, what of the error is left, drawn errors."""

    likely: LikelyGradient
    left: Left
    library: ErrorLibrary

    def slope(self, cells: PlotCells) -> LikelySlope:
        """The slope of every pair, unknown where a pair lies off the grid."""
        found = self.likely(cells.row, cells.col)
        east, south = (np.where(cells.inside, part, np.nan) for part in (found.east, found.south))
        return LikelySlope(east, south, found.kind, self.left.sd)


def batches(judged: gpd.GeoDataFrame, grid: Grid) -> Iterator[Ints]:
    """Rows of numbered pieces, a batch of whole plots after the other.

    Args:
        judged: pieces of one rule with their ``plot`` number.
        grid: the analysis grid.
    """
    if not len(judged):
        return
    plot = judged["plot"].to_numpy()
    boxes = cell_boxes(judged.geometry, grid)
    cells = np.bincount(plot, (boxes[:, 1] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 2]))
    first = np.unique(plot, return_index=True)[1]
    tile = np.stack([boxes[first, 0], boxes[first, 2]]) // SIDE
    order = np.lexsort((np.arange(len(first)), tile[1], tile[0]))
    number = _numbers(tile[:, order], cells[order].astype(np.int64))
    batch = np.empty_like(number)
    batch[order] = number
    rows = np.argsort(batch[plot], kind="stable")
    yield from np.split(rows, np.flatnonzero(np.diff(batch[plot][rows])) + 1)


def _numbers(tile: Ints, cells: Ints) -> Ints:
    """Number of the batch of every plot: a new one with every tile, and when one is full."""
    number, held, found = 0, 0, np.zeros(len(cells), np.int64)
    for at, weight in enumerate(cells.tolist()):
        other = at > 0 and bool((tile[:, at] != tile[:, at - 1]).any())
        if at and (other or held + weight > BATCH_CELLS):
            number, held = number + 1, 0
        held += weight
        found[at] = number
    return found


@dataclass(frozen=True)
class BatchDoubt:
    """Numbers of some plots, their doubt, and what they add to the totals of the places."""

    plots: Ints
    doubt: PlotDoubt
    sums: PlaceSums


@dataclass(frozen=True)
class JudgeBatch:
    """The task: judge some plots of a rule under drawn errors.

    Args:
        project: flag rules and ``[doubt]``.
        name: the rule.
        counted: the land that counts of every piece, by ``piece_id``.
        places: number of places.
        ground: answers of the land under plots.
        sight: what slopes may be; None when nothing is to be estimated.
    """

    project: Project
    name: str
    counted: gpd.GeoSeries
    places: int
    ground: PlotGround
    sight: Sight | None

    def __call__(self, pieces: gpd.GeoDataFrame) -> BatchDoubt:
        """Doubt of whole plots by their numbered pieces."""
        plots, own = np.unique(pieces["plot"].to_numpy(), return_inverse=True)
        cells = plot_cells(pieces.assign(plot=own), self.counted, self.ground.survey.grid)
        cells = replace(cells, places=self.places)
        answers, suspect = self.ground.at(self.name, cells)
        rule, suspect_ha = self.project.flags[self.name], cells.by_plot(cells.drawn_ha * suspect)
        draws = None if self.sight is None else self._drawn(self.sight, cells, answers)
        found = plot_doubt(self.project, rule, cells, draws, suspect_ha)
        return BatchDoubt(plots, found, place_sums(cells, draws, suspect))

    def _drawn(self, sight: Sight, cells: PlotCells, answers: SlopeAnswers) -> Draws:
        asked = self.project.doubt
        return draw(cells, sight.slope(cells), answers, sight.library, asked.draws, asked.seed)


def place_sums(cells: PlotCells, draws: Draws | None, suspect: Bools) -> PlaceSums:
    """What pairs of plots and cells add to the totals of their places.

    Args:
        cells: the pairs.
        draws: their draws; None when nothing is estimated.
        suspect: where the slope is suspect, (pairs,).
    """
    suspect_amount = _by_place(cells, cells.counted_ha * suspect)
    if draws is None:
        return PlaceSums.of_suspect(suspect_amount)
    expected = _by_place(cells, cells.counted_ha * draws.yes)
    still_open = _by_place(cells, cells.counted_ha * draws.yes * (1 - draws.yes))
    return PlaceSums(draws.place, expected, still_open, suspect_amount)


def _by_place(cells: PlotCells, hectares: Floats) -> Ints:
    found = np.zeros(cells.places, np.int64)
    np.add.at(found, cells.place, whole_amounts(hectares))
    return found
