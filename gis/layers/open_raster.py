"""Raster files: only the window around the land asked for is read, north-up."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from gis.layers.crs_guard import Bounds
from gis.layers.findings import Findings
from gis.layers.remarks import reader_remarks
from gis.project.layers_model import RasterSpec

# Cells read at once (a float64 band of this size has 3.2 GB), and cells of one stored block.
MAX_CELLS = 400_000_000
# Cells beyond the land's box, so that a slope at the border has its neighbours.
PAD_CELLS = 2
# What stands beside a file is not looked at.
ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}

UNREADABLE = (RasterioError, RasterioIOError, ValueError)


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


def window_around(
    src: DatasetReader, crs: CRS, bounds: Bounds, bounds_crs: CRS, found: Findings
) -> Window | None:
    """The part of a raster that holds some bounds and two cells more.

    Args:
        src: the opened file, unrotated.
        crs: its CRS.
        bounds: (west, south, east, north).
        bounds_crs: CRS of the bounds; they are taken to the raster's along densified edges.
        found: takes "nothing of it is here" and "too many cells".

    Returns:
        Whole cells of the file (rows as stored), or ``None``.
    """
    there = Transformer.from_crs(bounds_crs, crs, always_xy=True).transform_bounds(*bounds)
    if not all(math.isfinite(b) for b in there):
        found.error("raster_beside")
        return None
    corners = [~src.transform @ corner for corner in (there[:2], there[2:])]
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    if right <= 0 or bottom <= 0 or left >= src.width or top >= src.height:
        found.error("raster_beside")
        return None
    columns = _span(left, right, src.width)
    rows = _span(top, bottom, src.height)
    window = Window.from_slices(rows, columns)
    return window if _is_readable(src, window, found) else None


def _span(low: float, high: float, size: int) -> tuple[int, int]:
    return max(math.floor(low) - PAD_CELLS, 0), min(math.ceil(high) + PAD_CELLS, size)


def _is_readable(src: DatasetReader, window: Window, found: Findings) -> bool:
    block = math.prod(src.block_shapes[0])
    cells = max(int(window.width) * int(window.height), block)
    if cells > MAX_CELLS:
        found.error("raster_too_large", million=cells // 10**6, limit=MAX_CELLS // 10**6)
        return False
    return True


def read_window(
    src: DatasetReader, spec: RasterSpec, window: Window
) -> tuple[NDArray[np.generic], NDArray[np.bool_], Affine]:
    """The cells of a window, north-up.

    Args:
        src: the opened file.
        spec: tells the band, and a nodata value the file does not carry.
        window: whole cells.

    Returns:
        Values as stored; where they are known (not nodata, not masked by the file, not NaN); and
        the transform of (col, row) corners. A south-up file is turned over.
    """
    values = src.read(spec.band, window=window)
    known = (src.read_masks(spec.band, window=window) > 0) & np.isfinite(values)
    if spec.nodata is not None:
        known &= values != spec.nodata
    t = src.transform
    if t.e > 0:
        values, known = values[::-1], known[::-1]
    first_row = window.row_off + (window.height if t.e > 0 else 0)
    west, north = t @ (window.col_off, first_row)
    return values, known, Affine(t.a, 0.0, west, 0.0, -abs(t.e), north)
