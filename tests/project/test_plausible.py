"""Legal but hardly meant: warned of, never refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.load import project_warnings
from tests.project.office import SOUND, edited, loaded, told


def test_the_sound_file_has_nothing_to_warn_of(tmp_path: Path):
    assert project_warnings(loaded(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("above_deg = 25.0", "above_deg = 61", "slope_steep", "[criteria.steep]"),
        ("above_deg = 25.0", "above_deg = 25\nat_most_deg = 25", "slope_empty", "[criteria.steep]"),
        ("to_m = 2200.0", "to_m = 7218", "elevation_high", "[criteria.high]"),
        ("within_m = 500.0", "within_m = 500000", "distance_far", "[criteria.near_water]"),
        ("from_share = 0.7", "to_share = 0", "canopy_none", "[criteria.closed]"),
        ("min_area_ha = 0.5\n", "min_area_ha = 5000\n", "min_area_large",
         "[zones.under_canopy] min_area_ha"),
        ('crop = "ginseng"', 'crop = "tea"', "zone_without_target", "[zones.under_canopy]"),
        ('["TXG", "TXB"]', '["TXG", "TXQ"]', "state_unknown", "[criteria.natural]"),
        ('exclude = ["steep_protection"]', "", "unused_criterion", "[criteria.steep_protection]"),
        ("[criteria.steep]", '[layers.soil]\nkind = "codes"\npath = "s.tif"\nsource = "x"\n'
         "dated = 2024-01-01\n[criteria.steep]", "unused_layer", "[layers.soil]"),
        ("communes_as_of = 2025-06-30", "communes_as_of = 2025-07-01", "commune_sets_differ",
         "[layers.communes] dated"),
        ("within_m = 500.0", "within_m = 500.0\nvalid_from = 2025-08-15", "not_in_force",
         "[criteria.near_water]"),
        ("within_m = 500.0", "within_m = 500.0\nvalid_to = 2025-06-29", "not_in_force",
         "[criteria.near_water]"),
    ],
)  # fmt: skip
def test_one_slip_is_one_warning(tmp_path: Path, old: str, new: str, code: str, place: str):
    warnings = project_warnings(loaded(tmp_path, edited((old, new))))
    assert told(warnings) == [(code, place)]
    assert warnings[0].level == "warning"


def test_a_project_that_asks_for_nothing(tmp_path: Path):
    head = SOUND[: SOUND.index("[layers.cassava]")].replace('plans = ["000", "002"]', "")
    assert told(project_warnings(loaded(tmp_path, head)))[0][0] == "nothing_asked"


@pytest.mark.parametrize("near", ["above_deg = 60", "at_most_deg = 90"])
def test_the_ends_of_the_plausible_are_not_warned_of(tmp_path: Path, near: str):
    assert project_warnings(loaded(tmp_path, edited(("above_deg = 25.0", near)))) == []


@pytest.mark.parametrize(
    ("plan", "day", "warned"),
    [("004", "2025-07-01", True), ("004", "2025-06-30", False), ("003", "2025-07-01", False)],
)
def test_a_plan_of_2023_on_communes_of_2025(tmp_path: Path, plan: str, day: str, warned: bool):
    text = edited(
        ('plans = ["000", "002"]', f'plans = ["002", "{plan}"]'),
        ("communes_as_of = 2025-06-30", f"communes_as_of = {day}"),
        ('ten_xa" }\nsource = "invented"\ndated = 2025-06-30',
         f'ten_xa" }}\nsource = "invented"\ndated = {day}'),
    )  # fmt: skip
    codes = [code for code, _ in told(project_warnings(loaded(tmp_path, text)))]
    assert ("plan_before_set" in codes) == warned
