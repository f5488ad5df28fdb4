"""A province's forest layer in the rangers' schema: lots that share borders, and a project."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from benchmarks import land
from benchmarks.measure import Row, child, interleaved, peak_mb
from gis.layers.text.tables import single_bytes
from gis.reference.forest import ldlr_number

LOT_M = 200.0  # 4 ha, as lots of a province are on average
STATES = ("TXG", "TXB", "TXN", "TXP", "RTG", "RTK", "DT1", "DT2", "NN", "MN")
TREES = ("Keo tai tượng", "Thông mã vĩ", "Sa mộc", "Tống quán sủ", "Quế", "Mỡ")
OWNERS = ("Lò Văn Ón", "Cộng đồng bản Hồng Thu Mán", "UBND xã Sì Lở Lầu", "Vàng Thị Dủ")
# Corners of a border between two lots: a lot has four, so 20 to 60 corners.
CORNERS = (5, 15)

PROJECT = f"""
format = 1
[area]
id = "lots"
title = {{ vi = "Đo lớp lô rừng" }}
crs = "{land.CRS}"
communes_as_of = 2025-06-30
illustrative = true
[law]
judged_on = 2026-11-21
[layers.dem]
kind = "dem"
path = "dem.tif"
name = "invented"
[layers.communes]
kind = "communes"
path = "communes.gpkg"
[layers.forest]
kind = "forest"
path = "forest.shp"
text = "tcvn3"
[criteria.height]
test = "elevation"
from_m = 1000.0
to_m = 1600.0
[criteria.natural]
test = "code"
layer = "forest"
column = "ldlr"
any_of = ["TXG", "TXB"]
[criteria.barred]
test = "law"
any_of = ["barred_unless_approved"]
[zones.under_canopy]
crop = "ginseng"
method = "under_canopy"
require = ["height", "natural"]
exclude = ["barred"]
min_area_ha = 2.0
"""


CHECK = "import sys; from gis.main_job import check_project; check_project(sys.argv[1])"
RUN = "import sys, gis; gis.run(sys.argv[1], sys.argv[2])"
# What a layer of 200,000 lots may take, and of memory. Processor seconds do not hang on who else
# works on the machine, and on a quiet one of two cores the clock shows fewer.
CPU_S, PEAK_MB = 60, 2_000


@dataclass(frozen=True)
class Inputs:
    """The files of one project and how many lots they hold."""

    folder: Path
    lots: int

    @property
    def project(self) -> Path:
        return self.folder / "project.toml"


def write_inputs(folder: Path, number: int, towns: int) -> Inputs:
    """A project over ``number`` lots (rounded down to a square) on terrain of 30 m."""
    folder.mkdir()
    side = int(number**0.5)
    cells = int(np.ceil(side * LOT_M / land.CELL_M))
    land.write_dem(folder / "dem.tif", cells)
    communes = land.communes(cells, towns)
    codes = [f"{90_000 + i}" for i in range(towns)]
    communes.assign(code=codes, name=[f"Xã {c}" for c in codes]).to_file(folder / "communes.gpkg")
    pyogrio.write_dataframe(lots(side), folder / "forest.shp", encoding="ISO-8859-1")
    # As FRMS leaves it: TCVN3 and no word about that.
    (folder / "forest.cpg").unlink(missing_ok=True)
    dated = 'source = "invented"\ndated = 2025-06-30\n'
    lines = PROJECT.splitlines()
    text = "".join(f"{n}\n" + (dated if n.startswith("kind") else "") for n in lines)
    (folder / "project.toml").write_text(text, "utf-8")
    return Inputs(folder, side * side)


def measured(files: Inputs, runs: int, *, full: bool) -> list[Row]:
    """A layer of forest lots checked, run and mapped, each in a process of its own."""
    out = files.folder / "out"
    ways = {
        "check": lambda: child(CHECK, str(files.project)),
        "run": lambda: child(RUN, str(files.project), str(out)),
    }
    took = interleaved(ways, runs)
    called = f"{files.lots:,} forest lots"
    bar = CPU_S if full else None
    rows = [
        Row(f"{name} of {called} (s)", t.cpu_s, bar, t.cpu_s, None,
            note=f"CPU of all threads; wall {t.wall_s:.0f} s at load {os.getloadavg()[0]:.1f}")
        for name, t in took.items()
    ]  # fmt: skip
    return [*rows, _memory(files, called, full=full), *_page(out / "map.html", called)]


def _memory(files: Inputs, called: str, *, full: bool) -> Row:
    name, bar = f"peak memory of a run of {called} (MB)", PEAK_MB if full else None
    try:
        used = peak_mb(RUN, str(files.project), str(files.folder / "memory"))
    except OSError as fault:
        return Row(name, None, bar, unit="MB", note=f"not measured: {fault}")
    return Row(name, used, bar, unit="MB", note="whole process, map and checks included")


def _page(page: Path, called: str) -> list[Row]:
    """Size of the map, and how long a browser takes until it can be used."""
    size = Row(f"map of {called} (MB)", page.stat().st_size / 1e6, None, unit="MB")
    name, ready = "the same opens in Chromium (s)", "document.documentElement.dataset.ready"
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return [size, Row(name, None, None, note="not measured: no playwright")]
    try:
        with (
            sync_playwright() as tools,
            tools.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            ) as browser,
        ):
            sheet, began = browser.new_page(), time.perf_counter()
            sheet.goto(page.as_uri())
            sheet.wait_for_function(f"{ready} === 'yes'", timeout=CPU_S * 1000)
            took = time.perf_counter() - began
    except Error as fault:
        return [size, Row(name, None, None, note=f"not measured: {str(fault)[:200]}")]
    return [size, Row(name, took, None, took, None)]


def lots(side: int, seed: int = 11) -> gpd.GeoDataFrame:
    """``side`` × ``side`` lots of about 4 ha that tile a square, in the rangers' columns."""
    rng = np.random.default_rng(seed)
    shapes = _shapes(side, rng)
    return gpd.GeoDataFrame(_rows(side, shapes, rng), geometry=shapes, crs=land.CRS)


