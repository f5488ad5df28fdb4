"""How sure a flag is: the probability of each plot's verdict, and totals with their range.

The DEM shows the true heights plus an error. For every plot the true slopes are drawn many times
from what the shown slopes, the stated error and (unless ``prior = "none"``) the terrain's own
roughness leave possible, and the flag rule judges the plot anew each time. One drawing serves all
plots, so totals carry the agreement of neighbours. Why the roughness is needed: error makes land
look steeper than it is, so "the true slope lies evenly around the shown one" overstates steep land.
On fractal terrain such probabilities come out 8-13 points too high in the middle; with the
roughness, taken locally, they hold within a point there and within two or three on land that is
rough here and smooth there (``tests/zones/test_calibration.py``).

Only slope is in doubt here: canopy, codes and heights count as they are. The verdict is

- *over* when P(the rule is met) reaches the project's confidence,
- *under* when P(it is not met) does,
- *go and look* otherwise, also when land without a slope could change the answer.

A visit settles one plot whole. Until then the better of two guesses is wrong with probability
``min(P, 1 - P)``, so the hectares expected to stand on the wrong side are ``area × min(P, 1 - P)``:
that is what the visit takes out of the total, and it orders the field list.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import reduce
from operator import add

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.executor import run_blocks
from gis.grid.grid import Grid, grid_of
from gis.layers.model import Layers
from gis.project.model import Project
from gis.zones.dem_doubt import DemDoubt, dem_doubt
from gis.zones.doubt_batches import JudgeBatch, Sight, batches
from gis.zones.doubt_rows import numbered, plot_rows, total_rows
from gis.zones.doubt_sums import (
    PlaceSums,
    PlotDoubt,
    joined,
    place_doubt,
)
from gis.zones.plot_cells import cell_boxes
from gis.zones.plot_ground import GroundPart, PlotGround, plot_ground
from gis.zones.slope_draws import SMALLEST_HA
from gis.zones.tables import (
    DOUBT_COLUMNS,
    DOUBT_TOTAL_COLUMNS,
    DoubtLand,
    FeatureTable,
    PlotLand,
)


@dataclass
class DoubtTally:
    """Gathers, block by block, what doubt asks of the land under plots, then judges the plots.

    Args:
        project: flag rules, ``[doubt]``, and the error of the DEM; without one nothing is
            estimated and every figure of doubt is NaN.
        layers: communes, and what the DEM shows; the DEM is read by windows.
        plots: pieces and counted land, in the project CRS.
        ground: see :func:`gis.zones.plot_ground.plot_ground`.
        known: of the DEM's error; None where the project states none.
        sight: what slopes may be, where it is at hand already; else it is made for these plots.
    """

    project: Project
    layers: Layers
    plots: PlotLand
    ground: PlotGround
    known: DemDoubt | None
    sight: Sight | None = None

    def part(self, block: Block, land: Evaluation) -> tuple[GroundPart, ...]:
        """What one block of the DEM's grid says of the land under plots; for any worker."""
        return self.ground.survey(block, land)

    def add(self, part: tuple[GroundPart, ...]) -> None:
        """Take in a block's part; parts may come in any order."""
        self.ground.add(part)

    def doubt(
        self,
        flags: FeatureTable,
        compared: FeatureTable | None = None,
        executor: Executor | None = None,
    ) -> DoubtLand:
        """Say how sure every flag is, once every block has spoken.

        Args:
            flags: the judged pieces (``FLAG_COLUMNS``).
            compared: the same pieces judged on another DEM, if there is one.
            executor: threads that judge batches of plots; None works here.

        Returns:
            One row per rule and plot, totals by rule and commune. The same seed and land give the
            same figures, whatever the blocks, batches and workers. Land without a slope stays
            unknown, whatever is drawn.
        """
        known, sight = self.known, self._sight()
        rows, totals = [], []
        for name in self.project.flags:
            judged = numbered(flags.frame[flags.frame["rule"] == name])
            by_plot, sums = self._judged(name, judged, sight, executor)
            other = None if compared is None else compared.frame[compared.frame["rule"] == name]
            by_place = place_doubt(self.project, sums, estimated=known is not None)
            suspect_ha = (sums.suspect * SMALLEST_HA * self._suspect_known).astype(np.float64)
            rows.append(plot_rows(judged, by_plot, other))
            totals.append(total_rows(judged, by_place, by_plot.visit_ha, suspect_ha, other))
        return DoubtLand(
            FeatureTable(_stacked(rows, flags), DOUBT_COLUMNS),
            pd.concat(totals, ignore_index=True) if totals else _no_totals(),
            known is not None,
            _method(self.project, known),
        )

    def _sight(self) -> Sight | None:
        if self.known is None or self.sight is not None:
            return self.sight
        reach = widest_piece(self.plots, self.ground.survey.grid)
        return Sight(self.known.likely, self.known.left, self.known.library(reach))

    @property
    def _suspect_known(self) -> float:
        """NaN where nothing is known of suspect slopes."""
        return np.nan if self.ground.survey.edge is None else 1.0

    def _judged(
        self, name: str, judged: gpd.GeoDataFrame, sight: Sight | None, executor: Executor | None
    ) -> tuple[PlotDoubt, PlaceSums]:
        """Doubt of the plots of one rule, and the sums of their places."""
        places = int(judged["place"].max()) + 1 if len(judged) else 0
        counted = self.plots.counted.set_axis(self.plots.pieces.frame["piece_id"])
        task = JudgeBatch(self.project, name, counted, places, self.ground, sight)
        jobs = (judged.iloc[rows] for rows in batches(judged, self.ground.survey.grid))
        nothing = PlaceSums.of_suspect(np.zeros(places, np.int64))
        found = list(run_blocks(task, jobs, executor))
        by_plot = joined(
            ((one.plots, one.doubt) for one in found),
            int(judged["plot"].max()) + 1 if len(judged) else 0,
            self._suspect_known,
        )
        return by_plot, reduce(add, (one.sums for one in found), nothing)


