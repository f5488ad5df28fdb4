"""The page's base picture: a hillshade of the DEM, tinted by elevation, in Web Mercator.

Only for the eye: no figure comes from it. Slope and hectares are computed on the DEM's own grid.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from math import ceil

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from PIL import Image
from pyproj import CRS, Transformer
from rasterio.warp import Resampling, reproject

from gis.grid.grid import Grid
from gis.grid.terrain import Terrain

LONGEST_PX = 1600
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


def base_picture(terrain: Terrain, longest_px: int = LONGEST_PX) -> BasePicture:
    """Hillshade and elevation tint of a terrain, for display.

    Unknown elevation inside the DEM is hatched grey; outside the DEM the picture is transparent.

    Args:
        terrain: elevation in metres on any CRS.
        longest_px: most pixels along the longer side.
    """
    height_m, inside, grid = _to_mercator(terrain, longest_px)
    known = np.isfinite(height_m)
    rgb = _tint(height_m, known) * _shade(height_m, grid)[..., None]
    rgb = np.where(known[..., None], rgb, _hatch(known.shape))
    alpha = np.where(inside, 255, 0)
    picture = np.dstack([np.clip(rgb, 0, 255), alpha]).astype(np.uint8)
    return BasePicture(_webp_uri(picture), _wgs84_corners(grid))


def _to_mercator(
    terrain: Terrain, longest_px: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], Grid]:
    source = terrain.grid
    grid = _mercator_grid(source, longest_px)
    known_m = np.where(terrain.elevation_known, terrain.elevation_m, np.nan)
    shrinks = max(source.shape) > max(grid.shape)
    height_m = _warp(known_m, source, grid, Resampling.average if shrinks else Resampling.bilinear)
    inside = np.isfinite(_warp(np.zeros(source.shape), source, grid, Resampling.nearest))
    return height_m, inside, grid


def _mercator_grid(source: Grid, longest_px: int) -> Grid:
    """Square cells over the whole source, about as many as it has, within the limit."""
    to_mercator = Transformer.from_crs(source.crs, MERCATOR, always_xy=True)
    west, south, east, north = to_mercator.transform_bounds(*source.bounds, densify_pts=21)
    cell_m = max(east - west, north - south) / min(longest_px, max(source.shape))
    shape = (ceil((north - south) / cell_m - 1e-6), ceil((east - west) / cell_m - 1e-6))
    return Grid(MERCATOR, Affine(cell_m, 0, west, 0, -cell_m, north), shape)


def _warp(
    values: NDArray[np.float64], source: Grid, target: Grid, how: Resampling
) -> NDArray[np.float64]:
    out = np.full(target.shape, np.nan)
    reproject(
        values,
        out,
        src_transform=source.transform,
        src_crs=source.crs.to_wkt(),
        src_nodata=np.nan,
        dst_transform=target.transform,
        dst_crs=target.crs.to_wkt(),
        dst_nodata=np.nan,
        resampling=how,
    )
    return out


def _tint(height_m: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    low, high = np.percentile(height_m[known], (1, 99)) if known.any() else (0.0, 1.0)
    place = (np.nan_to_num(height_m) - low) / max(high - low, 1.0)
    stops = np.linspace(0, 1, len(TINT_RGB))
    return np.dstack([np.interp(place, stops, TINT_RGB[:, band]) for band in range(3)])


def _shade(height_m: NDArray[np.float64], grid: Grid) -> NDArray[np.float64]:
    """Lambert shading, 1 on flat land; unknown neighbours leave a cell unshaded.

    A Web Mercator metre is stretched by 1 / cos(latitude), so heights are stretched alike.
    """
    if min(grid.shape) < 2:
        return np.ones(grid.shape)
    _, south, _, north = grid.bounds
    stretch = np.cosh((south + north) / 2 / 6_378_137.0)
    down, right = np.gradient(height_m * stretch, -grid.transform.e, grid.transform.a)
    azimuth, sun = np.radians(SUN_AZIMUTH_DEG), np.radians(SUN_HEIGHT_DEG)
    # Down-slope components towards the sun: x grows east, rows grow south.
    toward = -(right * np.sin(azimuth) - down * np.cos(azimuth))
    light = (np.sin(sun) + np.cos(sun) * toward) / np.sqrt(1 + down**2 + right**2)
    return np.nan_to_num(np.clip(0.5 + 0.5 * light / np.sin(sun), 0.45, 1.08), nan=1.0)


def _hatch(shape: tuple[int, ...]) -> NDArray[np.float64]:
    rows, cols = np.indices(shape)
    stripe = ((rows + cols) // 3 % 3 == 0)[..., None]
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
