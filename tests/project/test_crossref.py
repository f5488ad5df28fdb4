"""Names that name nothing, layers of the wrong kind, figures in the wrong unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.office import SOUND, edited, loaded, refused, told


def dropped(header: str) -> str:
    """The sound file without one table."""
    head, _, rest = SOUND.partition(header + "\n")
    assert rest, header
    return head + rest[rest.index("\n[") + 1 :]


@pytest.mark.parametrize(
    ("header", "code"),
    [("[layers.communes]", "one_communes_layer"), ("[layers.dem]", "one_dem_layer")],
)
def test_exactly_one_layer_of_communes_and_of_heights(tmp_path: Path, header: str, code: str):
    assert told(refused(tmp_path, dropped(header))) == [(code, "[layers]")]
    table = SOUND.partition(header)[2].partition("\n[")[0]
    twice = SOUND + header.replace("]", "_two]") + table + "\n"
    (problem,) = refused(tmp_path, twice)
    assert (problem.code, problem.values["n"]) == (f"project.{code}", 2)


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('when = ["steep"]', 'when = ["stepp"]', "misspelt_criterion",
         "[flags.cassava_on_steep_land] when"),
        ('exclude = ["steep_protection"]', 'exclude = ["villages"]', "unknown_criterion",
         "[zones.under_canopy] exclude"),
        ('criteria = ["steep", "protection"]', 'criteria = ["steep", "protectoin"]',
         "misspelt_criterion", "[criteria.steep_protection] criteria"),
        ('layer = "streams"', 'layer = "stream"', "misspelt_layer", "[criteria.near_water] layer"),
        ('layer = "streams"', 'layer = "dem"', "wrong_kind", "[criteria.near_water] layer"),
        ('test = "inside"\nlayer = "forest"', 'test = "inside"\nlayer = "streams"', "wrong_kind",
         "[criteria.protection] layer"),
        ("from_share = 0.7", 'layer = "cover"\nfrom_share = 0.7', "wrong_kind",
         "[criteria.closed] layer"),
        ('column = "ldlr"', "", "needs_column", "[criteria.natural]"),
        ("any_of = [41, 42]", 'any_of = [41, 42]\ncolumn = "code"', "raster_has_no_column",
         "[criteria.not_farmed] column"),
        ("any_of = [41, 42]", 'any_of = ["forest"]', "codes_are_numbers",
         "[criteria.not_farmed] any_of"),
        ('["TXG", "TXB"]', "[14, 15]", "states_are_letters", "[criteria.natural] any_of"),
        ("malr3 = [1]", 'malr3 = ["phòng hộ"]', "codes_are_numbers",
         "[criteria.protection] where.malr3"),
        ('plots = "cassava"', 'plots = "forest"', "not_plots",
         "[flags.cassava_on_steep_land] plots"),
        ('plots = "cassava"', 'plots = "casava"', "misspelt_layer",
         "[flags.cassava_on_steep_land] plots"),
        ('cites = "000 III.2"', 'cites = "the law"', "unknown_sentence",
         "[flags.cassava_on_steep_land] cites"),
        ('cites = "002 III.1.2"', 'cites = "002 III.1.3"', "misspelt_sentence",
         "[zones.under_canopy] cites"),
        ('plans = ["000", "002"]', 'plans = ["000", "002", "zzz"]', "unknown_plan", "plans"),
        ('plans = ["000", "002"]', 'plans = ["000", "002", "000"]', "plan_twice", "plans"),
        ('id = "own_target"', 'id = "p002_planted_area"', "target_twice", "[[targets]] id"),
        ("value_share = 0.3", "value_ha = 3.0", "target_unit", "[[targets]] own_target value_ha"),
        ('denominator = "planted_area"', "", "needs_denominator",
         "[[targets]] own_target denominator"),
        ('denominator = "planted_area"', 'denominator = "gi_share"', "share_of_share",
         "[[targets]] own_target denominator"),
        ('"EPSG:9205"', '"VN-2000 Lai Châu"', "crs_unknown", "[area] crs"),
        ('"EPSG:9205"', '"+init=epsg:9205"', "crs_unknown", "[area] crs"),
        ('"EPSG:9205"', '"EPSG:4756"', "crs_not_projected", "[area] crs"),
        ('"EPSG:9205"', '"EPSG:3857"', "crs_web_mercator", "[area] crs"),
        ('"EPSG:9205"', '"+proj=tmerc +lon_0=103 +units=km"', "crs_unit", "[area] crs"),
        ("within_m = 500.0", "within_m = 500.0\nvalid_from = 2025-02-01\nvalid_to = 2025-01-01",
         "dates_reversed", "[criteria.near_water]"),
        ('exclude = ["steep_protection"]', 'exclude = ["steep_protection", "high"]',
         "required_and_excluded", "[zones.under_canopy]"),
    ],
)  # fmt: skip
def test_one_fault_between_parts(tmp_path: Path, old: str, new: str, code: str, place: str):
    assert told(refused(tmp_path, edited((old, new)))) == [(code, place)]


def test_a_circle_of_combined_criteria_is_told_once(tmp_path: Path):
    # a → b → a; "leads_in" only leads there.
    text = (
        SOUND
        + """
[criteria.a]
test = "all_of"
criteria = ["steep", "b"]
[criteria.b]
test = "any_of"
criteria = ["a", "high"]
[criteria.leads_in]
test = "any_of"
criteria = ["a", "high"]
"""
    )
    (problem,) = refused(tmp_path, text)
    assert told([problem]) == [("circle", "[criteria.a]")]
    assert problem.values["path"] == "a → b → a"


def test_a_criterion_of_itself_is_a_circle(tmp_path: Path):
    text = edited(
        ('criteria = ["steep", "protection"]', 'criteria = ["steep", "steep_protection"]')
    )
    assert told(refused(tmp_path, text)) == [("circle", "[criteria.steep_protection]")]


@pytest.mark.parametrize(
    "crs", ["EPSG:32648", "EPSG:2263", "+proj=tmerc +lon_0=103 +k=0.9996 +units=m"]
)
def test_metres_feet_and_codes_of_our_own_are_taken(tmp_path: Path, crs: str):
    assert loaded(tmp_path, edited(('"EPSG:9205"', f'"{crs}"'))).area.crs == crs


@pytest.mark.parametrize("path", ["/data/dem.tif", "../../du lieu/dem.tif", "D:\\\\gis\\\\dem.tif"])
def test_office_data_may_lie_anywhere(tmp_path: Path, path: str):
    assert loaded(tmp_path, edited(('"dem.tif"', f'"{path}"')))
