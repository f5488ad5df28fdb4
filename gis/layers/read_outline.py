"""One plot's new outline from a file a person hands in, read as guardedly as a layer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
from pyproj import CRS

from gis.errors import Problem, raise_errors
from gis.layers.cell_values import text_column
from gis.layers.findings import Findings
from gis.layers.model import VectorLayer
from gis.layers.plausibility import check_beside
from gis.layers.read_vector import read_vector
from gis.project.layers_model import PlotsLayer, PolygonsLayer


@dataclass(frozen=True)
class OutlineFile:
    """Where a new outline is.

    Args:
        path: absolute or from here; any format a layer of polygons may have.
        plot_id: the plot's id in it.
        id_column: of the file; one that has no such column must hold one polygon and no more.
        crs: of a file that carries none; one that carries another is refused.
        table: of a file that holds several.
        dated: the day it was drawn, no later than today.
    """

    path: Path
    plot_id: str
    id_column: str
    crs: str | None = None
    table: str | None = None
    dated: date | None = None


def read_outline(
    asked: OutlineFile, communes: VectorLayer, crs: CRS
) -> tuple[gpd.GeoSeries, list[Problem]]:
    """The outline of one plot.

    Args:
        asked: the file, and the plot in it.
        communes: of the project; an outline far from them lies in another CRS than it says.
        crs: where hectares are measured.

    Returns:
        The polygon alone, in the CRS of its file, and the warnings.

    Raises:
        NuongError: all faults of the file at once: its CRS, its shapes, no such plot, or several.
    """
    told = {
        "path": str(asked.path), "layer": asked.table, "crs": asked.crs,
        "source": asked.path.name, "dated": asked.dated or date.today(),
    }  # fmt: skip
    found = Findings(file=str(asked.path))
    spec = PolygonsLayer.model_validate({"kind": "polygons", **told})
    layer = read_vector("outline", spec, Path(), crs, {}, found)
    raise_errors(found.problems)
    if layer is None:  # it has left an error behind
        raise RuntimeError("the outline was lost without a reason")
    shape = _only(layer.frame, asked, found)
    raise_errors(found.problems)
    plots = PlotsLayer.model_validate({"kind": "plots", **told})
    check_beside(shape.to_frame("geometry"), plots, communes.frame.geometry, crs, found)
    return shape, raise_errors(found.problems)


def _only(frame: gpd.GeoDataFrame, asked: OutlineFile, found: Findings) -> gpd.GeoSeries:
    """The one row that is the plot; else the findings say how many there are."""
    rows = np.arange(len(frame))
    named = asked.id_column in frame.columns
    if named:
        ids = text_column(frame[asked.id_column])
        rows = np.flatnonzero((ids == asked.plot_id).to_numpy(dtype=bool))
    if len(rows) != 1:
        found.error(
            "outline_rows" if named else "outline_unnamed",
            column=asked.id_column,
            plot=asked.plot_id,
            n=len(rows),
            rows_there=len(frame),
        )
    shapes: gpd.GeoSeries = frame.geometry.iloc[rows[:1]].reset_index(drop=True)
    return shapes
