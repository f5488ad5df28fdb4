"""Shapes as read made flat, taken apart and to the project CRS; what cannot be is a fault."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from gis.site.land import SiteLand
from gis.site.model import SITE_COLUMNS, site_frame

# A straight edge of one CRS is a curve in another: divided so finely, by less than a millimetre.
_LONGEST_EDGE_M, _METRES_PER_DEGREE = 100.0, 111_000.0


def parted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of flat shapes; points of a collection, and its other parts, as rows of their own."""
    rows: list[dict[Any, Any]] = []
    shapes: list[Any] = []
    columns = frame[list(SITE_COLUMNS)].to_dict("records")
    for row, shape in zip(columns, frame.geometry, strict=True):
        parts, notes = _parts(shape)
        rows += [row | {"notes": (*row["notes"], *notes)}] * len(parts)
        shapes += parts
    return site_frame(rows, shapes, frame.crs)


def _parts(shape: Any) -> tuple[list[Any], tuple[str, ...]]:
    if shape is None or shape.is_empty:
        return [None], ()
    notes: tuple[str, ...] = ()
    if shape.has_z or getattr(shape, "has_m", False):
        shape, notes = shapely.force_2d(shape), ("flat",)
    kind = shape.geom_type
    if kind in ("MultiPoint", "GeometryCollection"):
        parts = [p for part in shape.geoms for p in _parts(part)[0] if p is not None]
        if len(parts) > 1:
            return parts, (*notes, "parts")
        return parts or [None], notes
    if kind in ("LineString", "LinearRing", "MultiLineString") and shape.length == 0:
        return [shapely.Point(shapely.get_coordinates(shape)[0])], (*notes, "one_place")
    return [shape], notes


def in_project(land: SiteLand, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Shapes in the project CRS; one that has no place there, or is broken, is a fault."""
    crs = frame.crs
    shapes = frame.geometry.to_numpy().copy()
    faults = list(frame["fault"])
    same = crs.equals(land.layers.project_crs, ignore_axis_order=True)
    way = Transformer.from_crs(crs, land.layers.project_crs, always_xy=True)
    for at, shape in enumerate(shapes):
        faults[at] = faults[at] or _fault(crs, shape)
        if faults[at] is None and not same:
            shapes[at] = _moved(shape, crs, way)
            if not np.isfinite(shapely.get_coordinates(shapes[at])).all():
                faults[at] = "off_the_map"
        if faults[at] is not None:
            shapes[at] = None
    rows = [
        row | {"fault": fault}
        for row, fault in zip(frame[list(SITE_COLUMNS)].to_dict("records"), faults, strict=True)
    ]
    return site_frame(rows, list(shapes), land.layers.project_crs)


def _fault(crs: CRS, shape: Any) -> str | None:
    if shape is None or shape.is_empty:
        return "no_geometry"
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all():
        return "no_geometry"
    if crs.is_geographic and (np.abs(xy) > (180.0, 90.0)).any():
        return "not_a_place"
    return None if shape.is_valid else "invalid_geometry"


def _moved(shape: Any, crs: CRS, way: Transformer) -> Any:
    if shape.geom_type != "Point":
        unit = _METRES_PER_DEGREE if crs.is_geographic else 1.0
        shape = shapely.segmentize(shape, _LONGEST_EDGE_M / unit)
    return shapely.transform(shape, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1])))
