"""A project file every test starts from, and the shortest ways to change and load it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import NuongError, Problem
from gis.project.load import load_project
from gis.project.model import Project

SOUND = """
format = 1
plans = ["000", "002"]
[area]
id = "a-place"
title = { vi = "Một vùng", en = "A place" }
crs = "EPSG:9205"
communes_as_of = 2025-06-30
[layers.communes]
kind = "communes"
path = "communes.gpkg"
columns = { code = "ma_xa", name = "ten_xa" }
source = "invented"
dated = 2025-06-30
[layers.dem]
kind = "dem"
path = "dem.tif"
name = "plane"
source = "invented"
dated = 2021-01-01
[layers.cassava]
kind = "plots"
path = "cassava.gpkg"
crop = "cassava"
source = "invented"
dated = 2025-06-30
[layers.forest]
kind = "forest"
path = "forest.gpkg"
source = "invented"
dated = 2024-12-31
[layers.streams]
kind = "lines"
path = "streams.gpkg"
source = "invented"
dated = 2024-12-31
[layers.cover]
kind = "codes"
path = "cover.tif"
source = "invented"
dated = 2024-12-31
[layers.canopy]
kind = "canopy"
path = "canopy.tif"
unit = "percent"
source = "invented"
dated = 2024-12-31
[criteria.steep]
test = "slope"
above_deg = 25.0
[criteria.high]
test = "elevation"
from_m = 1400
to_m = 2200.0
[criteria.closed]
test = "canopy_cover"
from_share = 0.7
[criteria.natural]
test = "code"
layer = "forest"
column = "ldlr"
any_of = ["TXG", "TXB"]
[criteria.not_farmed]
test = "code"
layer = "cover"
any_of = [41, 42]
[criteria.near_water]
test = "distance"
layer = "streams"
within_m = 500.0
[criteria.protection]
test = "inside"
layer = "forest"
where = { malr3 = [1] }
[criteria.steep_protection]
test = "all_of"
criteria = ["steep", "protection"]
[flags.cassava_on_steep_land]
plots = "cassava"
when = ["steep"]
min_area_ha = 0.05
cites = "000 III.2"
[zones.under_canopy]
crop = "ginseng"
method = "under_canopy"
require = ["high", "closed", "natural", "not_farmed", "near_water"]
exclude = ["steep_protection"]
min_area_ha = 0.5
cites = "002 III.1.2"
[[targets]]
id = "own_target"
plan = "office"
crop = "cassava"
indicator = "coded_share"
sense = "at_least"
value_share = 0.3
denominator = "planted_area"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "project.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def loaded(folder: Path, text: str | bytes = SOUND) -> Project:
    return load_project(written(folder, text))


def refused(folder: Path, text: str | bytes) -> list[Problem]:
    """Every problem a project file is refused with."""
    with pytest.raises(NuongError) as caught:
        load_project(written(folder, text))
    return list(caught.value.problems)


def edited(*changes: tuple[str, str]) -> str:
    """The sound file with lines replaced; each must be there."""
    text = SOUND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def told(problems: list[Problem]) -> list[tuple[str, str | None]]:
    """Code and place of each problem."""
    return [(p.code.removeprefix("project."), p.where.column) for p in problems]
