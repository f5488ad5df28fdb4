"""Slope as a raster, only when somebody asks for it: written tile by tile, in bounded memory."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.windows import Window

from gis.errors import NuongError, Problem, Where
from gis.grid.blocks import Block, blocks_of
from gis.grid.executor import run_blocks
from gis.grid.heights import Heights, runs_of
from gis.layers.band import GDAL_CACHE_BYTES
from gis.layers.windows import DemWindows

TILE = 512
UNKNOWN = -9999.0
STORED = {
    "driver": "GTiff",
    "dtype": "float32",
    "count": 1,
    "nodata": UNKNOWN,
    "tiled": True,
    "blockxsize": TILE,
    "blockysize": TILE,
    "compress": "deflate",
    "predictor": 3,
    "bigtiff": "if_safer",
    "num_threads": "all_cpus",
}


def write_slope(dem: DemWindows, file: Path, executor: Executor | None = None) -> Path:
    """Write Horn's slope of a DEM, in degrees, as a compressed, tiled GeoTIFF.

    Args:
        dem: opened by ``gis.layers.windows.open_dem``.
        file: the GeoTIFF to write; it appears under its name only when it is whole.
        executor: a pool that works out the blocks; ``None`` works in this thread.

    Returns:
        The file. Cells without nine known heights hold -9999, its nodata value.

    Raises:
        NuongError: the DEM holds heights that cannot be land.
    """
    part = file.with_name(file.name + ".part")
    try:
        beyond = _written(dem, part, executor)
        if beyond:
            where = Where(file=dem.file.name)
            raise NuongError([Problem("grid.heights_implausible", where, {"n": beyond})])
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file


def _written(dem: DemWindows, part: Path, executor: Executor | None) -> int:
    rows, cols = dem.shape
    where = {"crs": dem.crs.to_wkt(), "transform": dem.transform, "height": rows, "width": cols}
    beyond = 0
    with (
        rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_BYTES),
        rasterio.open(part, "w", **STORED, **where) as out,
    ):
        # Blocks follow the tiles of the output, so that none is compressed twice.
        jobs = blocks_of(dem.shape, (min(TILE, rows), min(TILE, cols)))
        for block, slope, odd in run_blocks(_Slope(dem, *runs_of(dem)), jobs, executor):
            out.write(slope, 1, window=Window(block.col, block.row, block.width, block.height))
            beyond += odd
    return beyond


@dataclass(frozen=True)
class _Slope:
    """The task: the slope of one block."""

    heights: Heights
    of_east: NDArray[np.float64]
    of_north: NDArray[np.float64]

    def __call__(self, block: Block) -> tuple[Block, NDArray[np.float32], int]:
        from gis.grid.kernels.steep import degrees

        dem, around = self.heights, block.with_halo
        rows = slice(block.row, block.row + block.height)
        slope = np.empty((block.height, block.width), dtype=np.float32)
        z = dem.read(around.row, around.col, around.height, around.width)
        low, high = dem.plausible
        runs = self.of_east[rows], self.of_north[rows]
        beyond = degrees(z, dem.nodata, low, high, *runs, slope)
        slope[np.isnan(slope)] = UNKNOWN
        return block, slope, beyond
