"""Exact overlay of allocated land with forest lots: which part lies where, by polygon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis.units import area_ha
from gis.zones.polygonal import polygonal

Ints = NDArray[np.int64]
Hectares = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Overlay:
    """Pairs of a shape and a lot that share land, by shape.

    ``shape`` and ``lot`` are row numbers, ``part`` the shared polygons and ``part_ha`` their
    hectares; ``crs`` is the project's.
    """

    shape: Ints
    lot: Ints
    part: Shapes
    part_ha: Hectares
    crs: CRS

    def of(self, shape: int) -> slice:
        """The pairs of one shape."""
        first, last = np.searchsorted(self.shape, [shape, shape + 1])
        return slice(int(first), int(last))

    def hectares(self, shapes: Shapes | list[BaseGeometry]) -> Hectares:
        """Hectares of polygons in the overlay's CRS."""
        return area_ha(gpd.GeoSeries(list(shapes), crs=self.crs))


def overlay(shapes: gpd.GeoSeries, lots: gpd.GeoSeries) -> Overlay:
    """Lay shapes over lots; both in the project CRS. A shared border alone is no pair."""
    drawn, ground = shapes.to_numpy(), lots.to_numpy()
    one, other = shapely.STRtree(ground).query(drawn, predicate="intersects")
    part = polygonal(shapely.intersection(drawn[one], ground[other]))
    part_ha = area_ha(gpd.GeoSeries(part, crs=shapes.crs))
    order = np.lexsort((other, one))
    kept = order[part_ha[order] > 0]
    return Overlay(one[kept], other[kept], part[kept], part_ha[kept], shapes.crs)


def union(parts: Shapes | Sequence[BaseGeometry]) -> BaseGeometry:
    """Polygons as one; an empty polygon where there are none, not a collection of nothing."""
    whole = shapely.union_all(np.asarray(parts, dtype=object)) if len(parts) else Polygon()
    return polygonal(np.array([whole], dtype=object))[0] if not whole.is_empty else Polygon()


def difference(shape: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    """What is left of a polygon, as polygons."""
    if shape.is_empty or taken.is_empty:
        return shape
    left = shapely.difference(shape, taken)
    return polygonal(np.array([left], dtype=object))[0] if not left.is_empty else Polygon()
