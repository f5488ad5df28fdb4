"""A raster read back: cloud-optimised to the byte, every cell readable and counted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path

import rasterio
from rasterio.errors import RasterioError

from gis.errors import Problem, Where
from gis.maps.check.found import Found, check_counts
from gis.maps.cloud_raster import layout_faults
from gis.maps.contents import Count
from gis.maps.rasters import add_counts, raster_counts


def check_raster(path: Path, tables: Mapping[str, Count]) -> Found:
    """Faults of a GeoTIFF of a run.

    Args:
        path: the file.
        tables: cells by class, or known and unknown cells, as ``run.json`` says.

    Returns:
        Faults; no sums, for hectares come from polygons.
    """
    where = Where(file=path.name)
    try:
        faults = [Problem(f"maps.{code}", where) for code in _layout(path)]
        counted = add_counts(_parts(path))
    except (OSError, ValueError, RasterioError) as fault:
        reason = {"reason": str(fault).partition("\n")[0]}
        return Found([Problem("maps.raster_unreadable", where, reason)], readable=False)
    return Found([*faults, *check_counts(path.name, tables, counted)])


def _layout(path: Path) -> list[str]:
    """A file may be larger than memory: only what stands in its directories is read."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return layout_faults(data)


def _parts(path: Path) -> Iterator[dict[str, Count]]:
    with rasterio.open(path) as file:
        for _, window in file.block_windows(1):
            yield raster_counts(file.read(1, window=window))