def doubt_tally(project: Project, layers: Layers, plots: PlotLand) -> DoubtTally:
    """Make ready to gather doubt; arguments as for :class:`DoubtTally`."""
    ground = plot_ground(project, layers, plots, grid_of(layers.dem))
    return DoubtTally(project, layers, plots, ground, dem_doubt(project, layers))


def doubt_plots(
    project: Project,
    layers: Layers,
    evaluation: Evaluation,
    plots: PlotLand,
    flags: FeatureTable,
    compared: FeatureTable | None = None,
) -> DoubtLand:
    """Say how sure every flag is, of land evaluated as one block.

    Args:
        project: as for :class:`DoubtTally`.
        layers: likewise.
        evaluation: terrain and masks on the whole of the DEM's grid.
        plots: as for :class:`DoubtTally`.
        flags: as for :meth:`DoubtTally.doubt`, which also says what comes back.
        compared: likewise.
    """
    tally = doubt_tally(project, layers, plots)
    tally.add(tally.part(Block(0, 0, *evaluation.grid.shape), evaluation))
    return tally.doubt(flags, compared)


def widest_piece(plots: PlotLand, grid: Grid) -> int:
    """Rows or columns from end to end of the widest piece: errors are drawn at least so wide."""
    boxes = cell_boxes(plots.pieces.frame.geometry, grid)
    return int(np.max(boxes[:, [1, 3]] - boxes[:, [0, 2]], initial=0))


def _stacked(rows: list[gpd.GeoDataFrame], flags: FeatureTable) -> gpd.GeoDataFrame:
    if rows:
        return pd.concat(rows, ignore_index=True)
    empty = flags.frame.iloc[:0].reindex(columns=[*DOUBT_COLUMNS, "geometry"])
    return gpd.GeoDataFrame(empty, geometry="geometry", crs=flags.frame.crs)


def _no_totals() -> pd.DataFrame:
    return pd.DataFrame(columns=list(DOUBT_TOTAL_COLUMNS))


def _method(project: Project, known: DemDoubt | None) -> dict[str, object]:
    """How doubt was estimated, in plain values."""
    said: dict[str, object] = {"estimated": known is not None}
    said["settings"] = project.doubt.model_dump()
    return said if known is None else said | known.method()
