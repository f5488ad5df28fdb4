"""A raster before its cells are read: band, grid, CRS, nodata, unit, and how much would be read."""

from __future__ import annotations

import math

from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.io import DatasetReader

from gis.layers.crs_choice import choose_crs
from gis.layers.crs_guard import check_units
from gis.layers.findings import Findings
from gis.project.layers_model import DemLayer, RasterSpec

# A grid is called unrotated when its far corner moves by less than this part of a cell.
_ROTATION_CELLS = 1e-3

_FOOT_NAMES = ("foot", "feet", "ft", "us survey foot", "us_ft", "ussft")
_METRE_NAMES = ("metre", "meter", "metres", "meters", "m")


def check_header(src: DatasetReader, spec: RasterSpec, found: Findings) -> CRS | None:
    """The CRS of a raster whose header holds what the project says.

    Args:
        src: the opened file.
        spec: as the project file declares it.
        found: takes every contradiction.

    Returns:
        The horizontal CRS, or ``None`` when the findings say why the raster cannot be read.
    """
    if spec.layer is not None:
        found.error("table_only_geopackage", table=spec.layer)
    _check_band(src, spec, found)
    crs = choose_crs(spec.crs, _own_crs(src), found)
    if src.transform == Affine.identity():
        found.error("raster_nowhere")
    elif _is_rotated(src.transform, src.width, src.height):
        found.error("raster_rotated")
    elif crs is not None:
        check_units(crs, tuple(src.bounds), found)
    return None if found.failed else crs


def _check_band(src: DatasetReader, spec: RasterSpec, found: Findings) -> None:
    if spec.band > src.count:
        found.error("band_missing", band=spec.band, bands=src.count)
        return
    if "complex" in src.dtypes[spec.band - 1]:
        found.error("band_complex", band=spec.band)
    _check_nodata(src.nodatavals[spec.band - 1], spec.nodata, found)
    if isinstance(spec, DemLayer):
        _check_unit(src.units[spec.band - 1], spec, found)


def _check_nodata(own: float | None, stated: float | None, found: Findings) -> None:
    """NaN in the file is unknown in any case, so a stated number may stand beside it."""
    if own is not None and stated is not None and not math.isnan(own) and own != stated:
        found.error("nodata_differs", own=f"{own:g}", stated=f"{stated:g}")


def _check_unit(own: str | None, spec: DemLayer, found: Findings) -> None:
    name = (own or "").strip().lower()
    feet, metres = name in _FOOT_NAMES, name in _METRE_NAMES
    if (feet and spec.unit == "m") or (metres and spec.unit != "m"):
        found.error("unit_differs", own=own, stated=spec.unit)


def _own_crs(src: DatasetReader) -> CRS | None:
    if not src.crs:
        return None
    try:
        return CRS.from_user_input(src.crs.to_wkt())
    except CRSError:
        return None


def _is_rotated(transform: Affine, width: int, height: int) -> bool:
    """Rotated, sheared, or running from east to west."""
    drift = max(abs(transform.b) * height / abs(transform.a or 1.0), 0.0)
    drift = max(drift, abs(transform.d) * width / abs(transform.e or 1.0))
    return drift > _ROTATION_CELLS or transform.a <= 0 or transform.e == 0
