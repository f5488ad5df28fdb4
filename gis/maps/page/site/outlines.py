"""Outlines for asking which one holds a place: whole decimetres, differences only.

Drawn shapes of the page are thinned for the eye; these are not, unless there are very many, and
then they say by how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

DECIMETRES = 10.0
# Half a decimetre in x and in y.
ROUNDING_M = 0.071
# More corners than this are more than a megabyte packed: outlines are then thinned, or left out.
MOST_CORNERS = 500_000
THINNED_M = (0.0, 2.0, 10.0)
# A closed ring has no fewer.
_LEAST_CORNERS = 4


@dataclass(frozen=True)
class Outlines:
    """Rings of shapes as whole numbers, ready to be packed.

    The numbers are: rings of each shape, corners of each ring, then x and y of every corner as the
    difference to the corner before, in decimetres of the project CRS from ``origin``. A place lies
    in a shape when it lies in an odd number of its rings.

    Args:
        shapes, rings, corners: how many there are.
        origin: x and y from which corners are counted, in decimetres.
        within_m: how far a line may lie from where it was drawn, in metres.
        data: the numbers as unsigned 32 bit, sign in the last bit, first all their lowest bytes.
    """

    shapes: int
    rings: int
    corners: int
    origin: tuple[int, int]
    within_m: float
    data: bytes

    def plain(self) -> Mapping[str, object]:
        """Everything but the data, as plain values."""
        return {name: value for name, value in vars(self).items() if name != "data"}


def outlines(
    shapes: gpd.GeoSeries, metres: float, most_corners: int = MOST_CORNERS
) -> Outlines | None:
    """Pack polygons; thinned by up to 10 m where there are too many corners.

    Args:
        shapes: polygons in the project CRS; empty and missing ones hold no place.
        metres: in a unit of that CRS.
        most_corners: how many are carried at most.

    Returns:
        The outlines; None where even thinned ones are too many.
    """
    own = shapes.to_numpy()
    if int(np.count_nonzero(~shapely.is_empty(own))) * _LEAST_CORNERS > most_corners:
        return None
    for thinned_m in THINNED_M:
        thin = shapely.simplify(own, thinned_m / metres) if thinned_m else own
        if int(shapely.get_num_coordinates(thin).sum()) <= most_corners:
            return _packed(thin, metres, thinned_m)
    return None


def _packed(shapes: NDArray[np.object_], metres: float, thinned_m: float) -> Outlines:
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    corners, of_ring = shapely.get_coordinates(rings, return_index=True)
    # A ring's last corner is its first again.
    last = np.append(np.diff(of_ring) > 0, True)[: len(of_ring)]
    xy = np.rint(corners[~last] * (metres * DECIMETRES)).astype(np.int64)
    origin = xy.min(axis=0) if len(xy) else np.zeros(2, dtype=np.int64)
    steps = np.diff(xy - origin, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    each_shape = np.bincount(of_shape[of_part], minlength=len(shapes))
    each_ring = np.bincount(of_ring[~last], minlength=len(rings))
    numbers = np.concatenate([each_shape, each_ring, *_unsigned(steps).T])
    return Outlines(
        len(shapes),
        len(rings),
        len(xy),
        (int(origin[0]), int(origin[1])),
        thinned_m + ROUNDING_M,
        numbers.astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes(),
    )


def _unsigned(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …: small steps either way have empty high bytes."""
    return (steps << 1) ^ (steps >> 63)
