"""A commune is a code and a date: the same code or name means other land after 1 July 2025."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gis.reference.admin import (
    communes_of,
    mergers,
    name_key,
    named_by_plan,
    registered_name,
    same_commune,
)
from gis.reference.plans import plan_targets

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
AROUND = {"03388", "03394", "03408", "03549", "03562", "03571", "03583"}
EIGHT = next(t.communes for t in plan_targets("002") if t.communes)


def new_code_of(old_code: str) -> str:
    (merger,) = [m for m in mergers() if m.old_code == old_code]
    return merger.new_code


def test_seventeen_units_until_the_last_day_then_six():
    old = communes_of("phong_tho", BEFORE)
    assert len(old) == len({c.code for c in old}) == 17
    assert [c.name for c in old if c.unit_type == "thị trấn"] == ["Phong Thổ"]
    assert all(len(c.code) == 5 and c.code.startswith("03") for c in old)
    assert {c.code: c.name for c in communes_of("phong_tho", AFTER)} == {
        "03388": "Đoàn Kết",
        "03394": "Sin Suối Hồ",
        "03549": "Phong Thổ",
        "03562": "Sì Lở Lầu",
        "03571": "Dào San",
        "03583": "Khổng Lào",
    }


def test_centres_are_rounded_and_lie_in_the_district():
    for commune in communes_of("phong_tho", BEFORE):
        assert 103.1 < commune.centre_lon < 103.7
        assert 22.4 < commune.centre_lat < 22.9
        assert commune.centre_lon == round(commune.centre_lon, 2)


@pytest.mark.parametrize(("area", "day"), [("phong_tho", date(2020, 1, 31)), ("x", BEFORE)])
def test_a_set_not_recorded_is_refused(area: str, day: date):
    with pytest.raises(LookupError):
        communes_of(area, day)


def test_every_old_unit_around_phong_tho_went_whole_into_one_new_one():
    here = [m for m in mergers() if m.new_code in AROUND]
    assert len(here) == len({m.old_code for m in here}) == 27
    # 134.31 km² Đoàn Kết has five old units; Tân Phong five; Sin Suối Hồ 3; Phong Thổ 4;
    # Sì Lở Lầu 4; Dào San 3; Khổng Lào 3: 27.
    per_new = Counter(m.new_code for m in here)
    assert sorted(per_new.values()) == [3, 3, 3, 4, 4, 5, 5]
    old = {c.code: c.name for c in communes_of("phong_tho", BEFORE)}
    assert {m.old_code: m.old_name for m in here if m.old_area == "phong_tho"} == old
    assert {m.resolution for m in here} == {"1670/NQ-UBTVQH15"}
    assert {m.part for m in here} == {"whole"}
    assert {m.valid_from for m in here} == {AFTER}


def test_the_old_district_is_not_a_union_of_new_communes():
    assert new_code_of("03391") == "03388"
    assert registered_name("03388", AFTER) == "Đoàn Kết"
    inside = [m.old_name for m in mergers() if m.new_code == "03394"]
    assert inside == ["Thèn Sin", "Nậm Xe", "Sin Suối Hồ"]


def test_one_code_two_communes():
    assert registered_name("03562", BEFORE) == "Vàng Ma Chải"
    assert registered_name("03562", AFTER) == "Sì Lở Lầu"
    assert registered_name("03394", BEFORE) == "Thèn Sin"
    assert registered_name("03408", AFTER) == "Tân Phong"
    assert registered_name("03550", AFTER) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lản Nhì Thàng", "Lả Nhì Thàng"),
        ("Tung Qua Lìn", "Xã Tông Qua Lìn"),
        ("Sì Lở Lầu", "Sì Lờ Lầu"),
        ("Ma Li Pho", "MA LY PHO"),
        ("Sin Súi Hồ", " sin  suối hồ "),
        ("Phường Đoàn Kết", "Đoàn Kết"),
        ("Dào San", "Da\u0300o San"),
    ],
)
def test_spellings_of_one_commune(a: str, b: str):
    assert same_commune(a, b)
    assert same_commune(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sìn Hồ", "Sin Suối Hồ"),
        ("Pa Vây Sử", "Pa Vệ Sủ"),
        ("Bản Lang", "Bản Láng"),
        ("Mường So", "Mường Sò"),
    ],
)
def test_names_that_only_look_alike(a: str, b: str):
    assert not same_commune(a, b)


def test_a_name_key_folds_no_tone():
    assert name_key("THỊ TRẤN  Phong Thổ") == "phong thổ"
    assert name_key("Xã Pa Vây Sử") != name_key("Xã Pa Vây Su")


@pytest.mark.parametrize(
    ("code", "name", "answer"),
    [
        ("03562", "Sì Lở Lầu", "contains_named"),
        ("03571", "Dào San", "contains_named"),
        ("03583", "Khổng Lào", "contains_named"),
        ("03394", "Sin Suối Hồ", "contains_named"),
        # Not in the list by its name, but Lản Nhì Thàng went into it.
        ("03388", "Đoàn Kết", "contains_named"),
        ("03549", "Phong Thổ", "other"),
        ("03408", "Tân Phong", "other"),
        # Not in the crosswalk: an equal name across the reform proves nothing.
        ("99999", "Bản Lang", "other"),
    ],
)
def test_new_communes_against_the_old_list(code: str, name: str, answer: str):
    assert named_by_plan(code, name, AFTER, EIGHT, BEFORE) == answer


def test_old_communes_against_the_old_list():
    answers = {
        c.name: named_by_plan(c.code, c.name, BEFORE, EIGHT, BEFORE)
        for c in communes_of("phong_tho", BEFORE)
    }
    assert {name for name, answer in answers.items() if answer == "named"} == set(EIGHT)
    assert answers["Pa Vây Sử"] == answers["Nậm Xe"] == "other"


def test_the_code_speaks_before_the_name():
    # A file of the new set declared as the old one: 03562 was Vàng Ma Chải, which the plan names;
    # 03549 was the town, whatever the file calls it.
    assert named_by_plan("03562", "?", BEFORE, ["Vàng Ma Chải"], BEFORE) == "named"
    assert named_by_plan("03549", "Bản Lang", BEFORE, ["Bản Lang"], BEFORE) == "other"


def test_land_we_keep_no_codes_of_is_compared_by_name_on_one_side_of_the_reform():
    assert named_by_plan("00001", "Xã A", BEFORE, ["xã a"], BEFORE) == "named"
    assert named_by_plan("00001", "Xã A", AFTER, ["xã a"], AFTER) == "named"
    assert named_by_plan("00001", "Xã A", AFTER, ["xã a"], BEFORE) == "other"
    assert named_by_plan("00001", "Xã A", BEFORE, ["xã a"], AFTER) == "other"


def test_a_divided_commune_is_not_named_by_a_plan_that_names_one_of_its_heirs():
    # Bính Xá went to Đình Lập and to Kiên Mộc.
    assert named_by_plan("06622", "Bính Xá", BEFORE, ["Đình Lập"], AFTER) == "contains_named"
    both = ["Đình Lập", "Kiên Mộc"]
    assert named_by_plan("06622", "Bính Xá", BEFORE, both, AFTER) == "named"


def test_an_old_commune_lies_in_the_new_one_a_later_plan_names():
    assert named_by_plan("03391", "Lản Nhì Thàng", BEFORE, ["Phường Đoàn Kết"], AFTER) == "named"
    assert named_by_plan("03490", "Huổi Luông", BEFORE, ["Phường Đoàn Kết"], AFTER) == "other"


def test_every_unit_of_the_city_and_of_lang_son_has_a_centre_of_its_own():
    city, province = communes_of("lai_chau_city", BEFORE), communes_of("lang_son", AFTER)
    assert [c.name for c in city] == [
        "Quyết Thắng", "Tân Phong", "Quyết Tiến", "Đoàn Kết", "Sùng Phài", "Đông Phong",
        "San Thàng",
    ]  # fmt: skip
    assert len(province) == 65
    for communes in (city, province):
        assert len({(c.centre_lon, c.centre_lat) for c in communes}) == len(communes)
    # The city's land is in two wards now, with land of other districts.
    assert [c.code for c in communes_of("lai_chau_city", AFTER)] == ["03388", "03408"]


def test_a_province_whose_centres_are_not_all_recorded_is_refused():
    with pytest.raises(LookupError, match="lang_son"):
        communes_of("lang_son", BEFORE)
