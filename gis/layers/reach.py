"""How far rasters are read: the communes, and the plots that reach over their border."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from gis.layers.model import VectorLayer
from gis.layers.plausibility import BESIDE_M
from gis.project.layers_model import AllocationsLayer, PlotsLayer


def land_asked_for(
    communes: gpd.GeoSeries, layers: Iterable[VectorLayer], project_crs: CRS | None
) -> gpd.GeoSeries:
    """The land whose cells are needed, as boxes.

    A plot that crosses the outer border, or lies beside it, is judged by the DEM like any other.
    A plot farther than ``BESIDE_M`` from the communes' box (one slipped coordinate) does not make
    the program read half a country; its land stays unknown.

    Args:
        communes: outlines, in any CRS.
        layers: every vector layer; only plots and allocations matter.
        project_crs: where distances are measured; ``None`` when there is none, then plots do not
            count.

    Returns:
        Boxes in the project CRS (the communes themselves when there is none).
    """
    if project_crs is None:
        return communes
    box = communes.to_crs(project_crs).total_bounds
    judged = (x for x in layers if isinstance(x.spec, PlotsLayer | AllocationsLayer))
    plots = [x.frame.geometry.to_crs(project_crs) for x in judged]
    bounds = np.vstack([box, *(drawn.bounds.to_numpy() for drawn in plots)])
    near = np.isfinite(bounds).all(axis=1)
    near &= (bounds[:, :2] <= box[2:] + BESIDE_M).all(axis=1)
    near &= (bounds[:, 2:] >= box[:2] - BESIDE_M).all(axis=1)
    return gpd.GeoSeries(shapely.box(*bounds[near].T), crs=project_crs)
