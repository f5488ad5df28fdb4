"""One band as its files store it, read by windows: a GeoTIFF, or several side by side."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from gis.layers.lattice import Box, Size, box_of, common, meet, unit_of
from gis.layers.tiles import Place, TileStore

# GDAL's own cache is a twentieth of the machine's memory unless it is told otherwise.
GDAL_CACHE_BYTES = 32 << 20
# What stands beside a file is not looked at.
ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
# Files of a mosaic one thread holds open.
_OPEN_FILES = 32
# Bands a process holds ready for the jobs that are sent to it.
_READY = 8


def small_cache() -> rasterio.Env:
    """A context with GDAL's cache kept small; entered once per read, for each change costs time."""
    return rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES)


@dataclass(frozen=True)
class Part:
    """A GeoTIFF of a band and where its cells lie.

    Args:
        file: a GeoTIFF.
        band: 1-based.
        at: the cells of the band it fills (row, col, height, width), rows as stored.
        skip: rows and columns of the file before the first of them.
        shows_below: where it is void an earlier part is seen; else its voids cover it.
        stamp: size and time of change of the file, so that a changed one is not taken for it.
    """

    file: Path
    band: int
    at: Box
    skip: Size = (0, 0)
    shows_below: bool = False
    stamp: tuple[int, int] = (0, 0)


def stamp_of(file: Path) -> tuple[int, int]:
    """Size and time of change of a file."""
    there = file.stat()
    return there.st_size, there.st_mtime_ns


