"""Every spoilt file is told by name in both languages, none is repaired unasked, and each reads
right after the repair the message names.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from gis.errors import NuongError
from tests.layers.shelf import Shelf
from tests.layers.spoiled import SPOILT, Spoilt, fill, points, truth


@pytest.fixture
def land(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    fill(shelf)
    return shelf


def test_the_unspoilt_shelf_has_no_fault(land: Shelf) -> None:
    assert [p.text("en") for p in land.problems()] == []
    assert reads_right(land, "subzones")
    assert reads_right(land, "signs")


def test_there_are_more_than_forty_of_them() -> None:
    assert len(SPOILT) >= 40


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_named_and_reads_right_after_the_repair(land: Shelf, name: str) -> None:
    check(land, SPOILT[name])


def check(land: Shelf, spoilt: Spoilt) -> None:
    spoilt.spoil(land)
    problems = land.problems()
    told = [p for p in problems if p.code == f"layers.{spoilt.code}"]
    assert told, [p.text("en") for p in problems]
    assert told[0].level == spoilt.level
    assert told[0].where.layer == (spoilt.layer or None)
    values = {k: v for k, v in spoilt.says.items() if v is not None}
    assert values.items() <= dict(told[0].values).items(), told[0].values
    assert told[0].text("vi") != told[0].text("en")
    if spoilt.level == "error":  # nothing is repaired unasked: there is no layer
        with pytest.raises(NuongError):
            land.read()
    if spoilt.repair is not None:
        land.say(spoilt.layer, **spoilt.repair)
        check_record(land, spoilt)
    if spoilt.right:
        assert reads_right(land, spoilt.layer)


def check_record(land: Shelf, spoilt: Spoilt) -> None:
    """A repair is warned of and stands in the run record; a mere statement is neither."""
    layers, warnings = land.read()
    every = {**layers.vectors, **layers.rasters}
    repairs = every[spoilt.layer].source.repairs
    told = {p.code.removeprefix("layers.") for p in warnings} & REPAIRS
    known_before = spoilt.code in ("crs_missing", "points_crs", "points_columns", "table_unstated")
    stated = land.layers[spoilt.layer]
    asked = stated.get("datum_repair") or stated.get("text") or stated.get("crs")
    if asked and not known_before and not spoilt.code.endswith("needless"):
        assert repairs or spoilt.code == "crs_rotation_sign"  # there the statement was wrong
        assert bool(told) == bool(repairs)
    else:
        assert (repairs, told) == ((), set())


REPAIRS = {"crs_repaired", "crs_stated_wins", "crs_axes_exchanged", "text_converted"}


def reads_right(land: Shelf, layer: str) -> bool:
    """Whether a layer holds the truth: every place within 0.05 m, every name."""
    true = truth() if layer == "subzones" else points()
    frame = land.read()[0].vectors[layer].frame
    names = next(frame[c] for c in ("ten", "Name", "name") if c in frame)
    there = frame.to_crs(true.crs).geometry.to_numpy()
    apart_m = shapely.hausdorff_distance(true.geometry.to_numpy(), there)
    assert apart_m.max() < 0.05
    assert names.tolist() == true["ten"].tolist()
    return True
