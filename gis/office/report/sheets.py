"""One sheet at a time: its head with source and date, its table, where its cells stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from gis.messages import Lang, word
from gis.office.cells import Styles, put, put_text, row_height, set_page, sheet_name
from gis.office.report.model import Report
from gis.units import date_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD_ROW = 4


class Sheets:
    """The sheets of one workbook.

    Args:
        book: the workbook.
        styles: its formats.
        report: what it says.
        today: the day it is made.
    """

    def __init__(self, book: Workbook, styles: Styles, report: Report, today: date):
        self.book, self.styles, self.report, self.today = book, styles, report, today
        self.names: set[str] = set()

    def word(self, key: str) -> str:
        """A word in the language of the report."""
        return word(key, self.styles.lang)

    def begin(
        self, name: str, title: str, heads: Sequence[str], widths: Sequence[float], *, wide: bool
    ) -> tuple[str, Worksheet]:
        """A sheet with title, period, source and date, and the headings of its table.

        Args:
            name: near which it is named.
            title: its first line.
            heads: headings, in row ``HEAD_ROW``.
            widths: of the columns, in characters.
            wide: landscape.

        Returns:
            The name it has, and the sheet.
        """
        named = sheet_name(name, self.names)
        sheet = self.book.add_worksheet(named)
        set_page(sheet, widths, HEAD_ROW, wide=wide)
        told = (title, self._period(), self._source())
        for row, text in enumerate(told):
            kind = "title" if row == 0 else "note"
            self.across(sheet, row, len(heads) - 1, text, kind)
            sheet.set_row(row, row_height([(text, sum(widths))], 19.0 if row == 0 else 16.0))
        for column, head in enumerate(heads):
            put(sheet, HEAD_ROW, column, head, self.styles, "head")
        sheet.set_row(HEAD_ROW, row_height(list(zip(heads, widths, strict=True))))
        return named, sheet

    def across(self, sheet: Worksheet, row: int, last: int, text: str, *kinds: str) -> None:
        """A text over several columns."""
        if last > 0:
            sheet.merge_range(row, 0, row, last, "", self.styles.of(*kinds))
        put_text(sheet, row, 0, text, self.styles, *kinds)

    def note(self, sheet: Worksheet, row: int, widths: Sequence[float], text: str) -> None:
        """A line of small words under a table."""
        self.across(sheet, row, len(widths) - 1, text, "note")
        sheet.set_row(row, row_height([(text, sum(widths))]))

    def _period(self) -> str:
        asked = self.report.asked
        office = asked.office or self.word("report_office_blank")
        period = period_text(asked.period, asked.on, self.styles.lang)
        return self.word("report_head_line").format(
            title=self.report.title, period=period, office=office
        )

    def _source(self) -> str:
        sources = dict.fromkeys(f"{s.source} ({date_text(s.dated)})" for s in self.report.sources)
        return self.word("report_source_line").format(
            sources="; ".join(sources), until=date_text(self.report.last_data),
            crs=self.report.hectares_crs, today=date_text(self.today),
        )  # fmt: skip


def period_text(period: str, on: date, lang: Lang) -> str:
    """The time a report is about: "Quý IV/2026", "6 tháng đầu năm 2026"."""
    half = "first" if on.month <= 6 else "second"
    key = f"report_period_6_thang_{half}" if period == "6-thang" else f"report_period_{period}"
    quarter = ("I", "II", "III", "IV")[(on.month - 1) // 3]
    values = {"year": on.year, "month": f"{on.month:02d}", "quarter": quarter, "on": date_text(on)}
    return word(key.replace("-", "_"), lang).format(**values)
