"""Site checks against a whole district's lots: many fixes at once, and one after the other."""

from __future__ import annotations

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks import land
from benchmarks.measure import Row, cpu_s
from gis.site.check import check_sites
from gis.site.fixes import Reading
from gis.site.land import SiteLand, open_land

# On two cores; for 10,000 sites and 50,000 lots, and for one site once the land is open.
BAR_S, BAR_ONE_S = 60.0, 1.0
_STATES = ("TXG", "TXB", "TXN", "RTG", "DT1", "DT2", "NN", None)
_PURPOSES = (1, 5, 10, 12, None)

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
error = {{ sd_m = 3.0, correlation_m = 300.0, source = "invented" }}
[layers.communes]
kind = "communes"
path = "communes.gpkg"
columns = {{ code = "code", name = "name" }}
[layers.forest]
kind = "forest"
path = "forest.gpkg"
[layers.subzones]
kind = "polygons"
path = "subzones.gpkg"
[law]
judged_on = 2026-11-21
subzones = "subzones"
subzone_column = "phan_khu"
"""


def write_land(folder: Path, side: int, lots: int) -> Path:
    """A project of lots that fill the DEM, with states, purposes and subzones by lot."""
    folder.mkdir(parents=True)
    land.write_dem(folder / "dem.tif", side)
    communes = land.communes(side, 20, corners=60)
    codes = [f"{90001 + n}" for n in range(len(communes))]
    communes.assign(code=codes, name=codes).to_file(folder / "communes.gpkg")
    _lots(side, lots).to_file(folder / "forest.gpkg")
    zones = land.communes(side, 60, seed=9, corners=60).iloc[:24]
    kinds = np.resize(
        ["bảo vệ nghiêm ngặt", "phục hồi sinh thái", "dịch vụ, hành chính"], len(zones)
    )
    zones.assign(phan_khu=kinds).to_file(folder / "subzones.gpkg")
    project = folder / "project.toml"
    dated = 'source = "invented"\ndated = 2025-06-30\n'
    project.write_text(PROJECT.replace('path = "', dated + 'path = "'), "utf-8")
    return project


def _lots(side: int, number: int) -> gpd.GeoDataFrame:
    """Lots of some 50 corners; every thirtieth piece of land has none."""
    rng = np.random.default_rng(2)
    lots = land.communes(side, number, seed=11, corners=12)
    n = len(lots)
    function = rng.integers(1, 4, n)
    return lots.assign(
        tk=[str(500 + k // 400) for k in range(n)],
        khoanh=[str(1 + k // 40 % 10) for k in range(n)],
        lo=[str(1 + k % 40) for k in range(n)],
        ldlr=rng.choice(np.array(_STATES, dtype=object), n),
        malr3=function,
        mamdsd=rng.choice(np.array(_PURPOSES, dtype=object), n),
        dtuong=rng.integers(1, 5, n),
        churung="invented",
    )[rng.random(n) > 1 / 30]


def fixes(side: int, number: int) -> gpd.GeoSeries:
    """Fixes all over the land."""
    rng = np.random.default_rng(4)
    xy = rng.uniform(0, side * land.CELL_M, (2, number))
    return gpd.GeoSeries(shapely.points(land.WEST + xy[0], land.NORTH - xy[1]), crs=land.CRS)


def measured(folder: Path, side: int, lots: int, number: int) -> list[Row]:
    """Opening the land, all fixes at once, and single ones after that."""
    project = write_land(folder, side, lots)
    cpu = cpu_s()
    ready = open_land(project)
    opened = cpu_s() - cpu
    asked, error = fixes(side, number), Reading(accuracy_m=8.0)
    singles = _singles(ready, asked.iloc[:5], error)
    began, cpu = time.perf_counter(), cpu_s()
    report = check_sites(ready, asked, reading=error)
    taken = time.perf_counter() - began, cpu_s() - cpu
    size = f"{number:,} sites, {lots:,} lots"
    if len(report.answers) != number:
        raise AssertionError("a site was left out")
    return [
        Row(f"check sites (s): {size}", taken[1], BAR_S * number / 10_000, taken[1],
            note=f"processor time of one thread; wall {taken[0]:.1f} s on a machine at other work; "
            f"opening the land {opened:.1f} s more"),
        Row(f"check one site (s): {lots:,} lots", max(singles), BAR_ONE_S, max(singles),
            note=f"processor time, land open, slowest of {len(singles)}"),
    ]  # fmt: skip


def _singles(ready: SiteLand, asked: gpd.GeoSeries, error: Reading) -> list[float]:
    taken = []
    for at in range(len(asked)):
        began = cpu_s()
        check_sites(ready, asked.iloc[at : at + 1], reading=error)
        taken.append(cpu_s() - began)
    return taken
