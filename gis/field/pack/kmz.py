"""KMZ for Locus: folders of placemarks with styles, reasons in balloons, UUIDs as data."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import geopandas as gpd
import shapely

from gis.field.form import UUID
from gis.field.pack.lonlat import lonlat_shapes, rings
from gis.field.pack.look import HIDDEN, LOOKS, abgr
from gis.field.pack.texts import row_lines, row_name
from gis.messages import Lang, word

NAME_SPACE = "http://www.opengis.net/kml/2.2"
# The members of a zip file cannot be older.
_OLDEST = date(1980, 1, 1)
SHOWN = ("visits", "flagged", "zones", "forest_lots", "communes")


def write_kmz(
    title: str, frames: Mapping[str, gpd.GeoDataFrame], path: Path, dated: date, lang: Lang
) -> None:
    """Write the layers a person looks at; coordinates in WGS 84, texts in NFC.

    Args:
        title: of the document.
        frames: rows by layer, in the run's CRS.
        path: a new file.
        dated: what stands where a zip file has the time.
        lang: of headings and words.
    """
    data = kml_bytes(title, frames, lang)
    member = zipfile.ZipInfo("doc.kml", (max(dated, _OLDEST)).timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, data)


def kml_bytes(title: str, frames: Mapping[str, gpd.GeoDataFrame], lang: Lang) -> bytes:
    """The KML document; arguments as for :func:`write_kmz`."""
    root = Element("kml", xmlns=NAME_SPACE)
    document = SubElement(root, "Document")
    SubElement(document, "name").text = title
    for name in SHOWN:
        document.append(_style(name))
    for name in SHOWN:
        if len(frames[name]):
            document.append(_folder(name, frames[name], lang))
    indent(root, space=" ")
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _style(name: str) -> Element:
    look = LOOKS[name]
    style = Element("Style", id=name)
    line = SubElement(style, "LineStyle")
    SubElement(line, "color").text = abgr(look.line)
    SubElement(line, "width").text = f"{2 * look.width_mm:.1f}"
    fill = SubElement(style, "PolyStyle")
    SubElement(fill, "color").text = abgr(look.fill, look.opacity)
    SubElement(fill, "fill").text = "1" if look.opacity else "0"
    return style


def _folder(name: str, frame: gpd.GeoDataFrame, lang: Lang) -> Element:
    folder = Element("Folder")
    SubElement(folder, "name").text = word(f"field_layer_{name}", lang)
    SubElement(folder, "visibility").text = "0" if name in HIDDEN else "1"
    shapes = lonlat_shapes(frame.geometry)
    for row, shape in zip(frame.to_dict("records"), shapes, strict=True):
        folder.append(_placemark(name, row, shape, lang))
    return folder


def _placemark(name: str, row: Mapping[Any, Any], shape: shapely.Geometry, lang: Lang) -> Element:
    mark = Element("Placemark", id=f"u{row[UUID]}")
    SubElement(mark, "name").text = row_name(name, row)
    SubElement(mark, "visibility").text = "0" if name in HIDDEN else "1"
    SubElement(mark, "description").text = _balloon(row_lines(name, row, lang))
    SubElement(mark, "styleUrl").text = f"#{name}"
    data = SubElement(mark, "ExtendedData")
    for key, value in ((UUID, row[UUID]), ("nuong_layer", name)):
        SubElement(SubElement(data, "Data", name=key), "value").text = str(value)
    holder = SubElement(mark, "MultiGeometry")
    polygon = None
    for side, corners in rings(shape):
        if side == "outer":
            polygon = SubElement(holder, "Polygon")
        if polygon is not None:
            boundary = SubElement(polygon, f"{side}BoundaryIs")
            ring = SubElement(boundary, "LinearRing")
            SubElement(ring, "coordinates").text = " ".join(f"{x},{y}" for x, y in corners)
    return mark


def _balloon(lines: list[tuple[str, str]]) -> str:
    """Phones show a description as HTML: a value that holds markup is shown, not obeyed."""
    return "<br/>".join(f"<b>{html.escape(a)}</b>: {html.escape(b)}" for a, b in lines)
