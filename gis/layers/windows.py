"""Heights of a DEM of any size as they are stored, read block by block in bounded memory.

This is what a kernel wants that works on stored heights; every other reader of cells takes a
:class:`gis.layers.raster_file.RasterFile`, in the layer's unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.errors import RasterioError

from gis.errors import NuongError, Problem, Where
from gis.layers.band import Band, small_cache
from gis.layers.findings import Findings
from gis.layers.lattice import Box, Size, box_of, common, places_in
from gis.layers.open_raster import open_raster
from gis.layers.raster_header import Header, check_header
from gis.layers.raster_values import HIGHEST_M, LOWEST_M, METRES
from gis.layers.tiles import Place, TileStore
from gis.project.layers_model import DemLayer

Tile = NDArray[Any]

_SINGLE = ("uint8", "int8", "int16", "uint16", "float32", "float16")


@dataclass(frozen=True)
class DemWindows:
    """Heights of one band, by window; north-up whatever the file is.

    Args:
        file: a GeoTIFF, or a mosaic of some.
        band: its stored heights.
        crs: of the cells.
        transform: (col, row) corners to x, y, row 0 northernmost.
        nodata: the height that means nothing; NaN when there is none.
        metres: metres in one unit of the heights.
        plausible: lowest and highest stored height that can be land.
        single: heights are read in single precision, which holds every stored value.
        masked: the file tells what is known by a mask besides nodata.
    """

    file: Path
    band: Band
    crs: CRS
    transform: Affine
    nodata: float
    metres: float
    plausible: tuple[float, float]
    single: bool
    masked: bool
    _tiles: TileStore[Tile] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tiles", TileStore(self._decode))

    @property
    def shape(self) -> Size:
        """Rows and columns."""
        return self.band.shape

    @property
    def unit(self) -> Size:
        """Rows and columns read together: whole tiles of the file."""
        return self.band.unit

    def read(self, row: int, col: int, height: int, width: int) -> Tile:
        """Heights of a window, float32 or float64; NaN outside the grid.

        Raises:
            NuongError: a part of the file cannot be decoded.
        """
        window: Box = (row, col, height, width)
        out = np.empty((height, width), dtype=self.dtype)
        if min(row, col) < 0 or row + height > self.shape[0] or col + width > self.shape[1]:
            out[:] = np.nan
        try:
            with small_cache():
                for place in places_in(window, self.shape, self.unit):
                    here, there = common(window, box_of(place, self.shape, self.unit))
                    out[here] = self._tiles.tile(place)[there]
        except RasterioError as fault:
            raise unreadable(self.file.name, None, fault) from fault
        return out

    def fill(self, row: int, col: int, out: Tile) -> None:
        """Put heights of a window into an array; nothing is kept of them.

        Args:
            row: first row, 0 northernmost.
            col: first column.
            out: of the type :attr:`dtype`, (height, width); the window lies on the grid.

        Raises:
            NuongError: a part of the file cannot be decoded.
        """
        box: Box = (row, col, *out.shape)
        try:
            with small_cache():
                if self.masked:
                    cells = self.band.window(box, masks=True)
                    out[:] = np.where(cells.seen, cells.values, np.nan)
                else:
                    self.band.fill(box, out)
        except RasterioError as fault:
            raise unreadable(self.file.name, None, fault) from fault

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the heights: float32 or float64."""
        return np.dtype(np.float32 if self.single else np.float64)

    def _decode(self, place: Place) -> Tile:
        if not self.masked:
            return self.band.values(place).astype(self.dtype, copy=False)
        cells = self.band.cells(place)
        tile = cells.values.astype(self.dtype, copy=False)
        if cells.known is not None:
            tile[~cells.known] = np.nan
        return tile

    def __reduce__(self) -> tuple[type[DemWindows], tuple[object, ...]]:
        """What another process needs to open the file itself."""
        return DemWindows, tuple(getattr(self, f.name) for f in fields(self) if f.name[0] != "_")


def unreadable(file: str, layer: str | None, fault: Exception) -> NuongError:
    """What is raised when cells cannot be decoded, long after the file was opened."""
    where = Where(file=file, layer=layer)
    return NuongError([Problem("layers.file_unreadable", where, {"reason": str(fault)})])


def open_dem(spec: DemLayer, folder: Path, found: Findings) -> DemWindows | None:
    """A DEM ready to be read by windows.

    Args:
        spec: as a project declares it; ``path`` is relative to ``folder``.
        folder: directory of the project file.
        found: takes every fault of the header.

    Returns:
        The DEM, or ``None`` when the findings say why it cannot be read.
    """
    raster = open_raster(spec, folder, found)
    crs = None if raster is None else check_header(raster.header, spec, found)
    if raster is None or crs is None:
        return None
    return _windows(raster.file, spec, raster.header, raster.band, crs)


def _windows(file: Path, spec: DemLayer, header: Header, band: Band, crs: CRS) -> DemWindows:
    own = spec.nodata if spec.nodata is not None else header.nodata
    single = header.dtype in _SINGLE
    nodata = math.nan if own is None else float(np.float32(own) if single else own)
    scale, offset = (METRES[spec.unit] * part for part in header.scaling)
    return DemWindows(
        file,
        band,
        crs,
        header.north_up,
        nodata,
        metres=scale,
        plausible=((LOWEST_M - offset) / scale, (HIGHEST_M - offset) / scale),
        single=single,
        masked=header.masked,
    )
