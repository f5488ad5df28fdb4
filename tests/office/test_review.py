"""Out, corrected, back: what a commune changed arrives, what it did not change stays, and every
fault is named with sheet, row and column.
"""

from __future__ import annotations

import random
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from gis.cli.main import _run
from gis.errors import NuongError
from gis.history import Book
from gis.office.review.merge import merge_review
from gis.office.review.read import read_return
from gis.office.review.template import COLUMNS, EDITABLE, HEAD_ROW, VERSION
from gis.office.review.write import write_review
from tests.history.books import TODAY, moment, told
from tests.history.test_record import correct
from tests.office.sheets import (
    OF,
    SHEET,
    at,
    commune_ledger,
    edited,
    reviewed,
    reworked,
    sheet_of,
    with_part,
)


@pytest.fixture
def file(tmp_path: Path):
    kept = commune_ledger(tmp_path / "ledger.gpkg", owner="Giàng A Páo", existing_ha=1.25)
    yield kept
    kept.close()


@pytest.fixture
def out(file, tmp_path: Path) -> Path:
    return sheet_of(file, tmp_path / "out.xlsx")


def codes(review) -> set[str]:
    return {p.code.removeprefix("office.") for p in review.problems}


def test_a_sheet_that_was_only_opened_and_saved_changes_nothing(file, out):
    review = reviewed(file, edited(out))
    assert (review.changes, review.problems, review.notes) == ((), (), ())


def test_corrections_arrive_with_who_when_and_why(file, out):
    back = edited(
        out, (0, "owner", "Vàng Thị Mẩy"), (0, "existing_ha", 0.75), (1, "crop", "Sâm Lai Châu"),
        (1, "planted_year", 2022), (2, "present", "không"), (2, "note", "đã mất do sạt lở"),
        (0, "gi", "có"),
    )  # fmt: skip
    review = reviewed(file, back)
    assert codes(review) == set()
    assert {(c.key.plot_id, c.column, c.before, c.after) for c in review.changes} == {
        ("P000", "owner", "Giàng A Páo", "Vàng Thị Mẩy"), ("P000", "existing_ha", 1.25, 0.75),
        ("P001", "crop", "Sắn", "Sâm Lai Châu"), ("P001", "planted_year", None, 2022),
        ("P002", "present", "có", "không"), ("P000", "gi", None, "có"),
    }  # fmt: skip
    entry = merge_review(file, review, "Lò Văn B, xã Dào San", "rà soát", now=moment(9),
                         today=TODAY)  # fmt: skip
    assert (entry.who, entry.of, entry.recorded_at) == ("Lò Văn B, xã Dào San", OF, moment(9))
    assert entry.why == "rà soát — cassava:P002: đã mất do sạt lở"
    now, before = told(Book(file), OF), told(Book(file), OF, moment(8))
    assert now["P000"]["owner"] == "Vàng Thị Mẩy"
    assert now["P000"]["gi"] is True
    assert now["P001"]["crop"] == "ginseng"
    assert now["P001"]["planted_year"] == 2022
    assert set(now) == {"P000", "P001", "elsewhere"}
    assert before["P000"]["owner"] == "Giàng A Páo"
    assert "P002" in before
    # Sent back twice, it says nothing new.
    again = reviewed(file, back)
    assert (again.changes, len(again.already), again.problems) == ((), 6, ())


def test_an_emptied_cell_says_unknown_and_not_no(file, out):
    review = reviewed(file, edited(out, (0, "existing_ha", None)))
    assert [(c.column, c.before, c.value) for c in review.changes] == [("existing_ha", 1.25, None)]


