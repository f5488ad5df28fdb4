"""The stream against pure decoding, slope rasters against gdaldem, slope against float64 Horn."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from rasterio.windows import Window
from scipy import ndimage

import gis
from benchmarks import gdal_algorithms
from benchmarks.land import CELL_M, CRS, NODATA
from benchmarks.measure import Row, call, interleaved
from gis.layers.findings import Findings
from gis.layers.windows import open_dem
from gis.maps.slope_raster import write_slope
from gis.steep_land import _declared


def stream(dem: Path, plots: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, runs: int) -> list[Row]:
    def decode(windows) -> None:
        with rasterio.Env(GDAL_CACHEMAX=64 << 20), rasterio.open(dem) as src:
            for window in windows(src):
                src.read(1, window=window)

    def tiles(src):
        return [w for _, w in src.block_windows(1)]

    def strips(src):
        high = src.block_shapes[0][0]
        rows = range(0, src.height, high)
        return [Window(0, r, src.width, min(high, src.height - r)) for r in rows]

    none = plots.iloc[:0]
    with ThreadPoolExecutor(1) as one:
        t = interleaved(
            {
                "tiles": lambda: decode(tiles),
                "strips": lambda: decode(strips),
                "communes": lambda: gis.stream_steep_land(dem, none, communes, CRS),
                "plots": lambda: gis.stream_steep_land(dem, plots, none, CRS),
                "all": lambda: gis.stream_steep_land(dem, plots, communes, CRS),
                "one": lambda: gis.stream_steep_land(dem, plots, communes, CRS, 25.0, one),
            },
            runs,
        )
    versions = {"rasterio": rasterio.__version__, "GDAL": rasterio.__gdal_version__}
    way = min("tiles", "strips", key=lambda k: t[k].cpu_s)
    d = t[way]
    told = f"CPU; the peer decodes by {way} (the cheaper of two ways) on one thread, ours runs on "
    told += "its own pool; wall {:.2f} x; preparing the vectors in memory is included"
    given = {
        "communes": (f"{len(communes)} communes", 1.5),
        "plots": (f"{len(plots)} plots", 1.5),
        "all": ("plots and communes at once", None),
    }
    return [
        *(
            Row(f"fused stream / pure decode, {title}", t[k].cpu_s / d.cpu_s, bar, t[k].cpu_s,
                d.cpu_s, versions=versions, note=told.format(t[k].wall_s / d.wall_s))
            for k, (title, bar) in given.items()
        ),
        Row("stream: one thread / own pool", t["one"].wall_s / t["all"].wall_s, None,
            t["all"].wall_s, t["one"].wall_s, at_least=True, note="wall; no bar for threads"),
    ]  # fmt: skip


def slope_raster(dem: Path, work: Path, runs: int) -> list[Row]:
    name = "slope to a compressed GeoTIFF / gdaldem"
    if not shutil.which("gdaldem"):
        return [Row(name, None, 0.6, note="skipped: gdaldem is not installed (gdal-bin)")]
    windows = open_dem(_declared(dem), Path(), Findings())
    stored = "TILED=YES COMPRESS=DEFLATE PREDICTOR=3 BLOCKXSIZE=512 BLOCKYSIZE=512"
    options = [w for o in f"{stored} NUM_THREADS=ALL_CPUS".split() for w in ("-co", o)]
    theirs = str(work / "gdaldem.tif")
    with ThreadPoolExecutor(2) as pool:
        contenders = {
            "ours": lambda: write_slope(windows, work / "ours.tif", pool),
            "gdaldem": lambda: call("gdaldem", "slope", "-q", str(dem), theirs, *options),
        }
        if not gdal_algorithms.missing():
            contenders["gdal312"] = lambda: gdal_algorithms.run(
                "raster", "slope", str(dem), str(work / "g312.tif"), "--no-edges", "--overwrite",
                *(w.replace("-co", "--co") for w in options),
            )  # fmt: skip
        t = interleaved(contenders, runs)
    version = subprocess.run(["gdaldem", "--version"], capture_output=True, text=True, check=False)
    versions = {"gdaldem": version.stdout.split(",")[0]}
    ours, peer = t["ours"], t["gdaldem"]
    note = "same options, compression on all cores in both; our start-up is a row of its own"
    rows = [
        Row(name + ", wall", ours.wall_s / peer.wall_s, 0.6, ours.wall_s, peer.wall_s,
            versions=versions, note=note),
        Row(name + ", CPU", ours.cpu_s / peer.cpu_s, 1.0, ours.cpu_s, peer.cpu_s,
            versions=versions, note=note),
    ]  # fmt: skip
    if "gdal312" in t:
        peer = t["gdal312"]
        rows.append(
            Row("slope to a compressed GeoTIFF / gdal raster slope, wall",
                ours.wall_s / peer.wall_s, None, ours.wall_s, peer.wall_s,
                versions={"GDAL": "3.12 of the pyogrio wheel"}, note="no bar")
        )  # fmt: skip
    return rows


def agreement(dem: Path, work: Path) -> list[Row]:
    """Our raster and our steep cells against Horn by convolution in double precision."""
    windows = open_dem(_declared(dem), Path(), Findings())
    with rasterio.open(write_slope(windows, work / "agree.tif")) as src:
        ours = src.read(1).astype(float)
    with rasterio.open(dem) as src:
        z = src.read(1).astype(float)
    z[z == NODATA] = np.nan
    kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / (8 * CELL_M)
    gradient = np.hypot(ndimage.correlate(z, kernel), ndimage.correlate(z, kernel.T))
    horn = np.degrees(np.arctan(gradient))[1:-1, 1:-1]
    horn[np.isnan(z[1:-1, 1:-1])] = np.nan
    got = np.where(ours == NODATA, np.nan, ours)[1:-1, 1:-1]
    assert (np.isnan(got) == np.isnan(horn)).all()
    known = ~np.isnan(horn)
    worst = float(np.abs(got - horn)[known].max())
    return [
        Row("slope raster: largest difference from float64 Horn (degrees)", worst, 1e-4,
            unit="deg", note="planar; kept in single precision"),
        Row("cells flipped across 25° by the squared gradient", float(_flipped(windows, horn)), 0,
            unit="cells", note=f"of {int(known.sum())}, against gis.criteria.slope.above"),
    ]  # fmt: skip


def _flipped(windows, horn: np.ndarray) -> int:
    from gis.criteria.slope import above, least_above_deg
    from gis.grid.kernels.steep import classify

    rows, cols = windows.shape
    out = np.empty((rows - 2, cols - 2), np.uint8)
    run = np.full(rows - 2, 1 / (8 * CELL_M) ** 2)
    limit = np.tan(np.radians(least_above_deg(25.0))) ** 2
    classify(windows.read(0, 0, rows, cols), NODATA, -500.0, 9000.0, run, run, limit, out)
    expected = np.where(np.isnan(horn), 2, above(np.nan_to_num(horn), 25.0))
    return int((out != expected).sum())
