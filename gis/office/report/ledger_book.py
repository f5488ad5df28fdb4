"""The ledger over time as a workbook: plots by commune and date, every total a formula on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gis.errors import raise_errors
from gis.history import Book
from gis.ledger.closure import not_closed
from gis.ledger.states.land import DatedState
from gis.ledger.states.plot_changes import STEPS
from gis.maps.one_file import check_new_file, new_file
from gis.messages import Lang
from gis.office.cells import (
    Styles,
    put,
    put_formula,
    put_text,
    ref,
    sheet_name,
    starts_like_formula,
)
from gis.office.report.changes import step_rows
from gis.office.report.ledger_pages import HEAD_ROW, Pages
from gis.office.report.ledger_places import Place, places_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_ledger_book(
    book: Book, dates: Sequence[date], to: Path, lang: Lang = "vi", today: date | None = None
) -> None:
    """Write the held hectares of some dates: totals, changes, and a sheet per commune.

    Args:
        book: the ledger.
        dates: at least one, any order.
        to: a name that is free, .xlsx.
        lang: of headings.
        today: the day it is made; the clock's when not given.

    Raises:
        NuongError: a date is not reached, a sum does not close, the name is taken, or the disk
            refused. Plots whose hectares are in dispute are in no figure; a line says how many.
    """
    import xlsxwriter

    raise_errors(check_new_file(to, (".xlsx",)))
    days = sorted(set(dates))
    states = [book.at(day) for day in days]
    places = places_of(book, states, lang)
    with new_file(to) as part:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        out = xlsxwriter.Workbook(part, options)
        try:
            pages = Pages(out, Styles(out, lang), days, today or date.today())
            _write(pages, book, states, places)
        finally:
            out.close()


def _write(pages: Pages, book: Book, states: Sequence[DatedState], places: Sequence[Place]) -> None:
    total = sheet_name(pages.word("ledger_book_totals"), pages.taken)
    changes = sheet_name(pages.word("report_sheet_changes"), pages.taken)
    names = [sheet_name(place.name, pages.taken) for place in places]
    crops = sorted({crop for place in places for crop in place.crops})
    _write_totals(pages, total, places, names, crops, states)
    if len(states) > 1:
        _write_changes(pages, changes, book)
    for place, name in zip(places, names, strict=True):
        _write_place(pages, name, place)


def _first_row(place: Place) -> int:
    """Plots come under the headings and one total per crop."""
    return HEAD_ROW + 1 + len(place.crop_list)


def _write_totals(
    pages: Pages, total: str, places: Sequence[Place], names: Sequence[str],
    crops: Sequence[str], states: Sequence[DatedState],
) -> None:  # fmt: skip
    """Hectares by crop and commune on every date, summed in the communes' sheets."""
    heads: list[object] = [pages.word(f"report_head_{h}") for h in ("no", "crop", "commune")]
    widths = [6.0, 26.0, 44.0, *([14.0] * len(pages.days))]
    disputed = sum(int((~s.measured[s.there]).sum()) for s in states)
    note = pages.word("ledger_book_note").format(disputed=disputed)
    title = pages.word("ledger_book_title")
    sheet = pages.begin(total, title, note, [*heads, *pages.days], widths)
    row = HEAD_ROW + 1
    for crop in crops:
        own = [(p, n) for p, n in zip(places, names, strict=True) if crop in p.crops]
        first, sums = row + 1, np.zeros(len(pages.days))
        for place, _ in own:
            for column, day in enumerate(place.dates):
                sums[day] += place.sum_ha(crop, column)
        _write_sums(pages, sheet, row, (crop, first, len(own)), sums)
        for number, (place, name) in enumerate(own, start=1):
            _write_commune_line(pages, sheet, row + number, (number, crop), place, name)
        row += len(own) + 1


def _write_sums(
    pages: Pages, sheet: Worksheet, row: int, own: tuple[str, int, int], sums: NDArray[np.float64]
) -> None:
    from xlsxwriter.utility import xl_range

    crop, first, count = own
    put(sheet, row, 0, None, pages.styles, "total")
    put_text(sheet, row, 1, crop, pages.styles, "total")
    put_text(sheet, row, 2, pages.word("place_total"), pages.styles, "total")
    for day, value in enumerate(sums):
        cells = xl_range(first, 3 + day, first + count - 1, 3 + day)
        put_formula(sheet, row, 3 + day, f"=SUM({cells})", float(value), pages.styles,
                    "total", "ha")  # fmt: skip


