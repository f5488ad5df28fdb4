"""GeoJSON, read by the standard library: RFC 7946 features in longitude and latitude.

GDAL is kept out: it accepts pipelines, other JSON dialects and half-written files by content.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from gis.layers.crs_choice import same_crs
from gis.layers.findings import Findings
from gis.layers.source import crs_text

WGS84 = CRS("EPSG:4326")


def read_geojson(
    file: Path, stated: str | None, found: Findings
) -> tuple[gpd.GeoDataFrame, CRS] | None:
    """The features of a GeoJSON file and their CRS.

    Args:
        file: a checked local file.
        stated: the CRS the project states, if any.
        found: takes what is wrong, rows by their number.

    Returns:
        A frame without CRS (columns as the properties, a feature's own ``id`` as ``id`` when no
        property is called so) and the CRS: WGS 84 longitude/latitude. An old ``crs`` member that
        says otherwise is refused unless the project states a CRS too (``crs_choice`` compares
        them). ``None`` when the findings say why not.
    """
    try:
        content = json.loads(file.read_text("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        found.error("file_unreadable", reason=fault)
        return None
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        found.error("geojson_type", type=content.get("type"))
        return None
    crs = _member_crs(content, stated, found)
    shapes = _shapes(features, found)
    if crs is None or shapes is None:
        return None
    rows = [_row(f) for f in features]
    columns = {key: [r.get(key) for r in rows] for key in dict.fromkeys(k for r in rows for k in r)}
    if "geometry" in columns:  # the frame keeps that name for the shapes
        columns["geometry_property"] = columns.pop("geometry")
    return gpd.GeoDataFrame(columns, geometry=shapes), crs


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _member_crs(content: dict[str, Any], stated: str | None, found: Findings) -> CRS | None:
    member = content.get("crs")
    if member is None:
        return WGS84
    try:
        crs = CRS.from_user_input(member["properties"]["name"])
    except (CRSError, KeyError, TypeError):
        found.error("geojson_crs", crs=member)
        return None
    if same_crs(crs, WGS84):
        return WGS84
    if stated is None:
        found.error("geojson_crs", crs=crs_text(crs))
        return None
    return crs


def _shapes(features: list[Any], found: Findings) -> list[Any] | None:
    shapes, broken, reason = [], [], None
    for number, feature in enumerate(features, start=1):
        try:
            shapes.append(_shape(feature["geometry"]))
            _check_properties(feature.get("properties"))
        except (ShapelyError, ValueError, KeyError, TypeError, IndexError, AttributeError) as fault:
            broken.append(str(number))
            reason = reason or fault
    if broken:
        found.error("geojson_feature", rows=broken, reason=repr(reason))
        return None
    return shapes


def _shape(geometry: Any) -> Any:
    """A geometry; a ring that does not end where it begins is refused, not closed.

    Raises:
        ValueError: the ring is open (RFC 7946 §3.1.6), or what shapely cannot read.
    """
    if geometry is None:
        return None
    for ring in _rings(geometry):
        if len(ring) > 1 and list(ring[0]) != list(ring[-1]):
            raise ValueError("a ring does not end where it begins")
    return shape(geometry)


def _rings(geometry: dict[str, Any]) -> list[Any]:
    kind, corners = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return list(corners or ())
    return [ring for part in corners or () for ring in part] if kind == "MultiPolygon" else []


def _check_properties(properties: object) -> None:
    if properties is not None and not isinstance(properties, dict):
        raise TypeError("properties are no object")


def _row(feature: dict[str, Any]) -> dict[str, Any]:
    own = {"id": feature["id"]} if "id" in feature else {}
    properties = feature.get("properties")
    return own | properties if isinstance(properties, dict) else own
