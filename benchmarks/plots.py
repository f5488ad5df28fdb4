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
from benchmarks import gdal_algorithms
from benchmarks.land import CRS
from benchmarks.measure import Row, Time, interleaved
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay


def steep_mask(slope: Path, file: Path) -> Path:
    """What the peers are given ready-made: 1 steep, 0 not, 255 unknown; not charged to them."""
    with rasterio.open(slope) as src:
        deg = src.read(1)
        profile = src.profile | {"dtype": "uint8", "nodata": 255, "predictor": 1}
    mask = np.where(deg < 0, 255, deg >= 25.000999).astype(np.uint8)
    with rasterio.open(file, "w", **profile) as out:
        out.write(mask, 1)
    return file


def compared(dem: Path, mask: Path, plots_file: Path, work: Path, runs: int, few: int) -> list[Row]:
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
            rasterstats.zonal_stats(some, str(mask), stats=["sum", "count"])

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
            rows.append(Row(title, None, bar, at_least=True, note=f"skipped: {why_not}"))
            continue
        peer = t[name].cpu_s * scale
        note = told + (f"; {len(some)} plots measured and scaled" if scale > 1 else "")
        rows.append(Row(title, peer / mine, bar, mine, peer, True, versions={name: version},
                        note=note))  # fmt: skip
    return [*rows, *_alike(t), _same(kept)]


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
