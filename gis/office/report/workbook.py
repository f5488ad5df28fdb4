"""The report as a workbook whose formulas give the ledger's totals again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gis.errors import raise_errors
from gis.maps.one_file import check_new_file, new_file
from gis.messages import Lang
from gis.office.cells import Styles, sheet_name
from gis.office.report.model import Report
from gis.office.report.more_sheets import (
    write_changes,
    write_quotes,
    write_sources,
    write_waterfall,
)
from gis.office.report.place_sheets import write_communes, write_holdings
from gis.office.report.plan_sheets import Data, plan_data, write_data, write_plan
from gis.office.report.sheets import Sheets


def write_workbook(report: Report, to: Path, lang: Lang = "vi", today: date | None = None) -> None:
    """Write a report as .xlsx: a sheet per plan and per commune, with live formulas.

    Args:
        report: what to write.
        to: a name that is free.
        lang: of headings and notes.
        today: the day it is made; the clock's when not given.

    Raises:
        NuongError: the name is taken or not .xlsx, or the disk refused.
    """
    import xlsxwriter

    raise_errors(check_new_file(to, (".xlsx",)))
    with new_file(to) as part:
        book = xlsxwriter.Workbook(part, {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            _write(Sheets(book, Styles(book, lang), report, today or date.today()))
        finally:
            book.close()


def _write(sheets: Sheets) -> None:
    report = sheets.report
    # The data sheet comes last but is named first: sheets before it point at its cells.
    name = sheet_name(sheets.word("report_sheet_data"), set())
    data = Data(name, plan_data(report.plans, len(report.communes))[1], len(report.communes))
    sheets.names.add(name.casefold())
    for plan in report.plans:
        write_plan(sheets, plan, data)
    held = write_holdings(sheets, sheets.word("report_sheet_holdings"))
    write_waterfall(sheets, sheets.word("report_sheet_flow"))
    if report.changes is not None:
        write_changes(sheets, sheets.word("report_sheet_changes"), report.changes)
    write_communes(sheets, data, held)
    write_quotes(sheets, sheets.word("report_sheet_quotes"))
    write_sources(sheets, sheets.word("report_sheet_sources"))
    sheets.names.discard(name.casefold())
    write_data(sheets, name)
