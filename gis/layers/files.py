"""Which files may be opened at all: existing regular files whose first bytes are what they claim.

GDAL chooses a driver by content, so a virtual raster, a pipeline description or a connection text
behind an innocent suffix could read other files or the network. Nothing reaches GDAL from here
but a plain local file of three vector formats and one raster format. A virtual raster called one
(``.vrt``) is read by us (``mosaic``), and only its GeoTIFFs by GDAL.
"""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from gis.layers.findings import Findings

Format = Literal["GPKG", "GeoJSON", "ESRI Shapefile", "GTiff", "VRT"]

VECTOR_FORMATS: dict[str, Format] = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
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
}
_TEXT: tuple[Format, ...] = ("GeoJSON", "VRT")

# GeoJSON and VRT are read whole as text, the others in binary; a shapefile cannot be larger than
# 2 GiB. Rasters are read by window, so what is limited there is a stored tile (``open_raster``) and
# the window (``raster_window``). 4 MiB of VRT name some 5 000 parts.
MAX_BYTES: dict[Format, int] = {
    "GeoJSON": 100 * 2**20,
    "GPKG": 2 * 2**30,
    "ESRI Shapefile": 2 * 2**30,
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
    if not file.is_file():
        _say_missing(file, found)
        return None
    form = formats.get(file.suffix.lower())
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
    elif not _first_bytes(file, form).startswith(_MAGIC[form]):
        found.error("file_content", format=form, suffix=file.suffix)
    else:
        return True
    return False


def _first_bytes(file: Path, form: Format) -> bytes:
    with file.open("rb") as stream:
        start = stream.read(1024)
    return start.removeprefix(b"\xef\xbb\xbf").lstrip() if form in _TEXT else start
