"""Steep hectares of plots, end to end with reading them, against the usual zonal statistics."""

from __future__ import annotations

import warnings
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
        frame = gpd.read_file(plots_file)
        kept["ours"] = gis.stream_steep_land(dem, frame, none, CRS).plots.to_numpy()

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
        "ours": ours, "exactextract": by_exactextract, "rasterstats": by_rasterstats,
    }  # fmt: skip
    contenders["ours_mask"] = lambda: _from_mask(plots_file, mask)
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
    mine = t["ours"].cpu_s
    told = f"{n} plots, CPU; ours begins at the DEM, the peer is given the steep mask ready-made"
    rows = []
    for name, bar, scale, version in (
        ("rasterstats", 100, n / len(some), rasterstats.__version__),
        ("exactextract", 20, 1.0, exactextract.__version__),
        ("gdal", 5, 1.0, "3.12 of the pyogrio wheel"),
    ):
        label = {"exactextract": "exactextract raster-sequential", "gdal": "GDAL zonal-stats"}
        title = f"steep hectares of plots: {label.get(name, name)} / ours"
        if name not in t:
            rows.append(Row(title, None, bar, at_least=True, note=f"not measured: {why_not}"))
            continue
        peer = t[name].cpu_s * scale
        note = told + (f"; {len(some)} plots measured and scaled" if scale > 1 else "")
        rows.append(Row(title, peer / mine, bar, mine, peer, True, versions={name: version},
                        note=note))  # fmt: skip
    rows.append(_terra(t, mine, n / len(some), no_terra, f"{told}; {len(some)} plots measured and"))
    wrong = _wrong(kept["exactextract"][:: max(n // few, 1)], kept["rasterstats"], some)
    return [*rows, *_alike(t), _same(kept), *wrong]


def _terra(t: dict[str, Time], mine: float, scale: float, why_not: str, told: str) -> Row:
    title = "steep hectares of plots: terra extract(exact=TRUE) / ours"
    if why_not:
        return Row(title, None, None, at_least=True, note=f"not measured: {why_not}")
    # R's own start does not grow with the plots, so it is not scaled.
    start = t["R alone"].cpu_s
    peer = start + max(t["terra"].cpu_s - start, 0) * scale
    versions = {"terra": peers.version("terra")}
    return Row(title, peer / mine, None, mine, peer, True, versions=versions,
               note=f"{told} scaled, R's start not; no bar")  # fmt: skip


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
    frame = gpd.read_file(plots_file)
    with rasterio.open(mask) as src:
        classes = np.minimum(src.read(1), 2)
        grid = Grid(ProjCRS(src.crs), src.transform, src.shape)
    everything = Block(0, 0, *grid.shape)
    return lay(frame.geometry, grid).over(everything).by_class(classes, 3)


def _alike(t: dict[str, Time]) -> list[Row]:
    """Both from the ready-made mask. No command of ours does this alone, so no bar is claimed."""
    mine = t["ours_mask"].cpu_s
    note = "both begin at the same mask and the plots' file, CPU; our kernel outside its stream"
    return [
        Row(f"plots on a ready mask: {name} / our kernel", t[name].cpu_s / mine, None, mine,
            t[name].cpu_s, True, note=note)
        for name in ("exactextract", "gdal") if name in t
    ]  # fmt: skip


def _same(kept: dict[str, np.ndarray]) -> Row:
    """Steep share of known land: theirs is the mean of known cells."""
    _, steep, gentle, _ = kept["ours"].T
    mean, cells = kept["exactextract"].T
    seen = cells > 0.01
    off = np.abs(steep / np.maximum(steep + gentle, 1e-30) - mean)[seen]
    return Row("steep share of a plot: largest difference from exactextract", float(off.max()),
               1e-5, unit="share", note="exactextract keeps single precision")  # fmt: skip
