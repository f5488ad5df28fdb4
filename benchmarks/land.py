"""Generated land, the same for a given seed: fractal hills, warped fields, Voronoi communes."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.windows import Window
from scipy import fft, ndimage

CRS = "EPSG:9205"
CELL_M = 30.0
WEST, NORTH = 500_000.0, 2_500_000.0
NODATA = -9999.0
STORED = {
    "driver": "GTiff", "count": 1, "dtype": "float32", "crs": CRS, "nodata": NODATA,
    "transform": Affine(CELL_M, 0, WEST, 0, -CELL_M, NORTH), "tiled": True,
    "blockxsize": 512, "blockysize": 512, "compress": "deflate", "predictor": 3,
}  # fmt: skip


def hills(side: int, seed: int = 7) -> np.ndarray:
    """A power-law surface, smooth near the cell size, 0.1 m steps, about a fifth above 25°, with
    a nodata corner and a nodata disc.
    """
    rng = np.random.default_rng(seed)
    east, north = np.fft.rfftfreq(side), np.fft.fftfreq(side)
    wave = np.hypot(east[None], north[:, None])
    wave[0, 0] = 1
    noise = fft.rfft2(rng.normal(size=(side, side)))
    z = fft.irfft2(noise * wave**-2.0 * np.exp(-((wave / 0.18) ** 2)), s=(side, side))
    rise = np.hypot(z[1:-1, 2:] - z[1:-1, :-2], z[2:, 1:-1] - z[:-2, 1:-1]) / (2 * CELL_M)
    z *= np.tan(np.radians(25)) / np.quantile(rise, 0.79)
    # Taller than any mountain once the area is large: folded back, which keeps the slopes.
    z = np.abs((z - z.min()) % 6800 - 3400) + 300
    z = np.round(z, 1).astype(np.float32)
    z[: side // 20, : side // 16] = NODATA
    rows, cols = np.ogrid[:side, :side]
    z[(rows - side * 0.7) ** 2 + (cols - side * 0.3) ** 2 < (side / 30) ** 2] = NODATA
    return z


def write_dem(file: Path, side: int) -> Path:
    z = hills(side)
    with rasterio.open(file, "w", width=side, height=side, **STORED) as out:
        out.write(z, 1)
    return file


def write_mosaic(file: Path, dem: Path, times: int) -> Path:
    """The same DEM side by side, mirrored so that it fits: tests memory, not fresh terrain."""
    with rasterio.open(dem) as src:
        z = src.read(1)
    side = len(z)
    size = {"width": side * times, "height": side * times}
    with rasterio.open(file, "w", **size, **STORED) as out:
        for row in range(times):
            for col in range(times):
                part = z[:: -1 if row % 2 else 1, :: -1 if col % 2 else 1]
                out.write(part, 1, window=Window(col * side, row * side, side, side))
    return file


def patches(side: int, levels: int, seed: int) -> np.ndarray:
    """Codes 0 to ``levels`` - 1 in patches of some ten cells, each level as common."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(size=(side // 8 + 2, side // 8 + 2)).astype(np.float32)
    smooth = ndimage.zoom(coarse, 8, order=1)[:side, :side]
    limits = np.quantile(smooth[::7, ::7], np.arange(1, levels) / levels)
    return np.digitize(smooth, limits).astype(np.uint8)


def write_bytes(file: Path, values: np.ndarray) -> Path:
    """Values on the DEM's grid; 255 is unknown."""
    size = {"height": values.shape[0], "width": values.shape[1]}
    kept = STORED | {"dtype": "uint8", "nodata": 255, "predictor": 2} | size
    with rasterio.open(file, "w", **kept) as out:
        out.write(values, 1)
    return file


def fields(side: int, number: int, seed: int = 3) -> gpd.GeoDataFrame:
    """Quads of 0.1 to 2 ha on a warped, turned lattice over the DEM."""
    rng = np.random.default_rng(seed)
    extent, n = side * CELL_M, int(np.ceil(np.sqrt(number)))
    grid = np.stack(np.meshgrid(np.arange(n), np.arange(n)), -1).reshape(-1, 2)[:number]
    centre = (grid + 0.5) * extent / n
    centre += 40 * np.sin(centre[:, ::-1] / 900)
    half = np.sqrt(np.exp(rng.normal(np.log(5000), 0.6, number)).clip(1000, 20_000)) / 2
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * rng.uniform(0.8, 1.2, (number, 4, 2))
    a = rng.uniform(0, np.pi, number)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]).transpose(2, 0, 1)
    xy = centre[:, None] + half[:, None, None] * corner @ turn
    shapes = shapely.polygons(xy * (1, -1) + (WEST, NORTH))
    return gpd.GeoDataFrame({"id": np.arange(number)}, geometry=shapes, crs=CRS)


def communes(side: int, number: int, seed: int = 5, corners: int = 120) -> gpd.GeoDataFrame:
    """Voronoi cells with wavy borders that fill the DEM, of some ``4 * corners`` corners each."""
    rng = np.random.default_rng(seed)
    extent = side * CELL_M
    seeds = shapely.multipoints(rng.uniform(0, extent, (number, 2)))
    whole = shapely.box(0, 0, extent, extent)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=whole))
    cells = shapely.intersection(cells, whole)
    cells = shapely.segmentize(cells, extent / np.sqrt(number) / corners)

    def warp(xy: np.ndarray) -> np.ndarray:
        inside = np.sin(np.pi * xy / extent)
        wave = np.sin(xy[:, ::-1] / 700) * 120 * inside.prod(axis=1, keepdims=True)
        return (xy + wave) * (1, -1) + (WEST, NORTH)

    return gpd.GeoDataFrame(geometry=shapely.transform(cells, warp), crs=CRS)
