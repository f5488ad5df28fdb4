"""A DEM of any size, read block by block in bounded memory."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window

from gis.layers.files import RASTER_FORMATS, find_file
from gis.layers.findings import Findings
from gis.layers.open_raster import ALONE, MAX_CELLS, UNREADABLE, opened
from gis.layers.raster_header import check_header
from gis.layers.raster_values import HIGHEST_M, LOWEST_M, METRES
from gis.layers.tiles import Place, Tile, TileStore
from gis.project.layers_model import DemLayer

# GDAL's own cache is a twentieth of the machine's memory unless it is told otherwise.
GDAL_CACHE_BYTES = 32 << 20
# Decoded tiles that the next row of blocks needs again.
TILES_BYTES = 96 << 20
# Small tiles and strips are read several at once.
_UNIT_CELLS = 1 << 18
_SINGLE = ("uint8", "int8", "int16", "uint16", "float32", "float16")


@dataclass(frozen=True)
class DemWindows:
    """Heights of one band, by window; north-up whatever the file is.

    Args:
        file: a GeoTIFF.
        band: 1-based.
        crs: of the cells.
        transform: (col, row) corners to x, y, row 0 northernmost.
        shape: rows and columns.
        nodata: the height that means nothing; NaN when there is none.
        metres: metres in one unit of the heights.
        plausible: lowest and highest stored height that can be land.
        single: heights are read in single precision, which holds every stored value.
        south_up: the file's rows run northward.
        masked: the file tells what is known by a mask besides nodata.
        unit: rows and columns read together: whole tiles of the file.
    """

    file: Path
    band: int
    crs: CRS
    transform: Affine
    shape: tuple[int, int]
    nodata: float
    metres: float
    plausible: tuple[float, float]
    single: bool
    south_up: bool
    masked: bool
    unit: tuple[int, int]
    _own: threading.local = field(default_factory=threading.local, compare=False, repr=False)
    _tiles: TileStore = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tiles", TileStore(self._decode, TILES_BYTES))

    def read(self, row: int, col: int, height: int, width: int) -> Tile:
        """Heights of a window, float32 or float64; NaN outside the grid.

        Raises:
            RasterioError: a part of the file cannot be decoded.
        """
        rows, cols = range(row, row + height), range(col, col + width)
        (first, last), (left, right) = _units(rows, self, 0), _units(cols, self, 1)
        out = np.empty((height, width), dtype=self._dtype)
        if min(row, col) < 0 or row + height > self.shape[0] or col + width > self.shape[1]:
            out[:] = np.nan
        with rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES):
            for down in range(first, last):
                for across in range(left, right):
                    self._paste(out, (row, col), (down, across))
        return out

    def tiles_around(self, down: int, across: int) -> tuple[Tile, ...]:
        """Heights of a unit and of the eight around it, from north-west to south-east, as decoded.

        Args:
            down: number of the unit's row, from the north.
            across: number of its column, from the west.

        Returns:
            Nine arrays, float32 or float64. Where the grid ends stand NaN, as one row, one column
            or one cell.

        Raises:
            RasterioError: a part of the file cannot be decoded.
        """
        near = (-1, 0, 1)
        with rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES):
            middle = self._tiles.tile((down, across))
            return tuple(
                middle if i == j == 0 else self._neighbour((down + i, across + j), middle, i, j)
                for i in near
                for j in near
            )

    def _neighbour(self, place: Place, middle: Tile, down: int, across: int) -> Tile:
        """A unit beside another, or NaN in its stead."""
        first = place[0] * self.unit[0], place[1] * self.unit[1]
        if min(place) >= 0 and first[0] < self.shape[0] and first[1] < self.shape[1]:
            return self._tiles.tile(place)
        sides = 1 if down else middle.shape[0], 1 if across else middle.shape[1]
        return np.full(sides, np.nan, dtype=self._dtype)

    @property
    def _dtype(self) -> type[np.floating]:
        return np.float32 if self.single else np.float64

    def _paste(self, out: Tile, corner: Place, place: Place) -> None:
        tile = self._tiles.tile(place)
        at = place[0] * self.unit[0], place[1] * self.unit[1]
        here, there = zip(
            *(_overlap(*edges) for edges in zip(corner, out.shape, at, tile.shape, strict=True)),
            strict=True,
        )
        out[here] = tile[there]

    def _decode(self, place: Place) -> Tile:
        row, col = place[0] * self.unit[0], place[1] * self.unit[1]
        height = min(self.unit[0], self.shape[0] - row)
        width = min(self.unit[1], self.shape[1] - col)
        first = self.shape[0] - row - height if self.south_up else row
        window = Window(col, first, width, height)
        tile = self._source().read(self.band, window=window).astype(self._dtype, copy=False)
        if self.masked:
            tile[self._source().read_masks(self.band, window=window) == 0] = np.nan
        return np.ascontiguousarray(tile[::-1]) if self.south_up else tile

    def _source(self) -> DatasetReader:
        """The file as this thread holds it open: a dataset serves one thread at a time."""
        if not hasattr(self._own, "source"):
            with rasterio.Env(**ALONE):
                self._own.source = rasterio.open(self.file, driver="GTiff")
        return self._own.source

    def __reduce__(self) -> tuple[type[DemWindows], tuple[object, ...]]:
        """What another process needs to open the file itself."""
        return DemWindows, tuple(getattr(self, f.name) for f in fields(self) if f.name[0] != "_")


def open_dem(spec: DemLayer, folder: Path, found: Findings) -> DemWindows | None:
    """A DEM ready to be read by windows.

    Args:
        spec: as a project declares it; ``path`` is relative to ``folder``.
        folder: directory of the project file.
        found: takes every fault of the header.

    Returns:
        The DEM, or ``None`` when the findings say why it cannot be read.
    """
    located = find_file(folder, spec.path, RASTER_FORMATS, found)
    if located is None:
        return None
    try:
        with opened(located[0], found) as src:
            crs = check_header(src, spec, found)
            if crs is None or _is_stored_whole(src, found):
                return None
            return _windows(located[0], spec, src, crs)
    except UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None


def _windows(file: Path, spec: DemLayer, src: DatasetReader, crs: CRS) -> DemWindows:
    t, south_up = src.transform, src.transform.e > 0
    west, north = t @ (0, src.height if south_up else 0)
    band = spec.band - 1
    own = spec.nodata if spec.nodata is not None else src.nodatavals[band]
    single = src.dtypes[band] in _SINGLE
    nodata = math.nan if own is None else float(np.float32(own) if single else own)
    scale, offset = METRES[spec.unit] * src.scales[band], METRES[spec.unit] * src.offsets[band]
    flags = set(src.mask_flag_enums[band])
    return DemWindows(
        file,
        spec.band,
        crs,
        Affine(t.a, 0.0, west, 0.0, -abs(t.e), north),
        src.shape,
        nodata,
        metres=scale,
        plausible=((LOWEST_M - offset) / scale, (HIGHEST_M - offset) / scale),
        single=single,
        south_up=south_up,
        masked=not flags <= {MaskFlags.all_valid, MaskFlags.nodata},
        unit=_unit(src.block_shapes[band], src.shape),
    )


def _unit(tile: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """Whole tiles together, at least a quarter of a million cells, wider before higher."""
    width = min(tile[1] * max(512 // tile[1], 1), shape[1])
    height = tile[0] * max(_UNIT_CELLS // (width * tile[0]), 1)
    return min(height, shape[0]), width


def _is_stored_whole(src: DatasetReader, found: Findings) -> bool:
    """Whether a single stored tile is more than a machine should hold."""
    cells = math.prod(src.block_shapes[0])
    if cells > MAX_CELLS:
        found.error("raster_too_large", million=cells // 10**6, limit=MAX_CELLS // 10**6)
    return cells > MAX_CELLS


def _units(cells: range, dem: DemWindows, axis: int) -> tuple[int, int]:
    """First and last (excluded) unit that hold these rows or columns of the grid."""
    low, high = max(cells.start, 0), min(cells.stop, dem.shape[axis])
    unit = dem.unit[axis]
    return low // unit, max(-(-high // unit), low // unit)


def _overlap(into: int, into_size: int, of: int, of_size: int) -> tuple[slice, slice]:
    """Where two stretches of cells meet, counted from the beginning of each."""
    low, high = max(into, of), min(into + into_size, of + of_size)
    return slice(low - into, high - into), slice(low - of, high - of)
