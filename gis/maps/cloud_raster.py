"""A grid of values as a cloud-optimised GeoTIFF, and what its bytes must look like.

Cloud-optimised means that a reader over a network needs one request for all directories and one
per tile: tiled, with overviews, every directory before any data, smaller overviews before larger.
Source of the rules: OGC 21-026, "Cloud Optimized GeoTIFF Standard", and the order GDAL writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray
from rasterio.io import MemoryFile

from gis.grid.grid import Grid

TILE = 512
Colours = Mapping[int, tuple[int, int, int, int]]


@dataclass(frozen=True)
class CloudRaster:
    """Values on a grid as they are to be written.

    Args:
        values: (rows, cols), float32 or uint8.
        nodata: what stands for unknown among them.
        title: of the band, its unit in it.
        tags: texts kept in the file.
        colours: value → (red, green, blue, opacity), for classes.
    """

    values: NDArray[Any]
    nodata: float
    title: str
    tags: Mapping[str, str]
    colours: Colours = field(default_factory=dict)

    def written(self, grid: Grid) -> bytes:
        """The file; the same values give the same bytes. Overviews of classes pick one of them."""
        rows, cols = grid.shape
        floats = self.values.dtype.kind == "f"
        form = {
            "driver": "COG", "height": rows, "width": cols, "count": 1,
            "dtype": self.values.dtype.name, "nodata": self.nodata,
            "crs": grid.crs, "transform": grid.transform,
            "compress": "DEFLATE", "blocksize": TILE, "bigtiff": "IF_SAFER",
            "predictor": "YES" if floats else "NO",
            "overview_resampling": "AVERAGE" if floats else "NEAREST",
        }  # fmt: skip
        with MemoryFile() as memory:
            with memory.open(**form) as file:
                file.write(self.values, 1)
                file.set_band_description(1, self.title)
                file.update_tags(**self.tags)
                if self.colours:
                    file.write_colormap(1, self.colours)
            return bytes(memory.read())


@dataclass(frozen=True)
class Directory:
    """One image of a TIFF: where its directory stands, its size, its tiles."""

    offset: int
    width: int
    height: int
    tile: tuple[int, int] | None
    first_data: int


def layout_faults(data: bytes) -> list[str]:
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


def _directories(data: bytes) -> Iterator[Directory]:
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


def _directory(data: bytes, at: int, end: str, big: bool) -> tuple[Directory, int]:
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


def _field(data: bytes, at: int, end: str, word: str) -> tuple[int, tuple[int, ...]]:
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
