"""Polygons as flat arrays of corners: the form compiled loops read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rings:
    """Corners of shapes, ring after ring, shape after shape.

    Args:
        xy: corners in cells, x eastward, y *southward*, (corners, 2); rings are closed.
        ring_start: first corner of every ring, and the end, (rings + 1,).
        sign: 1 or -1 per ring, so that land counts positive and holes negative, (rings,).
        shape_ring: first ring of every shape, and the end, (shapes + 1,).
        box: rows north..south and columns west..east each shape may touch, half open, (shapes, 4).
        most: cells it touches at most, (shapes,).
        cells: cells it measures, (shapes,).
    """

    xy: NDArray[np.float64]
    ring_start: Ints
    sign: Ints
    shape_ring: Ints
    box: Ints
    most: Ints
    cells: NDArray[np.float64]

    def some(self, shapes: Ints) -> Rings:
        """These shapes alone, in the order given (ascending numbers keep it cheap)."""
        rings = _ranges(self.shape_ring[shapes], self.shape_ring[shapes + 1])
        corners = _ranges(self.ring_start[rings], self.ring_start[rings + 1])
        return Rings(
            self.xy[corners],
            _starts(self.ring_start[rings + 1] - self.ring_start[rings]),
            self.sign[rings],
            _starts(self.shape_ring[shapes + 1] - self.shape_ring[shapes]),
            self.box[shapes],
            self.most[shapes],
            self.cells[shapes],
        )


Corners = NDArray[np.float64]


def rings_of(
    polygons: NDArray[np.object_], to_cells: Callable[[Corners], Corners] | None = None
) -> Rings:
    """The rings of polygons.

    Args:
        polygons: polygons, multipolygons or collections (points and lines in them have no area),
            in cells with y *northward*, (n,).
        to_cells: brings corners into such cells, in an array of its own, when the polygons are in
            another unit.
    """
    from gis.grid.kernels.coverage import survey

    parts, number = _parts(polygons)
    xy, ring_start, part_ring = _corners(parts)
    is_hole = np.ones(len(ring_start) - 1, dtype=bool)
    is_hole[part_ring[:-1][part_ring[:-1] < part_ring[1:]]] = False
    shape_ring = part_ring[np.searchsorted(number, np.arange(len(polygons) + 1))]
    xy = xy.copy() if to_cells is None else to_cells(xy)
    np.negative(xy[:, 1], out=xy[:, 1])
    sign, box, most, cells = survey(xy, ring_start, is_hole, shape_ring)
    return Rings(xy, ring_start, sign, shape_ring, box, most, cells)


def _parts(polygons: NDArray[np.object_]) -> tuple[NDArray[np.object_], Ints]:
    """Single polygons and the number of the shape each belongs to."""
    if len(polygons) and (shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON).all():
        return polygons, np.arange(len(polygons))
    parts, number = shapely.get_parts(polygons, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, of = shapely.get_parts(parts, return_index=True)
        number = number[of]
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    if not areal.any():
        return np.array([shapely.Polygon()]), np.full(1, len(polygons), dtype=np.int64)
    return parts[areal], number[areal]


def _corners(parts: NDArray[np.object_]) -> tuple[Corners, Ints, Ints]:
    """Corners of single polygons, the first of every ring, and the first ring of every polygon."""
    if not shapely.get_num_interior_rings(parts).any():
        # Most plots: a polygon is its ring, and taking rings out costs many times the corners.
        starts = _starts(shapely.get_num_coordinates(parts).astype(np.int64))
        return shapely.get_coordinates(parts), starts, np.arange(len(parts) + 1)
    _, xy, (ring_start, part_ring) = shapely.to_ragged_array(parts)
    return xy[:, :2], ring_start.astype(np.int64), part_ring.astype(np.int64)


def _starts(lengths: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _ranges(start: Ints, end: Ints) -> Ints:
    """All numbers of start[0]..end[0], then of start[1]..end[1] and so on."""
    lengths = end - start
    before = np.cumsum(lengths) - lengths
    return np.repeat(start - before, lengths) + np.arange(lengths.sum())
