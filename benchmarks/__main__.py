"""Run all benchmarks: ``python3 nuong.py bench [--quick] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path

import numba
import numpy as np
import rasterio

from benchmarks import land, plots, polygons, terrain, whole
from benchmarks.measure import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="nuong.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller land, three runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nuong-bench-") as folder:
        rows = measured(Path(folder), quick=asked.quick)
    show(rows)
    if asked.json:
        asked.json.write_text(json.dumps([r.as_json() for r in rows], indent=1), "utf-8")


def measured(work: Path, *, quick: bool) -> list[Row]:
    side, number, towns, runs, few = (
        (2048, 8_000, 80, 3, 400) if quick else (5000, 50_000, 500, 5, 2_000)
    )
    dem = land.write_dem(work / "dem.tif", side)
    fields, towns_frame = land.fields(side, number), land.communes(side, towns)
    fields_file, towns_file = work / "plots.gpkg", work / "communes.gpkg"
    fields.to_file(fields_file)
    towns_frame.to_file(towns_file)
    rows = terrain.agreement(dem, work)
    mask = plots.steep_mask(work / "agree.tif", work / "mask.tif")
    rows += terrain.stream(dem, fields, towns_frame, runs)
    rows += terrain.slope_raster(dem, work, runs)
    rows += plots.compared(dem, mask, fields_file, work, runs, few)
    rows += polygons.compared(mask, work, runs)
    rows += whole.start_up(runs)
    times = 2 if quick else 4
    large = land.write_mosaic(work / "large.tif", dem, times)
    size = f"{side**2 / 1e6:.0f}Mpx to {(side * times) ** 2 / 1e6:.0f}Mpx, same vectors"
    return rows + whole.memory(dem, large, fields_file, towns_file, size)


def show(rows: list[Row]) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
          f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}, "
          f"rasterio {rasterio.__version__} (GDAL {rasterio.__gdal_version__})")  # fmt: skip
    print(f"{'what':66} {'ratio':>9} {'bar':>9}  {'holds':5} {'ours':>9} {'peer':>9}")
    for r in rows:
        sign = ">=" if r.at_least else "<="
        bar = f"{sign} {r.bar:g}" if r.bar is not None else "-"
        holds = {True: "yes", False: "NO", None: "-"}[r.holds]
        print(f"{r.name:66} {_figure(r.ratio):>9} {bar:>9}  {holds:5} "
              f"{_figure(r.ours_s):>9} {_figure(r.peer_s):>9}")  # fmt: skip
        versions = ", ".join(f"{k} {v}" for k, v in r.versions.items())
        told = "; ".join(t for t in (r.note, versions) if t)
        if told:
            print(f"    {told}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


main()
