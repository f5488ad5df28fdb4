"""Slope classes are a setting: the usual series, the office's own, and every fault of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.describe import describe_project
from gis.project.slope_class_text import class_text, readings_text, source_text
from gis.project.slope_classes import SlopeClasses
from tests.project.office import SOUND, loaded, refused, told


def asked(tmp_path: Path, lines: str) -> SlopeClasses:
    return loaded(tmp_path, SOUND + "[slope_classes]\n" + lines).slope_classes


def test_without_the_table_the_usual_series_is_used(tmp_path: Path) -> None:
    usual = loaded(tmp_path).slope_classes
    assert usual.breaks_deg == (3, 8, 15, 20, 25)
    assert usual.confidence == "found"
    names = [class_text(one, "vi") for one in usual.classes()]
    assert names == [
        "I · ≤\u00a03°", "II · 3–8°", "III · 8–15°", "IV · 15–20°", "V · 20–25°", "VI · >\u00a025°",
    ]  # fmt: skip
    assert "cơ sở dữ liệu độ dốc" in source_text(usual, "vi")
    assert "VI rất dốc" in readings_text(usual, "vi")
    assert "chưa kiểm chứng" in readings_text(usual, "vi")


def test_more_breaks_above_keep_the_names_below(tmp_path: Path) -> None:
    finer = asked(tmp_path, "breaks_deg = [3, 8, 15, 20, 25, 30, 35]")
    ends = [(one.name, one.above_deg, one.at_most_deg) for one in finer.classes()][-3:]
    assert ends == [("VI", 25, 30), ("VII", 30, 35), ("VIII", 35, None)]
    # "very steep" is said of the class over 25; the two above it have no usual name.
    assert readings_text(finer, "en").endswith("VI very steep.")


def test_own_breaks_are_nobody_s_series_and_have_no_names(tmp_path: Path) -> None:
    own = asked(tmp_path, "breaks_deg = [12.5]")
    assert [class_text(one, "vi") for one in own.classes()] == [
        "I · ≤\u00a012,5°",
        "II · >\u00a012,5°",
    ]
    assert own.confidence == "unverified"
    assert readings_text(own, "vi") == ""
    assert source_text(own, "en") == "not stated (unverified)"


def test_the_office_says_where_its_breaks_are_from(tmp_path: Path) -> None:
    own = asked(tmp_path, 'source = "Sở NN"\nconfidence = "confirmed"')
    assert source_text(own, "vi") == "Sở NN (đã xác nhận)"
    assert asked(tmp_path, 'source = "Sở NN"').confidence == "unverified"


@pytest.mark.parametrize(
    ("lines", "code", "place"),
    [
        ("breaks_deg = [3, 8, 8]", "breaks_not_rising", "[slope_classes]"),
        ("breaks_deg = [8, 3]", "breaks_not_rising", "[slope_classes]"),
        (f"breaks_deg = {list(range(1, 13))}", "breaks_too_many", "[slope_classes]"),
        ("breaks_deg = []", "too_few", "[slope_classes] breaks_deg"),
        ("breaks_deg = 25", "needs_list", "[slope_classes] breaks_deg"),
        ("breaks_deg = [0, 25]", "must_be_above", "[slope_classes] breaks_deg #1"),
        ("breaks_deg = [25, 90]", "must_be_below", "[slope_classes] breaks_deg #2"),
        ('breaks_deg = [3, "8"]', "needs_number", "[slope_classes] breaks_deg #2"),
        ("breaks_deg = [3, nan]", "needs_finite", "[slope_classes] breaks_deg #2"),
        ("break_deg = [3, 8]", "misspelt_key", "[slope_classes]"),
        ('confidence = "sure"', "unknown_word", "[slope_classes] confidence"),
        ('source = ""', "empty_text", "[slope_classes] source"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, lines: str, code: str, place: str) -> None:
    assert told(refused(tmp_path, f"{SOUND}[slope_classes]\n{lines}")) == [(code, place)]


def test_eleven_breaks_are_twelve_classes(tmp_path: Path) -> None:
    most = asked(tmp_path, f"breaks_deg = {list(range(1, 12))}")
    assert most.classes()[-1].name == "XII"


def test_a_faulty_table_does_not_hide_other_faults(tmp_path: Path) -> None:
    text = SOUND.replace('when = ["steep"]', 'when = ["steeep"]')
    found = told(refused(tmp_path, text + "[slope_classes]\nbreaks_deg = [8, 3]"))
    assert {code for code, _ in found} == {"breaks_not_rising", "misspelt_criterion"}


def test_the_plan_of_work_shows_them(tmp_path: Path) -> None:
    lines = describe_project(loaded(tmp_path), "en").splitlines()
    start = next(n for n, line in enumerate(lines) if line.endswith("Slope classes"))
    assert "VI · >\u00a025°" in lines[start + 1]
    assert "Vietnamese slope databases" in lines[start + 3]