def test_sorted_rows_are_still_the_same_plots(file, out):
    def swap(sheet):
        for column in range(1, len(COLUMNS) + 1):
            a, b = sheet.cell(HEAD_ROW + 2, column), sheet.cell(HEAD_ROW + 4, column)
            a.value, b.value = b.value, a.value

    review = reviewed(file, reworked(out, swap))
    assert (review.changes, review.problems) == ((), ())


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        ("existing_ha", -1, "number_negative"),
        ("existing_ha", "mười", "number_text"),
        ("existing_ha", "12 ha", "number_text"),
        ("existing_ha", "12,5", "number_text"),
        ("existing_ha", "1,300", "number_ambiguous"),
        ("existing_ha", "1.300", "number_ambiguous"),
        ("existing_ha", datetime(2024, 5, 1), "number_text"),
        ("existing_ha", True, "number_text"),
        ("existing_ha", "=1+1", "formula"),
        ("planted_year", "2024", "year_text"),
        ("planted_year", "hai nghìn", "year_text"),
        ("planted_year", 24, "year_unfit"),
        ("planted_year", 2024.5, "year_unfit"),
        ("owner", "=cmd|' /C calc'!A0", "formula"),
        ("owner", "@SUM(1)", "formula"),
        ("owner", "-x", "formula"),
        ("owner", 12, "text_expected"),
        ("owner", "hai\ndòng", "text_unsafe"),
        ("planting_area_code", 123, "text_expected"),
        ("crop", "sắn dây", "word_unfit"),
        ("gi", "chắc có", "word_unfit"),
        ("present", None, "present_missing"),
        ("note", "=1+1", "formula"),
        ("commune_code", "99999", "commune_unknown"),
        ("commune_code", "03550", "key_changed"),
        ("drawn_ha", 3, "key_changed"),
        ("id", "P999", "row_added"),
    ],
)
def test_a_bad_cell_is_named_with_sheet_row_and_column(file, out, column, typed, code):
    review = reviewed(file, edited(out, (1, column, typed)))
    (problem,) = [p for p in review.problems if p.code == f"office.{code}"]
    assert SHEET in (problem.where.file or "")
    assert problem.where.rows == (str(at(1, column)[0]),)
    assert problem.where.column
    assert all(problem.text(lang) for lang in ("vi", "en"))
    with pytest.raises(NuongError):
        merge_review(file, review, "x", "y", now=moment(9), today=TODAY)


def test_both_readings_of_an_ambiguous_number_are_asked(file, out):
    review = reviewed(file, edited(out, (1, "existing_ha", "1.300")))
    assert "1300 hay 1,300" in review.problems[0].text("vi")


def test_a_formula_is_a_fault_even_where_the_ledger_holds_that_text(tmp_path):
    kept = commune_ledger(tmp_path / "l.gpkg", owner="=1+1")
    out = sheet_of(kept, tmp_path / "out.xlsx")
    assert codes(reviewed(kept, edited(out, (0, "owner", "=1+1")))) == {"formula"}
    # As the sheet went out it is a text, and nothing is changed.
    assert read_return(out).rows[0]["owner"].kind == "s"
    assert reviewed(kept, out).problems == ()
    kept.close()


def test_rows_twice_added_and_missing(file, out):
    def hand(sheet):
        for column in range(1, len(COLUMNS) + 1):
            sheet.cell(HEAD_ROW + 3, column).value = sheet.cell(HEAD_ROW + 2, column).value
        sheet.cell(HEAD_ROW + 9, COLUMNS.index("id") + 1).value = "mới"

    review = reviewed(file, reworked(out, hand))
    assert codes(review) == {"row_twice", "row_added", "row_missing"}
    missing = next(p for p in review.problems if p.code == "office.row_missing")
    assert missing.where.rows == ("cassava:P001",)


def test_what_the_ledger_changed_since_is_not_overwritten(file, out):
    back = edited(out, (0, "owner", "A"), (1, "owner", "B"))
    correct(file, "P000", OF, 5, owner="C")
    review = reviewed(file, back)
    assert codes(review) == {"changed_since"}
    assert [c.key.plot_id for c in review.changes] == ["P001"]
    text = review.problems[0].text("vi")
    assert all(f'"{said}"' in text for said in ("Giàng A Páo", "C", "A"))


