"""How wide land is, and whether it is a sliver between two lines that were meant to be one."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# One square metre: below it an overlap or a gap is rounding of coordinates, and is not listed.
LISTED_M2 = 1.0
# Perimeter² / (4 · area) of a rectangle five times as long as wide: (5 + 1)² / 5. A square has 4.
SLENDER = 7.2


def widths_m(parts: NDArray[np.object_]) -> NDArray[np.float64]:
    """Twice the area by the perimeter: near the width of anything long, half a square's side.

    Args:
        parts: polygons in a metric CRS.
    """
    return 2.0 * shapely.area(parts) / np.maximum(shapely.length(parts), 1e-9)


def are_slivers(parts: NDArray[np.object_], sliver_width_m: float) -> NDArray[np.bool_]:
    """Polygons narrower than a width and longer than five times their own.

    Narrowness alone would call a square field of 1 ha (50 m by this measure) a sliver.

    Args:
        parts: polygons in a metric CRS.
        sliver_width_m: as the project sets it.
    """
    area = np.maximum(shapely.area(parts), 1e-9)
    return (widths_m(parts) < sliver_width_m) & (shapely.length(parts) ** 2 / (4 * area) > SLENDER)


def polygons_of(shape: BaseGeometry) -> NDArray[np.object_]:
    """The polygons of a shape, the largest first; what has no area is left out."""
    # A collection may hold multipolygons: apart twice.
    parts = shapely.get_parts(shapely.get_parts(np.array([shape], dtype=object)))
    parts = parts[shapely.get_dimensions(parts) == 2]
    return parts[np.argsort(-shapely.area(parts), kind="stable")]
