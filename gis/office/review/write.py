"""A review sheet on its way out: keys locked, allowed values offered, what went out kept inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.history import Book
from gis.layers.columns import YEARS
from gis.ledger.states.lineage import heads
from gis.ledger.states.model import PlotKey
from gis.maps.one_file import check_new_file, new_file
from gis.messages import Lang, word
from gis.office.cells import Styles, put, put_text, ref, row_height, set_page
from gis.office.review.rows import commune_of, form_for, last_date, ledger_rows
from gis.office.review.template import (
    COLUMNS,
    EDITABLE,
    HEAD_ROW,
    KEYS,
    NOTE,
    VERSION,
    Cell,
    Form,
    content_of,
    heading,
    rows_digest,
)
from gis.units import date_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Names of the sheets nobody is to see; they hold what the return is held against.
BASE, ABOUT, LISTS = "_goc", "_nuong", "_danh_muc"
_WIDTHS = {"layer": 10.0, "id": 12.0, "owner": 24.0, NOTE: 36.0}
_WIDTH = 13.0
_TITLE_COLUMNS = 10
_PAPER_A3 = 8


def write_review(
    book: Book,
    asked: str,
    to: Path,
    lang: Lang = "vi",
    on: date | None = None,
    now: datetime | None = None,
) -> int:
    """Write the review sheet of a commune.

    Args:
        book: the ledger.
        asked: the commune, by code or exact name.
        to: a free name, .xlsx.
        lang: of headings and labels.
        on: the date; the last state's when not given.
        now: the moment of writing; the clock's when not given.

    Returns:
        Number of plots on it. Empty cells are unknown.

    Raises:
        NuongError: no such commune, no plot of it, a name that is taken, or the disk refused.
    """
    import xlsxwriter

    raise_errors(check_new_file(to, (".xlsx",)))
    state = book.at(on or last_date(book))
    code, name = commune_of(state, asked)
    form = form_for(book, state, code, lang)
    rows = ledger_rows(book, state, form)
    if not rows:
        values = {"commune": f"{name} ({code})", "day": date_text(state.of)}
        raise NuongError([Problem("office.review_empty", Where(column="COMMUNE"), values)])
    about = _about(book, form, name, rows, now or datetime.now().astimezone())
    with new_file(to) as part:
        out = xlsxwriter.Workbook(part, {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            _write(out, Styles(out, form.lang), form, rows, about)
        finally:
            out.close()
    return len(rows)


def _about(
    book: Book, form: Form, name: str, rows: Mapping[PlotKey, Mapping[str, Cell]], now: datetime
) -> dict[str, str]:
    return {
        "version": VERSION,
        "lang": form.lang,
        "of": form.of.isoformat(),
        "commune_code": form.commune_code,
        "commune": name,
        "entries": " ".join(heads(book.entries)),
        "written_at": now.isoformat(timespec="seconds"),
        "columns": " ".join(COLUMNS),
        "digest": rows_digest([row[c] for c in COLUMNS] for row in rows.values()),
    }


def _write(
    book: Workbook,
    style: Styles,
    form: Form,
    rows: Mapping[PlotKey, Mapping[str, Cell]],
    about: Mapping[str, str],
) -> None:
    sheet = book.add_worksheet(word("review_sheet", form.lang))
    widths = [_WIDTHS.get(c, _WIDTH) for c in COLUMNS]
    set_page(sheet, widths, HEAD_ROW, wide=True)
    # Twenty-five columns: A3, two pages side by side, keys on both.
    sheet.set_paper(_PAPER_A3)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0, 1)
    _head(sheet, style, form, about, widths)
    for row, cells in enumerate(rows.values(), HEAD_ROW + 1):
        for column, name in enumerate(COLUMNS):
            put(sheet, row, column, cells[name], style, *_kinds(name))
    last = HEAD_ROW + len(rows)
    sheet.autofilter(HEAD_ROW, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True,
                       "format_rows": True})  # fmt: skip
    _write_lists(book, style, form)
    for column, name in enumerate(COLUMNS):
        _offer(sheet, form, (HEAD_ROW + 1, last, column), name)
    _write_base(book, style, rows)
    _write_about(book, style, about)


def _head(
    sheet: Worksheet, style: Styles, form: Form, about: Mapping[str, str], widths: Sequence[float]
) -> None:
    title = word("review_title", form.lang).format(
        commune=about["commune"], code=form.commune_code, day=date_text(form.of)
    )
    for row, (text, kind) in enumerate(
        [(title, "title"), (word("review_how", form.lang), "note"),
         (word("review_added", form.lang), "note")]
    ):  # fmt: skip
        sheet.merge_range(row, 0, row, _TITLE_COLUMNS - 1, "", style.of(kind))
        put_text(sheet, row, 0, text, style, kind)
        sheet.set_row(row, row_height([(text, sum(widths[:_TITLE_COLUMNS]))], 18.0))
    heads = [heading(name, form.lang) for name in COLUMNS]
    for column, text in enumerate(heads):
        put_text(sheet, HEAD_ROW, column, text, style, "head")
    sheet.set_row(HEAD_ROW, row_height(list(zip(heads, widths, strict=True)), 18.0))


def _kinds(name: str) -> tuple[str, ...]:
    if name in KEYS:
        return ("cell", "ha") if name.endswith("_ha") else ("cell", "code")
    if name == NOTE or content_of(name) in ("text", "name", "commune_code"):
        return ("cell", "code", "open")
    kinds = {"number": "figure", "year": "year"}
    return ("cell", kinds.get(content_of(name), "plain"), "open")


def _write_lists(book: Workbook, style: Styles, form: Form) -> None:
    sheet = book.add_worksheet(LISTS)
    for column, name in enumerate(_listed(form)):
        for row, label in enumerate(form.labels[name]):
            put_text(sheet, row, column, label, style, "plain")
    sheet.very_hidden()


def _listed(form: Form) -> list[str]:
    return [name for name in EDITABLE if name in form.labels]


def _offer(sheet: Worksheet, form: Form, where: tuple[int, int, int], name: str) -> None:
    """What a cell may hold, so that most mistakes are stopped where they are made."""
    first, last, column = where
    rule = _rule(form, name) if name in EDITABLE else None
    if rule is not None:
        text = word("review_allowed", form.lang)
        sheet.data_validation(first, column, last, column, {
            **rule, "ignore_blank": True, "error_title": heading(name, form.lang)[:32],
            "error_message": text,
        })  # fmt: skip


def _rule(form: Form, name: str) -> dict[str, Any] | None:
    if name in form.labels:
        n = _listed(form).index(name)
        source = "=" + ref(LISTS, 0, n, len(form.labels[name]) - 1)
        return {"validate": "list", "source": source}
    if content_of(name) == "number":
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if content_of(name) == "year":
        low, high = YEARS
        return {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    return None


def _write_base(book: Workbook, style: Styles, rows: Mapping[PlotKey, Mapping[str, Cell]]) -> None:
    sheet = book.add_worksheet(BASE)
    for column, name in enumerate(COLUMNS):
        put_text(sheet, 0, column, name, style, "plain")
    for row, cells in enumerate(rows.values(), start=1):
        for column, name in enumerate(COLUMNS):
            if cells[name] is not None:
                put(sheet, row, column, cells[name], style, "plain")
    sheet.protect()
    sheet.very_hidden()


def _write_about(book: Workbook, style: Styles, about: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(ABOUT)
    for row, (name, text) in enumerate(about.items()):
        put_text(sheet, row, 0, name, style, "plain")
        put_text(sheet, row, 1, text, style, "plain")
    sheet.protect()
    sheet.very_hidden()