def test_a_plot_lost_since(file, out):
    back = edited(out, (0, "owner", "A"))
    correct(file, "P000", OF, 5, present=False)
    assert codes(reviewed(file, back)) == {"plot_gone"}


def test_notes_without_a_correction_are_warned_of(file, out):
    review = reviewed(file, edited(out, (0, "note", "đúng cả")))
    assert [(p.code, p.level) for p in review.problems] == [("office.note_alone", "warning")]


def refused(path: Path) -> set[str]:
    with pytest.raises(NuongError) as fault:
        read_return(path)
    return {p.code.removeprefix("office.") for p in fault.value.problems}


def test_macros_links_and_doctypes_are_refused(out):
    assert refused(with_part(out, "xl/vbaProject.bin", b"x")) == {"macros"}
    assert refused(with_part(out, "xl/externalLinks/externalLink1.xml", b"<a/>")) == {"external"}
    assert refused(with_part(out, "xl/embeddings/oleObject1.bin", b"x")) == {"external"}
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    assert refused(with_part(out, "xl/odd.xml", entity)) == {"unsafe_xml"}
    wide = entity.decode().encode("utf-16-le")
    assert refused(with_part(out, "xl/odd.xml", wide)) == {"unsafe_xml"}
    xlsm = out.with_suffix(".xlsm")
    xlsm.write_bytes(out.read_bytes())
    assert refused(xlsm) == {"macros"}


def test_bombs_and_broken_files_are_refused(out, tmp_path):
    bomb = with_part(out, "xl/worksheets/sheet9.xml", b"0" * 50_000_000)
    assert bomb.stat().st_size < 200_000
    assert refused(bomb) == {"bomb"}
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as package:
        for n in range(2001):
            package.writestr(f"p{n}", b"")
    assert refused(many) == {"bomb"}
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(out.read_bytes()[:-500])
    assert refused(torn) == {"not_a_workbook"}
    text = tmp_path / "text.xlsx"
    text.write_text("xin chào", "utf-8")
    assert refused(text) == {"not_a_workbook"}
    assert refused(tmp_path / "none.xlsx") == {"file_missing"}
    old = tmp_path / "old.xls"
    old.write_bytes(b"x")
    assert refused(old) == {"not_a_workbook"}


def rewritten(out: Path, sheet: str, cell: str, value: object) -> Path:
    import openpyxl

    book = openpyxl.load_workbook(out)
    book[sheet][cell] = value
    back = out.with_name("changed.xlsx")
    book.save(back)
    return back


def test_another_version_a_changed_base_and_a_changed_heading(out, tmp_path):
    import openpyxl

    with pytest.raises(NuongError) as fault:
        read_return(rewritten(out, "_nuong", "B1", VERSION + "0"))
    (problem,) = fault.value.problems
    said = (problem.code, problem.where.file, problem.where.column, problem.where.rows)
    assert said == ("office.wrong_form", "changed.xlsx · _nuong", "version", ("1",))
    assert refused(rewritten(out, "_goc", "B2", "P777")) == {"base_changed"}
    assert refused(rewritten(out, SHEET, "C5", "khác")) == {"heading_changed"}
    other = openpyxl.Workbook()
    other.save(tmp_path / "other.xlsx")
    assert refused(tmp_path / "other.xlsx") == {"wrong_form"}


def test_an_unknown_commune_and_a_commune_without_plots(file, tmp_path):
    for asked, code in (("Xã Không Có", "commune_which"), ("Vàng Ma Chải", "review_empty")):
        with pytest.raises(NuongError) as fault:
            write_review(Book(file), asked, tmp_path / "n.xlsx")
        assert [p.code for p in fault.value.problems] == [f"office.{code}"]
    assert write_review(Book(file), "xã dào san", tmp_path / "n.xlsx") == 3


