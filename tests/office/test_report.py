"""The report: its formulas give the ledger's totals again, its texts are texts, unknown is said."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from gis.cli.main import _run
from gis.errors import NuongError
from gis.history import Book
from gis.ledger.amount import bar
from gis.ledger.states.land import state_totals
from gis.main_job import publish
from gis.maps.results import Results
from gis.messages import word
from gis.office.cells import sheet_name
from gis.office.report.build import report_of
from gis.office.report.changes import changes_in_ledger, changes_since_run
from gis.office.report.document import write_document
from gis.office.report.ledger_book import write_ledger_book
from gis.office.report.model import Asked, Report
from gis.office.report.plan_sheets import KNOWN
from gis.office.report.sheets import HEAD_ROW, period_text
from gis.office.report.workbook import write_workbook
from tests.history.books import new_ledger, plot, state
from tests.history.test_record import correct, record
from tests.office.district import HOSTILE, district, project
from tests.office.libreoffice import converted, recalculated

ASKED = Asked("nam", date(2025, 12, 15), (), "UBND xã A", "UBND huyện", "Xã A")
HEADS = ["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện", "Đạt (%)", "Ghi chú"]
UNKNOWN = "chưa rõ"


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    return district(tmp_path_factory.mktemp("land") / "a")


@pytest.fixture(scope="module")
def report(results) -> Report:
    return report_of(results, ASKED)


@pytest.fixture
def book(report, tmp_path) -> Path:
    to = tmp_path / "a.xlsx"
    write_workbook(report, to, today=date(2025, 12, 14))
    return to


def rows_of(cells: list[tuple[object, ...]]) -> dict[object, tuple[object, ...]]:
    """Rows below the headings by their second cell."""
    return {row[1]: row for row in cells[HEAD_ROW + 1 :] if row[1] is not None}


def same(cell: object, figure: float) -> bool:
    if math.isnan(figure):
        return cell == UNKNOWN
    return isinstance(cell, int | float) and math.isclose(cell, figure, abs_tol=1e-6)


def test_a_sheet_per_plan_and_per_commune_with_headings_source_and_date(book):
    read = openpyxl.load_workbook(book)
    assert read.sheetnames == [
        "KH 000", "KH 002", "Hiện trạng", "Dòng diện tích", "Xã A", "Xã B", "Trích kế hoạch",
        "Nguồn, kỳ báo cáo", "Số liệu",
    ]  # fmt: skip
    for name in ("KH 000", "KH 002", "Xã A", "Xã B"):
        assert [c.value for c in read[name][HEAD_ROW + 1]] == HEADS
    for sheet in read.worksheets:
        source = sheet.cell(3, 1).value
        assert "bịa để thử (30/06/2025)" in source
        assert "14/12/2025" in source
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert read["Nguồn, kỳ báo cáo"]["D6"].value.date() == date(2025, 6, 30)
    assert read["Nguồn, kỳ báo cáo"]["D6"].number_format == "dd/mm/yyyy"


def test_libreoffice_computes_the_ledgers_totals(results, report, book, tmp_path):
    found = recalculated(book, tmp_path)
    targets = results.ledger.targets.set_index("target_id")
    seen = 0
    for plan in report.plans:
        rows = rows_of(found[f"KH {plan.plan}"])
        for line in plan.lines:
            row, target = rows[line.text], targets.loc[line.target_id]
            assert same(row[4], target["held"]), line.text
            if line.has_figure:
                assert same(row[3], target["target"])
                assert same(row[5], target["share"]), line.text
                said = UNKNOWN if target["met"] == "unknown" else word(f"met_{target['met']}", "vi")
                assert str(row[6]).split(";")[0] == said, line.text
            seen += line.parts is not None and not math.isnan(target["held"])
    assert seen >= 3
    totals = results.ledger.holdings[results.ledger.holdings["place"] == "total"]
    printed = [r for r in found["Hiện trạng"] if r[2] == "Tổng cộng"]
    assert [r[3] for r in printed] == pytest.approx(totals["drawn_ha"].tolist(), abs=1e-6)
    assert [r[5] for r in printed] == pytest.approx(totals["held_ha"].tolist(), abs=1e-6)
    checks = [r[3] for r in found["Dòng diện tích"] if str(r[2]).startswith("Kiểm tra")]
    assert checks
    assert all(abs(c) <= 1e-6 for c in checks)


def test_values_kept_beside_formulas_are_what_libreoffice_computes(book, tmp_path):
    kept = openpyxl.load_workbook(book, data_only=True)
    found = recalculated(book, tmp_path)
    formulas = 0
    for sheet in openpyxl.load_workbook(book).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                formulas += 1
                mine = kept[sheet.title][cell.coordinate].value
                its = found[sheet.title][cell.row - 1][cell.column - 1]
                if isinstance(mine, int | float):
                    assert its == pytest.approx(mine, abs=1e-6), (sheet.title, cell.coordinate)
                else:
                    assert its == mine, (sheet.title, cell.coordinate)
    assert formulas > 60


def test_totals_follow_a_changed_figure(report, book, tmp_path):
    (line,) = [n for p in report.plans for n in p.lines if n.target_id == "p000_intensive_area"]
    before = rows_of(recalculated(book, tmp_path / "x")["KH 000"])[line.text]
    read = openpyxl.load_workbook(book)
    data = read["Số liệu"]
    first = next(r for r in data.iter_rows(min_row=HEAD_ROW + 2) if r[1].value == line.text)
    first[KNOWN].value += 1000.0
    changed = tmp_path / "changed.xlsx"
    read.save(changed)
    after = rows_of(recalculated(changed, tmp_path / "y")["KH 000"])[line.text]
    assert after[4] == pytest.approx(before[4] + 1000.0, abs=1e-6)


def test_a_reported_figure_typed_in_is_held_against_the_plan(report, book, tmp_path):
    (line,) = [n for p in report.plans for n in p.lines if n.target_id == "p000_production"]
    read = openpyxl.load_workbook(book)
    cell = next(r for r in read["KH 000"].iter_rows() if r[1].value == line.text)[4]
    assert cell.value == UNKNOWN
    cell.value = 15500  # "đạt trên 15.500": the figure itself does not do
    changed = tmp_path / "typed.xlsx"
    read.save(changed)
    row = rows_of(recalculated(changed, tmp_path)["KH 000"])[line.text]
    assert row[5] == pytest.approx(1.0)
    assert str(row[6]).startswith("chưa đạt")


@pytest.mark.parametrize(
    ("sense", "hedge", "sign", "factor"),
    [("at_least", "trên", ">", 1), ("at_least", None, ">=", 1), ("about", "khoảng", ">=", 0.95),
     ("at_most", "dưới", "<", 1), ("at_most", None, "<=", 1), ("exact", None, ">=", 1)],
)  # fmt: skip
def test_the_comparison_a_formula_makes(sense, hedge, sign, factor):
    found = bar(sense, hedge)
    assert found == (sign, pytest.approx(factor, abs=1e-8))


def test_hostile_names_are_texts_in_every_sheet(tmp_path):
    results = district(tmp_path / "h", HOSTILE)
    to = tmp_path / "h.xlsx"
    write_workbook(report_of(results, ASKED), to)
    read = openpyxl.load_workbook(to)
    texts = 0
    for sheet in read.worksheets:
        assert len(sheet.title) <= 31
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    # Only names of sheets come from data, quoted and without their odd signs.
                    assert "cmd|" not in cell.value.replace("'=cmd- -C calc-!A0'", "")
                elif isinstance(cell.value, str) and "cmd" in cell.value:
                    texts += 1
                    assert cell.data_type == "s"
    assert texts >= 3
    recalculated(to, tmp_path)
    write_document(report_of(results, ASKED), tmp_path / "h.docx")
    said = "\n".join(c.text for t in docx.Document(tmp_path / "h.docx").tables for c in t._cells)
    assert "=cmd|' /C calc'!A0" in said
    assert "\x01" not in said


def test_names_of_sheets():
    taken: set[str] = set()
    names = [sheet_name(t, taken) for t in ("a/b", "A-B", "x" * 40, "x" * 50, "", "History")]
    assert names == ["a-b", "A-B 2", "x" * 31, f"{'x' * 29} 2", "-", "History 2"]


def test_unknown_and_not_asked_are_not_zero(report, book):
    read = openpyxl.load_workbook(book, data_only=True)
    rows = {r[1].value: r for r in read["KH 000"].iter_rows(min_row=HEAD_ROW + 2)}
    by = {n.target_id: n for p in report.plans for n in p.lines}
    assert rows[by["p000_production"].text][4].value == UNKNOWN
    assert rows[by["p000_steep_area"].text][3].value == "không nêu số"
    assert "mẫu số: diện tích trồng" in by["p000_standard_variety_share"].text
    variety = rows[by["p000_standard_variety_share"].text]
    assert "chưa rõ" in variety[6].value
    assert read["Xã A"].cell(HEAD_ROW + 4, 4).value == "không giao riêng"


def test_figures_read_vietnamese_in_libreoffice(book, tmp_path):
    # Comma between cells, quotes around texts, UTF-8, as the cells are formatted.
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    text = converted(book, utf8, tmp_path).read_text("utf-8")
    assert "1.300,00" in text
    assert "70,0%" in text


def test_the_document_in_the_offices_form(report, tmp_path):
    to = tmp_path / "a.docx"
    write_document(report, to, today=date(2025, 12, 14))
    paper = docx.Document(to)
    said = [p.text for p in paper.paragraphs]
    block = [c.text for c in paper.tables[0]._cells]
    assert "UBND huyện\nUBND xã A" in block[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in block[1]
    assert "Xã A, ngày 14 tháng 12 năm 2025" in block[1]
    assert "BÁO CÁO" in said
    assert "Kính gửi: UBND huyện Phong Thổ" in said
    assert any(s.startswith("Căn cứ Kế hoạch phát triển bền vững ngành hàng sắn") for s in said)
    assert "Nơi nhận:" in paper.tables[-1]._cells[0].text
    table = paper.tables[1]
    assert [c.text for c in table.rows[0].cells] == HEADS
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    rows = {r.cells[1].text: [c.text for c in r.cells] for r in table.rows}
    line = next(n for n in report.plans[0].lines if n.target_id == "p000_production")
    assert rows[line.text][3:6] == ["15.500,00", UNKNOWN, UNKNOWN]
    assert (round(paper.sections[0].page_width.mm), round(paper.sections[0].left_margin.mm)) == (
        210,
        30,
    )


def test_the_document_opens_and_prints(report, tmp_path):
    to = tmp_path / "a.docx"
    write_document(report, to)
    assert converted(to, "pdf", tmp_path).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("period", "on", "said"),
    [
        ("thang", date(2026, 3, 1), "Tháng 03/2026"),
        ("quy", date(2026, 3, 31), "Quý I/2026"),
        ("quy", date(2026, 10, 1), "Quý IV/2026"),
        ("6-thang", date(2026, 6, 15), "6 tháng đầu năm 2026"),
        ("6-thang", date(2026, 12, 15), "6 tháng cuối năm 2026"),
        ("nam", date(2026, 12, 15), "Năm 2026"),
        ("dot-xuat", date(2026, 2, 3), "Đột xuất, ngày 03/02/2026"),
        ("dinh-ky", date(2026, 2, 3), "Định kỳ, đến ngày 03/02/2026"),
    ],
)
def test_the_time_a_report_is_about(period, on, said):
    assert period_text(period, on, "vi") == said


def little_ledger(path: Path):
    file = new_ledger(path)
    first = {"a": plot(1, "03550"), "b": plot(2.5, "03571", x_m=5000), "=c": plot(4, "03571")}
    record(file, state(date(2024, 5, 1), first))
    later = {"a": plot(1, "03550"), "=c": plot(4, "03571"), "d": plot(3, "03571", x_m=9000)}
    record(file, state(date(2025, 6, 1), later), 3)
    correct(file, "a", date(2024, 5, 1), 5, crop="ginseng")
    return file


def test_changed_since_the_last_report_by_the_ledger(results, tmp_path):
    file = little_ledger(tmp_path / "l.gpkg")
    changes = changes_in_ledger(Book(file), date(2024, 5, 1), date(2025, 6, 1), "vi")
    to = tmp_path / "c.xlsx"
    write_workbook(report_of(results, ASKED, "vi", changes), to)
    rows = recalculated(to, tmp_path)["Biến động"][HEAD_ROW + 1 :]
    by = {(r[1], r[2]): r[3:] for r in rows if r[0] is not None and r[3] is not None}
    # Dào San: 2.5 + 4 at first, 2.5 lost, 3 planted.
    assert by["Sắn", "Dào San (03571)"] == (6.5, 0, 3, -2.5, 0, 0, 0, 7)
    # Plot a was ginseng all along, as became known later, but the state of 2025 says cassava.
    assert by["Sâm Lai Châu", "Sì Lở Lầu (03550)"][1] == 1
    file.close()


def test_changed_since_an_earlier_run(results, tmp_path):
    same_run = publish(results, tmp_path / "run").folder
    none = changes_since_run(results, same_run, date(2025, 12, 15), "vi")
    assert none.rows.empty
    holdings = results.ledger.holdings.copy()
    row = (holdings["place"] == "commune") & (holdings["held_ha"] > 1)
    at = holdings.index[row][0]
    holdings.loc[at, "held_ha"] += 2.0
    from dataclasses import replace

    more = replace(results, ledger=replace(results.ledger, holdings=holdings))
    changes = changes_since_run(more, same_run, date(2025, 12, 15), "vi")
    assert changes.rows["change"].tolist() == pytest.approx([2.0])


def test_the_workbook_of_the_ledger_recomputes_its_totals(tmp_path):
    file = little_ledger(tmp_path / "l.gpkg")
    days = [date(2024, 5, 1), date(2025, 6, 1)]
    to = tmp_path / "ledger.xlsx"
    write_ledger_book(Book(file), days, to)
    found = recalculated(to, tmp_path)
    sums = {(r[1], r[2]): r[3:] for r in found["Tổng hợp"][4:]}
    for n, day in enumerate(days):
        totals = state_totals(Book(file).at(day)).groupby("crop")["held_ha"].sum()
        assert sums["Sắn", "Tổng cộng"][n] == pytest.approx(totals["cassava"], abs=1e-6)
    assert sums["Sâm Lai Châu", "Tổng cộng"][0] == pytest.approx(1.0)
    name = next(s for s in found if s.startswith("Dào San"))
    plots = {r[2]: r[3:] for r in found[name][4:]}
    assert plots["cassava:=c"] == (4, 4)
    assert plots["cassava:b"] == (2.5, None)
    file.close()


def test_the_command(tmp_path, capsys):
    path = project(tmp_path / "a")
    to = [tmp_path / "r.xlsx", tmp_path / "r.docx"]
    words = ["report", str(path), "--date", "15/12/2025", "--period", "nam", "--plan", "000",
             "--to", str(to[0]), "--to", str(to[1]), "--lang", "vi"]  # fmt: skip
    assert _run(words, "vi", debug=True) == 0
    assert openpyxl.load_workbook(to[0]).sheetnames[0] == "KH 000"
    assert "KH 002" not in openpyxl.load_workbook(to[0]).sheetnames
    capsys.readouterr()
    assert _run(words, "vi", debug=True) == 1  # a file that is there is left alone
    assert _run([*words[:-6], "--since", "hôm qua", "--to", str(tmp_path / "n.xlsx")], "vi",
                debug=True) == 1  # fmt: skip
    assert "hôm qua" in capsys.readouterr().err


def test_a_plan_the_project_has_not(results):
    with pytest.raises(NuongError) as fault:
        report_of(results, Asked("nam", date(2025, 12, 15), ("003",)))
    assert [p.code for p in fault.value.problems] == ["office.plan_not_in_project"]


def test_the_document_lists_only_what_changed(tmp_path):
    """Rows without a change and steps nobody has are told in a line; figures keep their width."""
    import pandas as pd

    from gis.office.report.document_changes import write_changes_part
    from gis.office.report.model import Changes
    from gis.office.report.paper import new_paper

    steps = ("corrected", "planted", "lost", "reshaped", "recoded", "disputed")
    rows = pd.DataFrame(
        [
            ("Sắn", "A", 10.0, 1.5, 0.0, -2.0, 0.0, 0.0, 0.0, 9.5),
            ("Sắn", "B", 4.0, *[0.0] * 6, 4.0),
        ],
        columns=["crop", "commune", "start", *steps, "end"],
    )

    def told(table: pd.DataFrame):
        paper = new_paper()
        changes = Changes("01/01/2025", date(2025, 12, 15), ("crop", "commune"), steps, table, "x")
        write_changes_part(paper, changes, "vi")
        cells = [[c.text for c in row.cells] for row in paper.tables[0].rows]
        lying = [s.page_width > s.page_height for s in paper.sections]
        return cells, [p.text for p in paper.paragraphs], lying

    cells, lines, lying = told(rows)
    assert cells == [
        ["TT", "Cây trồng", "Xã", "Kỳ trước (ha)", "Đính chính", "Mất (−)", "Kỳ này (ha)"],
        ["1", "Sắn", "A", "10,00", "1,50", "-2,00", "9,50"],
    ]
    assert "Không có hecta nào thuộc: Trồng thêm, Vẽ lại, Đổi mã xã, Ghi khác nhau." in lines
    assert "1 dòng không thay đổi không liệt kê ở đây; bảng tính có đủ." in lines
    assert lying == [False]
    # Every step at once needs a lying page; an unknown figure is a change and says so.
    full = rows.assign(planted=1.0, reshaped=1.0, recoded=1.0, disputed=float("nan"))
    cells, _, lying = told(full)
    assert [len(row) for row in cells] == [11, 11, 11]
    assert cells[1][9] == word("not_known", "vi")
    assert lying == [False, True, False]
