"""A name is found for certain or refused with candidates; nothing is guessed."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from gis.reference.admin import PROVINCES, Province, districts, find_commune, units
from gis.reference.admin.likeness import unaccented
from gis.reference.plans import plan_targets

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "day", "province", "code"),
    [
        ("Lản Nhì Thàng", BEFORE, "lai_chau", "03391"),
        ("xã lả nhì  thàng", BEFORE, "lai_chau", "03391"),
        ("XÃ TÔNG QUA LÌN", BEFORE, "lai_chau", "03565"),
        (unicodedata.normalize("NFD", "Xã Dào San"), AFTER, "lai_chau", "03571"),
        ("thị trấn Phong Thổ", BEFORE, "lai_chau", "03549"),
        ("TT. Phong Thổ, huyện Phong Thổ, tỉnh Lai Châu", BEFORE, "lai_chau", "03549"),
        ("Phong Thổ", AFTER, "lai_chau", "03549"),
        ("P. Đoàn Kết", BEFORE, "lai_chau", "03389"),
        ("phường Đoàn Kết", AFTER, "lai_chau", "03388"),
        ("xã Đoàn Kết", AFTER, "lang_son", "06001"),
        ("Pa Vây Sử", BEFORE, "lai_chau", "03559"),
        ("Pa Vệ Sủ", BEFORE, "lai_chau", "03448"),
        ("Pa Vệ Sử", BEFORE, "lai_chau", "03448"),
        ("Sin Suối Hồ", BEFORE, "lai_chau", "03592"),
        ("Sin Suối Hồ", AFTER, "lai_chau", "03394"),
        ("xã Hồng Phong (Cao Lộc)", BEFORE, "lang_son", "06205"),
        ("xã Hồng Phong, huyện Bình Gia", BEFORE, "lang_son", "06079"),
        ("Quý Hoà", AFTER, "lang_son", "06076"),
        ("Thị trấn NT Thái Bình", BEFORE, "lang_son", "06616"),
    ],
)
def test_found(text: str, day: date, province: Province, code: str):
    match = find_commune(text, day, province)
    assert match.unit is not None, match.problem
    assert match.unit.code == code
    assert match.problem is None
    assert match.candidates == ()


def test_an_alias_says_so():
    assert find_commune("Tông Qua Lìn", BEFORE, "lai_chau").by_alias
    assert not find_commune("xã TUNG QUA LÌN", BEFORE, "lai_chau").by_alias


@pytest.mark.parametrize(
    ("text", "day", "province", "code", "candidates"),
    [
        # the town and the district
        ("Phong Thổ", BEFORE, "lai_chau", "commune_ambiguous", ["03549", "109"]),
        ("Sìn Hồ", BEFORE, "lai_chau", "commune_ambiguous", ["03478", "108"]),
        ("Mường Tè", BEFORE, "lai_chau", "commune_ambiguous", ["03433", "03445", "107"]),
        ("Hồng Phong", BEFORE, "lang_son", "commune_ambiguous", ["06079", "06205"]),
        ("huyện Phong Thổ", BEFORE, "lai_chau", "names_district", ["109"]),
        ("TP. Lai Châu", BEFORE, "lai_chau", "names_district", ["105"]),
        ("xã Phong Thổ", BEFORE, "lai_chau", "commune_does_not_fit", ["03549", "109"]),
        ("huyện Phong Thổ", AFTER, "lai_chau", "commune_does_not_fit", ["03549"]),
        ("Đoàn Kết (Lạng Sơn)", AFTER, "lai_chau", "commune_does_not_fit", ["03388"]),
        ("Hồng Phong (Văn Lãng)", BEFORE, "lang_son", "commune_does_not_fit", ["06079", "06205"]),
        ("Lản Nhì Thàng", AFTER, "lai_chau", "commune_of_other_set", ["03388"]),
        ("Bính Xá", AFTER, "lang_son", "commune_of_other_set", ["06613", "06625"]),
        ("Lương Văn Tri", BEFORE, "lang_son", "commune_of_other_set", ["05983", "05989"]),
        ("Bản Ngà", BEFORE, "lang_son", "commune_unknown", []),
        ("", BEFORE, "lang_son", "commune_unknown", []),
    ],
)
def test_refused(text: str, day: date, province: Province, code: str, candidates: list[str]):
    match = find_commune(text, day, province)
    assert match.unit is None
    assert match.problem is not None
    assert match.problem.code == f"reference.{code}"
    assert [c.place.code for c in match.candidates] == candidates
    for lang in ("vi", "en"):
        assert all(c.place.name in match.problem.text(lang) for c in match.candidates)


@pytest.mark.parametrize(
    ("text", "day", "first", "why", "score"),
    [
        # the hook sits on another letter of the same syllable
        ("Nậm Cuôỉ", BEFORE, "Nậm Cuổi", "tone_placement", 0.98),
        ("Tong Qua Lin", BEFORE, "Tung Qua Lìn", "unaccented", 0.9),
        ("Pa Ve Su", BEFORE, "Pa Vệ Sủ", "unaccented", 0.9),
        ("Sin Suoi Ho", AFTER, "Sin Suối Hồ", "unaccented", 0.9),
        # wrong marks: bare letters are the same (1.0), marked ones in 7 of 8: 2*7/16 = 0.875;
        # 0.89 * (0.875 + 1) / 2 = 0.834
        ("Bản Láng", BEFORE, "Bản Lang", "spelling", 0.834),
    ],
)
def test_suggestions_have_a_score(text: str, day: date, first: str, why: str, score: float):
    match = find_commune(text, day, "lai_chau")
    assert match.unit is None
    best = match.candidates[0]
    assert (best.place.name, best.why, best.score) == (first, why, score)
    assert [c.score for c in match.candidates] == sorted(c.score for c in match.candidates)[::-1]


def test_a_set_that_is_not_recorded_is_refused():
    match = find_commune("Khánh Khê", date(2023, 8, 23), "lang_son")
    assert match.problem is not None
    assert match.problem.code == "reference.set_not_recorded"


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_every_unit_is_found_by_its_full_name(province: Province, day: date):
    names = {d.id: d.label() for d in districts(province, BEFORE)}
    for one in units(province, day):
        within = f", {names[one.district]}" if one.district else ""
        match = find_commune(f"{one.unit_type} {one.name}{within}", day, province)
        assert match.unit == one, match.problem


def test_no_name_without_its_marks_is_taken():
    marked = [u for u in units("lai_chau", BEFORE) if unaccented(u.name) != u.name][::5]
    assert len(marked) > 15
    for one in marked:
        match = find_commune(unaccented(one.name), BEFORE, "lai_chau")
        assert match.unit is None
        assert one in [c.place for c in match.candidates]


def test_the_places_of_plan_001_are_found():
    # Its own wording: types for three of them, none for the others; the plan is of 2023.
    written = date(2023, 1, 1)
    places = ["xã San Thàng", "xã Sùng Phài", "phường Quyết Thắng", "Đông Phong", "Quyết Tiến",
              "Đoàn Kết"]  # fmt: skip
    found = [find_commune(place, written, "lai_chau").unit for place in places]
    assert [u and u.code for u in found] == ["03409", "03403", "03386", "03408", "03388", "03389"]
    assert {u.district for u in found if u} == {"lai_chau_city"}


def test_the_eight_communes_of_plan_002_are_found():
    eight = next(t.communes for t in plan_targets("002") if t.communes)
    found = [find_commune(name, BEFORE, "lai_chau").unit for name in eight]
    assert all(u is not None and u.district == "phong_tho" for u in found)
    assert len({u.code for u in found if u}) == 8
