"""The stream against pure decoding, slope rasters against gdaldem, slope against float64 Horn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from rasterio.windows import Window
from scipy import ndimage

import gis
from benchmarks import gdal_algorithms, peers
from benchmarks.land import CELL_M, CRS, NODATA
from benchmarks.measure import Row, call, in_grass, interleaved
from gis.grid.terrain import ground_of
from gis.layers.findings import Findings
from gis.layers.windows import DemWindows, open_dem
from gis.maps.stages import SlopeStage
from gis.maps.tiles import TiledFile, fill
from gis.steep_land import _declared

WHEEL = {"GDAL": "3.12 of the pyogrio wheel"}


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
    given = {"communes": (none, communes), "plots": (plots, none), "all": (plots, communes)}
    with ThreadPoolExecutor(1) as one:

        def streamed(name: str, pool: Executor | None) -> Callable[[], object]:
            return lambda: gis.stream_steep_land(dem, *given[name], CRS, 25.0, pool)

        ways = {"tiles": lambda: decode(tiles), "strips": lambda: decode(strips)}
        ways |= {name: streamed(name, None) for name in given}
        ways |= {f"{name} by one": streamed(name, one) for name in given}
        t = interleaved(ways, runs)
    versions = {"rasterio": rasterio.__version__, "GDAL": rasterio.__gdal_version__}
    way = min("tiles", "strips", key=lambda k: t[k].cpu_s)
    d = t[way]
    told = f"CPU; the peer decodes by {way} (the cheaper of two ways) on one thread, ours runs on "
    told += "its own pool (on one thread {:.2f} x, wall {:.2f} x); wall {:.2f} x; preparing the "
    told += "vectors in memory is included"
    titles = {
        "communes": (f"{len(communes)} communes", 1.5),
        "plots": (f"{len(plots)} plots", 1.5),
        "all": ("plots and communes at once", None),
    }
    return [
        *(
            Row(f"fused stream / pure decode, {title}", t[k].cpu_s / d.cpu_s, bar, t[k].cpu_s,
                d.cpu_s, versions=versions, note=told.format(
                    t[f"{k} by one"].cpu_s / d.cpu_s, t[f"{k} by one"].wall_s / d.wall_s,
                    t[k].wall_s / d.wall_s))
            for k, (title, bar) in titles.items()
        ),
        Row("stream: one thread / own pool", t["all by one"].wall_s / t["all"].wall_s, None,
            t["all"].wall_s, t["all by one"].wall_s, at_least=True,
            note="wall; no bar for threads"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """A DEM in its file as the program's layers are read (``gis.layers.model.Raster``)."""

    windows: DemWindows

    @property
    def shape(self) -> tuple[int, int]:
        return self.windows.shape

    @property
    def unit(self) -> tuple[int, int]:
        return self.windows.unit

    @property
    def crs(self):
        return self.windows.crs

    @property
    def transform(self):
        return self.windows.transform

    def read(self, *window: int) -> tuple[np.ndarray, np.ndarray]:
        z = self.windows.read(*window)
        return z.astype(float), np.isfinite(z) & (z != self.windows.nodata)


def write_slope(windows: DemWindows, file: Path, pool: Executor | None = None) -> Path:
    """Slope as ``nuong run --write slope`` works it out, stored without overviews as peers do."""
    packed = {"compress": "deflate", "predictor": 3, "num_threads": "all_cpus"}
    stage = SlopeStage(ground_of(Stored(windows)), NODATA)
    with TiledFile("float32", NODATA, packed).opened(stage.ground.grid, file) as out:
        for _ in fill(out, stage, pool):
            pass
    return file


COMMON = "TILED=YES COMPRESS=DEFLATE PREDICTOR=3 BLOCKXSIZE=512 BLOCKYSIZE=512"
OPTIONS = [*COMMON.split(), "NUM_THREADS=ALL_CPUS"]
TERRA = """
library(terra); said <- commandArgs(TRUE)
terrain(rast(said[1]), "slope", unit = "degrees", filename = said[2], overwrite = TRUE,
        gdal = strsplit(said[3], " ")[[1]])
"""
GRASS = """
set -e
r.in.gdal -o --q --o input={dem} output=dem
g.region raster=dem
r.slope.aspect --q --o elevation=dem slope=slope format=degrees
r.out.gdal -c --q --o input=slope output={out} type=Float32 nodata=-9999 createopt={options}
"""


def slope_raster(dem: Path, work: Path, runs: int, *, full: bool) -> list[Row]:
    windows = open_dem(_declared(dem), Path(), Findings())
    why = {"gdaldem": peers.missing("gdal"), "gdal312": gdal_algorithms.missing()}
    for name in ("grass", "terra"):
        why[name] = peers.missing(name) if full else "the full run alone"
    with ThreadPoolExecutor(2) as pool:
        ways = {"ours": lambda: write_slope(windows, work / "ours.tif", pool)}
        ways |= {k: way for k, way in _slope_peers(dem, work).items() if not why[k]}
        t = interleaved(ways, runs)
    same = "same options, compression on all cores in both; our start-up is a row of its own"
    apart = "same options; its own process and, with GRASS, its import are charged; no bar"
    told = {
        "gdaldem": ("gdaldem", 0.6, 1.0, {"gdaldem": peers.version("gdal")}, same),
        "gdal312": ("gdal raster slope", None, None, WHEEL, "no bar"),
        "grass": ("GRASS", None, None, {"GRASS": peers.version("grass")}, apart),
        "terra": ("terra", None, None, {"terra": peers.version("terra")}, apart),
    }
    rows = []
    for name, (title, wall, cpu, versions, note) in told.items():
        for unit, bar in (("wall", wall), ("CPU", cpu)):
            full_title = f"slope to a compressed GeoTIFF / {title}, {unit}"
            if why[name]:
                rows.append(Row(full_title, None, bar, note=f"not measured: {why[name]}"))
                continue
            ours, peer = (
                getattr(t[k], "wall_s" if unit == "wall" else "cpu_s") for k in ("ours", name)
            )
            rows.append(Row(full_title, ours / peer, bar, ours, peer, versions=versions,
                            note=note))  # fmt: skip
    return rows


def _slope_peers(dem: Path, work: Path) -> dict[str, Callable[[], object]]:
    script, terra = work / "slope.sh", work / "slope.R"
    options = ",".join(OPTIONS)
    script.write_text(GRASS.format(dem=dem, out=work / "grass.tif", options=options), "utf-8")
    terra.write_text(TERRA, "utf-8")
    co = [w for o in OPTIONS for w in ("-co", o)]
    new = [w.replace("-co", "--co") for w in co]
    out = {name: str(work / f"{name}.tif") for name in ("gdaldem", "gdal312", "terra")}
    return {
        "gdaldem": lambda: call("gdaldem", "slope", "-q", str(dem), out["gdaldem"], *co),
        "gdal312": lambda: gdal_algorithms.run(
            "raster", "slope", str(dem), out["gdal312"], "--no-edges", "--overwrite", *new
        ),
        "grass": lambda: in_grass(dem, "bash", str(script)),
        "terra": lambda: call("Rscript", str(terra), str(dem), out["terra"], " ".join(OPTIONS)),
    }


def write_slope_of(dem: Path, file: Path) -> Path:
    """Our slope raster of a DEM."""
    return write_slope(open_dem(_declared(dem), Path(), Findings()), file)


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
