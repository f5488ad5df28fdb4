"""Raster files opened: their header read, their cells ready to be read by windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.io import DatasetReader

from gis.layers.band import ALONE, Band, Part, stamp_of
from gis.layers.files import RASTER_FORMATS, Format, find_file
from gis.layers.findings import Findings
from gis.layers.lattice import unit_of
from gis.layers.mosaic import Mosaic, read_mosaic
from gis.layers.mosaic_parts import PartHeader, check_parts, find_parts
from gis.layers.raster_header import Header, header_of
from gis.layers.remarks import reader_remarks
from gis.project.layers_model import RasterSpec

# A tile or strip is decoded whole, however little of it is asked for: GDAL holds it once, we once,
# and its mask.
MAX_TILE_BYTES = 256 << 20

UNREADABLE = (RasterioError, RasterioIOError, ValueError)


@dataclass(frozen=True)
class Opened:
    """A raster file whose header was read.

    Args:
        file: as the project names it.
        form: GeoTIFF, or a mosaic of some.
        files: all that is read: the file, and the parts of a mosaic.
        header: what it says of itself.
        band: the cells of the band asked for.
    """

    file: Path
    form: Format
    files: tuple[Path, ...]
    header: Header
    band: Band


def open_raster(spec: RasterSpec, folder: Path, found: Findings) -> Opened | None:
    """A raster layer's file, opened by the GeoTIFF driver alone, its parts likewise.

    Args:
        spec: as the project file declares it.
        folder: directory of the project file.
        found: takes the reason when there is none.

    Returns:
        The opened raster, or ``None`` when the findings say why not.
    """
    located = find_file(folder, spec.path, RASTER_FORMATS, found)
    if located is None:
        return None
    file, form = located
    try:
        raster = _mosaic(file, spec, folder, found) if form == "VRT" else _single(file, spec, found)
    except UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None
    return raster if raster is not None and _has_tiles_that_fit(raster.header, found) else None


@contextmanager
def opened(file: Path, found: Findings) -> Iterator[DatasetReader]:
    """A GeoTIFF by the GeoTIFF driver alone, without the side files lying near it.

    What stands beside the file (``.aux.xml``, ``.ovr``, ``.tfw``) is not in its digest, so it is
    not read. A missing georeference is reported by ``raster_header`` by name, not as a warning.
    """
    with rasterio.Env(**ALONE):
        with reader_remarks(found, told_elsewhere=(NotGeoreferencedWarning,)):
            src = rasterio.open(file, driver="GTiff")
        with src:
            yield src


def _single(file: Path, spec: RasterSpec, found: Findings) -> Opened:
    with opened(file, found) as src:
        header = header_of(src, spec.band)
    part = Part(file, spec.band, (0, 0, *header.shape), stamp=stamp_of(file))
    return Opened(file, "GTiff", (file,), header, _band((part,), header))


def _mosaic(file: Path, spec: RasterSpec, folder: Path, found: Findings) -> Opened | None:
    mosaic = read_mosaic(file, spec.band, found)
    files = None if mosaic is None else find_parts(mosaic, file, folder, found)
    if mosaic is None or files is None:
        return None
    parts = _part_headers(mosaic, files, found)
    header = None if parts is None else check_parts(mosaic, parts, found)
    if parts is None or header is None:
        return None
    placed = tuple(part.placed for part in parts)
    return Opened(file, "VRT", (file, *dict.fromkeys(files)), header, _band(placed, header))


def _part_headers(mosaic: Mosaic, files: list[Path], found: Findings) -> list[PartHeader] | None:
    """Every part with its header; what cannot be opened is named, all of it at once."""
    parts, broken = [], []
    for source, file in zip(mosaic.sources, files, strict=True):
        try:
            with opened(file, found) as src:
                parts.append(PartHeader(source, file, header_of(src, source.band)))
        except UNREADABLE as fault:
            broken.append(f"{source.name} ({fault})")
    if broken:
        found.error("mosaic_parts_unreadable", n=len(broken), parts="; ".join(broken[:6]))
    return None if broken else parts


def _band(parts: tuple[Part, ...], header: Header) -> Band:
    return Band(
        parts,
        header.shape,
        header.dtype,
        unit_of(header.tile, header.shape),
        header.south_up,
        sparse=header.nodata is not None,
    )


def _has_tiles_that_fit(header: Header, found: Findings) -> bool:
    """Whether a single stored tile is less than a machine should hold."""
    fits = header.tile_bytes <= MAX_TILE_BYTES
    if not fits:
        mb, limit = header.tile_bytes >> 20, MAX_TILE_BYTES >> 20
        found.error("raster_tile_too_large", mb=mb, limit=limit)
    return fits