def _shapes(side: int, rng: np.random.Generator) -> np.ndarray:
    """Rings of four borders each; a border is drawn once and walked by both its neighbours."""
    across, along = np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0))
    stray = rng.uniform(-0.2, 0.2, (*across.shape, 2))
    corner = (np.stack([across, along], -1) + stray) * LOT_M
    level, level_there = _borders(corner[:, :-1], corner[:, 1:], rng)
    upright, upright_there = _borders(corner[:-1], corner[1:], rng)
    ring = (level[:-1], upright[:, 1:], level[1:, :, ::-1], upright[:, :-1, ::-1])
    there = (level_there[:-1], upright_there[:, 1:], _turned(level_there[1:]),
             _turned(upright_there[:, :-1]))  # fmt: skip
    xy = np.concatenate(ring, axis=2).reshape(side * side, -1, 2)
    kept = np.concatenate(there, axis=2).reshape(side * side, -1)
    rows = np.repeat(np.arange(side * side), kept.sum(axis=1))
    places = xy[kept] * (1, -1) + (land.WEST, land.NORTH)
    return shapely.polygons(shapely.linearrings(places, indices=rows))


def _borders(
    start: np.ndarray, end: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Wavering lines from every start to its end (the last corner is the next line's first), and
    which of their corners are there.
    """
    most = CORNERS[1]
    t = np.linspace(0, 1, most + 1)[:, None]
    line = start[..., None, :] + (end - start)[..., None, :] * t
    line[..., 1:-1, :] += rng.normal(0, 2.0, line[..., 1:-1, :].shape)
    number = rng.integers(CORNERS[0], most + 1, start.shape[:2])
    there = rng.random((*number.shape, most + 1)).argsort(axis=-1) < number[..., None]
    there[..., 0], there[..., -1] = True, False
    return line, there


def _turned(there: np.ndarray) -> np.ndarray:
    """Corners of a border walked the other way: its end is there, its start is the next line's."""
    turned = there[..., ::-1].copy()
    turned[..., 0], turned[..., -1] = True, False
    return turned


def _rows(side: int, shapes: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    number = side * side
    order = np.arange(number)
    state = rng.choice(STATES, number)
    category = rng.choice([1, 2, 3], number, p=[0.3, 0.1, 0.6])
    said = (shapely.area(shapes) / 1e4).round(2)
    stale = rng.random(number) < 0.01
    said[stale] *= rng.uniform(0.4, 1.8, stale.sum())
    return pd.DataFrame({
        "tt": order + 1,
        "maxa": "03550",
        "xa": _tcvn3(np.full(number, "Sì Lở Lầu", dtype=object)),
        "tk": (500 + order // 400).astype(str),
        "khoanh": (order // 40 % 10 + 1).astype(str),
        "lo": (order % 40 + 1).astype(str),
        "ldlr": state,
        "maldlr": pd.Series(state).map({s: ldlr_number(s) for s in STATES}).to_numpy(),
        "sldlr": _tcvn3(rng.choice(TREES, number)),
        "malr3": category,
        "mamdsd": np.select([category == 1, category == 2], [1, 6], 12),
        "dtuong": rng.choice([2, 5, 7], number),
        "churung": _tcvn3(rng.choice(OWNERS, number)),
        "nqh": 0,
        "dtich": said.round(2),
    })  # fmt: skip


def _tcvn3(texts: np.ndarray) -> np.ndarray:
    """Texts as a reader shows TCVN3 it takes for Latin-1."""
    codes = {letter: chr(byte) for byte, letter in single_bytes("tcvn3").items()}
    spelt = {t: "".join(codes.get(c, codes.get(c.lower(), c)) for c in t) for t in set(texts)}
    return np.array([spelt[t] for t in texts], dtype=object)
