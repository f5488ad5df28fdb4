"""A raster before its cells are read: band, grid, CRS, nodata, unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.enums import Interleaving, MaskFlags
from rasterio.io import DatasetReader

from gis.layers.crs_choice import choose_crs
from gis.layers.crs_guard import Bounds, check_units
from gis.layers.findings import Findings
from gis.layers.lattice import Size
from gis.project.layers_model import DemLayer, RasterSpec

# A grid is called unrotated when its far corner moves by less than this part of a cell.
_ROTATION_CELLS = 1e-3

_FOOT_NAMES = ("foot", "feet", "ft", "us survey foot", "us_ft", "ussft")
_METRE_NAMES = ("metre", "meter", "metres", "meters", "m")


@dataclass(frozen=True)
class Header:
    """What a raster says of itself, and of the band asked for (of the first if it has no such).

    Args:
        shape: rows and columns.
        transform: (col, row) corners to x, y, rows as stored.
        crs: ``None`` when it carries none, or none that is known.
        bands: how many there are.
        dtype: of the stored values.
        nodata: the stored value that means nothing.
        unit: of the values, as the file writes it.
        scaling: (scale, offset) of the values.
        tile: rows and columns stored together.
        tile_bytes: what decoding one of them takes.
        masked: what is known is told by a mask besides nodata.
    """

    shape: Size
    transform: Affine
    crs: CRS | None
    bands: int
    dtype: str
    nodata: float | None
    unit: str | None
    scaling: tuple[float, float]
    tile: Size
    tile_bytes: int
    masked: bool

    @property
    def south_up(self) -> bool:
        """Whether the rows of the file run northward."""
        return bool(self.transform.e > 0)

    @property
    def north_up(self) -> Affine:
        """(col, row) corners to x, y, row 0 northernmost."""
        t = self.transform
        west, north = t @ (0, self.shape[0] if self.south_up else 0)
        return Affine(t.a, 0.0, west, 0.0, -abs(t.e), north)

    @property
    def bounds(self) -> Bounds:
        """(west, south, east, north) in its CRS."""
        t, (rows, cols) = self.north_up, self.shape
        (west, north), (east, south) = t @ (0, 0), t @ (cols, rows)
        return west, south, east, north


def header_of(src: DatasetReader, band: int) -> Header:
    """The header of an opened GeoTIFF as it concerns a band (1-based)."""
    i = min(band, src.count) - 1
    tile = src.block_shapes[i]
    together = src.count if src.interleaving == Interleaving.pixel else 1
    return Header(
        shape=src.shape,
        transform=src.transform,
        crs=_own_crs(src),
        bands=src.count,
        dtype=src.dtypes[i],
        nodata=src.nodatavals[i],
        unit=src.units[i] or None,
        scaling=(src.scales[i], src.offsets[i]),
        tile=tile,
        tile_bytes=math.prod(tile) * _BYTES.get(src.dtypes[i], 16) * together,
        masked=not set(src.mask_flag_enums[i]) <= {MaskFlags.all_valid, MaskFlags.nodata},
    )


_BYTES = {
    "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "float16": 2, "uint32": 4, "int32": 4,
    "float32": 4, "uint64": 8, "int64": 8, "float64": 8,
}  # fmt: skip


def check_header(header: Header, spec: RasterSpec, found: Findings) -> CRS | None:
    """The CRS of a raster whose header holds what the project says.

    Args:
        header: of the opened raster.
        spec: as the project file declares it.
        found: takes every contradiction.

    Returns:
        The horizontal CRS, or ``None`` when the findings say why the raster cannot be read.
    """
    if spec.layer is not None:
        found.error("table_only_geopackage", table=spec.layer)
    _check_band(header, spec, found)
    crs = choose_crs(spec.crs, header.crs, found, repair=spec.datum_repair, bounds=header.bounds)
    if spec.datum_repair == "swapped_xy":
        found.error("repair_needless", repair="swapped_xy")
    if header.transform == Affine.identity():
        found.error("raster_nowhere")
    elif is_rotated(header.transform, header.shape):
        found.error("raster_rotated")
    elif crs is not None:
        check_units(crs, header.bounds, found)
    return None if found.failed else crs


def _check_band(header: Header, spec: RasterSpec, found: Findings) -> None:
    if spec.band > header.bands:
        found.error("band_missing", band=spec.band, bands=header.bands)
        return
    if "complex" in header.dtype:
        found.error("band_complex", band=spec.band)
    _check_nodata(header.nodata, spec.nodata, found)
    if isinstance(spec, DemLayer):
        _check_unit(header.unit, spec, found)


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


def is_rotated(transform: Affine, shape: Size) -> bool:
    """Rotated, sheared, or running from east to west."""
    height, width = shape
    drift = max(abs(transform.b) * height / abs(transform.a or 1.0), 0.0)
    drift = max(drift, abs(transform.d) * width / abs(transform.e or 1.0))
    return drift > _ROTATION_CELLS or transform.a <= 0 or transform.e == 0
