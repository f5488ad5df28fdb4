"""Hectares by slope class: of what counts of every plot, and of all land of every commune."""

from __future__ import annotations

import pandas as pd

from gis.criteria.model import Evaluation
from gis.criteria.slope_classes import slope_classes
from gis.grid.coverage import cover
from gis.layers.model import Layers
from gis.project.model import Project
from gis.project.slope_classes import UNKNOWN
from gis.zones.commune_land import measure_communes
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
    asked = project.slope_classes
    names = [one.name for one in asked.classes()]
    number = slope_classes(evaluation.terrain, asked.breaks_deg)
    counted = cover(plots.counted, evaluation.grid).class_shares(number, len(names))
    counted_ha = plots.pieces.frame["counted_ha"].to_numpy(dtype=float)
    land = measure_communes(layers, evaluation.grid)
    everything = land.coverage.class_shares(number, len(names))
    columns = [*names, UNKNOWN]
    pieces, codes = plots.pieces.frame["piece_id"].to_numpy(), list(land.codes)
    return SlopeLand(
        classes=asked.classes(),
        pieces=pd.DataFrame(counted * counted_ha[:, None], pieces, columns),
        communes=pd.DataFrame(everything * land.area_ha[:, None], codes, columns),
        commune_ha=pd.Series(land.area_ha, codes),
    )
