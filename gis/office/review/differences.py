"""What a commune changed: held against what went out and against the ledger as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gis.errors import NuongError, Problem, Where
from gis.history import Book
from gis.ledger.states.model import PRESENT, Correction, PlotKey, Value
from gis.office.review.cells_back import read_cell, read_text
from gis.office.review.read import Returned, Typed
from gis.office.review.rows import form_for, ledger_rows
from gis.office.review.template import (
    EDITABLE,
    KEYS,
    NOTE,
    Cell,
    Form,
    key_of,
    same,
    shown,
)


@dataclass(frozen=True)
class Change:
    """One cell a commune changed; ``before`` and ``after`` as the sheet shows them."""

    key: PlotKey
    column: str
    before: Cell
    after: Cell
    value: Value


@dataclass(frozen=True)
class Review:
    """A returned sheet, read: what it changes, what the ledger says already, notes, faults."""

    of: date
    commune_code: str
    changes: tuple[Change, ...]
    already: tuple[Change, ...]
    notes: tuple[tuple[PlotKey, str], ...]
    problems: tuple[Problem, ...]

    def corrections(self) -> list[Correction]:
        """The changes as corrections of the ledger."""
        return [Correction(c.key, c.column, c.value) for c in self.changes]


def review_of(book: Book, returned: Returned) -> Review:
    """Check a returned sheet against what went out and against the ledger.

    Args:
        book: the ledger the sheet came from.
        returned: the sheet.

    Returns:
        Every change and every fault, each with sheet, row and column. A cell the ledger has
        changed since, differently, is a fault: neither side's word is dropped.

    Raises:
        NuongError: the ledger does not reach the sheet's date, or the sheet does not say it.
    """
    of = _date(returned)
    state = book.at(of)
    form = form_for(book, state, returned.about["commune_code"], returned.lang)
    now = ledger_rows(book, state, form)
    known = {code for code, _ in state.communes}
    problems = [*_keys(returned), *_fixed(returned, known)]
    found: list[Change] = []
    notes: list[tuple[PlotKey, str]] = []
    for row in _known_rows(returned):
        key = _key(row)
        for outcome in _row(form, returned, row):
            if isinstance(outcome, Problem):
                problems.append(outcome)
            else:
                found.append(outcome)
        note, fault = read_text(row[NOTE].value) if row[NOTE].value is not None else (None, None)
        if fault or row[NOTE].kind == "f":
            code, values = fault or ("formula", {"given": str(row[NOTE].value)})
            problems.append(Problem(f"office.{code}", returned.where(row[NOTE]), values))
        elif note:
            notes.append((key, str(note)))
    fresh, already, late = _against(returned, now, found)
    problems += [*late, *_notes_alone(returned, [*fresh, *already], notes)]
    return Review(
        of, form.commune_code, tuple(fresh), tuple(already), tuple(notes), tuple(problems)
    )


def _notes_alone(
    returned: Returned, made: list[Change], notes: list[tuple[PlotKey, str]]
) -> Iterator[Problem]:
    """Notes are kept as part of an entry's reason; without an entry they are kept nowhere."""
    if notes and not made:
        where = Where(f"{returned.file} · {returned.sheet}", rows=tuple(str(k) for k, _ in notes))
        yield Problem("office.note_alone", where, {"n": len(notes)}, "warning")


def _date(returned: Returned) -> date:
    try:
        return date.fromisoformat(returned.about["of"])
    except (KeyError, ValueError) as fault:
        values = {"found": returned.about.get("of", "-"), "ours": "of"}
        raise NuongError([Problem("office.wrong_form", Where(returned.file), values)]) from fault


def _key(row: Mapping[str, Typed]) -> PlotKey:
    return key_of({c: row[c].value for c in ("layer", "id")})


def _keys(returned: Returned) -> Iterator[Problem]:
    """Rows twice, rows added, rows missing: a row is neither a new plot nor a lost one."""
    seen: dict[PlotKey, int] = {}
    for row in returned.rows:
        key, cell = _key(row), row["id"]
        if key in seen:
            values = {"plot": str(key), "first": seen[key]}
            yield Problem("office.row_twice", returned.where(cell), values)
        elif key not in returned.base:
            yield Problem("office.row_added", returned.where(cell), {"plot": str(key)})
        seen.setdefault(key, cell.row)
    for key in returned.base:
        if key not in seen:
            where = Where(f"{returned.file} · {returned.sheet}", rows=(str(key),))
            yield Problem("office.row_missing", where, {"plot": str(key)})


def _known_rows(returned: Returned) -> Iterator[Mapping[str, Typed]]:
    seen: set[PlotKey] = set()
    for row in returned.rows:
        key = _key(row)
        if key in returned.base and key not in seen:
            seen.add(key)
            yield row


def _fixed(returned: Returned, communes: set[str]) -> Iterator[Problem]:
    """Locked cells that changed."""
    for row in _known_rows(returned):
        base = returned.base[_key(row)]
        for column in KEYS:
            cell = row[column]
            if cell.kind not in ("f", "e") and same(base[column], cell.value):
                continue
            values = {"given": cell.value, "kept": base[column]}
            if column == "commune_code" and str(cell.value) not in communes:
                yield Problem("office.commune_unknown", returned.where(cell), values)
            else:
                yield Problem("office.key_changed", returned.where(cell), values)


def _row(form: Form, returned: Returned, row: Mapping[str, Typed]) -> Iterator[Change | Problem]:
    key = _key(row)
    for column in EDITABLE:
        cell, before = row[column], returned.base[key][column]
        if cell.kind not in ("f", "e") and same(before, _as_cell(cell)):
            continue
        value, fault = read_cell(form, column, cell.value, cell.kind)
        if fault is None and value is None and column == PRESENT:
            fault = ("present_missing", {})
        if fault is not None:
            yield Problem(f"office.{fault[0]}", returned.where(cell), fault[1])
        elif not same(before, shown(form, column, value)):
            yield Change(key, column, before, shown(form, column, value), value)


def _as_cell(cell: Typed) -> Cell:
    """A cell to be compared with what went out; a text that looks like a figure stays a text."""
    if isinstance(cell.value, bool):
        return str(cell.value)
    return cell.value if isinstance(cell.value, str | int | float | None) else str(cell.value)


def _against(
    returned: Returned, now: Mapping[PlotKey, Mapping[str, Cell]], found: list[Change]
) -> tuple[list[Change], list[Change], list[Problem]]:
    """Changes that are new to the ledger, those it has already, those it contradicts."""
    fresh, already, late = [], [], []
    rows = {_key(row): row for row in _known_rows(returned)}
    for change in found:
        cell = rows[change.key][change.column]
        there = now.get(change.key)
        if there is None and change.column == PRESENT and change.value is False:
            already.append(change)
        elif there is None:
            values = {"plot": str(change.key)}
            late.append(Problem("office.plot_gone", returned.where(cell), values))
        elif same(there[change.column], change.after):
            already.append(change)
        elif not same(there[change.column], change.before):
            values = {"before": _said(change.before), "now": _said(there[change.column]),
                      "given": _said(change.after)}  # fmt: skip
            late.append(Problem("office.changed_since", returned.where(cell), values))
        else:
            fresh.append(change)
    return fresh, already, late


def _said(cell: Cell) -> str:
    return "–" if cell is None else str(cell)
