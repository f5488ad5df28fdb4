"""Appending the state of a date: what is new of it is written, the rest is pointed at."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from pyproj import CRS

from gis.errors import Problem, Where, raise_errors
from gis.history.book import Book
from gis.history.entries import Kept, add_entry, new_body
from gis.history.file import LedgerFile
from gis.history.numbers import (
    Whole,
    chain_length,
    members,
    outline_numbers,
    word_numbers,
)
from gis.ledger.states.check import check_dates, check_who_why
from gis.ledger.states.digest import canonical, plot_digest, state_digest
from gis.ledger.states.model import (
    PRESENT,
    Correction,
    Drawn,
    Entry,
    PlotKey,
    PlotState,
)
from gis.ledger.states.new_state import NewState
from gis.reference.admin import REFORM

# So many states are read at most to rebuild one; then one is stored whole again.
LONGEST_CHAIN = 12


@dataclass(frozen=True)
class Recorded:
    """What came of recording: the entry, whether it is new, how many plots it gives and how many
    of them are stored as changed; warnings met.
    """

    entry: Entry
    new: bool
    plots: int
    changed: int
    problems: tuple[Problem, ...]


def record_state(
    file: LedgerFile,
    state: NewState,
    who: str,
    why: str = "",
    *,
    now: datetime | None = None,
    today: date | None = None,
) -> Recorded:
    """Append the state of a date.

    A state already recorded for the date is not overwritten: the new one stands from now on, the
    old one is what was believed before. The same state told twice is kept once.

    Args:
        file: the open ledger.
        state: what is to be recorded.
        who: who answers for it.
        why: a note; kept.
        now: the moment of recording (UTC); the clock's when not given.
        today: the day no state may be later than; ``now``'s when not given.

    Raises:
        NuongError: the date is to come, the commune set is of the other side of the reform, the
            outlines are in another CRS than the ledger's, or the file could not be written.
    """
    moment = now or datetime.now(UTC)
    raise_errors(_check(file, state, who, today or moment.date()))
    with file.writing() as sql:
        book, digests = Book(file), _digests(state)
        content = state_digest(digests.items())
        same = _already(book, state, content)
        if same is not None:
            return Recorded(same, False, len(state.plots), 0, ())
        warnings = _not_carried(book, state)
        told = new_body(
            "state", state.of, state.as_of, who, why, moment, book.kept.values(),
            layers=list(state.layers), communes=dict(state.communes), crs=state.crs,
            sources={k: dict(v) for k, v in state.sources.items()},
            steps=[list(step) for step in state.steps],
        )  # fmt: skip
        versions = _write_plots(sql, state, digests, file.srs_id)
        base, changes = _changes(sql, book.kept, versions)
        entry = add_entry(sql, told, content, base, len(state.plots))
        _write_changes(sql, entry.number, changes)
    return Recorded(entry.entry, True, len(state.plots), len(changes), tuple(warnings))


def _check(file: LedgerFile, state: NewState, who: str, today: date) -> list[Problem]:
    problems = [*check_dates(state.of, today), *check_who_why(who, "", "state")]
    if (state.as_of < REFORM) != (state.of < REFORM):
        values = {"day": state.of, "as_of": state.as_of}
        problems.append(Problem("history.set_of_other_side", Where(column="as_of"), values))
    if CRS(state.crs) != CRS(file.crs):
        told = {"given": state.crs, "kept": file.crs}
        problems.append(Problem("history.other_crs", Where(file=str(file.path)), told))
    return problems


def _digests(state: NewState) -> dict[PlotKey, str]:
    return {k: plot_digest(k, p.columns, p.shape, p.land) for k, p in state.plots.items()}


def _already(book: Book, state: NewState, content: str) -> Entry | None:
    """The entry that said the very same of the date, if it is what stands today."""
    said = [e for e in book.entries if e.kind == "state" and e.of == state.of]
    own = [e for e in said if set(e.layers) & set(state.layers)]
    last = book.lineage.last(own) if own else []
    if len(last) != 1 or set(last[0].layers) != set(state.layers):
        return None
    body = book.kept[last[0].digest].body
    same = (content, state.as_of.isoformat(), state.crs) == (
        body["content"], body["as_of"], body["crs"],
    )  # fmt: skip
    later = [e for e in book.entries if e.of == state.of and book.lineage.knew(e, last[0])]
    return last[0] if same and not later else None


def _not_carried(book: Book, state: NewState) -> list[Problem]:
    """A correction of an earlier date that the new state takes back, most likely by mistake."""
    rows: dict[str, list[PlotKey]] = {}
    for entry, correction in book.corrections():
        plot = state.plots.get(correction.key)
        if entry.of > state.of or correction.key.layer not in state.layers:
            continue
        said = _said_of(plot, correction)
        if said != correction.value and (plot is not None or correction.column == PRESENT):
            rows.setdefault(correction.column, []).append(correction.key)
    return [
        Problem(
            "history.correction_not_carried",
            Where(layer=keys[0].layer, column=column, rows=tuple(str(k.plot_id) for k in keys)),
            {"n": len(keys)},
            "warning",
        )
        for column, keys in sorted(rows.items())
    ]


def _said_of(plot: PlotState | None, correction: Correction) -> object:
    """What a state says where a correction spoke; of an outline drawn anew only its shape."""
    if correction.column == PRESENT:
        return plot is not None
    if plot is not None and isinstance(correction.value, Drawn):
        return correction.value if plot.shape == correction.value.shape else plot.shape
    return plot.columns.get(correction.column) if plot else None


def _write_plots(
    sql: sqlite3.Connection, state: NewState, digests: Mapping[PlotKey, str], srs_id: int
) -> dict[int, int]:
    """Write what of plots, outlines and versions is new; the version of every plot number."""
    plots = _plot_numbers(sql, state)
    shapes = outline_numbers(sql, _outlines(state), srs_id)
    texts = {str(p.columns[c]) for p in state.plots.values() for c in _WORDS if c in p.columns}
    places = {part.commune_code for p in state.plots.values() for part in p.land}
    words = word_numbers(sql, texts | places)
    known = dict(sql.execute("SELECT digest, version_no FROM version"))
    number = max(known.values(), default=0)
    rows, parts, found = [], [], {}
    for key, digest in digests.items():
        plot = state.plots[key]
        if digest not in known:
            number += 1
            known[digest] = number
            said = [words[plot.columns.get(c)] for c in _WORDS]  # type: ignore[index]
            rows.append(
                (number, digest, plots[key], shapes[plot.shape], *said, canonical(plot.columns))
            )
            parts += [
                (number, n, words[part.commune_code], part.area_cm2, part.counted_cm2)
                for n, part in enumerate(plot.land)
            ]
        found[plots[key]] = known[digest]
    sql.executemany("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    sql.executemany("INSERT INTO land VALUES (?, ?, ?, ?, ?)", parts)
    return found


_WORDS = ("crop", "method", "state")


def _outlines(state: NewState) -> dict[str, bytes]:
    return {p.shape: state.outlines[p.shape] for p in state.plots.values()}


def _plot_numbers(sql: sqlite3.Connection, state: NewState) -> dict[PlotKey, int]:
    rows = sql.execute("SELECT layer, plot_id, plot_no FROM plot")
    known = {PlotKey(layer, plot_id): number for layer, plot_id, number in rows}
    number = max(known.values(), default=0)
    fresh = sorted(set(state.plots) - set(known))
    known |= {key: number + n for n, key in enumerate(fresh, start=1)}
    sql.executemany("INSERT INTO plot VALUES (?, ?, ?)", [(known[key], *key) for key in fresh])
    return known


def _changes(
    sql: sqlite3.Connection, kept: Mapping[str, Kept], versions: Mapping[int, int]
) -> tuple[str | None, list[tuple[int, int | None]]]:
    """What differs from the state it is stored beside, and which that is."""
    whole: list[tuple[int, int | None]] = sorted(versions.items())
    states = [k for k in kept.values() if k.entry.kind == "state"]
    if not states:
        return None, whole
    base = states[-1]
    before = members(sql, base.number)
    fresh = np.full(len(before), -1, dtype=np.int64)
    fresh[list(versions)] = list(versions.values())
    differ = np.flatnonzero(before != fresh)
    if 2 * len(differ) > len(whole) or chain_length(sql, base.number) >= LONGEST_CHAIN:
        return None, whole
    return base.entry.digest, _rows(differ, fresh)


def _rows(plots: Whole, versions: Whole) -> list[tuple[int, int | None]]:
    found = versions[plots].tolist()
    return [(p, v if v >= 0 else None) for p, v in zip(plots.tolist(), found, strict=True)]


def _write_changes(
    sql: sqlite3.Connection, entry_no: int, changes: list[tuple[int, int | None]]
) -> None:
    rows = [(entry_no, plot, version) for plot, version in changes]
    sql.executemany("INSERT INTO change VALUES (?, ?, ?)", rows)
