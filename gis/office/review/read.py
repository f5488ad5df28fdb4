"""A review sheet that came back: its cells with their places, and every fault of its form."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.ledger.states.model import PlotKey
from gis.messages import Lang, word
from gis.office.review.package import fit_package
from gis.office.review.template import (
    COLUMNS,
    HEAD_ROW,
    VERSION,
    Cell,
    heading,
    key_of,
    plain_text,
    rows_digest,
)
from gis.office.review.write import ABOUT, BASE

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

# Rows read beyond those that went out: enough to name what was added, not a million blanks.
_MORE_ROWS = 10_000


@dataclass(frozen=True)
class Typed:
    """One cell as it came back; ``kind`` is the reader's: n(umber), s(tring), f(ormula), d(ate)…"""

    value: Any
    kind: str
    row: int
    column: str


@dataclass(frozen=True)
class Returned:
    """A sheet that came back.

    ``base`` is what went out; ``rows`` what came back, row by row, cells by column.
    """

    file: str
    sheet: str
    lang: Lang
    about: Mapping[str, str]
    base: Mapping[PlotKey, Mapping[str, Cell]]
    rows: tuple[Mapping[str, Typed], ...]

    def where(self, cell: Typed) -> Where:
        """The place of a cell: file and sheet, heading, row."""
        name = heading(cell.column, self.lang)
        return Where(f"{self.file} · {self.sheet}", None, name, (str(cell.row),))


def read_return(path: Path) -> Returned:
    """Read a sheet that came back; nothing in it is computed, run or followed.

    Raises:
        NuongError: it is no workbook, unsafe, of another version, or what went out is not in it
            any more.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    data = fit_package(path)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        try:
            return _returned(book, path)
        finally:
            book.close()
    # What a reader raises on broken parts is not declared anywhere.
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError,
            IndexError, OSError) as fault:  # fmt: skip
        values = {"found": f"{type(fault).__name__}: {fault}"}
        raise NuongError([Problem("office.not_a_workbook", Where(path.name), values)]) from fault


def _returned(book: Workbook, path: Path) -> Returned:
    missing = [n for n in (ABOUT, BASE) if n not in book.sheetnames]
    if missing:
        raise NuongError([_form(path, ", ".join(missing))])
    said = list(_values(book[ABOUT], 50, 2))
    about = {str(r[0]): str(r[1]) for r in said if r[0] is not None}
    ours = {"version": VERSION, "columns": " ".join(COLUMNS)}
    raise_errors(
        _form(path, about.get(name) or "–", f"{path.name} · {ABOUT}", name, _row_of(said, name))
        for name, value in ours.items()
        if about.get(name) != value
    )
    lang: Lang = "en" if about.get("lang") == "en" else "vi"
    base = _base(book, path, about)
    name = word("review_sheet", lang)
    if name not in book.sheetnames:
        raise NuongError([_form(path, f"{name}?")])
    rows = _rows(book[name], len(base))
    heads = next(rows, {})
    _check_heads(path, name, heads, lang)
    kept = tuple(r for r in rows if any(c.value is not None for c in r.values()))
    return Returned(path.name, name, lang, about, base, kept)


def _form(
    path: Path, found: str, place: str | None = None, name: str | None = None, row: str = ""
) -> Problem:
    """A sheet of another form: in which sheet, in what, in which row."""
    where = Where(place or path.name, None, name, (row,) if row else ())
    return Problem("office.wrong_form", where, {"found": found, "ours": VERSION})


def _row_of(rows: Sequence[tuple[Any, ...]], name: str) -> str:
    """The row of the hidden sheet that says something of the form; "" where none does."""
    return next((str(n) for n, row in enumerate(rows, start=1) if row[0] == name), "")


def _values(sheet: Any, rows: int, columns: int) -> Iterator[tuple[Any, ...]]:
    yield from sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)


def _base(book: Workbook, path: Path, about: Mapping[str, str]) -> dict[PlotKey, dict[str, Cell]]:
    """What went out; refused where it is not what its digest says."""
    sheet = book[BASE]
    rows = [r for r in _values(sheet, 1_048_576, len(COLUMNS)) if any(c is not None for c in r)]
    told = [dict(zip(COLUMNS, (*r, *[None] * len(COLUMNS)), strict=False)) for r in rows[1:]]
    if rows_digest([r[c] for c in COLUMNS] for r in told) != about.get("digest"):
        raise NuongError([Problem("office.base_changed", Where(path.name), {"sheet": BASE})])
    return {key_of(row): row for row in told}


def _rows(sheet: Any, expected: int) -> Iterator[dict[str, Typed]]:
    """The heading row and every row below it."""
    last = HEAD_ROW + 1 + expected + _MORE_ROWS
    cells = sheet.iter_rows(min_row=HEAD_ROW + 1, max_row=last, max_col=len(COLUMNS))
    for number, row in enumerate(cells, HEAD_ROW + 1):
        found = {}
        for column, cell in zip(COLUMNS, row, strict=False):
            found[column] = Typed(_plain(cell.value), str(cell.data_type), number, column)
        for column in COLUMNS[len(found) :]:
            found[column] = Typed(None, "n", number, column)
        yield found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value) or None
    return value


def _check_heads(path: Path, sheet: str, heads: Mapping[str, Typed], lang: Lang) -> None:
    wrong = [
        Problem(
            "office.heading_changed",
            Where(f"{path.name} · {sheet}", None, heading(column, lang), (str(HEAD_ROW + 1),)),
            {"found": "" if cell.value is None else cell.value},
        )
        for column, cell in heads.items()
        if cell.value != plain_text(heading(column, lang))
    ]
    raise_errors(wrong)
