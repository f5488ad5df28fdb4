"""The communes as every hectare is told apart by: sorted by code, each square metre in one."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from gis.layers.model import Layers, VectorLayer
from gis.units import area_ha
from gis.zones.polygonal import polygonal
from gis.zones.reproject import to_project_crs

# Neighbours with one border between them share less than this by rounding (0.01 m²).
SHARED_HA = 0.01 / 10_000


def exclusive_communes(layers: Layers) -> gpd.GeoDataFrame:
    """Communes (``code, name``, polygon in the project CRS) by code, without shared land.

    Where two drawn communes overlap, the land belongs to the one whose code sorts first, so that
    no total counts it twice; reading the layer has already said how many hectares that is.

    Args:
        layers: communes with ``code`` and ``name``, in any CRS.

    Raises:
        NuongError: a commune does not survive the way into the project CRS.
    """
    return exclusive_land(layers.communes, layers.project_crs)


def exclusive_land(layer: VectorLayer, crs: CRS) -> gpd.GeoDataFrame:
    """The same of a layer of communes alone, in ``crs``, where hectares are measured."""
    frame = layer.frame
    shapes = to_project_crs(frame.geometry, crs, layer.name)
    named = frame[["code", "name"]].astype(object)
    communes = gpd.GeoDataFrame(named, geometry=shapes, crs=crs)
    communes = communes.sort_values("code", ignore_index=True)
    return communes.set_geometry(_without_shared(communes.geometry))


def _without_shared(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    drawn = shapes.to_numpy()
    if shapely.coverage_is_valid(drawn):  # far quicker than asking every pair of neighbours
        return shapes
    one, other = shapely.STRtree(drawn).query(drawn, predicate="intersects")
    first, later = one[one < other], other[one < other]
    common = gpd.GeoSeries(shapely.intersection(drawn[first], drawn[later]), crs=shapes.crs)
    real = area_ha(common) > SHARED_HA
    own = drawn.copy()
    for commune in np.unique(later[real]):
        taken = shapely.union_all(drawn[first[real & (later == commune)]])
        own[commune] = polygonal(np.array([shapely.difference(drawn[commune], taken)]))[0]
    return gpd.GeoSeries(own, index=shapes.index, crs=shapes.crs)
