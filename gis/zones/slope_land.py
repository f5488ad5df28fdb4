"""Hectares by slope class: of what counts of every plot, and of all land of every commune."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.criteria.model import Evaluation
from gis.criteria.slope_classes import slope_classes
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay
from gis.grid.sums import Part, Sums
from gis.layers.model import Layers
from gis.project.model import Project
from gis.project.slope_classes import UNKNOWN
from gis.zones.commune_land import CommuneLand, measure_communes
from gis.zones.tables import PlotLand, SlopeLand


def slope_land(
    project: Project, layers: Layers, evaluation: Evaluation, plots: PlotLand
) -> SlopeLand:
    """Split land by the slope class of the cells it covers.

    As everywhere, a raster gives shares; share × polygon hectares is the figure.

    Args:
        project: its slope classes.
        layers: communes, in any CRS.
        evaluation: slope on the grid of the DEM.
        plots: pieces and what counts of them, in the project CRS.

    Returns:
        Hectares by class; unknown slope, and land outside the DEM, has a column of its own. The
        columns of a row add up to the counted hectares of the piece, to those of the commune.

    Raises:
        NuongError: a commune does not survive the way into the project CRS.
    """
    tally = SlopeTally(project, layers, plots, evaluation.grid)
    tally.add(tally.part(evaluation.grid.whole, evaluation))
    return tally.land()


@dataclass(frozen=True)
class SlopePart:
    """What one block adds: counted land of the pieces, all land of the communes."""

    pieces: Part
    communes: Part


class SlopeTally:
    """Land by slope class, block by block; :func:`slope_land` of the whole gives the same.

    Args:
        project: its slope classes.
        layers: communes, in any CRS.
        plots: pieces and what counts of them, in the project CRS.
        grid: of the whole land.
        land: the communes, where they are measured already.

    Raises:
        NuongError: a commune does not survive the way into the project CRS, or lies too far from
            the grid.
    """

    def __init__(
        self,
        project: Project,
        layers: Layers,
        plots: PlotLand,
        grid: Grid,
        land: CommuneLand | None = None,
    ) -> None:
        self.asked = project.slope_classes
        self.frame = plots.pieces.frame[["piece_id", "counted_ha"]]
        self.measured = land or measure_communes(layers, grid)
        count = [len(self.asked.classes()) + 1]
        self.pieces = Sums(lay(plots.counted, grid), count)
        self.communes = Sums(self.measured.laid, count)

    def part(self, block: Block, land: Evaluation) -> SlopePart:
        """What a block adds; changes nothing here.

        Args:
            block: of the whole land's grid.
            land: the block's evaluation, on its own sub-grid.
        """
        # Classes count from 1, and an unknown one is beyond the last.
        number = slope_classes(land.terrain, self.asked.breaks_deg) - np.uint8(1)
        parts = (
            sums.part(sums.laid.over(block), [number]) for sums in (self.pieces, self.communes)
        )
        return SlopePart(*parts)

    def add(self, part: SlopePart) -> None:
        """Take in the part of one block; parts may come in any order."""
        self.pieces.add(part.pieces)
        self.communes.add(part.communes)

    def land(self) -> SlopeLand:
        """Hectares by class, once every block has been added."""
        columns = [*(one.name for one in self.asked.classes()), UNKNOWN]
        counted_ha = self.frame["counted_ha"].to_numpy(dtype=float)
        codes, area_ha = list(self.measured.codes), self.measured.area_ha
        counted = self.pieces.shares(0) * counted_ha[:, None]
        everything = self.communes.shares(0) * area_ha[:, None]
        return SlopeLand(
            classes=self.asked.classes(),
            pieces=pd.DataFrame(counted, self.frame["piece_id"].to_numpy(), columns),
            communes=pd.DataFrame(everything, codes, columns),
            commune_ha=pd.Series(area_ha, codes),
        )
