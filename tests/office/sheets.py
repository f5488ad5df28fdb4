"""A ledger of one commune, its review sheet, and hands that edit it as a commune would."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl

from gis.history import Book, LedgerFile
from gis.office.review.differences import Review, review_of
from gis.office.review.read import read_return
from gis.office.review.template import COLUMNS, HEAD_ROW
from gis.office.review.write import write_review
from tests.history.books import new_ledger, plot, state
from tests.history.test_record import record

OF = date(2024, 5, 1)
SHEET = "Rà soát"


def commune_ledger(path: Path, plots: int = 3, **first: object) -> LedgerFile:
    """P000, P001 … of 1, 2, 3 … ha in Dào San (03571), and one plot elsewhere."""
    file = new_ledger(path)
    own = {
        f"P{n:03d}": plot(n + 1, "03571", x_m=n * 5000.0, **(first if n == 0 else {}))
        for n in range(plots)
    }
    record(file, state(OF, {**own, "elsewhere": plot(9, "03550", x_m=-9000.0)}))
    return file


def sheet_of(file: LedgerFile, to: Path) -> Path:
    to.unlink(missing_ok=True)
    write_review(Book(file), "03571", to)
    return to


def at(plot_row: int, column: str) -> tuple[int, int]:
    """Row and column, from 1, of the n-th plot's cell."""
    return HEAD_ROW + 2 + plot_row, COLUMNS.index(column) + 1


def edited(path: Path, *cells: tuple[int, str, object], save_as: str = "back.xlsx") -> Path:
    """The sheet with cells (n-th plot, column, value) typed over."""
    return reworked(path, lambda sheet: _type(sheet, cells), save_as)


def _type(sheet, cells) -> None:
    for plot_row, column, value in cells:
        sheet.cell(*at(plot_row, column)).value = value


def reworked(path: Path, hand: Callable[[object], None], save_as: str = "back.xlsx") -> Path:
    book = openpyxl.load_workbook(path)
    hand(book[SHEET])
    back = path.with_name(save_as)
    book.save(back)
    book.close()
    return back


def reviewed(file: LedgerFile, back: Path) -> Review:
    return review_of(Book(file), read_return(back))


def with_part(path: Path, name: str, data: bytes, save_as: str = "odd.xlsx") -> Path:
    """A copy of a workbook with one more part in its package."""
    odd = path.with_name(save_as)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, old.read(info.filename))
        new.writestr(name, data)
    return odd
