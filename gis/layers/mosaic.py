"""A virtual raster (VRT) in the one shape that is safe: GeoTIFFs laid side by side.

GDAL's own VRT driver is never asked: a VRT may read any file, call code, or show a missing part
as land without data. What is accepted here is read by us and its parts by the GeoTIFF driver.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.dtypes import dtype_fwd, typename_fwd

from gis.layers.findings import Findings
from gis.layers.lattice import Box, Size

DTYPES = {typename_fwd[i]: dtype_fwd[i] for i in typename_fwd if dtype_fwd.get(i)}
# A place is on the mosaic's cells when it is off by less than this part of one.
ON_CELLS = 1e-3

_HEAD = {"SRS", "GeoTransform", "VRTRasterBand"}
_OF_DATASET = _HEAD | {"Metadata", "OverviewList", "BlockXSize", "BlockYSize"}
_OF_BAND = {
    "NoDataValue", "UnitType", "Offset", "Scale", "ColorInterp", "Description", "Metadata",
    "Histograms", "CategoryNames", "ColorTable", "SimpleSource", "ComplexSource",
}  # fmt: skip
_SOURCES = ("SimpleSource", "ComplexSource")
_OF_SOURCE = {"SourceFilename", "SourceBand", "SourceProperties", "SrcRect", "DstRect", "NODATA"}
_RECT = ("yOff", "xOff", "ySize", "xSize")


class _NotPlainError(Exception):
    """The element that is not of a plain mosaic."""


@dataclass(frozen=True)
class Source:
    """One part: its name as written, the band of it (1-based), and which cells go where.

    ``of`` and ``at`` are rows, columns, heights and widths, in the part's cells and the mosaic's.
    ``void`` is the value where an earlier part is seen; ``None`` covers it in any case.
    """

    name: str
    band: int
    of: Box
    at: Box
    void: float | None


@dataclass(frozen=True)
class Mosaic:
    """What a VRT says of a band; ``crs`` is ``None`` when it carries none."""

    shape: Size
    transform: Affine
    crs: CRS | None
    bands: int
    dtype: str
    nodata: float | None
    unit: str | None
    scaling: tuple[float, float]
    sources: tuple[Source, ...]


def read_mosaic(file: Path, band: int, found: Findings) -> Mosaic | None:
    """A VRT that is nothing but a plain mosaic.

    Args:
        file: an existing file, of limited size.
        band: the one asked for, 1-based.
        found: takes what is not of a plain mosaic, and a band it has not.

    Returns:
        The mosaic, or ``None`` when the findings say why not.
    """
    try:
        return _mosaic(_root(file), band, found)
    except (_NotPlainError, ParseError, UnicodeDecodeError, KeyError, ValueError) as fault:
        found.error("mosaic_form", what=str(fault))
        return None


def _root(file: Path) -> Element:
    """The document; UTF-8 only, so that a document type cannot hide in another encoding."""
    text = file.read_bytes().decode("utf-8-sig")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _NotPlainError("<!DOCTYPE>")
    return fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - no document type gets here


def _mosaic(root: Element, band: int, found: Findings) -> Mosaic | None:
    if root.tag != "VRTDataset":
        raise _NotPlainError(f"<{root.tag}>")
    _expect(root, _OF_DATASET)
    bands = root.findall("VRTRasterBand")
    if band > len(bands):
        found.error("band_missing", band=band, bands=len(bands))
        return None
    asked = bands[band - 1]
    if asked.get("band", str(band)) != str(band):
        raise _NotPlainError(f"<VRTRasterBand band={asked.get('band')!r}>")
    _expect(asked, _OF_BAND)
    geo = [float(v) for v in _text(root, "GeoTransform", "0,1,0,0,0,1").split(",")]
    nodata, unit = _text(asked, "NoDataValue", ""), _text(asked, "UnitType", "")
    return Mosaic(
        shape=(_size(root.attrib["rasterYSize"]), _size(root.attrib["rasterXSize"])),
        transform=Affine.from_gdal(*geo),
        crs=_crs(_text(root, "SRS", "")),
        bands=len(bands),
        dtype=DTYPES[asked.get("dataType", "Byte")],
        nodata=float(nodata) if nodata else None,
        unit=unit or None,
        scaling=(float(_text(asked, "Scale", "1")), float(_text(asked, "Offset", "0"))),
        sources=tuple(_source(e) for e in asked if e.tag in _SOURCES),
    )


def _expect(element: Element, allowed: Iterable[str]) -> None:
    """Refuse a kind of dataset or band other than the plain one, and anything inside unknown."""
    if "subClass" in element.attrib:
        raise _NotPlainError(f'subClass="{element.attrib["subClass"]}"')
    for child in element:
        if child.tag not in allowed:
            raise _NotPlainError(f"<{child.tag}>")


def _source(element: Element) -> Source:
    _expect(element, _OF_SOURCE)
    name = element.find("SourceFilename")
    if name is None or not name.text:
        raise _NotPlainError("<SourceFilename>")
    # A path that is not relative to the VRT is given on as it is, to be turned away by name.
    beside = name.get("relativeToVRT") == "1"
    of, at = (_rect(element, tag) for tag in ("SrcRect", "DstRect"))
    if of[2:] != at[2:]:
        raise _NotPlainError("<SrcRect> ≠ <DstRect>")
    void = _text(element, "NODATA", "")
    return Source(
        name.text.strip() if beside else f"relativeToVRT=0: {name.text.strip()}",
        int(_text(element, "SourceBand", "1")),
        of,
        at,
        float(void) if void and element.tag == "ComplexSource" else None,
    )


def _rect(element: Element, tag: str) -> Box:
    """Row, column, height and width in whole cells; a share of a cell is another lattice."""
    rect = element.find(tag)
    if rect is None:
        raise _NotPlainError(f"<SourceFilename> - <{tag}>")
    numbers = [float(rect.attrib[name]) for name in _RECT]
    whole = [round(n) for n in numbers]
    if max(abs(n - w) for n, w in zip(numbers, whole, strict=True)) > ON_CELLS:
        raise _NotPlainError(f"<{tag}> {numbers}")
    return whole[0], whole[1], whole[2], whole[3]


def _text(element: Element, tag: str, default: str) -> str:
    return (element.findtext(tag) or default).strip()


def _size(text: str) -> int:
    size = int(text)
    if size < 1:
        raise _NotPlainError(f"{size}")
    return size


def _crs(text: str) -> CRS | None:
    if not text:
        return None
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None
