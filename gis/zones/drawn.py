"""Every plot of every plots layer in one table, in the CRS where hectares are measured."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from gis.layers.model import Layers, VectorLayer
from gis.project.model import Project
from gis.units import area_ha
from gis.zones.reproject import to_project_crs

# Standard columns of a plot and the type they have here; a column the file lacks is missing.
PLOT_TYPES = {
    "crop": "object",
    "method": "object",
    "state": "object",
    "owner": "object",
    "planted_year": "Int64",
    "harvest_year": "Int64",
    "planting_area_code": "object",
    "facility_code": "object",
    "gi": "boolean",
    "standard_variety": "boolean",
    "sustainable_practice": "boolean",
    "intensive": "boolean",
}


def drawn_plots(project: Project, layers: Layers) -> gpd.GeoDataFrame:
    """Plots as drawn, sorted by layer and id, whatever the order of the files.

    Args:
        project: names the plots layers.
        layers: holds them, in the CRS of their files.

    Returns:
        ``layer, plot_id``, the columns of ``PLOT_TYPES``, ``plot_area_ha`` and the polygon in the
        project CRS. A value the file does not give is missing (None or NA), never a guess.

    Raises:
        NuongError: a plot does not survive the way into the project CRS.
    """
    names = [name for name, spec in project.layers.items() if spec.kind == "plots"]
    tables = [_standard(layers.vectors[name], layers.project_crs) for name in sorted(names)]
    if not tables:
        return _none_drawn(layers.project_crs)
    plots = pd.concat(tables, ignore_index=True)
    plots = plots.sort_values(["layer", "plot_id"], ignore_index=True)
    return plots.assign(plot_area_ha=area_ha(plots.geometry))


def _standard(layer: VectorLayer, crs: CRS) -> gpd.GeoDataFrame:
    frame = layer.frame
    columns = {"layer": layer.name, "plot_id": frame["id"].astype(str).astype(object)}
    columns |= {name: _typed(frame, name, dtype) for name, dtype in PLOT_TYPES.items()}
    shapes = to_project_crs(frame.geometry, crs, layer.name)
    return gpd.GeoDataFrame(columns, index=frame.index, geometry=shapes, crs=crs)


def _typed(frame: gpd.GeoDataFrame, name: str, dtype: str) -> pd.Series:
    if name not in frame:
        return pd.Series([None] * len(frame), index=frame.index, dtype=dtype)
    given = frame[name].astype(object)
    return given.where(given.notna(), None).astype(dtype)


def _none_drawn(crs: CRS) -> gpd.GeoDataFrame:
    types = {"layer": "object", "plot_id": "object", **PLOT_TYPES, "plot_area_ha": "float64"}
    empty = {name: pd.Series(dtype=dtype) for name, dtype in types.items()}
    return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=crs), crs=crs)
