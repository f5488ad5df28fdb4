"""One raster layer from its file to metres, shares or codes, everything wrong noted on the way."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
from pyproj import CRS
from rasterio.io import DatasetReader

from gis.layers.crs_guard import check_shift
from gis.layers.files import RASTER_FORMATS, Format, find_file
from gis.layers.findings import Findings
from gis.layers.model import RasterLayer
from gis.layers.open_raster import UNREADABLE, opened, read_window, window_around
from gis.layers.raster_cover import check_cell_size, check_cover
from gis.layers.raster_header import check_header
from gis.layers.raster_values import meaning
from gis.layers.source import source_file
from gis.project.layers_model import RasterSpec


def read_raster(
    name: str,
    spec: RasterSpec,
    folder: Path,
    communes: gpd.GeoDataFrame | None,
    land: gpd.GeoSeries | None,
    project_crs: CRS | None,
    found: Findings,
) -> RasterLayer | None:
    """A raster layer of the project, read around the land asked for only.

    Args:
        name: of the layer in the project.
        spec: as the project file declares it.
        folder: directory of the project file.
        communes: checked communes; ``None`` when they could not be read: the header is checked
            all the same.
        land: the land whose cells are needed, in any CRS; ``None`` as above.
        project_crs: where hectares are measured; ``None`` as above.
        found: takes every problem.

    Returns:
        The layer on its own grid, ``None`` when an error was found.
    """
    located = find_file(folder, spec.path, RASTER_FORMATS, found)
    if located is None:
        return None
    try:
        with opened(located[0], found) as src:
            raster = _read(name, spec, located, src, land, found)
    except UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None
    if raster is None or communes is None or project_crs is None:
        return None
    rows, cols = raster.known.shape
    (west, north), (east, south) = raster.transform @ (0, 0), raster.transform @ (cols, rows)
    check_shift(raster.crs, project_crs, (west, south, east, north), found)
    check_cell_size(raster, found)
    check_cover(raster, communes, project_crs, found)
    return raster


def _read(
    name: str,
    spec: RasterSpec,
    located: tuple[Path, Format],
    src: DatasetReader,
    land: gpd.GeoSeries | None,
    found: Findings,
) -> RasterLayer | None:
    crs = check_header(src, spec, found)
    if crs is None or land is None:
        return None
    window = window_around(src, crs, tuple(land.total_bounds), land.crs, found)
    if window is None:
        return None
    stored, known, transform = read_window(src, spec, window)
    scaling = src.scales[spec.band - 1], src.offsets[spec.band - 1]
    values = meaning(stored, known, spec, scaling, found)
    if values is None:
        return None
    source = source_file(*located, spec, crs)
    return RasterLayer(name, spec, values, np.ascontiguousarray(known), crs, transform, source)
