"""Mask to valid polygons to FlatGeobuf."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio
import rasterio.features
import shapely

from benchmarks import gdal_algorithms, peers
from benchmarks.measure import Row, call, interleaved
from gis.grid.blocks import Block, blocks_of
from gis.grid.pieces import Strips, join_strips, number_pieces, outline_pieces, strips_of

THREADS = 2


def strips_in(file: Path, block: Block) -> Strips:
    """What one block of the mask adds, read for itself."""
    with rasterio.open(file) as src:
        at = rasterio.windows.Window(block.col, block.row, block.width, block.height)
        return strips_of(src.read(1, window=at) == 1).moved(block.row, block.col)


def polygonize(file: Path, out: Path) -> np.ndarray:
    """Ours: block by block, in threads, one polygon and its number of cells for each piece."""
    with rasterio.open(file) as src:
        shape, unit, transform, crs = src.shape, src.block_shapes[0], src.transform, src.crs
    with ThreadPoolExecutor(THREADS) as threads:
        parts = list(threads.map(lambda b: strips_in(file, b), blocks_of(shape, unit)))
    strips, _ = join_strips(parts)
    piece, count = number_pieces(strips)
    polygons = outline_pieces(strips, piece, count, transform)
    cells = np.bincount(piece, strips.cells, count).astype(np.int32)
    pyogrio.raw.write(
        out, shapely.to_wkb(polygons), [cells], ["cells"],
        driver="FlatGeobuf", geometry_type="Polygon", crs=crs.to_string(),
    )  # fmt: skip
    return polygons


def compared(mask: Path, work: Path, runs: int) -> list[Row]:
    only = work / "only.tif"
    with rasterio.open(mask) as src:
        profile = src.profile | {"nodata": 0}
        values = (src.read(1) == 1).astype(np.uint8)
    with rasterio.open(only, "w", **profile) as out:
        out.write(values, 1)
    found: dict[str, np.ndarray] = {}

    def ours() -> None:
        found["ours"] = polygonize(only, work / "ours.fgb")

    def by_rasterio() -> None:
        with rasterio.open(only) as src:
            z = src.read(1)
            drawn = rasterio.features.shapes(z, mask=z == 1, transform=src.transform)
            shapes = [shapely.geometry.shape(s) for s, _ in drawn]
        gpd.GeoDataFrame(geometry=shapes, crs=profile["crs"]).to_file(work / "rasterio.fgb")

    contenders = {"ours": ours, "rasterio": by_rasterio}
    why = {"gdal_polygonize": peers.missing("gdal", "scripts"), "gdal": gdal_algorithms.missing()}
    if not why["gdal_polygonize"]:
        contenders["gdal_polygonize"] = lambda: call(
            "gdal_polygonize.py",
            "-q",
            "-overwrite",
            str(only),
            "-f",
            "FlatGeobuf",
            str(work / "p.fgb"),
        )
    if not why["gdal"]:
        contenders["gdal"] = lambda: gdal_algorithms.run(
            "raster", "polygonize", str(only), str(work / "p312.fgb"), "--overwrite"
        )
    t = interleaved(contenders, runs)
    zones, mine = found["ours"], t["ours"].cpu_s
    cells = shapely.area(zones).sum() / (profile["transform"].a ** 2)
    told = f"{len(zones)} zones, CPU; {THREADS} threads, wall {t['ours'].wall_s:.2f} s; "
    told += f"valid {shapely.is_valid(zones).mean():.0%}, "
    told += f"area off by {abs(cells - int(values.sum())):.3g} cells"
    if "gdal" in t:
        told += f", {_unlike(zones, work / 'p312.fgb')} polygons unlike GDAL's"
    names = {
        "gdal": ("GDAL 3.12 polygonize", 0.8),
        "gdal_polygonize": ("gdal_polygonize.py", 0.5),
        "rasterio": ("rasterio shapes", None),
    }
    return [
        Row(f"mask to FlatGeobuf / {title}", mine / t[k].cpu_s, bar, mine, t[k].cpu_s, note=told)
        if k in t
        else Row(f"mask to FlatGeobuf / {title}", None, bar, note=f"not measured: {why[k]}")
        for k, (title, bar) in names.items()
    ]


def _unlike(zones: np.ndarray, peers: Path) -> int:
    """How many polygons of the two are not the very same, corner for corner."""
    theirs = pyogrio.raw.read(peers, columns=[])[2]
    one, other = (
        set(shapely.to_wkb(shapely.normalize(shapes)))
        for shapes in (zones, shapely.from_wkb(theirs))
    )
    return len(one ^ other)
