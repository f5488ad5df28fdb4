"""Steep hectares of plots, end to end with reading them, against the usual zonal statistics."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import exactextract
import geopandas as gpd
import numpy as np
import rasterio
import rasterstats
from pyproj import CRS as ProjCRS  # noqa: N811 - beside the name of the land's own

import gis
from benchmarks import gdal_algorithms, peers
from benchmarks.land import CELL_M, CRS
from benchmarks.measure import Row, Time, call, interleaved
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay
from gis.layers.findings import Findings
from gis.layers.plain_shapes import read_shapes
from gis.project.layers_model import PolygonsLayer

TERRA = """
library(terra); said <- commandArgs(TRUE)
found <- extract(rast(said[1]), vect(said[2]), fun = sum, exact = TRUE, na.rm = TRUE)
stopifnot(nrow(found) > 0)
"""


def steep_mask(slope: Path, file: Path) -> Path:
    """What the peers are given ready-made: 1 steep, 0 not, 255 unknown; not charged to them."""
    with rasterio.open(slope) as src:
        deg = src.read(1)
        profile = src.profile | {"dtype": "uint8", "nodata": 255, "predictor": 1}
    mask = np.where(deg < 0, 255, deg >= 25.000999).astype(np.uint8)
    with rasterio.open(file, "w", **profile) as out:
        out.write(mask, 1)
    return file


def compared(
    dem: Path, mask: Path, plots_file: Path, work: Path, runs: int, few: int, *, full: bool
) -> list[Row]:
    plots = gpd.read_file(plots_file)
    n, none = len(plots), plots.iloc[:0]
    some = plots.iloc[:: max(n // few, 1)]
    kept: dict[str, np.ndarray] = {}

    def ours() -> None:
        kept["ours"] = gis.stream_steep_land(dem, plots_file, none, CRS).plots.to_numpy()

    def by_exactextract() -> None:
        frame = gpd.read_file(plots_file)
        found = exactextract.exact_extract(
            str(mask), frame, ["mean", "count"], strategy="raster-sequential", output="pandas"
        )
        kept["exactextract"] = found.to_numpy()

    def by_rasterstats() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            found = rasterstats.zonal_stats(some, str(mask), stats=["sum", "count"])
        kept["rasterstats"] = np.array([(f["sum"] or 0, f["count"]) for f in found], float)

    some_file = work / "some.gpkg"
    some.to_file(some_file)
    contenders = {
        "ours": ours,
        "ours_mask": lambda: _from_mask(plots_file, mask),
        "exactextract": by_exactextract,
        "rasterstats": by_rasterstats,
        "chain": lambda: _mask_chain(dem, work),
    }
    why_not = gdal_algorithms.missing()
    if not why_not:
        table = str(work / "zonal.csv")
        contenders["gdal"] = lambda: gdal_algorithms.run(
            "raster", "zonal-stats", "-i", str(mask), "--zones", str(plots_file), "--stat", "sum",
            "--pixels", "fractional", "--strategy", "raster", "-o", table,
            "--include-field", "id", "--overwrite",
        )  # fmt: skip
    no_terra = peers.missing("terra") if full else "the full run alone"
    if not no_terra:
        script = work / "extract.R"
        script.write_text(TERRA, "utf-8")
        contenders["terra"] = lambda: call("Rscript", str(script), str(mask), str(some_file))
        contenders["R alone"] = lambda: call("Rscript", "-e", "library(terra)")
    t = interleaved(contenders, runs)
    scale = {"rasterstats": n / len(some)}
    rows = _pairs(t, scale, n, len(some), why_not)
    rows.append(_terra(t, n / len(some), len(some), no_terra))
    wrong = _wrong(kept["exactextract"][:: max(n // few, 1)], kept["rasterstats"], some)
    return [*rows, _same(kept), *wrong]


def _mask_chain(dem: Path, work: Path) -> None:
    """How the peers come from a DEM to a mask: slope by gdaldem (by our own GDAL when it is not
    installed), kept uncompressed as is cheapest, then a threshold by numpy.
    """
    slope = work / "chain.tif"
    if not peers.missing("gdal"):
        call("gdaldem", "slope", "-q", str(dem), str(slope), "-co", "TILED=YES")
    else:
        gdal_algorithms.run("raster", "slope", str(dem), str(slope), "--no-edges", "--overwrite")
    with rasterio.open(slope) as src:
        deg = src.read(1)
        profile = src.profile | {"dtype": "uint8", "nodata": 255}
    steep = (deg > 25).view(np.uint8)
    steep[deg < 0] = 255
    with rasterio.open(work / "chain_mask.tif", "w", **profile) as out:
        out.write(steep, 1)


_PEERS = {
    "rasterstats": ("rasterstats", 100, {"rasterstats": rasterstats.__version__}),
    "exactextract": (
        "exactextract raster-sequential", 20, {"exactextract": exactextract.__version__}
    ),
    "gdal": ("GDAL zonal-stats", 5, {"GDAL": "3.12 of the pyogrio wheel"}),
}  # fmt: skip


def _pairs(
    t: dict[str, Time], scale: dict[str, float], n: int, some: int, why_not: str
) -> list[Row]:
    """Every peer twice: all begin at the DEM and the plots' file, all begin at the mask and it."""
    rows = []
    for begin, mine, before in (
        ("DEM", t["ours"].cpu_s, t["chain"].cpu_s),
        ("mask", t["ours_mask"].cpu_s, 0.0),
    ):
        for key, (title, bar, versions) in _PEERS.items():
            name = f"steep hectares of plots from the {begin}: {title} / ours"
            if key not in t:
                rows.append(Row(name, None, bar, at_least=True, note=f"not measured: {why_not}"))
                continue
            peer = t[key].cpu_s * scale.get(key, 1.0) + before
            note = f"{n} plots, CPU, reading them included; both begin at the {begin}"
            if before:
                note += f", the peer's slope and mask cost {before:.2g} s"
            else:
                note += "; ours by the parts of its stream, no command does this alone"
            if key in scale:
                note += f"; {some} plots measured and scaled"
            rows.append(Row(name, peer / mine, bar, mine, peer, True, versions=versions, note=note))
    return rows


