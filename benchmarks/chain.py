"""The whole job beside its usual tool chains: DEM, canopy and classes to zones and hectares.

Slope, steep hectares of plots and communes, candidate zones with a least size and their mean
slope and height, hectares of zones by commune, all written to files.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import exactextract
import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import rasterio.features
import rasterstats
import shapely
from scipy import ndimage

from benchmarks import land, peers
from benchmarks.measure import Row, call, child, in_grass, interleaved, peak_mb

MIN_CELLS = 12
LOW_M, HIGH_M, STEEP_DEG, CANOPY, CLASSES = 700, 2200, 25, 30, (2, 3)

PROJECT = f"""
format = 1
[area]
id = "bench"
title = {{ vi = "Đo tốc độ" }}
crs = "{land.CRS}"
communes_as_of = 2025-06-30
illustrative = true
[layers.dem]
kind = "dem"
path = "dem.tif"
name = "invented"
[layers.canopy]
kind = "canopy"
path = "canopy.tif"
unit = "percent"
[layers.classes]
kind = "codes"
path = "classes.tif"
[layers.communes]
kind = "communes"
path = "communes.gpkg"
[layers.plots]
kind = "plots"
path = "plots.gpkg"
crop = "cassava"
state = "planted"
[criteria.steep]
test = "slope"
above_deg = {STEEP_DEG}.0
[criteria.gentle]
test = "slope"
at_most_deg = {STEEP_DEG}.0
[criteria.height]
test = "elevation"
from_m = {LOW_M}.0
to_m = {HIGH_M}.0
[criteria.open]
test = "canopy_cover"
to_share = {CANOPY / 100 - 0.005}
[criteria.right_class]
test = "code"
layer = "classes"
any_of = [{", ".join(map(str, CLASSES))}]
[flags.steep_plots]
plots = "plots"
when = ["steep"]
cites = "000 III.2"
[zones.candidate]
crop = "ginseng"
method = "open_land"
require = ["height", "gentle", "open", "right_class"]
min_area_ha = {MIN_CELLS * land.CELL_M**2 / 1e4}
"""
# The contender, by the public API alone: everything the peers do, and the same tables written.
OURS = """
import sys, gis
from pathlib import Path
results, out = gis.compute(sys.argv[1]), Path(sys.argv[2])
results.flags.frame.to_file(out / "flags.fgb")
results.zones.zones.frame.to_file(out / "zones.fgb")
results.ledger.zone_communes.to_csv(out / "zone_communes.csv")
"""
WHOLE = "import sys, gis; gis.run(sys.argv[1], sys.argv[2])"


@dataclass(frozen=True)
class Inputs:
    """The same files for everybody."""

    folder: Path
    dem: Path
    canopy: Path
    classes: Path
    plots: Path
    communes: Path

    @property
    def project(self) -> Path:
        return self.folder / "project.toml"


def write_inputs(folder: Path, side: int, number: int, towns: int) -> Inputs:
    folder.mkdir()
    names = ("dem.tif", "canopy.tif", "classes.tif", "plots.gpkg", "communes.gpkg")
    made = Inputs(folder, *(folder / n for n in names))
    land.write_dem(made.dem, side)
    land.write_bytes(made.canopy, land.patches(side, 100, 21))
    land.write_bytes(made.classes, 1 + land.patches(side, 5, 22))
    plots, communes = land.fields(side, number), land.communes(side, towns)
    plots.assign(id=plots["id"].astype(str)).to_file(made.plots)
    codes = [f"{90_000 + i}" for i in range(len(communes))]
    communes.assign(code=codes, name=[f"Xã {c}" for c in codes]).to_file(made.communes)
    dated = 'source = "invented"\ndated = 2025-06-30\n'
    text = "".join(
        line + "\n" + (dated if line.startswith("kind") else "") for line in PROJECT.splitlines()
    )
    made.project.write_text(text, "utf-8")
    return made


def compared(files: Inputs, runs: int, *, full: bool) -> list[Row]:
    out = {name: _folder(files.folder / name) for name in ("ours", "gdal", "grass", "numpy")}
    contenders = {"ours": lambda: child(OURS, str(files.project), str(out["ours"]))}
    why = {"gdal": peers.missing("gdal", "scripts"), "grass": peers.missing("grass"), "numpy": ""}
    if not full:
        why |= dict.fromkeys(("grass", "numpy"), "the full run alone")
    ways = {"gdal": by_gdal, "grass": by_grass, "numpy": by_numpy}
    for name, way in ways.items():
        if not why[name]:
            contenders[name] = lambda way=way, name=name: way(files, out[name])
    if full:
        whole = str(files.folder / "whole")
        contenders["whole"] = lambda: child(WHOLE, str(files.project), whole)
    t = interleaved(contenders, runs)
    return [*_rows(t, why, out, full=full), *_whole(t)]


def _rows(t, why, out, *, full: bool) -> list[Row]:
    titles = {
        "gdal": ("gdaldem + gdal_calc + gdal_sieve + gdal_polygonize + exactextract + geopandas",
                 {"GDAL": peers.version("gdal"), "exactextract": exactextract.__version__},
                 "exactextract raster-sequential, its quicker way; gdal_sieve also fills holes"),
        "grass": ("GRASS", {"GRASS": peers.version("grass")},
                  "GRASS counts plots and communes by cell centres, which is less work"),
        "numpy": ("rasterio + numpy + rasterstats + geopandas",
                  {"rasterio": rasterio.__version__, "rasterstats": rasterstats.__version__},
                  "rasterstats counts by cell centres, which is less work"),
    }  # fmt: skip
    bars = {"gdal": 0.2, "grass": 0.2, "numpy": None} if full else {}
    rows = []
    for name, (title, versions, unlike) in titles.items():
        full_title = f"full chain / {title}"
        if name not in t:
            rows.append(Row(full_title, None, bars.get(name), note=f"not measured: {why[name]}"))
            continue
        ours, peer = t["ours"].cpu_s, t[name].cpu_s
        note = (f"CPU, wall {t['ours'].wall_s / t[name].wall_s:.2f} x; our process start and "
                f"checks of inputs are charged; not identical: {unlike}; zones "
                f"{_count(out['ours'])} and {_count(out[name])}"
                + ("" if full else "; land this small is no measure, so no bar"))  # fmt: skip
        rows.append(Row(full_title, ours / peer, bars.get(name), ours, peer, versions=versions,
                        note=note))  # fmt: skip
    return rows


def _whole(t) -> list[Row]:
    if not {"whole", "gdal"} <= set(t):
        return []
    ours, peer = t["whole"].cpu_s, t["gdal"].cpu_s
    note = "CPU; the map, slope classes, ledger and every check are ours alone; no bar"
    return [Row("gis.run with map and checks / the GDAL chain", ours / peer, None, ours, peer,
                note=note)]  # fmt: skip


def memory(files: Inputs, size: str, *, full: bool) -> list[Row]:
    """Peak memory of a whole run, in a process of its own; and of one whose rasters reach far."""
    names = (
        f"peak memory of gis.run, {size} (MB)",
        "peak memory of gis.run, sixteen times the cells",
    )
    note = "whole process: interpreter, libraries, kernels, run, map, checks"
    try:
        small_mb = peak_mb(WHOLE, str(files.project), str(files.folder / "memory"))
        rows = [Row(names[0], small_mb, 700 if full else None, unit="MB", note=note)]
        if full:
            far = _far(files)
            large_mb = peak_mb(WHOLE, str(far), str(files.folder / "far memory"))
            rows.append(
                Row(
                    names[1],
                    large_mb / small_mb,
                    1.25,
                    large_mb,
                    small_mb,
                    unit="MB",
                    note="the same vectors in a corner of 400 Mpx of each raster",
                )
            )
    except OSError as fault:
        return [Row(names[0], None, 700, unit="MB", note=f"not measured: {fault}")]
    return rows  # fmt: skip


def _far(files: Inputs) -> Path:
    """The same project with every raster four times as wide and high."""
    folder = files.folder / "far"
    folder.mkdir()
    for raster in (files.dem, files.canopy, files.classes):
        land.write_mosaic(folder / raster.name, raster, 4)
    for file in (files.plots, files.communes, files.project):
        shutil.copy(file, folder)
    return folder / files.project.name


def by_gdal(files: Inputs, out: Path) -> None:
    slope, steep, cand, kept = (str(out / f"{n}.tif") for n in ("slope", "steep", "cand", "kept"))
    stored = ["--co=TILED=YES", "--co=COMPRESS=DEFLATE", "--quiet", "--overwrite", "--type=Byte"]
    call("gdaldem", "slope", "-q", str(files.dem), slope,
         "-co", "TILED=YES", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=3")  # fmt: skip
    call("gdal_calc.py", "-A", slope, f"--outfile={steep}", f"--calc=where(A>{STEEP_DEG},1,0)",
         "--NoDataValue=255", *stored)  # fmt: skip
    either = "|".join(f"(E=={c})" for c in CLASSES)
    words = f"(A>={LOW_M})*(A<={HIGH_M})*(B<={STEEP_DEG})*(C<{CANOPY})*({either})"
    call("gdal_calc.py", "-A", str(files.dem), "-B", slope, "-C", str(files.canopy), "-E",
         str(files.classes), f"--outfile={cand}", f"--calc={words}", "--NoDataValue=255",
         *stored)  # fmt: skip
    call("gdal_sieve.py", "-q", "-nomask", "-st", str(MIN_CELLS), "-4", cand, kept)
    (out / "zones.gpkg").unlink(missing_ok=True)
    call("gdal_polygonize.py", "-q", kept, "-f", "GPKG", str(out / "zones.gpkg"), "zones")
    zones = gpd.read_file(out / "zones.gpkg")
    # A sieve that fills nodata leaves pieces of it; only candidate land is kept.
    zones = zones[zones["DN"] == 1].reset_index(drop=True).assign(zone=lambda z: z.index)
    frames = {"plots": gpd.read_file(files.plots), "communes": gpd.read_file(files.communes)}
    for name, frame in frames.items():
        found = _exact(steep, frame, ["sum", "count"])
        frame.join(found).to_file(out / f"{name}.fgb")
    means = [_exact(r, zones, ["mean"]).squeeze() for r in (slope, str(files.dem))]
    zones["slope_deg"], zones["height_m"] = means
    _write_zones(zones, frames["communes"], out)


def _exact(raster: str, frame: gpd.GeoDataFrame, what: list[str]) -> pd.DataFrame:
    return exactextract.exact_extract(
        raster, frame, what, strategy="raster-sequential", output="pandas"
    )


def by_numpy(files: Inputs, out: Path) -> None:
    read = {n: rasterio.open(getattr(files, n)) for n in ("dem", "canopy", "classes")}
    dem, canopy, classes = (src.read(1) for src in read.values())
    transform, crs = read["dem"].transform, read["dem"].crs
    z = np.where(dem == land.NODATA, np.nan, dem.astype(float))
    kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / (8 * land.CELL_M)
    # The rim has no slope, as with everybody else.
    east, north = (
        ndimage.correlate(z, k, mode="constant", cval=np.nan) for k in (kernel, kernel.T)
    )
    rise = np.hypot(east, north)
    slope = np.degrees(np.arctan(rise))
    steep = np.where(np.isnan(slope), 255, slope > STEEP_DEG).astype(np.uint8)
    cand = (z >= LOW_M) & (z <= HIGH_M) & (slope <= STEEP_DEG) & (canopy < CANOPY)
    label, _ = ndimage.label(cand & np.isin(classes, CLASSES))
    size = np.bincount(label.ravel())
    kept = np.where((size >= MIN_CELLS) & (np.arange(len(size)) > 0), np.arange(len(size)), 0)
    label = kept[label].astype(np.int32)
    sums = [np.bincount(label.ravel(), np.nan_to_num(v).ravel()) for v in (slope, z)]
    drawn = list(rasterio.features.shapes(label, mask=label > 0, transform=transform))
    numbers = [int(n) for _, n in drawn]
    shapes = [shapely.geometry.shape(s) for s, _ in drawn]
    zones = gpd.GeoDataFrame({"zone": numbers}, geometry=shapes, crs=crs)
    zones["slope_deg"], zones["height_m"] = (s[numbers] / size[numbers] for s in sums)
    communes = gpd.read_file(files.communes)
    for name, frame in (("plots", gpd.read_file(files.plots)), ("communes", communes)):
        found = rasterstats.zonal_stats(
            frame, steep, affine=transform, nodata=255, stats=["sum", "count"]
        )
        frame.join(pd.DataFrame(found)).to_file(out / f"{name}.fgb")
    _write_zones(zones, communes, out)


def _write_zones(zones: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, out: Path) -> None:
    pairs = gpd.overlay(zones[["zone", "geometry"]], communes)
    pairs.assign(area_ha=pairs.area / 1e4).drop(columns="geometry").to_csv(
        out / "zone_communes.csv"
    )
    zones.to_file(out / "zones.fgb")


GRASS = """
set -e
r.in.gdal -o --q --o input={dem} output=dem
r.in.gdal -o --q --o input={canopy} output=canopy
r.in.gdal -o --q --o input={classes} output=classes
g.region raster=dem
r.slope.aspect --q --o elevation=dem slope=slope format=degrees
r.mapcalc --q --o "steep = if(slope > {steep}, 1, 0)"
r.mapcalc --q --o "cand = if(dem >= {low} && dem <= {high} && slope <= {steep} && \
canopy < {cover} && (classes == {one} || classes == {other}), 1, null())"
r.reclass.area --q --o input=cand output=large value={ha} mode=greater method=reclass
r.clump --q --o input=large output=zone
r.to.vect --q --o input=zone output=zones type=area column=zone
r.univar --q --o -t map=slope zones=zone output={out}/zone_slope.csv separator=comma
r.univar --q --o -t map=dem zones=zone output={out}/zone_height.csv separator=comma
for layer in plots communes; do
  v.in.ogr --q --o -o input={folder}/$layer.gpkg output=$layer
  v.to.rast --q --o input=$layer output=$layer use=cat
  r.univar --q --o -t map=steep zones=$layer output={out}/$layer.csv separator=comma
