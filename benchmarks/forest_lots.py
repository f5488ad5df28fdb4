"""A province's forest layer in the rangers' schema: lots that share borders, and a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from benchmarks import land
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
