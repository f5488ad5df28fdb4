"""Writes the sample's files so that the same sample gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
from affine import Affine
from numpy.typing import NDArray

# A GeoPackage notes when its tables were last changed: the sample's own date, not today's.
_CLOCK = "OGR_CURRENT_DATE"
_WRITTEN = "2025-06-30T00:00:00.000Z"


def write_table(table: gpd.GeoDataFrame, path: Path) -> None:
    """Writes a GeoPackage with one table, named like the file.

    Args:
        table: features in the sample's CRS.
        path: file to write; an existing one is replaced.
    """
    path.unlink(missing_ok=True)
    with _sample_clock():
        table.to_file(path, driver="GPKG", layer=path.stem, engine="pyogrio")


def write_raster(
    values: NDArray[np.generic], transform: Affine, crs: str, nodata: float, path: Path
) -> None:
    """Writes one band as a tiled, compressed GeoTIFF.

    Args:
        values: (rows, cols); float32 or uint8.
        transform: (col, row) corners to x, y in metres.
        crs: of the transform, e.g. ``"EPSG:9205"``.
        nodata: the value that stands for unknown land.
        path: file to write; an existing one is replaced.
    """
    rows, cols = values.shape
    predictor = 3 if values.dtype.kind == "f" else 2
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=cols, count=1, dtype=values.dtype,
        crs=crs, transform=transform, nodata=nodata, tiled=True, blockxsize=256,
        blockysize=256, compress="deflate", predictor=predictor, zlevel=1,
    ) as file:  # fmt: skip
        file.write(values, 1)


@contextmanager
def _sample_clock() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _WRITTEN})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})