def test_hostile_names_go_out_and_come_back_unchanged(tmp_path):
    names = ["=1+1", "+84", "-x", "@a", "\x01b", "_x0041_", "a" * 40_000, "'q", " =x", "</t>"]
    file = commune_ledger(tmp_path / "l.gpkg", 1)
    for n, name in enumerate(names):
        correct(file, "P000", OF, n + 2, owner=name)
        out = sheet_of(file, tmp_path / f"out{n}.xlsx")
        review = reviewed(file, out)
        assert (review.changes, review.problems) == ((), ()), name[:20]
    file.close()


def test_a_thousand_random_edits_lose_nothing(tmp_path):
    chance = random.Random(2030)
    file = commune_ledger(tmp_path / "l.gpkg", 200)
    out = sheet_of(file, tmp_path / "out.xlsx")
    before = told(Book(file), OF)
    values = {
        "crop": [("Sắn", "cassava"), ("Sâm Lai Châu", "ginseng")],
        "method": [("Dưới tán rừng", "under_canopy"), ("Đất trống", "open_land")],
        "state": [("Đã trồng", "planted"), ("Dự kiến", "planned")],
        "present": [("có", True), ("không", False)],
    }
    yes_no = [("có", True), ("không", False), (None, None)]
    edits: dict[tuple[int, str], tuple[object, object]] = {}
    while len(edits) < 1000:
        row, column = chance.randrange(200), chance.choice(EDITABLE)
        number = round(chance.uniform(0, 2000), chance.choice([0, 1, 2, 3, 9]))
        year = chance.randint(1950, 2100)
        text = "".join(chance.choices("aăâđêôơư NHỘsâm0123,.'|<&", k=8)).strip() or "x"
        fits = {
            "owner": (text, text), "planting_area_code": (text, text),
            "facility_code": (text, text),
            "planted_year": (year, year), "harvest_year": (year, year),
        }  # fmt: skip
        if column in values:
            edits[row, column] = chance.choice(values[column])
        elif column.endswith(("_ha", "_t")):
            edits[row, column] = (number, number)
        else:
            edits[row, column] = fits.get(column) or chance.choice(yes_no)
    typed = ((row, column, cell) for (row, column), (cell, _) in edits.items())
    review = reviewed(file, edited(out, *typed))
    assert review.problems == ()
    merge_review(file, review, "xã", "rà soát", now=moment(9), today=TODAY)
    after = told(Book(file), OF)
    expected = {name: dict(plot) for name, plot in before.items()}
    for (row, column), (_, value) in edits.items():
        plot = expected[f"P{row:03d}"]
        plot.pop(column, None)
        if value is not None and column != "present":
            plot[column] = value.strip() if isinstance(value, str) else value
    gone = {f"P{r:03d}" for (r, c), (_, v) in edits.items() if c == "present" and v is False}
    assert after == {name: plot for name, plot in expected.items() if name not in gone}
    assert told(Book(file), OF, moment(8)) == before
    file.close()


def test_the_commands(file, out, tmp_path, capsys):
    ledger = str(file.path)
    sent = tmp_path / "sent.xlsx"
    assert _run(["review-sheet", "Dào San", "--to", str(sent), "--ledger", ledger, "--lang", "vi"],
                "vi", debug=True) == 0  # fmt: skip
    back = edited(sent, (0, "owner", "Vàng A"))
    words = ["review-return", str(back), "--ledger", ledger, "--lang", "vi"]
    assert _run(words, "vi", debug=True) == 0
    assert "Vàng A" in capsys.readouterr().out
    assert told(Book(file), OF)["P000"]["owner"] == "Giàng A Páo"
    merged = [*words, "--merge", "--who", "Lò Văn B", "--why", "rà soát"]
    assert _run(merged, "vi", debug=True) == 0
    assert told(Book(file), OF)["P000"]["owner"] == "Vàng A"
    assert _run(["review-return", str(edited(sent, (0, "existing_ha", "1,300"))),
                 "--ledger", ledger, "--lang", "en"], "en", debug=True) == 1  # fmt: skip
    assert "1300 or 1,300" in capsys.readouterr().err
