"""Old communes to new ones is a sum where units went whole; there is no way back."""

from __future__ import annotations

from datetime import date

import pytest

from gis.errors import NuongError
from gis.reference.admin import formed_from, mergers, roll_up, units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_the_rice_of_plan_001_by_ward():
    # San Thàng 135 + Đông Phong 30 = 165 in Tân Phong; Sùng Phài 142 + Quyết Thắng 22.2 = 164.2
    # in Đoàn Kết; together 329.2.
    rolled = roll_up({"03409": 135, "03408": 30, "03403": 142, "03386": 22.2}, date(2023, 1, 1))
    assert rolled.area_ha == {"03388": 164.2, "03408": 165.0}
    assert rolled.rows == {"03388": ("03386", "03403"), "03408": ("03408", "03409")}
    assert rolled.not_rolled == ()
    # Neither sum is the ward's total: Đoàn Kết also took Lản Nhì Thàng.
    assert rolled.missing["03388"] == ("03388", "03389", "03391")
    assert rolled.missing["03408"] == ("03387", "03415", "03418")


def test_a_divided_commune_stays_behind():
    # Kiên Mộc new: all of Bắc Xa, parts of Bính Xá and of old Kiên Mộc.
    rolled = roll_up({"06622": 40.0, "06619": 10.0}, BEFORE)
    assert rolled.area_ha == {"06625": 10.0}
    (behind,) = rolled.not_rolled
    assert (behind.old_code, behind.area_ha) == ("06622", 40.0)
    assert behind.problem.code == "reference.divided"
    assert "Đình Lập (06613)" in behind.problem.text("vi")
    assert set(rolled.missing["06625"]) == {"06622", "06625"}


def test_unknown_is_not_zero():
    rolled = roll_up({"03550": 5.0, "03562": None, "03571": float("nan"), "03490": 0.0}, BEFORE)
    assert rolled.area_ha == {"03549": 0.0, "03562": None, "03571": None}


def test_a_code_that_is_not_of_the_set_stays_behind_with_its_hectares():
    rolled = roll_up({"99999": 3.0, "03391": 1.0}, BEFORE)
    assert [(n.old_code, n.area_ha) for n in rolled.not_rolled] == [("99999", 3.0)]
    assert rolled.not_rolled[0].problem.code == "reference.code_not_in_set"
    assert rolled.area_ha == {"03388": 1.0}


def test_a_table_of_new_communes_is_refused():
    # 03562 of 1 July 2025 is Sì Lở Lầu: as an old code it would be Vàng Ma Chải.
    with pytest.raises(NuongError) as refused:
        roll_up({"03562": 1.0}, AFTER)
    assert refused.value.problems[0].code == "reference.already_new"


def test_sums_are_exact_and_nothing_is_lost():
    # 0.1 ha in each of 106 communes: fsum gives the nearest float to 0.1 * members.
    areas: dict[str, float | None] = {u.code: 0.1 for u in units("lai_chau", BEFORE)}
    rolled = roll_up(areas, BEFORE)
    assert len(rolled.area_ha) == 38
    assert rolled.not_rolled == ()
    assert set(rolled.missing.values()) == {()}
    for code, area in rolled.area_ha.items():
        assert area == pytest.approx(0.1 * len(formed_from(code)), abs=1e-15)


def test_lang_son_rolls_but_for_its_two_divided_communes():
    areas: dict[str, float | None] = {u.code: 1.0 for u in units("lang_son", BEFORE)}
    rolled = roll_up(areas, BEFORE)
    # 194 old - 2 divided = 192 ha in the sums; new Đình Lập, Kiên Mộc and Châu Sơn lack parts.
    assert sum(a for a in rolled.area_ha.values() if a is not None) == 192
    assert [n.old_code for n in rolled.not_rolled] == ["06622", "06625"]
    assert {code for code, lack in rolled.missing.items() if lack} == {"06613", "06625", "06637"}
    assert len({m.new_code for m in mergers() if m.new_code in rolled.area_ha}) == 65
