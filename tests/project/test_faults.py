"""Every mistake of a project file is one problem, at its place, all in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.model import Project
from tests.project.office import SOUND, edited, loaded, refused, told


def test_the_sound_file_loads_strictly_typed(tmp_path: Path):
    project = loaded(tmp_path)
    assert project.plans == ("000", "002")
    assert project.area.communes_as_of.isoformat() == "2025-06-30"
    assert project.criteria["high"].from_m == 1400.0
    assert Project.model_validate_json(project.model_dump_json()) == project


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('above_deg = 25.0', 'above_deg = "25"', "needs_number", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "above_deg = true", "needs_number", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "above_deg = nan", "needs_finite", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "above_deg = inf", "needs_finite", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "above_deg = 90", "must_be_below", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "above_deg = -1", "must_be_at_least", "[criteria.steep] above_deg"),
        ('above_deg = 25.0', "", "needs_a_bound", "[criteria.steep]"),
        ("from_m = 1400", "from_m = 2300", "bounds_reversed", "[criteria.high]"),
        ("from_share = 0.7", "from_share = 70", "must_be_at_most", "[criteria.closed] from_share"),
        ("within_m = 500.0", "", "within_or_beyond", "[criteria.near_water]"),
        ("within_m = 500.0", "within_m = 0", "must_be_above", "[criteria.near_water] within_m"),
        ('["TXG", "TXB"]', "[1.5]", "needs_code", "[criteria.natural] any_of #1"),
        ('["TXG", "TXB"]', "[]", "too_few", "[criteria.natural] any_of"),
        ('["TXG", "TXB"]', '"TXG"', "needs_list", "[criteria.natural] any_of"),
        ("where = { malr3 = [1] }", "where = [1]", "needs_table", "[criteria.protection] where"),
        ('path = "dem.tif"', "path = 1", "needs_text", "[layers.dem] path"),
        ('path = "dem.tif"', 'path = ""', "empty_text", "[layers.dem] path"),
        ('path = "dem.tif"', "", "missing_key", "[layers.dem] path"),
        ('name = "plane"', 'name = "plane"\nband = 1.0', "needs_whole_number", "[layers.dem] band"),
        ('name = "plane"', 'name = "plane"\nunit = "M"', "misspelt_word", "[layers.dem] unit"),
        ('name = "plane"', 'name = "plane"\nunit = "sào"', "unknown_word", "[layers.dem] unit"),
        ('id = "a-place"', 'id = "../x"', "area_id", "[area] id"),
        ('communes_as_of = 2025-06-30', 'communes_as_of = "30/6/2025"', "needs_date",
         "[area] communes_as_of"),
        ('communes_as_of = 2025-06-30', "communes_as_of = 2025-06-30T07:00:00", "needs_date",
         "[area] communes_as_of"),
        ('{ vi = "Một vùng", en = "A place" }', '"Một vùng"', "needs_table", "[area] title"),
        ("[criteria.high]", "[criteria.High-Land]", "bad_name", "[criteria.High-Land]"),
        ("value_share = 0.3", "", "one_value", "[[targets]] #1"),
        ("value_share = 0.3", "value_share = 0.3\nvalue_ha = 2.0", "one_value", "[[targets]] #1"),
        ("value_share = 0.3", "value_share = 0.3\nyear = 2030.5", "needs_whole_number",
         "[[targets]] #1 year"),
        ("value_share = 0.3", "value = 0.3", "value_and_unit", "[[targets]] #1"),
        ("value_share = 0.3", "value_share = 0.3\nvalue_high = 0.2", "bounds_reversed",
         "[[targets]] #1"),
        ('crop = "cassava"\nsource', 'labels = { crop = { a = 1 } }\nsource', "needs_label",
         "[layers.cassava.labels.crop] a"),
        ("format = 1", "format = 2", "unknown_word", "format"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, place: str
):
    problems = refused(tmp_path, edited((old, new)))
    # A rule that used the renamed criterion is told as well; the mistake itself comes first.
    assert told(problems)[0] == (code, place)
    assert len([p for p in problems if "criterion" not in p.code]) == 1
    assert problems[0].where.file == "project.toml"


@pytest.mark.parametrize(
    ("old", "new", "meant", "place"),
    [
        ("above_deg", "abov_deg", "above_deg", "[criteria.steep]"),
        ("communes_as_of", "commune_as_of", "communes_as_of", "[area]"),
        ('kind = "dem"', 'knd = "dem"', "kind", "[layers.dem]"),
        ('test = "slope"', 'tets = "slope"', "test", "[criteria.steep]"),
        ("min_area_ha = 0.5\n", "min_area = 0.5\n", "min_area_ha", "[zones.under_canopy]"),
        ("value_share", "value_shares", "value_share", "[[targets]] #1"),
        ("[area]", "[aera]", "area", ""),
    ],
)
def test_a_misspelt_key_is_one_problem_not_two(
    tmp_path: Path, old: str, new: str, meant: str, place: str
):
    problems = refused(tmp_path, edited((old, new)))
    assert told(problems) == [("misspelt_key", place)]
    assert problems[0].values["meant"] == meant
    assert f'"{meant}"' in problems[0].text("vi")


def test_an_unknown_key_lists_the_known_ones(tmp_path: Path):
    (problem,) = refused(tmp_path, edited(("[area]", '[area]\ncolour = "red"')))
    assert told([problem]) == [("unknown_key", "[area]")]
    assert (
        problem.values["known"]
        == "id, title, crs, communes_as_of, illustrative, names_on_map, sliver_width_m"
    )


def test_faults_of_shape_and_of_names_are_told_together(tmp_path: Path):
    text = edited(
        ("above_deg = 25.0", 'above_deg = "25"'),
        ('when = ["steep"]', 'when = ["steeep"]'),
        ('cites = "000 III.2"', 'cites = "000 III.9"'),
        ('path = "dem.tif"', ""),
        ('crs = "EPSG:9205"', 'crs = "EPSG:4326"'),
    )
    assert told(refused(tmp_path, text)) == [
        ("missing_key", "[layers.dem] path"),
        ("needs_number", "[criteria.steep] above_deg"),
        ("crs_not_projected", "[area] crs"),
        ("misspelt_criterion", "[flags.cassava_on_steep_land] when"),
        ("misspelt_sentence", "[flags.cassava_on_steep_land] cites"),
    ]


def test_a_faulty_part_is_never_reported_as_absent(tmp_path: Path):
    # The only DEM and the criterion "steep" are faulty, not missing.
    text = edited(('path = "dem.tif"', ""), ("above_deg = 25.0", "above_deg = 95"))
    assert {code for code, _ in told(refused(tmp_path, text))} == {"missing_key", "must_be_below"}


def test_a_section_that_is_no_table_does_not_drown_the_rest(tmp_path: Path):
    area = SOUND[SOUND.index("[area]") : SOUND.index("[layers.communes]")]
    problems = refused(tmp_path, f'format = 1\nlayers = 3\nplans = ["0000"]\n{area}')
    assert told(problems) == [("needs_table", "[layers]"), ("misspelt_plan", "plans")]


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path):
    text = edited(('kind = "dem"', 'kind = "{0.__class__}{given}\\u202e"'))
    (problem,) = refused(tmp_path, text)
    assert "{0.__class__}{given}\\u202e" in problem.text("en")
    assert "\u202e" not in problem.text("vi")


def test_a_name_that_could_not_be_made_is_not_a_fault_of_its_own(tmp_path: Path):
    text = edited(
        ('id = "own_target"\n', ""), ("value_share = 0.3", "value_share = 0.3\nyear = 2030.5")
    )
    assert told(refused(tmp_path, text)) == [("needs_whole_number", "[[targets]] #1 year")]
