"""Whether x and y of a layer stand in each other's place, and putting them right."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from gis.layers.datum.recognise import plane_of

# Where Viet Nam lies, islands included, in degrees and in metres of any VN-2000 zone.
_LON, _LAT = (101.0, 118.0), (6.0, 24.0)
_EAST_M, _NORTH_M = (0.0, 870_000.0), (880_000.0, 2_700_000.0)


def is_swapped(crs: CRS, bounds: tuple[float, float, float, float]) -> bool:
    """Whether coordinates fit Viet Nam only with x and y exchanged.

    Vietnamese surveying calls the northing X, so field tables often have it first.

    Args:
        crs: the coordinates are said to be in.
        bounds: (least x, least y, largest x, largest y) as written.
    """
    west, south, east, north = bounds
    if crs.is_geographic:
        return _within((west, east), _LAT) and _within((south, north), _LON)
    plane = plane_of(crs)
    if plane is None or not plane.is_vietnamese:
        return False
    return _within((west, east), _NORTH_M) and _within((south, north), _EAST_M)


def exchanged(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes with x and y exchanged; heights stay."""

    def turn(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return xy[:, [1, 0]]

    return gpd.GeoSeries(shapely.transform(shapes.to_numpy(), turn), crs=shapes.crs)


def _within(span: tuple[float, float], limits: tuple[float, float]) -> bool:
    return limits[0] <= span[0] and span[1] <= limits[1]
