"""The ledger in Excel: separators, decimal comma, "?" for unknown, no live formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from gis.ledger.model import HOLDING_COLUMNS, TARGET_COLUMNS
from gis.maps.geopackage import COMMUNE_COLUMNS
from gis.maps.tables import LEDGER_COLUMNS, SECTIONS, defused, ledger_csv, number_cell
from gis.messages import Lang
from gis.zones.tables import (
    FLAG_COLUMNS,
    FOREST_LOT_COLUMNS,
    LEGAL_PLOT_COLUMNS,
    LEGAL_TOTAL_COLUMNS,
    LIMIT_COLUMNS,
    OVERLAP_COLUMNS,
    PIECE_COLUMNS,
    SLOPE_CLASS_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
)
from tests.maps.results import COMMUNES, little_results


def rows_of(text: str, separator: str) -> list[dict[str, str]]:
    read = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    return list(read)


def section(name: str, lang: Lang = "vi") -> list[dict[str, str]]:
    rows = rows_of(ledger_csv(little_results(), lang), ";" if lang == "vi" else ",")
    return [row for row in rows if row["section"] == name]


def test_vietnamese_form_is_what_excel_opens_in_viet_nam() -> None:
    text = ledger_csv(little_results(), "vi")
    assert text.startswith("\ufeffsection;name;text;")
    assert text.count("\r\n") == text.count("\n")
    assert section("target")[0]["target"] == "1300,0000"
    assert section("target")[0]["plan_section"] == "III.2"
    assert section("target")[0]["share"] == "0,003462"  # 4.5 / 1300 = 0.00346153…


def test_english_form_has_the_same_figures() -> None:
    assert section("target", "en")[0]["target"] == "1300.0000"
    vi, en = (section("zone_commune", lang) for lang in ("vi", "en"))
    assert [row["candidate_ha"].replace(",", ".") for row in vi] == [r["candidate_ha"] for r in en]


def test_candidate_hectares_add_up_to_the_zones() -> None:
    total = sum(float(r["candidate_ha"].replace(",", ".")) for r in section("zone_commune"))
    assert total == pytest.approx(1.44 + 5.76 + 2.25, abs=1e-9)


def test_unknown_is_said_and_what_does_not_apply_is_empty() -> None:
    intensive, steep, ginseng, processed = section("target")
    assert (steep["target"], steep["shortfall"], steep["share"]) == ("", "", "")  # no figure asked
    assert (processed["held"], processed["denominator_ha"]) == ("?", "?")
    assert processed["planned"] == ""  # a share of output is not planned in hectares
    assert intensive["candidate"] == ""  # no rule outlines zones for cassava
    assert intensive["denominator_ha"] == ""  # hectares are a share of nothing
    assert ginseng["met"] == "yes"
    assert {row["flagged_ha"] for row in section("holding") if row["crop"] == "ginseng"} == {""}
    assert section("zone_commune")[0]["removes_ha"] == ""  # a column of another section


def test_slope_classes_of_a_commune_stand_with_their_ends() -> None:
    first = [row for row in section("slope_class") if row["commune_code"] == "03199"]
    assert [row["slope_class"] for row in first] == ["I", "II", "III", "IV", "V", "VI", "unknown"]
    ends = [(row["above_deg"], row["at_most_deg"]) for row in first]
    # An open end is no unknown figure: the cell stays empty.
    assert [ends[0], ends[5], ends[6]] == [("", "3,0000"), ("25,0000", ""), ("", "")]
    assert (first[5]["class_ha"], first[5]["land_ha"]) == ("0,8000", "2,0000")
    said = {row["name"]: row["text"] for row in section("note")}
    assert "ranh giới dưới" in said["slope_classes"]
    assert "chưa kiểm chứng" in said["slope_classes"]
    assert "tìm thấy trong tài liệu" in said["slope_classes_source"]


def test_the_illustrative_notice_is_the_first_thing_seen() -> None:
    notes = section("note")
    assert notes[0]["text"].startswith("DỮ LIỆU MINH HOẠ")
    said = {row["name"]: row["text"] for row in notes}
    assert "EPSG:9205" in said["area_basis"]
    assert said["communes_as_of"] == "30/06/2025"
    assert "25°" in said["criterion.steep"]
    assert "30" in said["cell_size"]
    assert said["layer.dem"].endswith("30/06/2025")


def test_closures_stand_with_both_sides() -> None:
    (row,) = section("closure")
    assert (row["name"], row["left_ha"], row["right_ha"]) == (
        "holdings.cassava",
        "5,0000",
        "5,0000",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\u3000="])
def test_formula_starts_are_defused(start: str) -> None:
    assert defused(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_control_characters_are_shown() -> None:
    assert defused("\t=1") == "\\t=1"
    assert defused("a\r\nb\x1b[31m\u202e") == "a\\r\\nb\\x1b[31m\\u202e"
    assert defused("Sì Lở Lầu") == "Sì Lở Lầu"


def test_numbers_are_not_touched() -> None:
    assert number_cell("left_ha", -1.5, "vi") == "-1,5000"
    assert number_cell("left_ha", -1e-9, "vi") == "0,0000"
    assert number_cell("share", 2.0, "en") == "2.000000"


def test_hostile_names_are_defused_and_stay_in_their_cell() -> None:
    evil = '=HYPERLINK("http://x";"y");\r\n+1\t@'
    results = little_results(communes=(("03199", evil), *COMMUNES[1:]), title="@" + evil)
    rows = rows_of(ledger_csv(results, "vi"), ";")
    names = {row["commune"] for row in rows}
    assert '\'=HYPERLINK("http://x";"y");\\r\\n+1\\t@' in names
    assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") for r in rows for cell in r.values())


def test_header_covers_every_declared_column() -> None:
    assert len(set(LEDGER_COLUMNS)) == len(LEDGER_COLUMNS)
    assert {c for columns in SECTIONS.values() for c in columns} | {"section"} == set(
        LEDGER_COLUMNS
    )


def test_the_shelf_describes_every_column() -> None:
    described = (Path(__file__).parents[2] / "maps" / "README.md").read_text("utf-8")
    declared = {
        *TARGET_COLUMNS, *HOLDING_COLUMNS, *COMMUNE_COLUMNS, *PIECE_COLUMNS, *FLAG_COLUMNS,
        *OVERLAP_COLUMNS, *ZONE_COLUMNS, *ZONE_COMMUNE_COLUMNS, *LIMIT_COLUMNS, *LEDGER_COLUMNS,
        *SLOPE_CLASS_COLUMNS, *LEGAL_PLOT_COLUMNS, *LEGAL_TOTAL_COLUMNS, *FOREST_LOT_COLUMNS,
    }  # fmt: skip
    assert [c for c in sorted(declared) if f"`{c}`" not in described] == []
