"""A small sketch of a place: lots around, the lot itself, the fix and its error. No base map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.site.land import SiteLand
from gis.site.model import SiteAnswer

Floats = NDArray[np.float64]

# Half the side of the frame: at least this, and no more than so that a lot's border is seen.
_LEAST_M, _MOST_M = 40.0, 400.0
# More lots than this are a tangle of lines, not a sketch.
_MOST_LOTS = 80


@dataclass(frozen=True)
class Sketch:
    """Lines within a square frame, as parts of its side from the lower left corner, 0-1.

    Args:
        side_m: metres across the frame.
        lots: borders of lots, thin.
        own: the site's lot, or its polygon or track, thick.
        fix: the place itself; None for polygons and tracks.
        error_share: radius of the GPS error as a part of the side; None where it is not stated.
    """

    side_m: float
    lots: tuple[Floats, ...]
    own: tuple[Floats, ...]
    fix: tuple[float, float] | None
    error_share: float | None


def sketch_of(land: SiteLand, answer: SiteAnswer, shape: shapely.Geometry | None) -> Sketch | None:
    """What to draw of a site; None where it has no place.

    Args:
        land: the project's.
        answer: of the site.
        shape: the site's own, in the project CRS.
    """
    if shape is None or answer.fault is not None:
        return None
    west, south, east, north = shapely.bounds(shape)
    x, y = (west + east) / 2, (south + north) / 2
    half = _half_m(answer, max(east - west, north - south) * land.metres) / land.metres
    frame = shapely.box(x - half, y - half, x + half, y + half)
    near = land.lots[np.sort(land.lot_tree.query(frame, predicate="intersects"))]
    place = x - half, y - half, 2 * half
    near = near if len(near) <= _MOST_LOTS else near[:0]
    point = answer.kind == "point"
    own = near[shapely.intersects(near, shape)] if point else np.array([shape], dtype=object)
    error = answer.accuracy_m
    return Sketch(
        side_m=2 * half * land.metres,
        lots=_lines(near, frame, place),
        own=_lines(own, frame, place),
        fix=(0.5, 0.5) if point else None,
        error_share=None if error is None or not point else error / (2 * half * land.metres),
    )


def _half_m(answer: SiteAnswer, across_m: float) -> float:
    border = answer.law.border if answer.law is not None else None
    wished = max(
        _LEAST_M,
        2.5 * (answer.accuracy_m or 0.0),
        0.0 if border is None else 1.4 * border.distance_m,
    )
    return max(min(wished, _MOST_M), 0.65 * across_m)


def _lines(
    shapes: NDArray[np.object_], frame: shapely.Geometry, place: tuple[float, float, float]
) -> tuple[Floats, ...]:
    """Borders of polygons, or lines themselves, within the frame, in parts of its side."""
    left, bottom, side = place
    is_polygon = np.isin(shapely.get_type_id(shapes), (3, 6))
    borders = np.where(is_polygon, shapely.boundary(shapes), shapes)
    parts = shapely.get_parts(shapely.get_parts(shapely.intersection(borders, frame)))
    lines = parts[np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)]
    return tuple((shapely.get_coordinates(p) - (left, bottom)) / side for p in lines)
