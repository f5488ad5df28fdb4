"""A grid of values as a cloud-optimised GeoTIFF, and what its bytes must look like.

Cloud-optimised means that a reader over a network needs one request for all directories and one
per tile: tiled, with overviews, every directory before any data, smaller overviews before larger.
Source of the rules: OGC 21-026, "Cloud Optimized GeoTIFF Standard", and the order GDAL writes.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import pairwise
from mmap import mmap
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetWriter
from rasterio.shutil import copy

from gis.grid.blocks import BLOCK_CELLS
from gis.grid.grid import Grid
from gis.layers.band import GDAL_CACHE_BYTES
from gis.maps.tiles import TILE, Stage, TiledFile, Values, fill

Colours = Mapping[int, tuple[int, int, int, int]]
Bytes = bytes | mmap


@dataclass(frozen=True)
class CloudRaster:
    """A raster as it is to be written.

    Args:
        stage: gives its values block by block, float32 or uint8.
        dtype: of the values.
        nodata: what stands for unknown among them.
        title: of the band, its unit in it.
        tags: texts kept in the file.
        colours: value → (red, green, blue, opacity), for classes.
    """

    stage: Stage
    dtype: str
    nodata: float
    title: str
    tags: Mapping[str, str]
    colours: Colours = field(default_factory=dict)

    def write(
        self,
        grid: Grid,
        file: Path,
        executor: Executor | None = None,
        cells: int = BLOCK_CELLS,
    ) -> Iterator[Values]:
        """Write the file, handing on every block of values once.

        The same values give the same bytes, whatever the blocks. Beside the file stands a plain
        one while it is written; overviews of classes pick one of their cells.

        Args:
            grid: the cells.
            file: a GeoTIFF that is not there yet.
            executor: a pool that works out the blocks; ``None`` works in this thread.
            cells: about how many cells are worked out at once.

        Raises:
            OSError: the file cannot be written.
        """
        plain = file.with_name(file.name + ".part")
        try:
            with _plain(self.dtype, self.nodata).opened(grid, plain) as out:
                self._describe(out)
                yield from fill(out, self.stage, executor, cells)
            with rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES):
                copy(plain, file, **self._form())
        except RasterioError as fault:
            raise OSError(errno.EIO, str(fault), str(file)) from fault
        finally:
            plain.unlink(missing_ok=True)

    def _describe(self, out: DatasetWriter) -> None:
        out.set_band_description(1, self.title)
        out.update_tags(**self.tags)
        if self.colours:
            out.write_colormap(1, self.colours)

    def _form(self) -> dict[str, object]:
        floats = np.dtype(self.dtype).kind == "f"
        return {
            "driver": "COG", "compress": "DEFLATE", "blocksize": TILE, "bigtiff": "IF_SAFER",
            "predictor": "YES" if floats else "NO",
            "overview_resampling": "AVERAGE" if floats else "NEAREST",
        }  # fmt: skip


def _plain(dtype: str, nodata: float) -> TiledFile:
    """Quickly packed, for it is read once and thrown away."""
    return TiledFile(dtype, nodata, {"compress": "deflate", "zlevel": 1})


@dataclass(frozen=True)
class Directory:
    """One image of a TIFF: where its directory stands, its size, its tiles."""

    offset: int
    width: int
    height: int
    tile: tuple[int, int] | None
    first_data: int


def layout_faults(data: Bytes) -> list[str]:
    """What keeps a TIFF from being cloud-optimised.

    Returns:
        Any of ``"raster_not_tiled"``, ``"raster_no_overviews"``, ``"raster_order"``; empty when
        nothing does.

    Raises:
        ValueError: the bytes are no TIFF, or end before they should.
    """
    images = list(_directories(data))
    if not images:
        raise ValueError("no image")
    faults = []
    if any(image.tile is None for image in images):
        faults.append("raster_not_tiled")
    smallest = images[-1]
    if max(smallest.width, smallest.height) > TILE:
        faults.append("raster_no_overviews")
    if not _in_order(images):
        faults.append("raster_order")
    return faults


def _in_order(images: list[Directory]) -> bool:
    """Full image first, then ever smaller overviews; data the other way round, after them all."""
    return (
        all(a.width >= b.width and a.height >= b.height for a, b in pairwise(images))
        and all(a.offset < b.offset for a, b in pairwise(images))
        and all(a.first_data > b.first_data for a, b in pairwise(images))
        and images[-1].offset < images[-1].first_data
    )


# TIFF 6.0: tags, and bytes of the field types that can hold a number we ask for.
_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS = 256, 257, 322, 323, 324
_STRIP_OFFSETS = 273
_TYPES = {3: "H", 4: "I", 16: "Q"}
_MOST_IMAGES = 64


def _directories(data: Bytes) -> Iterator[Directory]:
    try:
        end = {b"II": "<", b"MM": ">"}[data[:2]]
        (kind,) = struct.unpack_from(f"{end}H", data, 2)
        big = {42: False, 43: True}[kind]
        (offset,) = struct.unpack_from(f"{end}{'Q' if big else 'I'}", data, 8 if big else 4)
        for _ in range(_MOST_IMAGES):
            if not offset:
                return
            image, offset = _directory(data, offset, end, big)
            yield image
    except (LookupError, struct.error) as fault:
        raise ValueError("no TIFF, or cut short") from fault
    raise ValueError("directories without an end")


def _directory(data: Bytes, at: int, end: str, big: bool) -> tuple[Directory, int]:
    """The directory at an offset, and the offset of the next one (0: none)."""
    head, entry, word = ("Q", 20, "Q") if big else ("H", 12, "I")
    (count,) = struct.unpack_from(f"{end}{head}", data, at)
    start = at + struct.calcsize(f"{end}{head}")
    said = dict(_field(data, start + n * entry, end, word) for n in range(count))
    (after,) = struct.unpack_from(f"{end}{word}", data, start + count * entry)
    tiled = _TILE_WIDTH in said
    tile = (said[_TILE_WIDTH][0], said[_TILE_HEIGHT][0]) if tiled else None
    places = said[_TILE_OFFSETS if tiled else _STRIP_OFFSETS]
    first = min((p for p in places if p), default=0)
    return Directory(at, said[_WIDTH][0], said[_HEIGHT][0], tile, first), after


def _field(data: Bytes, at: int, end: str, word: str) -> tuple[int, tuple[int, ...]]:
    """Tag and numbers of a field; numbers that do not fit stand elsewhere. Others are left out."""
    tag, kind = struct.unpack_from(f"{end}HH", data, at)
    (count,) = struct.unpack_from(f"{end}{word}", data, at + 4)
    if kind not in _TYPES:
        return tag, ()
    form = f"{end}{count}{_TYPES[kind]}"
    place = at + 4 + struct.calcsize(f"{end}{word}")
    if struct.calcsize(form) > struct.calcsize(f"{end}{word}"):
        (place,) = struct.unpack_from(f"{end}{word}", data, place)
    return tag, struct.unpack_from(form, data, place)
