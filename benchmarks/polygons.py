"""Mask to valid polygons to FlatGeobuf."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import rasterio.features
import shapely

from benchmarks import gdal_algorithms, peers
from benchmarks.measure import Row, call, interleaved
from gis.grid.grid import Grid
from gis.zones.trace import label_pieces, trace


def compared(mask: Path, work: Path, runs: int) -> list[Row]:
    only = work / "only.tif"
    with rasterio.open(mask) as src:
        profile = src.profile | {"nodata": 0}
        values = (src.read(1) == 1).astype(np.uint8)
    with rasterio.open(only, "w", **profile) as out:
        out.write(values, 1)
    found: dict[str, gpd.GeoSeries] = {}

    def ours() -> None:
        with rasterio.open(only) as src:
            grid = Grid(src.crs, src.transform, src.shape)
            labels = label_pieces(src.read(1) == 1)
        found["ours"] = trace(labels, np.arange(1, labels.max() + 1), grid)
        found["ours"].to_frame("geometry").to_file(work / "ours.fgb")

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
    cells = zones.area.sum() / (profile["transform"].a ** 2)
    told = f"{len(zones)} zones, CPU; valid {zones.is_valid.mean():.0%}, "
    told += f"area off by {abs(cells - int(values.sum())):.3g} cells"
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
