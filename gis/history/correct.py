"""Putting plots of a date right: who, when and why are kept, and so is what was believed before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.history.book import Book
from gis.history.entries import add_entry, new_body
from gis.history.file import LedgerFile
from gis.history.numbers import outline_numbers, word_numbers
from gis.layers.labels import CROPS
from gis.ledger.states.belief import speakers
from gis.ledger.states.check import check_dates, check_who_why, read_correction
from gis.ledger.states.digest import canonical, corrections_digest
from gis.ledger.states.model import Correction, Drawn, Entry, PlotKey
from gis.reference.admin import REFORM

_WORDS = ("crop", "method", "state", "commune_code")


def correct_plots(
    file: LedgerFile,
    corrections: Iterable[Correction],
    on: date,
    who: str,
    why: str,
    *,
    outlines: Mapping[str, bytes] | None = None,
    communes: Mapping[str, str] | None = None,
    now: datetime | None = None,
    today: date | None = None,
) -> Entry:
    """Append corrections of some plots, together: all of them or none.

    They stand from ``on`` until the next recorded state of the plot's layer, which speaks afresh.

    Args:
        file: the open ledger.
        corrections: column by column (:func:`read_corrections` checks what a person typed).
        on: the date from which they hold.
        who: who answers for them.
        why: the reason.
        outlines: of corrections that draw anew, well-known binary by digest in the ledger's CRS
            (:func:`gis.history.redraw`).
        communes: names by code of the communes those outlines reach into.
        now: the moment of recording (UTC); the clock's when not given.
        today: no correction may be of a later day; ``now``'s when not given.

    Raises:
        NuongError: nothing to correct, nobody or no reason named, a date to come, a plot that is
            not in the ledger on the date, one column corrected twice, or a file that cannot be
            written.
    """
    moment = now or datetime.now(UTC)
    listed = list(corrections)
    problems = [*check_dates(on, today or moment.date()), *check_who_why(who, why, "correction")]
    raise_errors([*problems, *_twice(listed)])
    with file.writing() as sql:
        numbers, book = _plot_numbers(sql, file, listed), Book(file)
        as_of = _set_of(book, on, listed)
        told = new_body(
            "correction", on, as_of, who, why, moment, book.kept.values(),
            communes=dict(communes or {}),
        )  # fmt: skip
        word_numbers(sql, (text for c in listed for text in _texts(c)))
        outline_numbers(sql, outlines or {}, file.srs_id)
        kept = add_entry(sql, told, corrections_digest(listed), None, len(listed))
        rows = [(kept.number, numbers[c.key], c.column, canonical(c.value)) for c in listed]
        sql.executemany("INSERT INTO correction VALUES (?, ?, ?, ?)", rows)
    return kept.entry


def read_corrections(
    book: Book, key: PlotKey, typed: Mapping[str, str | None], on: date
) -> list[Correction]:
    """Corrections of a plot from what a person typed: column → value.

    Args:
        book: the ledger; its crops, and the communes of the date, are what may be named.
        key: the plot.
        typed: value by column; an empty one says that it is not known.
        on: the date.

    Raises:
        NuongError: every column or value that does not fit.
    """
    state = book.at(on)
    side = max(state.as_of) >= REFORM
    communes = {code for code, after in state.communes if after == side}
    crops = {*CROPS, *book.crops()}
    found: list[Correction] = []
    problems: list[Problem] = []
    for column, text in typed.items():
        try:
            found.append(read_correction(key, column, text, communes, crops))
        except NuongError as faults:
            problems += faults.problems
    raise_errors(problems)
    return found


def _twice(corrections: list[Correction]) -> list[Problem]:
    if not corrections:
        return [Problem("history.nothing_to_correct", Where(column="set"))]
    seen: set[tuple[PlotKey, str]] = set()
    found = []
    for one in corrections:
        if (one.key, one.column) in seen:
            where = Where(layer=one.key.layer, column=one.column, rows=(one.key.plot_id,))
            found.append(Problem("history.corrected_twice", where))
        seen.add((one.key, one.column))
    return found


def _plot_numbers(
    sql: sqlite3.Connection, file: LedgerFile, corrections: list[Correction]
) -> dict[PlotKey, int]:
    found = {}
    for key in {c.key for c in corrections}:
        row = sql.execute("SELECT plot_no FROM plot WHERE layer = ? AND plot_id = ?", key)
        number = row.fetchone()
        if number is None:
            values = {"given": str(key), "found": "0"}
            where = Where(file=str(file.path), layer=key.layer, rows=(key.plot_id,))
            raise NuongError([Problem("history.plot_unknown", where, values)])
        found[key] = int(number[0])
    return found


def _set_of(book: Book, on: date, corrections: list[Correction]) -> date:
    """The date of the commune set the corrected plots lie in on the date."""
    layers = {c.key.layer for c in corrections}
    heard = [s for s in speakers(book.entries, on, book.lineage) if s.layer in layers]
    if {s.layer for s in heard} != layers:
        values = {"day": on, "first": min((e.of for e in book.entries if e.layers), default="–")}
        raise NuongError([Problem("history.date_not_reached", Where(column="date"), values)])
    return max(state.as_of for one in heard for state in one.states)


def _texts(correction: Correction) -> list[str | None]:
    """Words a correction needs by number: what it says of crop, method, state, or communes."""
    if isinstance(correction.value, Drawn):
        return [part.commune_code for part in correction.value.land]
    named = correction.column in _WORDS and correction.value is not None
    return [str(correction.value)] if named else []
