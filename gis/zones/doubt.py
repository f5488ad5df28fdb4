"""How sure a flag is: the probability of each plot's verdict, and totals with their range.

The DEM shows the true heights plus an error. For every plot the true slopes are drawn many times
from what the shown slopes, the stated error and (unless ``prior = "none"``) the terrain's own
roughness leave possible, and the flag rule judges the plot anew each time. One drawing serves all
plots, so totals carry the agreement of neighbours. Why the roughness is needed: error makes land
look steeper than it is, so "the true slope lies evenly around the shown one" overstates steep land.
On fractal terrain such probabilities come out 8-13 points too high in the middle; with the
roughness they hold within a point (``tests/zones/test_calibration.py``).

Only slope is in doubt here: canopy, codes and heights count as they are. The verdict is

- *over* when P(the rule is met) reaches the project's confidence,
- *under* when P(it is not met) does,
- *go and look* otherwise, also when land without a slope could change the answer.

A visit settles one plot whole. Until then the better of two guesses is wrong with probability
``min(P, 1 - P)``, so the hectares expected to stand on the wrong side are ``area × min(P, 1 - P)``:
that is what the visit takes out of the total, and it orders the field list.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.error_field import ErrorLibrary, ErrorModel, gradient_sd, torus_for
from gis.grid.roughness import Roughness, cell_size_m, likely_gradient, roughness_of
from gis.layers.model import Layers
from gis.project.dem_error import StatedError, stated_error
from gis.project.model import FlagRule, Project
from gis.zones.canopy_edge import canopy_edge
from gis.zones.doubt_rows import numbered, plot_rows, total_rows
from gis.zones.doubt_sums import PlaceDoubt, PlotDoubt, place_doubt, plot_doubt
from gis.zones.plot_cells import PlotCells, plot_cells
from gis.zones.slope_answers import slope_answers
from gis.zones.slope_draws import LikelySlope, draw
from gis.zones.tables import (
    DOUBT_COLUMNS,
    DOUBT_TOTAL_COLUMNS,
    DoubtLand,
    FeatureTable,
    PlotLand,
)

Floats = NDArray[np.float64]


def doubt_plots(
    project: Project,
    layers: Layers,
    evaluation: Evaluation,
    plots: PlotLand,
    flags: FeatureTable,
    compared: FeatureTable | None = None,
) -> DoubtLand:
    """Say how sure every flag is.

    Args:
        project: flag rules, ``[doubt]``, and the error of the DEM; without one nothing is
            estimated and every figure of doubt is NaN.
        layers: communes, and what the DEM shows.
        evaluation: terrain and masks on the DEM's grid.
        plots: pieces and counted land, in the project CRS.
        flags: the judged pieces (``FLAG_COLUMNS``).
        compared: the same pieces judged on another DEM, if there is one.

    Returns:
        One row per rule and plot, totals by rule and commune. The same seed and land give the same
        figures. Land without a slope stays unknown, whatever is drawn.
    """
    ground = _ground(project, evaluation)
    edge = canopy_edge(project, layers, evaluation)
    rows, totals = [], []
    for name, rule in project.flags.items():
        judged = numbered(flags.frame[flags.frame["rule"] == name])
        cells = plot_cells(judged, plots, evaluation.grid)
        other = None if compared is None else compared.frame[compared.frame["rule"] == name]
        by_plot, by_place = _doubt(project, rule, evaluation, cells, ground)
        suspect = _suspect(edge, cells)
        rows.append(plot_rows(judged, by_plot, suspect[0], other))
        totals.append(total_rows(judged, by_place, by_plot.visit_ha, suspect[1], other))
    return DoubtLand(
        FeatureTable(_stacked(rows, flags), DOUBT_COLUMNS),
        pd.concat(totals, ignore_index=True) if totals else _no_totals(),
        ground is not None,
        _method(project, ground),
    )


@dataclass(frozen=True)
class _Ground:
    """What is common to every rule: the stated error, and what the terrain says of it."""

    stated: StatedError
    model: ErrorModel
    roughness: Roughness | None
    sd: Floats


def _ground(project: Project, evaluation: Evaluation) -> _Ground | None:
    stated = stated_error(project)
    if stated is None:
        return None
    model = ErrorModel(stated.sd_m, stated.correlation_m, stated.shape)
    asked = project.doubt.prior == "terrain"
    roughness = roughness_of(evaluation.terrain, model) if asked else None
    torus = torus_for(model, *cell_size_m(evaluation.terrain))
    return _Ground(stated, model, roughness, gradient_sd(model, torus, roughness))


def _doubt(
    project: Project,
    rule: FlagRule,
    evaluation: Evaluation,
    cells: PlotCells,
    ground: _Ground | None,
) -> tuple[PlotDoubt, PlaceDoubt]:
    if ground is None or not cells.plots:
        return plot_doubt(project, rule, cells, None), place_doubt(project, cells, None)
    terrain, asked = evaluation.terrain, project.doubt
    answers = slope_answers(project, rule, evaluation, cells)
    gradient = likely_gradient(terrain, cells.row, cells.col, ground.roughness)
    east, south = (np.where(cells.inside, part, np.nan) for part in gradient)
    slope = LikelySlope(east, south, ground.sd)
    torus = torus_for(ground.model, *cell_size_m(terrain), reach_cells=cells.reach)
    random = np.random.default_rng(asked.seed)
    library = ErrorLibrary(ground.model, torus, random, ground.roughness)
    draws = draw(cells, slope, answers, library, asked.draws, random)
    return plot_doubt(project, rule, cells, draws), place_doubt(project, cells, draws)


def _suspect(edge: Mask | None, cells: PlotCells) -> tuple[Floats, Floats]:
    """Hectares of suspect slope by plot (drawn) and by place (counted); NaN where not known."""
    if edge is None:
        return np.full(cells.plots, np.nan), np.full(cells.places, np.nan)
    there = edge.holds[cells.row, cells.col] & cells.inside
    return cells.by_plot(cells.drawn_ha * there), cells.by_place(cells.counted_ha * there)


def _stacked(rows: list[gpd.GeoDataFrame], flags: FeatureTable) -> gpd.GeoDataFrame:
    if rows:
        return pd.concat(rows, ignore_index=True)
    empty = flags.frame.iloc[:0].reindex(columns=[*DOUBT_COLUMNS, "geometry"])
    return gpd.GeoDataFrame(empty, geometry="geometry", crs=flags.frame.crs)


def _no_totals() -> pd.DataFrame:
    return pd.DataFrame(columns=list(DOUBT_TOTAL_COLUMNS))


def _method(project: Project, ground: _Ground | None) -> dict[str, object]:
    """How doubt was estimated, in plain values."""
    settings = project.doubt.model_dump()
    if ground is None:
        return {"estimated": False, "settings": settings}
    said: dict[str, object] = {"estimated": True, "error": asdict(ground.stated)}
    said["settings"] = settings
    said["prior_used"] = "none" if ground.roughness is None else "terrain"
    said["gradient_sd"] = [float(v) for v in ground.sd]
    if ground.roughness is not None:
        said["rougher_share"] = ground.roughness.rougher_share
    return said