def _terra(t: dict[str, Time], scale: float, some: int, why_not: str) -> Row:
    title = "steep hectares of plots from the mask: terra extract(exact=TRUE) / ours"
    if why_not:
        return Row(title, None, None, at_least=True, note=f"not measured: {why_not}")
    # R's own start does not grow with the plots, so it is not scaled.
    start, mine = t["R alone"].cpu_s, t["ours_mask"].cpu_s
    peer = start + max(t["terra"].cpu_s - start, 0) * scale
    versions = {"terra": peers.version("terra")}
    note = f"CPU; both begin at the mask; {some} plots measured and scaled, R's start not; no bar"
    return Row(title, peer / mine, None, mine, peer, True, versions=versions, note=note)


def _wrong(exact: np.ndarray, centres: np.ndarray, plots: gpd.GeoDataFrame) -> list[Row]:
    """Verdicts by cell centres beside those by exact coverage, on plots that are partly steep."""
    share, cells = exact.T
    steep, counted = centres.T
    guess = steep / np.maximum(counted, 1) > 0.5
    wrong = (guess != (share > 0.5)) | (counted == 0)
    known = cells > 0.999 * plots.area.to_numpy() / CELL_M**2
    open_ = known & (share > 0.001) & (share < 0.999)
    size = plots.area.to_numpy() / 1e4
    note = "more than half steep or not, cell centres against exact coverage; no centre, no verdict"
    rows = []
    for low, high in ((0.1, 0.25), (0.25, 0.5), (0.5, 1.0), (1.0, 2.0)):
        here = open_ & (size >= low) & (size < high)
        name = f"verdicts rasterstats gets wrong, partly steep plots of {low:g}-{high:g} ha"
        ratio = float(wrong[here].mean()) if here.any() else None
        rows.append(
            Row(
                name,
                ratio,
                None,
                unit="share",
                versions={"rasterstats": rasterstats.__version__},
                note=f"{note}; {int(wrong[here].sum())} of {int(here.sum())} plots",
            )
        )
    return rows  # fmt: skip


def _from_mask(plots_file: Path, mask: Path) -> np.ndarray:
    """The peers' own task, by the stream's parts: the same mask, read whole, summed by plot."""
    spec = PolygonsLayer(kind="polygons", path=str(plots_file), source="-", dated=date.today())
    shapes = read_shapes(spec, Path(), Findings())
    with rasterio.open(mask) as src:
        classes = src.read(1)
        grid = Grid(ProjCRS(src.crs), src.transform, src.shape)
    everything, laid = Block(0, 0, *grid.shape), lay(shapes, grid)
    return laid.by_class(laid.in_sight(everything), everything, classes, 3)


def _same(kept: dict[str, np.ndarray]) -> Row:
    """Steep share of known land: theirs is the mean of known cells."""
    _, steep, gentle, _ = kept["ours"].T
    mean, cells = kept["exactextract"].T
    seen = cells > 0.01
    off = np.abs(steep / np.maximum(steep + gentle, 1e-30) - mean)[seen]
    return Row("steep share of a plot: largest difference from exactextract", float(off.max()),
               1e-5, unit="share", note="exactextract keeps single precision")  # fmt: skip
