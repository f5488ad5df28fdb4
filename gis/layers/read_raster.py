"""One raster layer from its file to metres, shares or codes, everything wrong noted on the way."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
from pyproj import CRS

from gis.layers.band import small_cache
from gis.layers.crs_guard import check_shift
from gis.layers.findings import Findings
from gis.layers.model import Raster
from gis.layers.open_raster import UNREADABLE, Opened, open_raster
from gis.layers.raster_cover import VoidCount, check_cell_size, check_cover
from gis.layers.raster_file import RasterFile
from gis.layers.raster_header import check_header
from gis.layers.raster_values import ValueCheck
from gis.layers.raster_window import corner_of, window_around
from gis.layers.source import source_file
from gis.project.layers_model import RasterSpec

# A layer of at most this many cells stays in memory (36 MB) once it is checked, so that the run
# does not decode it again; a larger one stays in its file.
KEPT_CELLS = 4_000_000


def read_raster(
    name: str,
    spec: RasterSpec,
    folder: Path,
    communes: gpd.GeoDataFrame | None,
    land: gpd.GeoSeries | None,
    project_crs: CRS | None,
    found: Findings,
) -> Raster | None:
    """A raster layer of the project around the land asked for, every cell of it looked at.

    Looking decodes each tile once; a layer larger than ``KEPT_CELLS`` is decoded again when the
    run reads it, which is the price of not holding it.

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
    opened = open_raster(spec, folder, found)
    if opened is None:
        return None
    raster = _window(name, spec, opened, land, found)
    if raster is None:
        return None
    voids = None if communes is None else VoidCount(raster, communes)
    try:
        with small_cache():
            fits = _look(raster, voids, found)
    except UNREADABLE as fault:
        found.error("file_unreadable", reason=fault)
        return None
    if not fits or voids is None or project_crs is None:
        return None
    rows, cols = raster.shape
    (west, north), (east, south) = raster.transform @ (0, 0), raster.transform @ (cols, rows)
    check_shift(raster.crs, project_crs, (west, south, east, north), found)
    check_cell_size(raster, found)
    check_cover(raster, voids, project_crs, found)
    return raster.in_memory() if math.prod(raster.shape) <= KEPT_CELLS else raster


def _window(
    name: str, spec: RasterSpec, opened: Opened, land: gpd.GeoSeries | None, found: Findings
) -> RasterFile | None:
    """The layer as the part of its file around the land asked for."""
    header = opened.header
    crs = check_header(header, spec, found)
    if crs is None or land is None:
        return None
    window = window_around(header, crs, tuple(land.total_bounds), land.crs, found)
    if window is None:
        return None
    source = source_file(opened.file, opened.form, spec, crs, opened.files[1:], found.repairs)
    transform = corner_of(header, window)
    band, part = opened.band.around(window, header.tile)
    return RasterFile(name, spec, crs, transform, source, band, part, header.scaling)


def _look(raster: RasterFile, voids: VoidCount | None, found: Findings) -> bool:
    """Look at every cell once, and note what cannot be."""
    check = ValueCheck(raster.spec, raster.scaling)
    keep = math.prod(raster.shape) <= KEPT_CELLS
    for piece in raster.pieces(keep=keep):
        if not piece.void:
            check.add(*piece.box[:2], piece.stored, piece.known)
        if voids is not None:
            voids.add(piece)
    return check.tell(found)
