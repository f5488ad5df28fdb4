"""Shapes that came back: whether they moved, and whether they can be where they are."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from gis.field.back.base import BasePack
from gis.office.review.cells_back import Fault

# Digits of longitude and latitude, and a phone's own writing, move a corner by less.
SAME_M = 0.05
# A ranger may step over the border; farther out a point is a mistake.
NEAR_M = 1000.0


def moved(before: BaseGeometry | None, after: BaseGeometry | None) -> bool:
    """Whether a shape came back another one, by more than 5 cm anywhere.

    Args:
        before: as it went out, in metres.
        after: as it came back.
    """
    if before is None or after is None:
        return before is not after
    one, other = shapely.force_2d(before), shapely.force_2d(after)
    if _kind(one) != _kind(other) or one.is_empty or other.is_empty:
        return True
    if shapely.equals_identical(one, other):
        return False
    return bool(shapely.hausdorff_distance(_border(one), _border(other)) > SAME_M)


def _kind(shape: BaseGeometry) -> str:
    return shape.geom_type.removeprefix("Multi")


def _border(shape: BaseGeometry) -> BaseGeometry:
    return shape.boundary if _kind(shape) == "Polygon" else shape


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
