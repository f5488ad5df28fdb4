"""The sketch of a case: outlines in metres from the corner of its picture, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.criteria.law_facts import forest_layer
from gis.maps.audit.results import AuditResults
from gis.messages import visible
from gis.zones.allocation.lots import lot_keys
from gis.zones.polygonal import polygonal

# The picture is so much wider than the case on every side, at least.
_ROOM, _LEAST_M = 0.35, 40.0
# A curve is drawn to so many parts of the picture's side.
_FINE = 600
# A lot with less of the picture than this has no room for its name.
_LABELLED = 0.02
Ring = list[list[float]]


@dataclass(frozen=True)
class Ground:
    """What sketches are drawn from, in the project CRS; looked up once, not for every case."""

    results: AuditResults

    @cached_property
    def lots(self) -> tuple[NDArray[np.object_], list[str]]:
        """Forest lots and a short label of each; none without a forest layer."""
        forest = forest_layer(self.results.layers)
        if forest is None:
            return np.array([], dtype=object), []
        shapes = forest.frame.geometry.to_crs(self.results.layers.project_crs).to_numpy()
        keys = lot_keys(forest.frame)
        return shapes, [""] * len(shapes) if keys is None else list(keys.names)

    @cached_property
    def rows(self) -> dict[str, dict[Any, Any]]:
        """The audited rows by id."""
        frame = self.results.ledger.land.rows.frame
        records = frame.drop(columns="geometry").to_dict("records")
        return {row["audit_id"]: row for row in records}

    @cached_property
    def shapes(self) -> dict[str, BaseGeometry]:
        """Outlines of the audited rows by id, in the order of the rows."""
        frame = self.results.ledger.land.rows.frame
        return dict(zip(frame["audit_id"], frame.geometry.to_numpy(), strict=True))

    @cached_property
    def outside(self) -> dict[str, BaseGeometry]:
        """Land outside named lots by id."""
        frame = self.results.ledger.land.outside.frame
        return dict(zip(frame["audit_id"], frame.geometry.to_numpy(), strict=True))

    @cached_property
    def trees(self) -> tuple[shapely.STRtree, shapely.STRtree]:
        """Search trees of lots and of rows."""
        return shapely.STRtree(self.lots[0]), shapely.STRtree(list(self.shapes.values()))

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the rows, in their order."""
        return list(self.shapes)


def sketch(ground: Ground, case: Any, shape: BaseGeometry) -> dict[str, Any]:
    """A case's picture as plain numbers.

    Args:
        ground: outlines to draw from.
        case: a row of the cases.
        shape: the land it is about, in the project CRS.

    Returns:
        ``size_m`` of the square picture, and rings of ``own``, ``others``, ``stake`` and ``lots``
        (with ``labels`` and where they stand), in metres from its north-west corner.
    """
    own, other = case["audit_id"], case["other_audit_id"]
    others = [ground.shapes[other]] if isinstance(other, str) else []
    window = _window([ground.shapes[own], *others, shape])
    stake = [shape] if others else [ground.outside[own]] if own in ground.outside else []
    near = (ground.ids[n] for n in np.sort(ground.trees[1].query(window)))
    neighbours = [ground.shapes[i] for i in near if i not in (own, other)]
    lots, labels = _lots(ground, window)
    return {
        "size_m": round(window.bounds[2] - window.bounds[0], 1),
        "own": _rings([ground.shapes[own]], window),
        "others": _rings([*others, *neighbours], window),
        "stake": _rings(stake, window),
        "lots": _rings(lots, window),
        "labels": labels,
    }


def _window(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    half = max((east - west) / 2, (north - south) / 2)
    half += max(_ROOM * 2 * half, _LEAST_M)
    x, y = (west + east) / 2, (south + north) / 2
    return shapely.box(x - half, y - half, x + half, y + half)


def _lots(ground: Ground, window: BaseGeometry) -> tuple[list[BaseGeometry], list[list[Any]]]:
    near = np.sort(ground.trees[0].query(window, predicate="intersects"))
    whole, names = ground.lots[0][near], [ground.lots[1][n] for n in near]
    parts = polygonal(shapely.intersection(whole, window))
    marks = [
        [visible(name, 40), *_placed(shapely.get_coordinates(inside), window)[0]]
        for name, part, inside in zip(names, parts, shapely.point_on_surface(parts), strict=True)
        if part.area > _LABELLED * window.area
    ]
    return list(whole), marks


def _rings(shapes: Sequence[BaseGeometry], window: BaseGeometry) -> list[Ring]:
    """Every ring of the shapes inside the window, thinned to what an eye can see of it."""
    fine = (window.bounds[2] - window.bounds[0]) / _FINE
    # Cut a little beyond the picture, so that the cut itself is not seen.
    beyond = window.buffer(20 * fine, join_style="mitre")
    near: NDArray[np.object_] = shapely.intersection(np.array(shapes, dtype=object), beyond)
    parts = shapely.get_parts(shapely.simplify(near, fine)) if len(near) else near
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    rings = shapely.get_rings(polygons) if len(polygons) else polygons
    return [_placed(shapely.get_coordinates(ring), window) for ring in rings]


def _placed(xy: NDArray[np.float64], window: BaseGeometry) -> Ring:
    """Points, (n, 2), in metres east and south of the window's north-west corner."""
    west, _, _, north = window.bounds
    return np.round((xy - (west, north)) * (1, -1), 1).tolist()
