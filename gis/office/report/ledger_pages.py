"""The sheets of a ledger's workbook, each under its title, source and headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from gis.messages import word
from gis.office.cells import Styles, put, put_text, row_height, set_page
from gis.units import date_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD_ROW = 3


class Pages:
    """The sheets of a ledger's workbook, written row after row."""

    def __init__(self, book: Workbook, styles: Styles, days: Sequence[date], today: date):
        self.book, self.styles, self.days, self.today = book, styles, days, today
        self.taken: set[str] = set()

    def word(self, key: str) -> str:
        """A heading in the language of the workbook."""
        return word(key, self.styles.lang)

    def begin(
        self, name: str, title: str, note: str, heads: Sequence[object], widths: Sequence[float]
    ) -> Worksheet:
        """A sheet under a name already made sure of, down to its headings."""
        sheet = self.book.add_worksheet(name)
        set_page(sheet, widths, HEAD_ROW, wide=True)
        put_text(sheet, 0, 0, title, self.styles, "group_title")
        made = self.word("ledger_book_source").format(
            today=date_text(self.today), days=", ".join(date_text(d) for d in self.days)
        )
        put_text(sheet, 1, 0, made, self.styles, "line")
        put_text(sheet, 2, 0, note, self.styles, "line")
        texts = [h for h in heads if isinstance(h, str)]
        sheet.set_row(HEAD_ROW, row_height([(t, 14.0) for t in texts]))
        for column, head in enumerate(heads):
            put(sheet, HEAD_ROW, column, head, self.styles, "head")
        return sheet
