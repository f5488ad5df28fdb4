"""What is left of an overlay when only land counts: polygons, no stray lines or points."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_POLYGON, _MULTIPOLYGON = 3, 6


def polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygon part of each shape; lines and points left by an overlay have no area and go.

    Args:
        shapes: results of an overlay, any CRS.

    Returns:
        Polygons or multipolygons in the same order; an empty polygon where no land is left.
    """
    kept = shapes.copy()
    mixed = ~np.isin(shapely.get_type_id(kept), (_POLYGON, _MULTIPOLYGON))
    kept[mixed] = [_polygons_of(shape) for shape in kept[mixed]]
    return kept


def _polygons_of(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_type_id(parts) == _POLYGON])
