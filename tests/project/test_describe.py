"""A project says what it will do: figures, sources, quotations, and what stays open."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.criterion_text import criterion_text, figure_text
from gis.project.describe import describe_project
from tests.project.office import SOUND, edited, loaded


@pytest.fixture
def told_vi(tmp_path: Path) -> list[str]:
    return describe_project(loaded(tmp_path), "vi").split("\n")


def line(lines: list[str], start: str) -> str:
    (found,) = [x for x in lines if x.lstrip("│├└─ ").startswith(start)]
    return found


def test_layers_with_file_date_and_dem_name(told_vi):
    dem = line(told_vi, "dem:")
    assert "“plane”" in dem
    assert "dem.tif" in dem
    assert "ngày 01/01/2021" in dem


def test_a_figure_without_a_source_is_marked(told_vi, tmp_path: Path):
    assert line(told_vi, "steep:").endswith("Độ dốc trên 25° · nguồn: – · chưa kiểm chứng")
    text = edited(("above_deg = 25.0", 'above_deg = 25.0\nsource = "KH"\nconfidence = "found"'))
    lines = describe_project(loaded(tmp_path, text), "vi").split("\n")
    assert line(lines, "steep:").endswith("nguồn: KH · tìm thấy trong tài liệu")


def test_the_plan_s_sentence_stands_as_printed_and_as_read(told_vi):
    quote = next(
        i for i, x in enumerate(told_vi) if "(trên 250)” (KH 000, mục III.2, dòng 42)" in x
    )
    assert told_vi[quote + 1].endswith("hiểu là: trên 25°")
    assert "Cần làm rõ:" in told_vi[quote + 2]


def test_targets_keep_their_hedge(told_vi):
    ginseng = line(told_vi, "Sâm Lai Châu · Diện tích trồng:")
    assert "“khoảng” 750 ha · đến 2030 · tại Sì Lở Lầu, Mồ Sì San" in ginseng
    assert ginseng.endswith("và nơi khác (danh sách mở)")
    assert "“đạt trên” 15.500 tấn" in line(told_vi, "Sắn · Sản lượng:")
    assert line(told_vi, "Sắn · Diện tích trên đất dốc lớn").endswith(
        "giảm dần (kế hoạch không nêu số) · đến 2030"
    )


def test_english_has_its_own_figures(tmp_path: Path):
    text = describe_project(loaded(tmp_path), "en")
    assert "Elevation from 1,400 m, at most 2,200 m" in text
    assert "“đạt trên” 15,500 t" in text
    assert "A place (a-place)" in text


def test_an_empty_project_says_none(tmp_path: Path):
    head = SOUND[: SOUND.index("[layers.cassava]")].replace('plans = ["000", "002"]', "")
    assert describe_project(loaded(tmp_path, head), "en").count("none") == 4


def test_text_from_the_file_is_shown_not_obeyed(tmp_path: Path):
    text = edited(('"invented"', '"{name} \\u001b[2J {0.x}"'))
    assert "nguồn: {name} \\x1b[2J {0.x}" in describe_project(loaded(tmp_path, text), "vi")


def test_both_ends_of_a_slope_say_which_is_included(tmp_path: Path):
    text = edited(("above_deg = 25.0", "above_deg = 25.0\nat_most_deg = 30"))
    test = loaded(tmp_path, text).criteria["steep"]
    assert criterion_text(test, "en") == "Slope above 25°, at most 30°"


def test_a_figure_has_the_decimals_it_needs():
    assert [figure_text(x, "vi") for x in (1400.0, 0.05, 24.999, 100 * 0.7)] == [
        "1.400",
        "0,05",
        "24,999",
        "70",
    ]