def _write_commune_line(
    pages: Pages, sheet: Worksheet, row: int, numbered: tuple[int, str], place: Place, name: str
) -> None:
    number, crop = numbered
    put(sheet, row, 0, number, pages.styles, "cell", "middle")
    put_text(sheet, row, 1, crop, pages.styles, "cell")
    put_text(sheet, row, 2, place.title, pages.styles, "cell")
    line = HEAD_ROW + 1 + place.crop_list.index(crop)
    for day in range(len(pages.days)):
        if day not in place.dates:
            put_text(sheet, row, 3 + day, "–", pages.styles, "cell", "middle")
            continue
        column = place.dates.index(day)
        put_formula(sheet, row, 3 + day, f"={ref(name, line, 3 + column)}",
                    place.sum_ha(crop, column), pages.styles, "cell", "ha")  # fmt: skip


def _write_place(pages: Pages, name: str, place: Place) -> None:
    """Plots of a commune by date; above them the sum of each crop."""
    from xlsxwriter.utility import xl_range

    heads: list[object] = [pages.word(f"report_head_{h}") for h in ("no", "crop", "plot")]
    widths = [7.0, 24.0, 24.0, *([14.0] * len(place.dates))]
    days = [pages.days[n] for n in place.dates]
    sheet = pages.begin(name, place.title, pages.word("ledger_book_held"), [*heads, *days], widths)
    top = _first_row(place)
    for row, crop in enumerate(place.crop_list, HEAD_ROW + 1):
        first, last = (top + n for n in place.rows_of(crop))
        put(sheet, row, 0, None, pages.styles, "total")
        put_text(sheet, row, 1, crop, pages.styles, "total")
        put_text(sheet, row, 2, pages.word("place_total"), pages.styles, "total")
        for column in range(len(place.dates)):
            cells = xl_range(first, 3 + column, last, 3 + column)
            put_formula(sheet, row, 3 + column, f"=SUM({cells})", place.sum_ha(crop, column),
                        pages.styles, "total", "ha")  # fmt: skip
    _write_plots(pages, sheet, place)


def _write_plots(pages: Pages, sheet: Worksheet, place: Place) -> None:
    """Two million cells: formats are looked up once, a plot that is not there has an empty cell."""
    of = pages.styles.of
    number, text, quoted, figure = of("plain"), of("code"), of("code", "quoted"), of("ha")
    rows = zip(place.crops, place.names, place.held_ha.tolist(), strict=True)
    for n, (row, (crop, name, held)) in enumerate(enumerate(rows, _first_row(place)), start=1):
        sheet.write_number(row, 0, n, number)
        sheet.write_string(row, 1, crop, text)
        sheet.write_string(row, 2, name, quoted if starts_like_formula(name) else text)
        for column, value in enumerate(held, 3):
            if value == value:
                sheet.write_number(row, column, value, figure)


def _write_changes(pages: Pages, name: str, book: Book) -> None:
    """Every two dates that follow each other: start + steps = end, by crop and commune."""
    keys = ("no", "since", "until", "crop", "commune")
    steps = [f"report_change_{s}" for s in ("start", *STEPS, "end")]
    heads: list[object] = [pages.word(f"report_head_{k}") for k in keys]
    widths = [6.0, 13.0, 13.0, 24.0, 32.0, *([14.0] * len(steps))]
    note = pages.word("report_changes_of_ledger")
    title = pages.word("report_sheet_changes")
    sheet = pages.begin(name, title, note, [*heads, *map(pages.word, steps)], widths)
    row = HEAD_ROW + 1
    for since, until in zip(pages.days, pages.days[1:], strict=False):
        found = book.compare(since, until)
        raise_errors(not_closed(found.closures))
        for record in step_rows(found, pages.styles.lang).to_dict("records"):
            texts = (row - HEAD_ROW, since, until, record["crop"], record["commune"])
            for column, value in enumerate(texts):
                put(sheet, row, column, value, pages.styles, "cell")
            _write_step_cells(pages, sheet, row, [float(record[c]) for c in ("start", *STEPS)],
                              float(record["end"]))  # fmt: skip
            row += 1


def _write_step_cells(
    pages: Pages, sheet: Worksheet, row: int, values: Sequence[float], end: float
) -> None:
    from xlsxwriter.utility import xl_range

    for column, value in enumerate(values, 5):
        put(sheet, row, column, value, pages.styles, "cell", "ha")
    last = 5 + len(values)
    formula = f"=SUM({xl_range(row, 5, row, last - 1)})"
    put_formula(sheet, row, last, formula, end, pages.styles, "cell", "ha")