@dataclass(frozen=True)
class Cells:
    """Stored values of a window and where the file says they are known (``None``: everywhere)."""

    values: NDArray[Any]
    known: NDArray[np.bool_] | None

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.values.nbytes + (0 if self.known is None else self.known.nbytes)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Where they are known, as an array."""
        return np.ones(self.values.shape, dtype=bool) if self.known is None else self.known


@dataclass(frozen=True)
class Band:
    """Stored values by window, north-up whatever the files are; any thread may ask.

    Whoever reads does so within :func:`small_cache`.

    Args:
        parts: one file, or several; a later one lies over an earlier.
        shape: rows and columns.
        dtype: of the stored values.
        unit: rows and columns best read together: whole tiles.
        south_up: rows of the files run northward.
        sparse: a tile the file leaves out means nodata.
    """

    parts: tuple[Part, ...]
    shape: Size
    dtype: str
    unit: Size
    south_up: bool = False
    sparse: bool = False
    _own: threading.local = field(default_factory=threading.local, compare=False, repr=False)
    _tiles: TileStore[Cells] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tiles", TileStore(self.cells))

    def tile(self, place: Place) -> Cells:
        """:meth:`cells`, kept for whoever asks next."""
        return self._tiles.tile(place)

    def values(self, place: Place) -> NDArray[Any]:
        """Stored values of a unit, whatever they mean; zeros where no part lies.

        Raises:
            RasterioError: a part of a file cannot be decoded.
        """
        return self._read(place, masks=False).values

    def fill(self, box: Box, out: NDArray[Any]) -> None:
        """Put stored values of a window into an array, in its type; zeros where no part lies.

        Raises:
            RasterioError: a part of a file cannot be decoded.
        """
        if len(self.parts) > 1 or self.south_up or not _holds(self.parts[0].at, box):
            out[:] = self.window(box, masks=False).values
        else:
            self._of_part(self.parts[0], box, masks=False, out=out)

    def window(self, box: Box, *, masks: bool) -> Cells:
        """Stored values of a window, row 0 northernmost, and if asked where a mask shows them.

        Raises:
            RasterioError: a part of a file cannot be decoded.
        """
        stored = self._stored(box)
        if len(self.parts) == 1 and _holds(self.parts[0].at, stored):
            read = self._of_part(self.parts[0], stored, masks=masks)
        else:
            read = self._joined(stored)
        if not self.south_up:
            return read
        return Cells(read.values[::-1], None if read.known is None else read.known[::-1])

    def cells(self, place: Place) -> Cells:
        """Stored values of a unit and where they are known: no nodata, not masked, finite.

        Raises:
            RasterioError: a part of a file cannot be decoded.
        """
        read = self._read(place, masks=True)
        known = read.seen
        if read.values.dtype.kind == "f":
            known &= np.isfinite(read.values)
        return Cells(read.values, None if known.all() else known)

    def is_left_out(self, place: Place) -> bool:
        """Whether no tile of a unit was ever written, so that all of it is nodata."""
        if not self.sparse or len(self.parts) > 1:
            return False
        row, col, height, width = self._stored(box_of(place, self.shape, self.unit))
        part = self.parts[0]
        row, col = row - part.at[0] + part.skip[0], col - part.at[1] + part.skip[1]
        src = self._source(part.file)
        high, wide = src.block_shapes[part.band - 1]
        return not any(
            src.get_tag_item(f"BLOCK_OFFSET_{c}_{r}", "TIFF", bidx=part.band)
            for r in range(row // high, -(-(row + height) // high))
            for c in range(col // wide, -(-(col + width) // wide))
        )

    def around(self, window: Box, tile: Size) -> tuple[Band, Box]:
        """The band without the tiles no cell of a window lies in: they may even be damaged.

        Args:
            window: row, column, height and width, row 0 northernmost.
            tile: rows and columns the file stores together.

        Returns:
            The smaller band and the same window in it.
        """
        row, col = window[0] // tile[0] * tile[0], window[1] // tile[1] * tile[1]
        shape = window[0] + window[2] - row, window[1] + window[3] - col
        first = self.shape[0] - row - shape[0] if self.south_up else row
        parts = tuple(
            replace(p, at=(p.at[0] - first, p.at[1] - col, *p.at[2:])) for p in self.parts
        )
        band = Band(parts, shape, self.dtype, unit_of(tile, shape), self.south_up, self.sparse)
        return band, (window[0] - row, window[1] - col, *window[2:])

    def _stored(self, box: Box) -> Box:
        row, col, height, width = box
        return self.shape[0] - row - height if self.south_up else row, col, height, width

    def _read(self, place: Place, *, masks: bool) -> Cells:
        return self.window(box_of(place, self.shape, self.unit), masks=masks)

    def _joined(self, box: Box) -> Cells:
        values = np.zeros(box[2:], dtype=self.dtype)
        known = np.zeros(box[2:], dtype=bool)
        for part in self.parts:
            if meet(box, part.at):
                here, there = common(box, part.at)
                first = part.at[0] + there[0].start, part.at[1] + there[1].start
                size = here[0].stop - here[0].start, here[1].stop - here[1].start
                read = self._of_part(part, (*first, *size), masks=True)
                above = read.seen if part.shows_below else np.ones(size, dtype=bool)
                values[here] = np.where(above, read.values, values[here])
                known[here] = np.where(above, read.seen, known[here])
        return Cells(values, known)

    def _of_part(
        self, part: Part, box: Box, *, masks: bool, out: NDArray[Any] | None = None
    ) -> Cells:
        row = box[0] - part.at[0] + part.skip[0]
        window = Window(box[1] - part.at[1] + part.skip[1], row, box[3], box[2])
        src = self._source(part.file)
        try:
            values = src.read(part.band, window=window, out=out)
            known = src.read_masks(part.band, window=window) > 0 if masks else None
        except RasterioError as fault:
            raise RasterioError(f"{part.file.name}: {fault.__cause__ or fault}") from fault
        return Cells(values, known)

    def _source(self, file: Path) -> DatasetReader:
        """A file as this thread holds it open: a dataset serves one thread at a time."""
        if not hasattr(self._own, "sources"):
            self._own.sources = OrderedDict()
        sources: OrderedDict[Path, DatasetReader] = self._own.sources
        if file not in sources:
            if len(sources) >= _OPEN_FILES:
                sources.popitem(last=False)[1].close()
            with rasterio.Env(**ALONE):
                sources[file] = rasterio.open(file, driver="GTiff")
        sources.move_to_end(file)
        return sources[file]

    def __reduce__(self) -> tuple[object, ...]:
        """What another process needs to open the files itself, once for all its jobs."""
        return _ready, tuple(getattr(self, f.name) for f in fields(self) if f.name[0] != "_")


def _holds(outer: Box, inner: Box) -> bool:
    return common(inner, outer)[0] == (slice(0, inner[2]), slice(0, inner[3]))


@lru_cache(maxsize=_READY)
def _ready(*asked: Any) -> Band:
    return Band(*asked)
