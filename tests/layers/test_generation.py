"""A commune file of the wrong side of 1 July 2025 is found out in either province."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest

from gis.layers.commune_check import check_generation
from gis.layers.findings import Findings
from gis.reference.admin import PROVINCES, Province, units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def generation(rows: list[tuple[str, str]], as_of: date) -> Findings:
    found = Findings(layer="communes")
    codes, names = zip(*rows, strict=True)
    check_generation(gpd.GeoDataFrame({"code": codes, "name": names}), as_of, found)
    return found


@pytest.mark.parametrize("province", PROVINCES)
def test_a_whole_set_passes_on_its_own_side_only(province: Province) -> None:
    for day, other in ((BEFORE, AFTER), (AFTER, BEFORE)):
        rows = [(u.code, u.name) for u in units(province, day)]
        assert generation(rows, day).problems == []
        (problem,) = generation(rows, other).problems
        assert problem.code == "layers.communes_generation"
        assert problem.level == "error"


def test_codes_of_lang_son_that_changed_hands() -> None:
    # 06196 was Cao Lâu and is Ba Sơn; 05983 was Chi Lăng and is Lương Văn Tri.
    rows = [("06196", "Xã Ba Sơn"), ("05983", "Phường Lương Văn Tri")]
    (problem,) = generation(rows, BEFORE).problems
    assert problem.where.rows == ("06196", "05983")
    assert problem.values["was"] == "Cao Lâu"
    assert generation(rows, AFTER).problems == []


def test_other_spellings_of_the_statistics_office_are_of_the_old_set() -> None:
    rows = [("03391", "Lả Nhì Thàng"), ("03640", "Tà Gia"), ("06076", "Quý Hoà")]
    assert generation(rows, BEFORE).problems == []
    assert len(generation(rows, AFTER).problems) == 1


def test_a_file_of_lang_son_before_the_first_recorded_set_is_not_taken_for_a_new_one() -> None:
    rows = [(u.code, u.name) for u in units("lang_son", BEFORE)]
    assert generation(rows, date(2023, 8, 23)).problems == []


def test_land_we_know_nothing_of_is_left_alone() -> None:
    assert generation([("00001", "Xã A")], BEFORE).problems == []
