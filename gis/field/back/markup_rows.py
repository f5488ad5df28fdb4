"""Rows of KML and GPX from a phone: points of its own are findings, known UUIDs are the pack's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError
from xml.etree.ElementTree import parse as parse_checked

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.field.back.model import BackLayer, BackRow
from gis.field.form import UUID
from gis.field.manifest import Manifest
from gis.field.pack.gpx import MARK

# The phone's own log of where it was.
_LOG = ("LineString", "Track")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Found = tuple[str | None, str | None, dict[str, Any], BaseGeometry | None, str | None]


def read_kml(stream: IO[bytes], shown: str, manifest: Manifest) -> list[BackLayer]:
    """Placemarks of a KML document that ``gis.layers.markup`` has passed, tracks left out.

    Args:
        stream: the document.
        shown: name of the file, for messages.
        manifest: of the pack.

    Raises:
        ParseError, ValueError: it is no readable KML.
    """
    return _layers(stream, shown, manifest, _placemarks)


def read_gpx(stream: IO[bytes], shown: str, manifest: Manifest) -> list[BackLayer]:
    """Waypoints of a GPX document that ``gis.layers.markup`` has passed; as :func:`read_kml`.

    Tracks are the phone's own log and bring nothing home.
    """
    return _layers(stream, shown, manifest, _waypoints)


def _layers(
    stream: IO[bytes], shown: str, manifest: Manifest, marks: Callable[[Element], Iterator[Found]]
) -> list[BackLayer]:
    whose = {u: name for name, layer in manifest.layers.items() for u in layer.rows}
    rows: dict[str, list[BackRow]] = {}
    found = list(marks(parse_checked(stream).getroot()))  # noqa: S314 - no document type got here
    shapes = gpd.GeoSeries([shape for *_, shape, _ in found], crs=4326).to_crs(manifest.crs)
    for n, ((uuid, layer, values, _, text), shape) in enumerate(zip(found, shapes, strict=True), 1):
        name = whose.get(uuid or "") or (layer if layer in manifest.layers else "findings")
        row = BackRow(n, uuid, {**values, UUID: uuid}, shape, text)
        rows.setdefault(name, []).append(row)
    return [BackLayer(name, shown, (), tuple(own), whole=False) for name, own in rows.items()]


def _placemarks(root: Element) -> Iterator[Found]:
    for mark in _all(root, "Placemark"):
        data = {}
        for one in (*_all(mark, "Data"), *_all(mark, "SimpleData")):
            value = _text(one, "value") if one.tag.endswith("}Data") or one.tag == "Data" else None
            data[one.get("name", "")] = value if value is not None else (one.text or "").strip()
        uuid, layer = data.pop(UUID, None) or None, data.pop("nuong_layer", None)
        if uuid is None and any(True for name in _LOG for _ in _all(mark, name)):
            continue
        when = _text(mark, "when")
        values = {k: v or None for k, v in data.items()}
        if uuid is None:
            values = {"note": _said(_text(mark, "name"), _text(mark, "description")),
                      "seen_at": when, **values}  # fmt: skip
        yield uuid, layer, values, _shape(mark), _text(mark, "description")


def _waypoints(root: Element) -> Iterator[Found]:
    for point in _all(root, "wpt"):
        comment = _text(point, "cmt") or ""
        marked = _UUID.search(comment) if comment.startswith(MARK) else None
        lon, lat = float(point.get("lon", "nan")), float(point.get("lat", "nan"))
        shape = shapely.Point(lon, lat)
        text = _text(point, "desc")
        if marked:
            yield marked.group(), None, {}, None, text
            continue
        note = _said(_text(point, "name"), text or comment or None)
        yield None, None, {"note": note, "seen_at": _text(point, "time")}, shape, text


def _said(*parts: str | None) -> str | None:
    return " · ".join(p for p in parts if p) or None


def _shape(mark: Element) -> BaseGeometry | None:
    polygons = [_polygon(p) for p in _all(mark, "Polygon")]
    if polygons:
        return shapely.MultiPolygon(polygons)
    points = [shapely.Point(_corners(p)) for p in _all(mark, "Point")]
    return points[0] if points else None


def _polygon(element: Element) -> shapely.Polygon:
    outer = next(_all(element, "outerBoundaryIs"), element)
    inner = [_corners(r) for r in _all(element, "innerBoundaryIs")]
    return shapely.Polygon(_corners(outer), inner)


def _corners(element: Element) -> list[tuple[float, float]]:
    text = _text(element, "coordinates") or ""
    pairs = [part.split(",")[:2] for part in text.split()]
    if not pairs:
        raise ValueError("coordinates")
    return [(float(x), float(y)) for x, y in pairs]


def _all(element: Element, name: str) -> Iterator[Element]:
    """Descendants by name, whatever their name space."""
    return (e for e in element.iter() if e.tag.rpartition("}")[2] == name)


def _text(element: Element, name: str) -> str | None:
    for one in _all(element, name):
        return (one.text or "").strip() or None
    return None


__all__ = ["ParseError", "read_gpx", "read_kml"]
