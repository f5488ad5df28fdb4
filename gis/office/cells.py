"""Cells of a workbook: text is always text, an unknown figure says so, numbers look Vietnamese."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from gis.maps.tables import FORMULA_STARTS
from gis.messages import Lang, visible, word

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONT = "Times New Roman"
# The language tag makes LibreOffice show 1.234,56 in any locale; Excel follows the machine's.
_TAG: Mapping[Lang, str] = {"vi": "[$-42A]", "en": ""}
_FIGURES = {"ha": "#,##0.00", "figure": "#,##0.##", "whole": "#,##0", "share": "0.0%"}
MAX_TEXT = 32_000
_NOT_IN_NAMES = "[]:*?/\\'"
NAME_LENGTH = 31
PAPER_A4 = 9


class Styles:
    """Formats of one workbook, made once each.

    Args:
        book: the workbook.
        lang: whose figures it shows.
    """

    def __init__(self, book: Workbook, lang: Lang):
        self._book, self.lang = book, lang
        self._made: dict[tuple[str, ...], Format] = {}

    def of(self, *kinds: str) -> Format:
        """A format put together of kinds: ``ha, whole, share, date, head, total, wrap, open …``."""
        if kinds not in self._made:
            asked: dict[str, Any] = {"font_name": FONT, "font_size": 12, "valign": "top"}
            for kind in kinds:
                asked |= self._kind(kind)
            self._made[kinds] = self._book.add_format(asked)
        return self._made[kinds]

    def _kind(self, kind: str) -> dict[str, Any]:
        if kind in _FIGURES:
            return {"num_format": _TAG[self.lang] + _FIGURES[kind], "align": "right"}
        return _KINDS[kind]


_KINDS: dict[str, dict[str, Any]] = {
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "year": {"num_format": "0", "align": "center"},
    "text": {"text_wrap": True},
    "plain": {},
    "code": {"num_format": "@"},
    "middle": {"align": "center"},
    "cell": {"border": 1},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True,
             "border": 1, "bg_color": "#E2EFDA"},
    "total": {"bold": True, "border": 1, "bg_color": "#F2F2F2"},
    "group": {"bold": True, "border": 1, "italic": True},
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "group_title": {"bold": True, "font_size": 14},
    "line": {"italic": True, "font_size": 11},
    "note": {"italic": True, "font_size": 11, "text_wrap": True},
    "open": {"locked": False, "bg_color": "#FFF9E5"},
    "quoted": {"quote_prefix": True},
    "link": {"font_color": "#0000EE", "underline": 1},
}  # fmt: skip


def put(sheet: Worksheet, row: int, column: int, value: object, style: Styles, *kinds: str) -> None:
    """Write one value: text never as a formula, a missing figure as "chưa rõ", never as 0.

    Args:
        sheet: the sheet.
        row: from 0.
        column: from 0.
        value: text, figure, date, yes/no; NaN is unknown, None leaves the cell empty.
        style: formats of the workbook.
        kinds: of the format.
    """
    if value is None:
        sheet.write_blank(row, column, None, style.of(*kinds))
    elif isinstance(value, bool):
        put_text(sheet, row, column, word("yes" if value else "no", style.lang), style, *kinds)
    elif isinstance(value, int | float):
        _put_figure(sheet, row, column, float(value), style, kinds)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style.of(*kinds, "date"))
    else:
        put_text(sheet, row, column, str(value), style, *kinds)


def _put_figure(
    sheet: Worksheet, row: int, column: int, value: float, style: Styles, kinds: tuple[str, ...]
) -> None:
    if math.isfinite(value):
        sheet.write_number(row, column, value, style.of(*kinds))
    else:
        sheet.write_string(row, column, word("not_known", style.lang), style.of(*kinds, "middle"))


def put_text(
    sheet: Worksheet, row: int, column: int, text: str, style: Styles, *kinds: str
) -> None:
    """Write a text as text; one a spreadsheet would run on editing carries its quote mark."""
    shown = cell_text(text)
    mark = ("quoted",) if starts_like_formula(shown) else ()
    sheet.write_string(row, column, shown, style.of(*kinds, *mark))


def cell_text(text: object) -> str:
    """A text as a cell holds it: control characters escaped, cut at what a cell can hold."""
    return visible(text, MAX_TEXT)


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take a typed text for a formula."""
    return text.lstrip()[:1] in tuple(FORMULA_STARTS)


def put_formula(
    sheet: Worksheet, row: int, column: int, formula: str, known: object, style: Styles, *kinds: str
) -> None:
    """Write a formula of ours with the value it has now; no text from data may be part of it."""
    if isinstance(known, float) and not math.isfinite(known):
        known = word("not_known", style.lang)
    sheet.write_formula(row, column, formula, style.of(*kinds), known)


def text_in_formula(text: str) -> str:
    """A word of ours as a text in a formula."""
    return '"' + text.replace('"', '""') + '"'


def sheet_name(text: str, taken: set[str]) -> str:
    """A name a sheet may have, near a text, unlike every name taken; it is taken then."""
    plain = "".join("-" if c in _NOT_IN_NAMES else c for c in visible(text, 200)).strip(" '")
    name, n = plain[:NAME_LENGTH].strip() or "-", 1
    while name.casefold() in taken or name.casefold() == "history":
        n += 1
        name = f"{plain[: NAME_LENGTH - len(str(n)) - 1].strip()} {n}"
    taken.add(name.casefold())
    return name


def ref(name: str, row: int, column: int, last: int | None = None) -> str:
    """A cell, or a column of cells down to a row, of a sheet, as a formula names it."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    first = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    span = "" if last is None else ":" + xl_rowcol_to_cell(last, column, True, True)
    return f"'{name}'!{first}{span}"


def set_page(sheet: Worksheet, widths: Sequence[float], head_row: int, *, wide: bool) -> None:
    """A4, all columns on one page's width, heading rows repeated, page numbers below.

    Args:
        sheet: the sheet.
        widths: of its columns, in characters.
        head_row: the row of the headings, repeated on every page and kept in sight.
        wide: landscape.
    """
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(PAPER_A4)
    if wide:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)
    sheet.freeze_panes(head_row + 1, 0)
    sheet.set_footer("&C&P/&N")


def row_height(texts: Sequence[tuple[str, float]], line: float = 16.0) -> float:
    """Height of a row whose wrapped texts stand in columns of so many characters."""
    lines = max((math.ceil(len(text) / width) for text, width in texts if text), default=1)
    return min(line * max(lines, 1) + 2, 400.0)
