"""Which files may be opened at all: existing regular files whose first bytes are what they claim.

GDAL chooses a driver by content, so a virtual raster, a pipeline description or a connection text
behind an innocent suffix could read other files or the network. Nothing reaches GDAL from here
but plain local files of the formats listed, each for the kinds of layer it serves. A virtual raster
called one (``.vrt``) is read by us (``mosaic``), and only its GeoTIFFs by GDAL.
"""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from gis.layers.findings import Findings

Format = Literal[
    "GPKG", "GeoJSON", "ESRI Shapefile", "zip", "FlatGeobuf", "KML", "KMZ", "GPX", "MapInfo TAB",
    "MapInfo MIF", "CSV", "XLSX", "OpenFileGDB", "DGN", "GTiff", "VRT",
]  # fmt: skip

# Shapes of any kind.
SHAPE_FORMATS: dict[str, Format] = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
    ".zip": "zip",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".kmz": "KMZ",
    ".tab": "MapInfo TAB",
    ".mif": "MapInfo MIF",
    ".gdb": "OpenFileGDB",
}
# Only lines and points come as these, so no layer of polygons may.
VECTOR_FORMATS: dict[str, Format] = SHAPE_FORMATS | {
    ".gpx": "GPX",
    ".csv": "CSV",
    ".xlsx": "XLSX",
    ".dgn": "DGN",
}
GEOTIFF_SUFFIXES: dict[str, Format] = {".tif": "GTiff", ".tiff": "GTiff"}
RASTER_FORMATS: dict[str, Format] = {**GEOTIFF_SUFFIXES, ".vrt": "VRT"}

# First bytes of each format; of text (GeoJSON, VRT) blanks and a byte-order mark are left out.
# GeoTIFF: classic and big, either byte order.
_MAGIC: dict[Format, tuple[bytes, ...]] = {
    "GPKG": (b"SQLite format 3\x00",),
    "ESRI Shapefile": (b"\x00\x00\x27\x0a",),
    "GTiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "GeoJSON": (b"{",),
    "VRT": (b"<VRTDataset", b"<?xml"),
    "zip": (b"PK\x03\x04",),
    "KMZ": (b"PK\x03\x04",),
    "XLSX": (b"PK\x03\x04",),
    "FlatGeobuf": (b"fgb\x03",),
    "KML": (b"<?xml", b"<kml"),
    "GPX": (b"<?xml", b"<gpx"),
    "MapInfo TAB": (b"!table", b"!Table", b"!TABLE"),
    "MapInfo MIF": (b"Version", b"VERSION", b"version"),
    # Version 7; what begins with D0 CF 11 E0 is version 8, which nothing here can read.
    "DGN": (b"\x08\x09\xfe\x02", b"\xc8\x09\xfe\x02"),
    "CSV": (b"",),
}
_TEXT: tuple[Format, ...] = ("GeoJSON", "VRT", "KML", "GPX", "MapInfo TAB", "MapInfo MIF")
# Beginnings by which GDAL would take a text for a description that opens other files.
_DESCRIPTIONS = (b"<OGRVRT", b"<VRTDataset", b"<GDALWarp", b"<OGRWFS", b"<OGRTile", b"gdal vector")

# GeoJSON and VRT are read whole as text, the others in binary; a shapefile cannot be larger than
# 2 GiB. Rasters are read by window, so what is limited there is a stored tile (``open_raster``) and
# the window (``raster_window``). 4 MiB of VRT name some 5 000 parts.
MAX_BYTES: dict[Format, int] = {
    "GeoJSON": 100 * 2**20,
    "GPKG": 2 * 2**30,
    "ESRI Shapefile": 2 * 2**30,
    "zip": 2**30,
    "FlatGeobuf": 2 * 2**30,
    "KML": 200 * 2**20,
    "KMZ": 200 * 2**20,
    "GPX": 200 * 2**20,
    "MapInfo TAB": 2**20,
    "MapInfo MIF": 2**30,
    "CSV": 100 * 2**20,
    "XLSX": 50 * 2**20,
    "DGN": 2**30,
    "VRT": 4 * 2**20,
}


def find_file(
    folder: Path, path: str, formats: dict[str, Format], found: Findings
) -> tuple[Path, Format] | None:
    """The file a layer names, if it is one that may be opened.

    Args:
        folder: directory of the project file; ``path`` is relative to it.
        path: as the project file writes it (NFC); a name on disk in another Unicode form is met.
        formats: suffix → format allowed here.
        found: takes the reason when there is none.

    Returns:
        The resolved path and its format, or ``None`` when the findings say why not.
    """
    if path.startswith(("/vsi", "{")) or "://" in path:
        found.error("file_not_local", path=path)
        return None
    file = _in_any_unicode_form(folder, path)
    form = formats.get(file.suffix.lower())
    if form == "OpenFileGDB" and file.is_dir():
        return (file, form) if _is_geodatabase(file, found) else None
    if not file.is_file():
        _say_missing(file, found)
        return None
    if form is None:
        found.error("file_suffix", suffix=file.suffix, allowed=", ".join(formats))
        return None
    return (file, form) if _is_what_it_claims(file, form, found) else None


def _in_any_unicode_form(folder: Path, path: str) -> Path:
    plain = folder / path
    if plain.exists():
        return plain.resolve()
    here = folder
    for part in Path(path).parts:
        here /= _on_disk(here, part)
    return here.resolve()


def _on_disk(folder: Path, part: str) -> str:
    if (folder / part).exists() or not folder.is_dir():
        return part
    same = (p.name for p in folder.iterdir() if unicodedata.normalize("NFC", p.name) == part)
    return next(same, part)


def _say_missing(file: Path, found: Findings) -> None:
    if file.exists():
        found.error("file_not_regular")
        return
    beside = [p.name for p in file.parent.iterdir()] if file.parent.is_dir() else []
    near = get_close_matches(file.name, beside, n=1, cutoff=0.6)
    found.error("file_missing", near=near[0] if near else "?")


def _is_what_it_claims(file: Path, form: Format, found: Findings) -> bool:
    size = file.stat().st_size
    if size == 0:
        found.error("file_empty")
    elif size > MAX_BYTES.get(form, size):
        found.error("file_too_large", mb=size >> 20, limit=MAX_BYTES[form] >> 20, format=form)
    elif not _begins_right(file, form):
        found.error("file_content", format=form, suffix=file.suffix)
    else:
        return True
    return False


def _is_geodatabase(folder: Path, found: Findings) -> bool:
    """Whether a folder is a File Geodatabase and nothing else: no links, no folders within."""
    members = list(folder.iterdir())
    if any(m.is_symlink() or not m.is_file() for m in members):
        found.error("geodatabase_members")
    elif not (folder / "a00000001.gdbtable").is_file():
        found.error("file_content", format="OpenFileGDB", suffix=folder.suffix)
    else:
        return True
    return False


def _begins_right(file: Path, form: Format) -> bool:
    start = _first_bytes(file, form)
    text = form in _TEXT and form != "VRT"
    return start.startswith(_MAGIC[form]) and not (text and any(d in start for d in _DESCRIPTIONS))


def _first_bytes(file: Path, form: Format) -> bytes:
    with file.open("rb") as stream:
        start = stream.read(1024)
    return start.removeprefix(b"\xef\xbb\xbf").lstrip() if form in _TEXT else start
