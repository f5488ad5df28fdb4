"""The page's base picture: a hillshade of the DEM, tinted by elevation, in Web Mercator.

Only for the eye: no figure comes from it. Slope and hectares are computed on the DEM's own grid.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from PIL import Image
from pyproj import CRS, Transformer
from rasterio.warp import Resampling, reproject

from gis.grid.grid import Grid, grid_of
from gis.layers.model import Raster
from gis.layers.tiles import SHELF
from gis.maps.page.shrunk import Shrunk, shrunk
from gis.memory import give_back

LONGEST_PX = 1600
# Rows coloured at once.
STRIP_ROWS = 128
MERCATOR = CRS.from_epsg(3857)
# Sun in the north-west, 45° high: relief then looks raised, not sunken.
SUN_AZIMUTH_DEG, SUN_HEIGHT_DEG = 315.0, 45.0
# From valley floor to ridge; pale, so that the plots stand out.
TINT_RGB = np.array(
    [[206, 214, 190], [223, 222, 200], [231, 224, 209], [226, 221, 217], [240, 240, 241]], float
)
UNKNOWN_RGB, HATCH_RGB = (216, 216, 216), (190, 190, 190)


@dataclass(frozen=True)
class BasePicture:
    """A picture as a data URI and its corners ((south, west), (north, east)) in WGS 84 degrees."""

    uri: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


def base_picture(dem: Raster, longest_px: int = LONGEST_PX) -> BasePicture:
    """Hillshade and elevation tint of a DEM, for display; read block by block.

    Unknown elevation inside the DEM is hatched grey; outside the DEM the picture is transparent.

    Args:
        dem: elevation in metres, of any size, in any CRS.
        longest_px: most pixels along the longer side.
    """
    source = grid_of(dem)
    grid = _mercator_grid(source, longest_px)
    heights = shrunk(dem, 2 * longest_px)
    SHELF.clear()  # nobody reads the DEM again
    give_back()
    height_m, inside = _to_mercator(heights, source, grid)
    rgb = relief(height_m, grid, height_range(height_m))
    picture = np.dstack([rgb, np.where(inside, 255, 0).astype(np.uint8)])
    del heights, height_m, inside, rgb
    give_back()
    uri = _webp_uri(picture)
    give_back()  # what the packing of the picture took
    return BasePicture(uri, _wgs84_corners(grid))


def _to_mercator(
    heights: Shrunk, source: Grid, grid: Grid
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    shrinks = max(source.shape) > max(grid.shape)
    how = Resampling.average if shrinks else Resampling.bilinear
    height_m = np.full(grid.shape, np.nan, dtype=np.float32)
    warp(heights.height_m, height_m, heights.grid, grid, how, np.nan)
    inside = np.zeros(grid.shape, dtype=np.uint8)
    there = np.ones(heights.grid.shape, dtype=np.uint8)
    warp(there, inside, heights.grid, grid, Resampling.nearest, 0)
    return height_m, inside > 0


def _mercator_grid(source: Grid, longest_px: int) -> Grid:
    """Square cells over the whole source, about as many as it has, within the limit."""
    to_mercator = Transformer.from_crs(source.crs, MERCATOR, always_xy=True)
    west, south, east, north = to_mercator.transform_bounds(*source.bounds, densify_pts=21)
    cell_m = max(east - west, north - south) / min(longest_px, max(source.shape))
    shape = (ceil((north - south) / cell_m - 1e-6), ceil((east - west) / cell_m - 1e-6))
    return Grid(MERCATOR, Affine(cell_m, 0, west, 0, -cell_m, north), shape)


def warp(
    values: NDArray[Any],
    out: NDArray[Any],
    source: Grid,
    target: Grid,
    how: Resampling,
    nodata: float,
) -> None:
    """Values of one grid on another, into ``out``; only for the eye."""
    reproject(
        values,
        out,
        src_transform=source.transform,
        src_crs=source.crs.to_wkt(),
        src_nodata=nodata,
        dst_transform=target.transform,
        dst_crs=target.crs.to_wkt(),
        dst_nodata=nodata,
        resampling=how,
    )


def height_range(height_m: NDArray[np.float32]) -> tuple[float, float]:
    """Heights the tint begins and ends at, in metres: all but one in a hundred on either side."""
    known = np.isfinite(height_m)
    low, high = np.percentile(height_m[known], (1, 99)) if known.any() else (0.0, 1.0)
    return float(low), float(high)


def relief(
    height_m: NDArray[np.float32], grid: Grid, tint_m: tuple[float, float]
) -> NDArray[np.uint8]:
    """Shaded and tinted relief; what is not known is hatched.

    Args:
        height_m: metres, (rows, cols), NaN where unknown.
        grid: its cells in Web Mercator.
        tint_m: heights the tint begins and ends at.

    Returns:
        Red, green and blue, (rows, cols, 3).
    """
    low, high = tint_m
    # Some rows at a time, and one more on either side for the light.
    rows, picture = len(height_m), np.empty((*height_m.shape, 3), dtype=np.uint8)
    for top in range(0, rows, STRIP_ROWS):
        bottom = min(top + STRIP_ROWS, rows)
        first = max(top - 1, 0)
        strip = height_m[first : min(bottom + 1, rows)].astype(np.float64)
        rgb = _tint(strip, low, high) * _shade(strip, grid)[..., None]
        rgb = np.where(np.isfinite(strip)[..., None], rgb, _hatch(strip.shape, first))
        picture[top:bottom] = np.clip(rgb, 0, 255)[top - first :][: bottom - top]
    return picture


def _tint(height_m: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    place = (np.nan_to_num(height_m) - low) / max(high - low, 1.0)
    stops = np.linspace(0, 1, len(TINT_RGB))
    return np.dstack([np.interp(place, stops, TINT_RGB[:, band]) for band in range(3)])


def _shade(height_m: NDArray[np.float64], grid: Grid) -> NDArray[np.float64]:
    """Lambert shading, 1 on flat land; unknown neighbours leave a cell unshaded.

    A Web Mercator metre is stretched by 1 / cos(latitude), so heights are stretched alike.
    """
    if min(height_m.shape) < 2:
        return np.ones(height_m.shape)
    _, south, _, north = grid.bounds
    stretch = np.cosh((south + north) / 2 / 6_378_137.0)
    down, right = np.gradient(height_m * stretch, -grid.transform.e, grid.transform.a)
    azimuth, sun = np.radians(SUN_AZIMUTH_DEG), np.radians(SUN_HEIGHT_DEG)
    # Down-slope components towards the sun: x grows east, rows grow south.
    toward = -(right * np.sin(azimuth) - down * np.cos(azimuth))
    light = (np.sin(sun) + np.cos(sun) * toward) / np.sqrt(1 + down**2 + right**2)
    return np.nan_to_num(np.clip(0.5 + 0.5 * light / np.sin(sun), 0.45, 1.08), nan=1.0)


def _hatch(shape: tuple[int, ...], first: int) -> NDArray[np.float64]:
    rows, cols = np.indices(shape)
    stripe = ((rows + first + cols) // 3 % 3 == 0)[..., None]
    return np.where(stripe, HATCH_RGB, UNKNOWN_RGB).astype(float)


def _webp_uri(rgba: NDArray[np.uint8]) -> str:
    buffer = io.BytesIO()
    Image.fromarray(rgba, "RGBA").save(buffer, "WEBP", quality=72, method=4)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _wgs84_corners(grid: Grid) -> tuple[tuple[float, float], tuple[float, float]]:
    west, south, east, north = grid.bounds
    to_wgs84 = Transformer.from_crs(MERCATOR, 4326, always_xy=True)
    (low_lon, low_lat), (high_lon, high_lat) = (
        to_wgs84.transform(west, south),
        to_wgs84.transform(east, north),
    )
    return (round(low_lat, 7), round(low_lon, 7)), (round(high_lat, 7), round(high_lon, 7))
