"""The sketch of a case: outlines in metres from the corner of its picture, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.criteria.law_facts import forest_layer
from gis.maps.audit.results import AuditResults
from gis.messages import visible
from gis.zones.polygonal import polygonal

# The picture is so much wider than the case on every side, at least.
_ROOM, _LEAST_M = 0.35, 40.0
# A curve is drawn to so many parts of the picture's side.
_FINE = 600
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Ground:
    """What sketches are drawn from, in the project CRS."""

    results: AuditResults

    @cached_property
    def lots(self) -> gpd.GeoDataFrame | None:
        """Forest lots with a short label; None without a forest layer."""
        forest = forest_layer(self.results.layers)
        if forest is None:
            return None
        frame = forest.frame
        keys = [frame[name] for name in ("tk", "khoanh", "lo") if name in frame]
        labels = ["/".join("?" if v is None or v != v else str(v) for v in row)
                  for row in zip(*keys, strict=True)] if keys else [""] * len(frame)  # fmt: skip
        shapes = frame.geometry.to_crs(self.results.layers.project_crs)
        return gpd.GeoDataFrame({"label": labels}, geometry=shapes)

    @cached_property
    def rows(self) -> gpd.GeoDataFrame:
        """The audited rows by id."""
        return self.results.ledger.land.rows.frame.set_index("audit_id")

    @cached_property
    def outside(self) -> gpd.GeoDataFrame:
        """Land outside named lots by id."""
        return self.results.ledger.land.outside.frame.set_index("audit_id")

    @cached_property
    def trees(self) -> dict[str, shapely.STRtree]:
        """Search trees of lots and rows."""
        lots = [] if self.lots is None else self.lots.geometry.to_numpy()
        return {"lots": shapely.STRtree(lots), "rows": shapely.STRtree(self.rows.geometry)}


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
    own = [ground.rows.geometry[case["audit_id"]]]
    others = [ground.rows.geometry[i] for i in (case["other_audit_id"],) if isinstance(i, str)]
    window = _window([*own, *others, shape])
    stake = [shape] if others else []
    if case["audit_id"] in ground.outside.index and not others:
        stake = [ground.outside.geometry[case["audit_id"]]]
    near = ground.rows.iloc[ground.trees["rows"].query(window)]
    told = {case["audit_id"], case["other_audit_id"]}
    neighbours = [g for i, g in near.geometry.items() if i not in told]
    lots, labels = _lots(ground, window)
    return {
        "size_m": round(window.bounds[2] - window.bounds[0], 1),
        "own": _rings(own, window),
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
    if ground.lots is None:
        return [], []
    near = ground.lots.iloc[np.sort(ground.trees["lots"].query(window, predicate="intersects"))]
    whole = near.geometry.to_numpy()
    parts = polygonal(shapely.intersection(whole, window))
    size = window.area
    marks = [
        [visible(label, 40), *_placed(shapely.point_on_surface(part).coords[0], window)]
        for label, part in zip(near["label"], parts, strict=True)
        if part.area > 0.02 * size
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
    return [[_placed(point, window) for point in ring.coords] for ring in rings]


def _placed(point: Sequence[float], window: BaseGeometry) -> tuple[float, float]:
    west, _, _, north = window.bounds
    return round(point[0] - west, 1), round(north - point[1], 1)
