"""Land full of small plots, judged by a rule about slope under drawn errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.error_field import ErrorLibrary, ErrorModel, torus_for
from gis.grid.likely import LikelyGradient
from gis.grid.relief import Relief
from gis.grid.roughness import Roughness
from gis.grid.terrain import Terrain
from gis.project.model import FlagRule
from gis.zones.plot_cells import PlotCells
from gis.zones.slope_answers import SlopeAnswers
from gis.zones.slope_draws import Draws, LikelySlope, draw, left_of
from gis.zones.verdict import reaches
from tests.grid.fractal import CELL_M

SIDE, CELL_HA = 2, CELL_M**2 / 10_000
MODEL = ErrorModel(6.0, 300.0)
RULE = FlagRule(plots="cassava", when=("steep",), min_share=0.5, cites="000 III.2")


def squares(size: int) -> PlotCells:
    """Plots of 2 x 2 cells with a row of cells between them, over the whole DEM."""
    corner = np.arange(2, size - SIDE - 2, SIDE + 1)
    top, left = (a.ravel() for a in np.meshgrid(corner, corner, indexing="ij"))
    row = (top[:, None] + np.repeat(np.arange(SIDE), SIDE)).ravel()
    col = (left[:, None] + np.tile(np.arange(SIDE), SIDE)).ravel()
    plot = np.repeat(np.arange(len(top)), SIDE**2)
    hectares = np.full(len(row), CELL_HA)
    inside = np.ones(len(row), bool)
    return PlotCells(len(top), 1, plot, 0 * plot, row, col, inside, hectares, hectares)


def judged(relief: Relief, cells: PlotCells, roughness: Roughness | None, seed: int) -> Draws:
    torus = torus_for(MODEL, CELL_M, CELL_M)
    left = left_of(MODEL, torus, roughness)
    likely = LikelyGradient(relief, roughness)(cells.row, cells.col)
    slope = LikelySlope(likely.east, likely.south, likely.kind, left.sd)
    pairs = len(cells.row)
    yes = np.array([np.zeros(pairs, bool), np.ones(pairs, bool)])
    library = ErrorLibrary(MODEL, torus, np.random.default_rng(seed), left.responses)
    return draw(cells, slope, SlopeAnswers((25.0,), yes, ~yes & yes), library, 200, seed)


def truth_of(ground: Terrain, cells: PlotCells) -> tuple[NDArray[np.bool_], float]:
    steep = ground.slope_deg[cells.row, cells.col] > 25
    whole = np.full(cells.plots, SIDE**2 * CELL_HA)
    return reaches(RULE, cells.by_plot(steep * CELL_HA), whole), float(steep.sum() * CELL_HA)
