"""Shapes in longitude and latitude of WGS 84, to nine decimals: a tenth of a millimetre."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS = 9


def lonlat_shapes(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Shapes in degrees by PROJ's best operation for the place, in order; corners stay corners."""
    return np.asarray(shapes.to_crs(4326).to_numpy(), dtype=object)


def spots(shapes: gpd.GeoSeries) -> list[tuple[str, str]]:
    """A point inside every shape, taken in its own CRS: longitude and latitude as text."""
    inside = gpd.GeoSeries(shapely.point_on_surface(shapes.to_numpy()), crs=shapes.crs)
    return [(number(p.x), number(p.y)) for p in lonlat_shapes(inside)]


def rings(shape: shapely.Geometry) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Rings of a polygon or several: ``outer`` or ``inner``, and their corners as text."""
    for polygon in shapely.get_parts(shape):
        yield "outer", _corners(polygon.exterior)
        for hole in polygon.interiors:
            yield "inner", _corners(hole)


def _corners(ring: shapely.LinearRing) -> tuple[tuple[str, str], ...]:
    return tuple((number(x), number(y)) for x, y in shapely.get_coordinates(ring))


def number(degrees: float) -> str:
    """Degrees as text."""
    return f"{degrees:.{DECIMALS}f}"
