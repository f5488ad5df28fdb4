"""GPX for Locus: the field list as waypoints in its order, its plots as tracks."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import geopandas as gpd

from gis.field.form import UUID
from gis.field.pack.lonlat import lonlat_shapes, rings, spots
from gis.field.pack.texts import row_lines, row_name
from gis.messages import Lang

NAME_SPACE = "http://www.topografix.com/GPX/1/1"
# Begins a waypoint's comment, so that it is known again when it comes back.
MARK = "nuong:"


def gpx_bytes(title: str, frames: Mapping[str, gpd.GeoDataFrame], lang: Lang) -> bytes:
    """The GPX document: a waypoint inside every plot to visit, and the outline as a closed track.

    Args:
        title: of the document.
        frames: rows by layer, in the run's CRS.
        lang: of headings and words.

    Returns:
        UTF-8, GPX 1.1; waypoints first, as its schema wants.
    """
    frame = frames["visits"]
    root = Element("gpx", version="1.1", creator="nuong", xmlns=NAME_SPACE)
    SubElement(SubElement(root, "metadata"), "name").text = title
    rows = frame.to_dict("records")
    for row, (lon, lat) in zip(rows, spots(frame.geometry), strict=True):
        point = SubElement(root, "wpt", lat=lat, lon=lon)
        SubElement(point, "name").text = row_name("visits", row)
        SubElement(point, "cmt").text = f"{MARK}{row[UUID]}"
        lines = row_lines("visits", row, lang)
        SubElement(point, "desc").text = "; ".join(f"{a}: {b}" for a, b in lines)
        SubElement(point, "sym").text = "Flag"
    for row, shape in zip(rows, lonlat_shapes(frame.geometry), strict=True):
        track = SubElement(root, "trk")
        SubElement(track, "name").text = row_name("visits", row)
        SubElement(track, "cmt").text = f"{MARK}{row[UUID]}"
        for _, corners in rings(shape):
            piece = SubElement(track, "trkseg")
            for x, y in corners:
                SubElement(piece, "trkpt", lat=y, lon=x)
    indent(root, space=" ")
    return tostring(root, encoding="utf-8", xml_declaration=True)
