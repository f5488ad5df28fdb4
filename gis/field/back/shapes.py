"""Shapes that came back: whether they can be where they are."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from gis.field.back.base import BasePack
from gis.office.review.cells_back import Fault

# A ranger may step over the border; farther out a point is a mistake.
NEAR_M = 1000.0


def shape_fault(base: BasePack, shape: BaseGeometry | None, kind: str) -> Fault | None:
    """Why a shape cannot be taken, or None.

    Args:
        base: the pack; its communes are the district.
        shape: in the pack's CRS.
        kind: "Point" or "MultiPolygon".
    """
    if shape is None or shape.is_empty:
        return "shape_missing", {}
    if shape.geom_type not in (kind, kind.removeprefix("Multi")):
        return "shape_kind", {"found": shape.geom_type, "wanted": kind}
    if not shape.is_valid:
        return "shape_invalid", {"reason": shapely.is_valid_reason(shape)}
    away = shapely.distance(shapely.force_2d(shape), base.district)
    if not away <= NEAR_M:
        return "shape_outside", {"km": round(float(away) / 1000, 1)}
    return None
