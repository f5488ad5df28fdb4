"""A made-up plan read line by line: every figure, what it is of, and what is asked about it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from gis.errors import NuongError
from gis.messages import word
from gis.plantext import Draft, DraftRow, draft_of, draft_plan
from gis.plantext.hedges import hedge_of
from gis.plantext.model import Line, PlanText
from gis.plantext.register import register, register_toml
from gis.plantext.write import write_draft
from gis.reference import plans
from tests.plantext.documents import PLAN, write_docx, write_pdf, write_txt


def read(text: str, name: str = "007_a.txt") -> Draft:
    return draft_of(PlanText(name, tuple(Line(n, t) for n, t in enumerate(text.split("\n"), 1))))


def body(*lines: str) -> tuple[DraftRow, ...]:
    """Rows of a plan of 2027 whose only section says these lines."""
    return read("\n".join(["KẾ HOẠCH", "Sản xuất năm 2027", "", "I. MỤC TIÊU", *lines])).rows


def figure(row: DraftRow) -> object:
    return row.value if row.value is not None else row.value_range or row.readings


@pytest.fixture(scope="module")
def plan() -> Draft:
    return read(PLAN)


def test_every_figure_of_the_plan_and_nothing_else(plan: Draft):
    assert [(r.line, figure(r), r.unit) for r in plan.rows] == [
        (10, 120.5, "ha"), (10, 70, "ha"), (10, 50.5, "ha"), (10, 90, "ha"),
        (11, 1500, "t"), (11, 0.6, "share"),
        (12, (1.3, 1300), "ha"),
        (14, (25, 250), "deg"),
        (15, (2, 4), "unknown"),  # "nhà sơ chế" is no unit the reader knows
    ]  # fmt: skip


def test_the_head(plan: Draft):
    head = plan.head
    assert (head.plan, head.status, head.dated, head.scope) == (
        "007", "draft", "tháng 3 năm 2027", "district",
    )  # fmt: skip
    assert head.years == (2027, 2030)
    assert head.title_vi.endswith("trên địa bàn huyện Sơn Hòa")


def test_section_year_kind_and_subject(plan: Draft):
    first = plan.rows[0]
    assert (first.section, first.year, first.kind) == ("I.1", 2030, "keep")
    assert first.subject_vi == "dứa hiện có"
    assert first.quote_vi == "Duy trì 120,5ha dứa hiện có"
    assert plan.rows[6].kind == "target"


def test_parts_hold_their_total_and_place(plan: Draft):
    total, *parts = plan.rows[:4]
    assert [p.part_of for p in parts] == [total.id] * 3
    assert [p.localities for p in parts[:2]] == [("Bản Lang",), ("Dào San",)]
    assert [p.subject_vi for p in parts[:2]] == [total.subject_vi] * 2


def test_parts_that_miss_their_total_are_pointed_at():
    good = body("Trồng 30 ha dứa (Bản Lang 10ha, Dào San 20ha).")
    bad = body("Trồng 31 ha dứa (Bản Lang 10ha, Dào San 20ha).")
    assert "parts_do_not_add" not in good[0].unsure
    assert "parts_do_not_add" in bad[0].unsure  # 10 + 20 = 30, not 31


def test_hedges_sense_and_denominator(plan: Draft):
    tonnes, share = plan.rows[4:6]
    assert (tonnes.hedge, tonnes.sense, tonnes.period) == (
        "Phấn đấu … đạt trên", "at_least", "per_year",
    )  # fmt: skip
    assert (share.hedge, share.sense, share.denominator) == ("từ … trở lên", "at_least", "hộ")


def test_an_ambiguous_figure_has_readings_and_no_value(plan: Draft):
    row = plan.rows[6]
    assert row.value is None
    assert "ambiguous_number" in row.unsure
    assert row.localities == ("Sin Suối Hồ", "Nậm Xe")
    assert row.open_list


def test_the_fallen_degree_sign_is_asked(plan: Draft):
    row = plan.rows[7]
    assert (row.kind, row.value, row.readings, row.unsure) == (
        "threshold", None, (25, 250), ("slope_sign",),
    )  # fmt: skip
    assert row.quote_vi == "độ dốc lớn (trên 250)"


@pytest.mark.parametrize("said", ["trên 25 độ", "trên 25°", "trên 25o"])
def test_a_slope_with_its_sign_is_read(said: str):
    (row,) = body(f"Giảm diện tích trên đất có độ dốc {said}.")
    assert (row.value, row.unit, row.unsure) == (25, "deg", ())


def test_a_year_before_the_plan_is_asked(plan: Draft):
    (question,) = plan.questions
    assert (question.key, question.line, question.quote_vi) == (
        "year_outside_plan", 15, "Quý II, III/2019",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("Trồng đạt khoảng trên 500 ha dứa", "double_hedge"),
        ("Hỗ trợ tối thiểu 5-7 doanh nghiệp", "bound_on_range"),
        ("Xây dựng từ 01 vườn hoặc xây dựng 01 cơ sở", "one_or_other"),
        ("Tiếp tục duy trì và mở rộng vùng dứa 50 ha", "keep_and_grow"),
        ("Vùng dứa, chuối 50 ha", "several_subjects"),
        ("Trồng 50 ha dứa tại xã Không Có", "place_unknown"),
        ("Dứa sạch đạt 50%", "denominator_not_stated"),
        ("Trồng 50 ha dứa", "year_from_title"),
        ("Đến năm 2019 trồng 50 ha dứa", "year_outside_plan"),
    ],
)
def test_what_is_doubtful_is_marked(line: str, doubt: str):
    assert doubt in body(line)[0].unsure


@pytest.mark.parametrize(
    ("left", "right", "is_range", "words", "sense"),
    [
        ("diện tích đạt khoảng ", "", False, "khoảng", "about"),
        ("sản lượng đạt trên ", "", False, "đạt trên", "at_least"),
        ("không quá ", " ha", False, "không quá", "at_most"),
        ("tỷ lệ che phủ đạt ", " trở lên", False, "trở lên", "at_least"),
        ("đạt từ ", " kế hoạch (tương đương 5 ha) trở lên", False, "từ … trở lên", "at_least"),
        ("từ ", " hợp tác xã", True, "từ", "between"),
        ("khoảng trên ", "", False, "khoảng trên", "at_least"),
        ("có ", " sản phẩm đạt từ 3 sao trở lên", False, None, "equal"),
        ("phấn đấu ", "", False, "phấn đấu", "equal"),
        ("Phân đấu trồng tối thiểu ", "", False, "Phân đấu … tối thiểu", "at_least"),
    ],
)
def test_hedges(left: str, right: str, is_range: bool, words: str | None, sense: str):
    got = hedge_of(left, right, is_range=is_range)
    assert (got.words, got.sense) == (words, sense)


def test_province_in_a_district_plan_is_asked():
    text = PLAN.replace("Trồng mới", "Ngành dứa của tỉnh trồng mới")
    assert "scope_province" in read(text).rows[6].unsure
    assert "scope_province" not in read(PLAN).rows[6].unsure


def test_a_leading_sentence_gives_its_year_to_its_dashes():
    rows = body("Phấn đấu đến năm 2029:", "- Trồng 50 ha dứa", "Trồng 60 ha chuối")
    assert [(r.year, r.period) for r in rows] == [(2029, "by_year"), (2027, None)]


def test_a_broken_paragraph_is_read_whole_and_quoted_by_its_line():
    rows = body("Trồng dứa tại các xã đạt khoảng", "500 ha.")
    assert [(r.line, r.hedge, figure(r), r.quote_vi) for r in rows] == [
        (6, "khoảng", 500, "500 ha")
    ]
    assert rows[0].subject_vi.startswith("Trồng dứa")


@pytest.mark.parametrize(
    "line",
    [
        "Thực hiện Nghị quyết số 07/2021/NQ-HĐND ngày 23/3/2021, Chương trình 84- CTr/TU",
        "Theo mục 5.6; Khoản 5. Điều 1; giai đoạn 2021 - 2025; năm 2030 tổ chức",
        "Báo cáo 6 tháng (15/6), hàng năm (15/12); tháng 12/2027",
        "- 1 Kế hoạch 1900/KH-UBND năm 2023 giao 500 ha",
        "Kinh phí thực hiện: 12 tỷ đồng từ ngân sách",
        "5",
    ],
)
def test_dates_numbers_of_documents_and_budgets_are_no_figures(line: str):
    assert body(line) == ()


def test_what_was_reached_is_a_figure_and_what_is_striven_for_a_target():
    rows = body(
        "Đến nay đã trồng được 50 ha dứa, đạt 80% kế hoạch và 101% so cùng kỳ; "
        "phấn đấu trồng 60 ha dứa."
    )
    assert [(r.kind, figure(r)) for r in rows] == [
        ("figure", 50), ("figure", 0.8), ("figure", 1.01), ("target", 60),
    ]  # fmt: skip


def test_a_rise_is_no_part():
    rows = body("Diện tích dứa 1.250 ha (tăng 290 ha), bưởi 350 ha.")
    assert [(r.kind, r.part_of) for r in rows] == [
        ("target", None),
        ("figure", None),
        ("target", None),
    ]
    assert "only_a_change" in rows[1].unsure


def test_annual_crops_are_not_every_year():
    (row,) = body("Chuyển 50 ha đất trồng cây hàng năm sang dứa")
    (yearly,) = body("Hàng năm trồng 50 ha dứa")
    assert (row.period, yearly.period) == (None, "per_year")


def test_the_hectare_a_value_is_counted_on_is_no_area():
    (row,) = body("Giá trị sản xuất trên 1ha đất đạt 140-150 triệu đồng")
    assert (row.unit, figure(row)) == ("vnd", (140e6, 150e6))


def test_each_herd_keeps_its_animal():
    rows = body("Đàn gia súc có 97.015 con trâu, 22.366 con bò, 6.113 con ngựa")
    assert [(r.subject_vi, figure(r)) for r in rows] == [
        ("trâu", 97015), ("bò", 22366), ("ngựa", 6113),
    ]  # fmt: skip


def test_a_chapter_of_results_tells_figures():
    rows = read("KẾ HOẠCH\nDứa năm 2027\n\nI. KẾT QUẢ NĂM TRƯỚC\nDứa đạt 50 ha").rows
    assert [r.kind for r in rows] == ["figure"]


def test_the_date_of_a_decree_is_no_year_of_a_figure():
    (row,) = body("Thực hiện Quyết định số 9/QĐ-UBND ngày 17 tháng 4 năm 2024, trồng 50 ha dứa")
    assert (row.year, row.unsure) == (2027, ("year_from_title",))
    text = "KẾ HOẠCH\nThực hiện Nghị quyết 07/2021/NQ-HĐND ngày 23/3/2022 trong năm 2027\n\nI. A"
    assert read(text).head.years == (2027,)


def test_nothing_behind_the_recipients_is_read(plan: Draft):
    assert all(r.line < 17 for r in plan.rows)


def test_every_quote_is_a_piece_of_its_line(plan: Draft):
    lines = PLAN.split("\n")
    for row in plan.rows:
        assert row.quote_vi
        assert row.quote_vi in lines[row.line - 1]
    for asked in plan.questions:
        assert asked.quote_vi in lines[asked.line - 1]


def test_text_word_and_pdf_say_the_same(tmp_path: Path):
    def told(path: Path) -> list[object]:
        return [(r.quote_vi, figure(r), r.unit, r.year) for r in draft_plan(path).rows]

    text = told(write_txt(tmp_path / "007_a.txt"))
    assert len(text) == 9
    assert told(write_docx(tmp_path / "007_a.docx")) == text
    lines = PLAN.rstrip("\n").split("\n")
    pdf = draft_plan(write_pdf(tmp_path / "007_a.pdf", [lines[:11], lines[11:]]))
    assert [(r.quote_vi, figure(r), r.unit, r.year) for r in pdf.rows] == text
    assert [r.page for r in pdf.rows] == [1] * 6 + [2] * 3


def test_rows_of_a_table_are_asked_not_read(tmp_path: Path):
    table = [["Xã", "Diện tích (ha)"], ["Bản Lang", "70"]]
    found = draft_plan(write_docx(tmp_path / "a.docx", "KẾ HOẠCH\nTrồng dứa", table))
    assert found.rows == ()
    assert [(q.key, q.quote_vi) for q in found.questions] == [("table_row", "Bản Lang | 70")]


def test_toml_holds_the_rows_and_every_question_in_both_languages(plan: Draft):
    kept = tomllib.loads(register_toml(plan))
    rows = kept["target"]
    assert len(rows) == len(plan.rows)
    assert rows[0]["value"] == 120.5
    assert rows[8]["value_range"] == {"low": 2, "high": 4}
    assert rows[6]["readings"] == [1.3, 1300]
    assert "value" not in rows[6]
    assert rows[1]["part_of"] == rows[0]["id"]
    for row in (*rows, *kept["look_at"]):
        assert set(row.get("question", {})) == ({"vi", "en"} if row.get("unsure") else set())
    assert json.loads(json.dumps(register(plan))) == register(plan)


def test_text_of_a_plan_cannot_break_the_toml():
    hostile = 'Trồng 50 ha dứa "]\\u0000\x7f [[target]] value = 1'
    (row,) = tomllib.loads(register_toml(read(f"KẾ HOẠCH\nA\n\nI. B\n{hostile}")))["target"]
    assert row["value"] == 50
    assert row["quote_vi"] in hostile


def test_a_draft_is_never_written_over(plan: Draft, tmp_path: Path):
    target = write_draft(plan, tmp_path / "mới" / "007.toml")
    before = target.read_bytes()
    with pytest.raises(NuongError) as refused:
        write_draft(plan, target)
    assert refused.value.problems[0].code == "plantext.already_there"
    assert target.read_bytes() == before


def test_every_doubt_has_words(plan: Draft):
    source = Path(__file__).parents[2] / "gis" / "messages" / "words.toml"
    words = tomllib.loads(source.read_text("utf-8"))
    for row in plan.rows:
        for key in row.unsure:
            assert word(f"draft_{key}", "vi") != word(f"draft_{key}", "en")
    assert "draft_slope_sign" in words


def test_a_draft_speaks_the_registers_words() -> None:
    text = (
        "KẾ HOẠCH\nA\n\nI. MỤC TIÊU\n- Đến năm 2030 tỷ lệ che phủ rừng đạt trên 67,5%.\n"
        "- Trồng rừng 9.000-10.000 ha/năm."
    )
    rows = register(read(text))["target"]
    assert [(r["unit"], r["period"]) for r in rows] == [("%", "stock"), ("ha", "per_year")]
    assert rows[0]["value"] == 67.5  # as printed, not 0.675
    assert rows[1]["value_range"] == {"low": 9000.0, "high": 10000.0}
    assert rows[1]["sense"] == "between"
    kinds, senses = set(get_args(plans.Kind)), set(get_args(plans.Sense))
    assert {r["kind"] for r in rows} <= kinds
    assert {r["sense"] for r in rows} <= senses
    assert {r["period"] for r in rows} <= set(get_args(plans.Period))
