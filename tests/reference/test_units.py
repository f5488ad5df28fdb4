"""Both provinces before and after the reform: whole sets, codes that changed hands, crosswalk."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gis.errors import NuongError
from gis.reference.admin import (
    PROVINCES,
    Province,
    all_units,
    cannot_roll_back,
    disagreements,
    districts,
    formed_from,
    merged_into,
    mergers,
    name_key,
    open_questions,
    places_named,
    registered_name,
    same_commune,
    unit,
    units,
)
from gis.reference.admin.names import rows_of_aliases

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def codes(problems: NuongError) -> list[str]:
    return [p.code for p in problems.problems]


@pytest.mark.parametrize(
    ("province", "before", "after", "types_before", "types_after"),
    [
        # Lai Châu: 94 communes + 5 wards + 7 towns = 106; 36 communes + 2 wards = 38.
        ("lai_chau", 106, 38, {"xã": 94, "phường": 5, "thị trấn": 7}, {"xã": 36, "phường": 2}),
        # Lạng Sơn: 194; 61 communes + 4 wards = 65.
        ("lang_son", 194, 65, {"xã": 175, "phường": 5, "thị trấn": 14}, {"xã": 61, "phường": 4}),
    ],
)
def test_the_sets_are_whole(
    province: Province,
    before: int,
    after: int,
    types_before: dict[str, int],
    types_after: dict[str, int],
):
    old, new = units(province, BEFORE), units(province, AFTER)
    assert len(old) == len({u.code for u in old}) == before
    assert len(new) == len({u.code for u in new}) == after
    assert Counter(u.unit_type for u in old) == types_before
    assert Counter(u.unit_type for u in new) == types_after


def test_codes_are_text_of_five_digits_and_names_are_tidy():
    for one in all_units():
        assert len(one.code) == 5
        assert one.code.isdecimal()
        assert one.name == " ".join(one.name.split())
        assert all(w[0].isupper() or w == "trường" for w in one.name.split()), one.name
        assert name_key(one.name) == name_key(f"{one.unit_type} {one.name}")


def test_a_code_without_a_date_is_refused():
    with pytest.raises(TypeError):
        unit("03562")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        units("lai_chau")  # type: ignore[call-arg]


def test_one_code_is_two_communes():
    assert unit("03562", BEFORE).name == "Vàng Ma Chải"
    assert unit("03562", AFTER).name == "Sì Lở Lầu"
    assert unit("03549", BEFORE).label() == "thị trấn Phong Thổ (03549, huyện Phong Thổ)"
    assert unit("03549", AFTER).label() == "xã Phong Thổ (03549)"


def test_a_code_of_the_other_set_says_what_it_was():
    with pytest.raises(NuongError) as refused:
        unit("03391", AFTER)
    assert codes(refused.value) == ["reference.code_not_in_set"]
    assert "Lản Nhì Thàng" in str(refused.value)
    assert "2025-06-30" in str(refused.value)


@pytest.mark.parametrize(
    ("province", "day"), [("lai_chau", date(2020, 1, 31)), ("lang_son", date(2024, 11, 30))]
)
def test_a_set_not_recorded_is_refused(province: Province, day: date):
    with pytest.raises(NuongError) as refused:
        units(province, day)
    assert codes(refused.value) == ["reference.set_not_recorded"]


@pytest.mark.parametrize("province", PROVINCES)
def test_every_new_code_is_a_used_one(province: Province):
    old = {u.code for u in units(province, BEFORE)}
    assert {u.code for u in units(province, AFTER)} <= old


def test_a_name_and_a_code_of_two_different_old_communes():
    old = {u.code: u.name for u in units("lai_chau", BEFORE)}
    names = set(old.values())
    traps = [u for u in units("lai_chau", AFTER) if u.name in names and old[u.code] != u.name]
    assert len(traps) == 17
    # In one of them the name moved to other land: old Mường Than went into new Than Uyên.
    (into,) = merged_into("03619")
    assert (into.old_name, into.new().name) == ("Mường Than", "Than Uyên")
    assert "Mường Than" not in [m.old_name for m in formed_from("03618")]
    assert unit("03618", AFTER).name == "Mường Than"


def test_the_crosswalk_leaves_no_unit_out():
    for province, resolution in (("lai_chau", "1670"), ("lang_son", "1672")):
        rows = [m for m in mergers() if m.resolution == f"{resolution}/NQ-UBTVQH15"]
        assert {m.old_code for m in rows} == {u.code for u in units(province, BEFORE)}
        assert {m.new_code for m in rows} == {u.code for u in units(province, AFTER)}
        assert {m.valid_from for m in rows} == {AFTER}


def test_two_communes_were_divided_and_both_lie_in_dinh_lap():
    parts = Counter(m.old_name for m in mergers() if m.part == "part")
    assert parts == {"Bính Xá": 2, "Kiên Mộc": 2}
    assert len(mergers()) == 302  # 300 old units, two of them in two rows each
    assert {m.new().name for m in merged_into("06622")} == {"Đình Lập", "Kiên Mộc"}
    assert {m.new().name for m in merged_into("06625")} == {"Châu Sơn", "Kiên Mộc"}


def test_what_became_of_some_and_what_others_were():
    (into,) = merged_into("03391")
    assert (into.old_name, into.new().label()) == ("Lản Nhì Thàng", "phường Đoàn Kết (03388)")
    assert [m.old_name for m in formed_from("03394")] == ["Thèn Sin", "Nậm Xe", "Sin Suối Hồ"]
    assert [m.old_code for m in formed_from("03451")] == ["03451"]  # Mù Cả stayed as it was
    with pytest.raises(NuongError):
        merged_into("99999")
    with pytest.raises(NuongError):
        formed_from("03391")


def test_two_communes_called_hong_phong():
    into = {m.old_area: m.new().name for m in mergers() if m.old_name == "Hồng Phong"}
    assert into == {"binh_gia": "Hồng Phong", "cao_loc": "Đồng Đăng"}


def test_there_is_no_way_back():
    problem = cannot_roll_back("03388")
    assert problem is not None
    assert "Lản Nhì Thàng (03391)" in problem.text("vi")
    assert cannot_roll_back("03451") is None
    # Kiên Mộc holds parts of two divided communes.
    assert cannot_roll_back("06625") is not None


def test_the_districts_of_plan_003_stood_when_it_was_written():
    written = date(2023, 8, 23)
    names = {d.name for d in districts("lang_son", written)}
    assert names >= {
        "Văn Quan", "Cao Lộc", "Văn Lãng", "Bắc Sơn", "Bình Gia", "Lộc Bình", "Đình Lập",
        "Tràng Định",
    }  # fmt: skip
    assert len(names) == 11
    assert districts("lang_son", AFTER) == ()
    # Its Mẫu Sơn stands in brackets after Lộc Bình; Cao Lộc had one too.
    assert {u.district for u in units("lang_son", BEFORE) if u.name == "Mẫu Sơn"} == {
        "cao_loc",
        "loc_binh",
    }


def test_every_old_unit_lies_in_a_district_of_its_province():
    for province in PROVINCES:
        known = {d.id for d in districts(province, BEFORE)}
        assert {u.district for u in units(province, BEFORE)} == known
        assert {u.district for u in units(province, AFTER)} == {None}


def test_phong_tho_is_a_district_a_town_and_a_commune():
    before = places_named("Phong Thổ", BEFORE, "lai_chau")
    assert [p.label() for p in before] == [
        "thị trấn Phong Thổ (03549, huyện Phong Thổ)",
        "huyện Phong Thổ",
    ]
    assert [p.label() for p in places_named("Phong Thổ", AFTER, "lai_chau")] == [
        "xã Phong Thổ (03549)"
    ]


def test_names_before_the_first_set_stand_for_the_side_of_the_reform():
    # Lạng Sơn is recorded from 1 December 2024; the generation of a file of 2023 is still known.
    assert registered_name("06622", date(2023, 1, 1)) == "Bính Xá"
    assert registered_name("06622", AFTER) is None


def test_an_alias_is_another_spelling_of_one_known_name():
    known = {name_key(u.name) for u in all_units()}
    for row in rows_of_aliases():
        assert name_key(row["name"]) in known, row
        # An alias that is itself a name would join two communes.
        assert name_key(row["also_written"]) not in known, row


def test_settled_differences_stand_in_the_tables():
    for one in disagreements():
        if one.about == "name":
            assert registered_name(one.code, one.as_of) == one.settled
            if "blank" not in one.table:
                assert same_commune(one.table, one.package)
    assert {d.code for d in disagreements() if d.verified_by == "unsettled"} == {
        u.code for u in all_units() if u.verified_by == "unsettled"
    }


def test_open_questions_are_told():
    assert [q.level for p in PROVINCES for q in open_questions(p)] == ["warning", "warning"]
    assert "Pa Vệ Sử" in open_questions("lai_chau")[0].text("vi")
    assert "1672/NQ-UBTVQH15" in open_questions("lang_son")[0].text("en")
