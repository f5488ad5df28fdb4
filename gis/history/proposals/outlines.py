"""Whether two outlines are the same to the eye of a surveyor."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

# Digits of longitude and latitude, and a phone's own writing, move a corner by less.
SAME_M = 0.05


def moved(before: BaseGeometry | None, after: BaseGeometry | None) -> bool:
    """Whether a shape is another one, by more than 5 cm anywhere.

    Args:
        before: in metres.
        after: in the same CRS.
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


def hex_of(shape: BaseGeometry) -> str:
    """A shape as a value of a proposal."""
    return str(shapely.to_wkb(shapely.force_2d(shape), hex=True))


def shape_of(value: object) -> BaseGeometry:
    """The shape of a proposal's value."""
    return shapely.from_wkb(bytes.fromhex(str(value)))
