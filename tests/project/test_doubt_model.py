"""The error of a DEM and the settings of doubt, as a project file says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.dem_error import stated_error
from gis.project.describe import describe_project
from gis.project.load import load_project
from tests.project.office import edited, refused, told

DEM = 'name = "plane"\n'
OWN = 'error = { sd_m = 4.0, correlation_m = 300.0, source = "check points 2025" }\n'


def loaded(tmp_path: Path, error: str):
    file = tmp_path / "project.toml"
    file.write_text(edited((DEM, DEM + error)), "utf-8")
    return load_project(file)


def test_no_error_is_stated_unless_the_office_states_one(tmp_path: Path) -> None:
    project = loaded(tmp_path, "")
    assert stated_error(project) is None
    assert "not estimated" in describe_project(project, "en")
    assert (project.doubt.confidence, project.doubt.range_share) == (0.9, 0.9)


def test_a_preset_brings_its_figures_and_says_how_sure_they_are(tmp_path: Path) -> None:
    project = loaded(tmp_path, 'error = { preset = "AW3D30", shape = "gaussian" }\n')
    stated = stated_error(project)
    assert stated is not None
    assert (stated.sd_m, stated.shape, stated.preset) == (5.4, "gaussian", "AW3D30")
    assert stated.confidence == "unverified"
    assert "error: 5.4 m, correlated over 200 m" in describe_project(project, "en")


def test_own_figures_need_their_source(tmp_path: Path) -> None:
    stated = stated_error(loaded(tmp_path, OWN))
    assert stated is not None
    assert (stated.sd_m, stated.correlation_m, stated.source) == (4.0, 300.0, "check points 2025")
    assert stated.preset is None


@pytest.mark.parametrize(
    ("error", "told_of"),
    [
        ("error = {}", ("one_error_form", "[layers.dem.error]")),
        ("error = { sd_m = 4.0, correlation_m = 300.0 }", ("one_error_form", "[layers.dem.error]")),
        ('error = { preset = "LiDAR", sd_m = 0.1 }', ("one_error_form", "[layers.dem.error]")),
        ('error = { preset = "LIDAR" }', ("misspelt_word", "[layers.dem.error] preset")),
        ('error = { presett = "LiDAR" }', ("misspelt_key", "[layers.dem.error]")),
        (OWN.replace("4.0", "-4.0"), ("must_be_above", "[layers.dem.error] sd_m")),
    ],
)
def test_a_faulty_error_is_named(tmp_path: Path, error: str, told_of: tuple[str, str]) -> None:
    problems = refused(tmp_path, edited((DEM, f"{DEM}{error}\n")))
    assert told_of in told(problems)
    assert all(p.text("vi") and p.text("en") for p in problems)


@pytest.mark.parametrize(
    ("doubt", "told_of"),
    [
        ("confidence = 0.4", ("must_be_above", "[doubt] confidence")),
        ("confidence = 1.0", ("must_be_below", "[doubt] confidence")),
        ("draws = 10", ("must_be_at_least", "[doubt] draws")),
        ("confidense = 0.9", ("misspelt_key", "[doubt]")),
        ('prior = "flat"', ("unknown_word", "[doubt] prior")),
    ],
)
def test_faulty_settings_are_named(tmp_path: Path, doubt: str, told_of: tuple[str, str]) -> None:
    problems = refused(tmp_path, edited(("[layers.dem]", f"[doubt]\n{doubt}\n[layers.dem]")))
    assert told(problems) == [told_of]


OTHER = """[layers.{name}]
kind = "dem"
path = "{name}.tif"
name = "bare earth"
compare = true
source = "invented"
dated = 2025-06-30
"""


def test_one_more_dem_may_be_compared_with(tmp_path: Path) -> None:
    file = tmp_path / "project.toml"
    file.write_text(edited(("[layers.dem]", OTHER.format(name="bare") + "[layers.dem]")), "utf-8")
    assert "only to compare with" in describe_project(load_project(file), "en")


def test_two_to_compare_with_are_too_many_and_one_alone_is_no_dem(tmp_path: Path) -> None:
    two = "".join(OTHER.format(name=name) for name in ("bare", "bald"))
    problems = refused(tmp_path, edited(("[layers.dem]", two + "[layers.dem]")))
    assert told(problems) == [("one_dem_to_compare", "[layers]")]
    problems = refused(tmp_path, edited((DEM, DEM + "compare = true\n")))
    assert told(problems) == [("one_dem_layer", "[layers]")]