done
v.overlay --q --o ainput=zones binput=communes operator=and output=pairs
v.db.addcolumn --q map=pairs columns="area_ha double"
v.to.db --q --o map=pairs option=area units=hectares columns=area_ha
v.out.ogr --q --o input=pairs output={out}/zone_communes.gpkg format=GPKG
v.out.ogr --q --o -s input=zones type=area output={out}/zones.gpkg format=GPKG
"""


def by_grass(files: Inputs, out: Path) -> None:
    script = out / "chain.sh"
    # r.reclass.area keeps what is larger than its value; ours keeps what is as large.
    ha = (MIN_CELLS - 0.5) * land.CELL_M**2 / 1e4
    said = {"steep": STEEP_DEG, "low": LOW_M, "high": HIGH_M, "cover": CANOPY, "ha": ha}
    one, other = CLASSES
    text = GRASS.format(
        dem=files.dem, canopy=files.canopy, classes=files.classes, folder=files.folder, out=out,
        one=one, other=other, **said,
    )  # fmt: skip
    script.write_text(text, "utf-8")
    in_grass(files.dem, "bash", str(script))


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _count(out: Path) -> int:
    """Zones in a file; ours are cut by commune there."""
    file = out / "zones.fgb" if (out / "zones.fgb").exists() else out / "zones.gpkg"
    if "zone_id" not in pyogrio.read_info(file)["fields"]:
        return int(pyogrio.read_info(file)["features"])
    return int(
        pyogrio.read_dataframe(file, columns=["zone"], read_geometry=False).nunique().iloc[0]
    )
