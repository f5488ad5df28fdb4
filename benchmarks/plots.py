"""Steep hectares of plots, end to end with reading them, against the usual zonal statistics."""

from __future__ import annotations

import shutil
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
from benchmarks import gdal_algorithms
from benchmarks.land import CRS
from benchmarks.measure import Row, Time, call, interleaved
from gis.grid.coverage import in_cells
from gis.grid.grid import Grid
from gis.grid.kernels.coverage import sum_classes
from gis.grid.rings import rings_of
from gis.layers.findings import Findings
from gis.layers.plain_shapes import read_shapes
from gis.project.layers_model import PolygonsLayer


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
            rasterstats.zonal_stats(some, str(mask), stats=["sum", "count"])

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
    t = interleaved(contenders, runs)
    scale = {"rasterstats": n / len(some)}
    return [*_pairs(t, scale, n, len(some), why_not), _same(kept)]


def _mask_chain(dem: Path, work: Path) -> None:
    """How the peers come from a DEM to a mask: slope by gdaldem (by our own GDAL when it is not
    installed), kept uncompressed as is cheapest, then a threshold by numpy.
    """
    slope = work / "chain.tif"
    if shutil.which("gdaldem"):
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
                rows.append(Row(name, None, bar, at_least=True, note=f"skipped: {why_not}"))
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


def _from_mask(plots_file: Path, mask: Path) -> np.ndarray:
    """The peers' own task, by the stream's parts: the same mask, read whole, summed by plot."""
    spec = PolygonsLayer(kind="polygons", path=str(plots_file), source="-", dated=date.today())
    shapes = read_shapes(spec, Path(), Findings())
    with rasterio.open(mask) as src:
        classes = src.read(1)
        grid = Grid(ProjCRS(src.crs), src.transform, src.shape)
    np.minimum(classes, 2, out=classes)
    r = rings_of(shapes.to_numpy(), lambda xy: in_cells(xy, grid))
    totals = np.zeros((len(shapes), 3), np.int64)
    amount = np.full(grid.shape[0], 2.0**30)
    sum_classes(r.xy, r.ring_start, r.sign, r.shape_ring, r.box, classes, (0, 0), amount, totals)
    return totals


def _same(kept: dict[str, np.ndarray]) -> Row:
    """Steep share of known land: theirs is the mean of known cells."""
    _, steep, gentle, _ = kept["ours"].T
    mean, cells = kept["exactextract"].T
    seen = cells > 0.01
    off = np.abs(steep / np.maximum(steep + gentle, 1e-30) - mean)[seen]
    return Row("steep share of a plot: largest difference from exactextract", float(off.max()),
               1e-5, unit="share", note="exactextract keeps single precision")  # fmt: skip
