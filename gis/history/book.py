"""Reading the ledger: any date, as it is known or as it was, and two dates side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import NuongError, Problem, Where
from gis.history.entries import read_entries
from gis.history.file import LedgerFile, named_faults
from gis.history.numbers import Whole, members, plot_count, whole_rows, words
from gis.ledger.model import WATERFALL_COLUMNS
from gis.ledger.states.belief import Speakers, first_known, known, speakers
from gis.ledger.states.compare import Compared, compare_states
from gis.ledger.states.digest import plot_digest
from gis.ledger.states.fold import Folded, fold
from gis.ledger.states.land import LAND_COLUMNS, NOT_THERE, DatedState, LandTable
from gis.ledger.states.lineage import Lineage
from gis.ledger.states.model import (
    CM2_PER_HA,
    Correction,
    Dispute,
    Entry,
    Land,
    PlotKey,
    PlotState,
    Value,
)
from gis.reference.admin import REFORM

# Numbers of versions put together here, beyond any a file gives.
_FOLDED_FROM = 1 << 40


class Book:
    """A ledger as it stood when it was opened for reading.

    Args:
        file: the open ledger.
    """

    def __init__(self, file: LedgerFile):
        self._file = file
        with named_faults(file.path):
            self.kept = read_entries(file.sql)
            self.words = words(file.sql)
            self._plots = plot_count(file.sql)
        self.entries = tuple(kept.entry for kept in self.kept.values())
        self.lineage = Lineage(self.entries)
        self._land: LandTable | None = None
        self._range = (1 << 62, 0)
        self._members: dict[str, Whole] = {}
        self._folded: dict[object, int] = {}
        self._folds: dict[int, Folded] = {}

    # ---- dates ----

    def at(self, on: date, known_at: datetime | None = None) -> DatedState:
        """Every plot on a date.

        Args:
            on: the date asked for; the state of the latest date up to it stands.
            known_at: as it was known at that moment (with a time zone); now when not given.

        Raises:
            NuongError: nothing recorded reaches back to the date.
        """
        told = known(self.entries, known_at)
        heard = speakers(told, on, self.lineage)
        if not heard:
            dates = sorted({e.of for e in told if e.kind == "state"})
            values = {"day": on, "first": dates[0] if dates else "–"}
            raise NuongError([Problem("history.date_not_reached", self._where(), values)])
        with named_faults(self._file.path):
            return self._state(on, known_at, heard, told)

    def compare(
        self,
        first: date,
        second: date,
        known_first: datetime | None = None,
        known_at: datetime | None = None,
    ) -> Compared:
        """Two dates side by side (:func:`gis.ledger.states.compare.compare_states`).

        Args:
            first: the earlier date.
            second: the later one.
            known_first: how much of the first date was known then; the moment its state was first
                recorded when not given.
            known_at: how much is known now; all when not given.

        Raises:
            NuongError: the dates are in the wrong order, or not reached.
        """
        if first > second:
            values = {"first": first, "second": second}
            raise NuongError([Problem("history.dates_order", Where(column="date"), values)])
        told = known(self.entries, known_at)
        then = known_first or first_known(told, first)
        states = [self.at(first, then), self.at(first, known_at), self.at(second, known_at)]
        return compare_states(*states)

    def disputes(self) -> tuple[Dispute, ...]:
        """Every dispute that nothing settles yet, of all dates at which offices wrote apart."""
        found: dict[tuple[PlotKey, str, date], Dispute] = {}
        for on in self._apart():
            for dispute in self.at(on).disputes:
                found[(dispute.key, dispute.column, dispute.of)] = dispute
        return tuple(found[key] for key in sorted(found))

    def _apart(self) -> list[date]:
        """Dates of entries that did not know of each other."""
        dates: dict[date, list[Entry]] = {}
        for entry in self.entries:
            dates.setdefault(entry.of, []).append(entry)
        reach = {e.of for e in self.entries if e.kind == "state"}
        first = min(reach, default=date.max)
        return [
            on for on, own in sorted(dates.items())
            if on >= first and any(not self._ordered(a, b) for a in own for b in own if a != b)
        ]  # fmt: skip

    def _ordered(self, one: Entry, other: Entry) -> bool:
        return self.lineage.knew(one, other) or self.lineage.knew(other, one)

    def waterfall(self, on: date) -> pd.DataFrame:
        """From drawn to counted, crop by crop, as the runs behind a date closed it.

        Args:
            on: the date asked for.

        Returns:
            ``crop, step, step_ha`` as in the ledger of a run, a row per crop and step. Corrections
            made since are not in it: it is what each state's run found.
        """
        heard = speakers(self.entries, on, self.lineage)
        steps = {tuple(s) for one in heard for e in one.states
                 for s in self.kept[e.digest].body["steps"]}  # fmt: skip
        rows = [(crop, step, cm2 / CM2_PER_HA) for crop, step, cm2 in sorted(steps, key=str)]
        return pd.DataFrame(rows, columns=list(WATERFALL_COLUMNS))

    # ---- plots ----

    def keys(self, plots: Iterable[int]) -> list[PlotKey]:
        """Keys of plot numbers, in their order."""
        numbers = [int(n) for n in plots]
        table = self._keys(numbers)
        return [table[n] for n in numbers]

    def _keys(self, plots: Iterable[int]) -> dict[int, PlotKey]:
        rows = self._file.sql.execute(
            "SELECT plot_no, layer, plot_id FROM plot "
            "WHERE plot_no IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(set(plots)))],
        )
        return {number: PlotKey(layer, plot_id) for number, layer, plot_id in rows}

    def crops(self) -> set[str]:
        """Every crop a recorded plot has or had."""
        rows = self._file.sql.execute(
            "SELECT text FROM word WHERE word_no IN (SELECT DISTINCT crop_no FROM version)"
        )
        return {text for (text,) in rows}

    def find(self, text: str) -> PlotKey:
        """The plot of a text: ``layer:id``, or its id where only one layer has it.

        Raises:
            NuongError: there is no such plot, or several; names them.
        """
        layer, colon, rest = text.partition(":")
        rows = self._file.sql.execute(
            "SELECT layer, plot_id FROM plot WHERE plot_id = ? OR (layer = ? AND plot_id = ?)",
            [text, layer if colon else "", rest],
        )
        found = sorted(PlotKey(*row) for row in rows)
        if len(found) == 1:
            return found[0]
        values = {"given": text, "found": ", ".join(map(str, found)) or "0"}
        raise NuongError([Problem("history.plot_unknown", self._where(), values)])

    def values(self, state: DatedState, plots: Sequence[int]) -> dict[int, Mapping[str, Value]]:
        """Known columns of plots on a date, by plot number."""
        numbers = {int(p): int(state.versions[p]) for p in plots if state.versions[p] >= 0}
        stored = self._plot_states(n for n in numbers.values() if n < _FOLDED_FROM)
        return {
            p: self._folds[n].columns if n >= _FOLDED_FROM else stored[n].columns
            for p, n in numbers.items()
        }

    def lands(self, state: DatedState, plots: Sequence[int]) -> dict[int, tuple[Land, ...]]:
        """Land of plots on a date by commune, by plot number; nothing where it is in dispute."""
        numbers = {int(p): int(state.versions[p]) for p in plots if state.versions[p] >= 0}
        stored = self._plot_states(n for n in numbers.values() if n < _FOLDED_FROM)
        return {
            p: self._folds[n].land if n >= _FOLDED_FROM else stored[n].land
            for p, n in numbers.items()
        }

    def outlines(self, state: DatedState) -> dict[int, bytes]:
        """Outlines of the plots of a date as the file keeps them, by plot number."""
        table = state.land
        whose, row = table.of(state.versions[state.there])
        shape = table.rows["shape"].to_numpy()[row]
        numbers = dict(zip(state.there[whose].tolist(), shape.tolist(), strict=True))
        rows = self._file.sql.execute(
            "SELECT shape_no, geom FROM outline WHERE shape_no IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(set(numbers.values())))],
        )
        stored = dict(rows.fetchall())
        return {plot: stored[number] for plot, number in numbers.items()}

    def corrections(self, key: PlotKey | None = None) -> list[tuple[Entry, Correction]]:
        """Every correction ever made, of one plot or of all, oldest recording first."""
        by_number = {kept.number: kept.entry for kept in self.kept.values()}
        found = [(by_number[n], c) for n, _, c in self._said(list(by_number))]
        kept = [(e, c) for e, c in found if key is None or c.key == key]
        return sorted(kept, key=lambda pair: (pair[0].recorded_at, pair[1].key, pair[1].column))

    # ---- putting a date together ----

    def _state(
        self, on: date, known_at: datetime | None, heard: tuple[Speakers, ...], told: list[Entry]
    ) -> DatedState:
        versions = np.full(self._plots + 1, NOT_THERE, dtype=np.int64)
        measured = np.ones(self._plots + 1, dtype=bool)
        after = np.zeros(self._plots + 1, dtype=bool)
        alike: dict[tuple[str, ...], list[Speakers]] = {}
        for one in heard:
            alike.setdefault(tuple(s.digest for s in one.states), []).append(one)
        disputes: list[Dispute] = []
        for group in alike.values():
            own = self._of_layers(group, whole=len(alike) == 1)
            folds = self._folded_plots(group, own)
            keys = self._keys(folds)
            arrays = [self._plots_of(s) for s in group[0].states]
            side = group[0].states[-1].as_of >= REFORM
            taken = own & (arrays[0] != NOT_THERE)
            versions[taken], after[own] = arrays[0][taken], side
            for plot, folded in folds.items():
                versions[plot] = (
                    self._fold_number(keys[plot], folded) if folded.present else NOT_THERE
                )
                measured[plot] = folded.measured
                disputes += folded.disputes
        return DatedState(
            of=on, known_at=known_at, versions=versions, measured=measured, after_reform=after,
            land=self._with_folds(versions),
            as_of=tuple(sorted({s.as_of for one in heard for s in one.states})),
            communes=_names(told),
            disputes=tuple(sorted(disputes, key=lambda d: (d.key, d.column, d.of))),
        )  # fmt: skip

    def _of_layers(self, group: Sequence[Speakers], *, whole: bool) -> NDArray[np.bool_]:
        """Which plot numbers belong to the layers of a group."""
        own = np.full(self._plots + 1, whole)
        own[0] = False
        if not whole:
            marks = ", ".join("?" * len(group))
            rows = self._file.sql.execute(
                f"SELECT plot_no FROM plot WHERE layer IN ({marks})",  # noqa: S608 - only marks
                [one.layer for one in group],
            )
            own[whole_rows(rows, 1)[:, 0]] = True
        return own

    def _folded_plots(self, group: Sequence[Speakers], own: NDArray[np.bool_]) -> dict[int, Folded]:
        """Plots of which more than one entry speaks, put together."""
        states = group[0].states
        arrays = [self._plots_of(s) for s in states]
        differ = np.zeros(self._plots + 1, dtype=bool)
        for other in arrays[1:]:
            differ |= other != arrays[0]
        entries = {self._number(c): c for one in group for c in one.corrections}
        corrections: dict[int, list[tuple[Entry, Correction]]] = {}
        for number, plot, correction in self._said(list(entries)):
            if own[plot]:
                corrections.setdefault(plot, []).append((entries[number], correction))
        plots = sorted({int(p) for p in np.flatnonzero(differ & own)} | set(corrections))
        stored = self._plot_states(int(a[p]) for p in plots for a in arrays if a[p] >= 0)
        keys = self._keys(plots)
        return {
            p: fold(
                keys[p],
                [(s, stored.get(int(a[p]))) for s, a in zip(states, arrays, strict=True)],
                corrections.get(p, []),
                self.lineage,
            )
            for p in plots
        }

    def _plots_of(self, state: Entry) -> Whole:
        if state.digest not in self._members:
            self._members[state.digest] = members(self._file.sql, self._number(state))
        return self._members[state.digest]

    def _number(self, entry: Entry) -> int:
        return self.kept[entry.digest].number

    def _said(self, numbers: Sequence[int]) -> list[tuple[int, int, Correction]]:
        """Corrections of entries: number of the entry, number of the plot, what it says."""
        rows = self._file.sql.execute(
            "SELECT c.entry_no, c.plot_no, p.layer, p.plot_id, c.column_name, c.value "
            "FROM correction c JOIN plot p USING (plot_no) "
            "WHERE c.entry_no IN (SELECT value FROM json_each(?))",
            [json.dumps(list(numbers))],
        )
        return [
            (n, plot, Correction(PlotKey(layer, plot_id), column, json.loads(value)))
            for n, plot, layer, plot_id, column, value in rows
        ]

    def _plot_states(self, versions: Iterable[int]) -> dict[int, PlotState]:
        asked = json.dumps(sorted(set(versions)))
        rows = self._file.sql.execute(
            "SELECT v.version_no, v.plot_values, o.digest "
            "FROM version v JOIN outline o USING (shape_no) "
            "WHERE v.version_no IN (SELECT value FROM json_each(?))",
            [asked],
        ).fetchall()
        lands: dict[int, list[Land]] = {}
        parts = self._file.sql.execute(
            "SELECT version_no, place_no, area_cm2, counted_cm2 FROM land "
            "WHERE version_no IN (SELECT value FROM json_each(?)) ORDER BY version_no, part",
            [asked],
        )
        for version, place, area, counted in parts:
            lands.setdefault(version, []).append(Land(self.words[place], area, counted))
        return {
            number: PlotState(json.loads(said), shape, tuple(lands.get(number, ())))
            for number, said, shape in rows
        }

    def _fold_number(self, key: PlotKey, folded: Folded) -> int:
        """One number for one content, the stored version's if one says just that: two dates that
        agree have the same.
        """
        said = tuple(sorted(folded.columns.items()))
        content = (key, said, folded.land, folded.shapes, folded.measured)
        if content not in self._folded:
            stored = self._stored_number(key, folded)
            self._folded[content] = stored or _FOLDED_FROM + len(self._folded)
        number = self._folded[content]
        self._folds[number] = folded
        return number

    def _stored_number(self, key: PlotKey, folded: Folded) -> int | None:
        if folded.disputes or len(folded.shapes) != 1:
            return None
        digest = plot_digest(key, folded.columns, folded.shapes[0], folded.land)
        row = self._file.sql.execute("SELECT version_no FROM version WHERE digest = ?", [digest])
        found = row.fetchone()
        return int(found[0]) if found else None

    def _with_folds(self, versions: Whole) -> LandTable:
        own = [int(n) for n in versions[versions >= _FOLDED_FROM]]
        stored = versions[(versions >= 0) & (versions < _FOLDED_FROM)]
        ends = (int(stored.min()), int(stored.max())) if len(stored) else (1, 0)
        table = self._land_table(*ends)
        if not own:
            return table
        shapes = self._shape_numbers({s for n in own for s in self._folds[n].shapes})
        number = {text: n for n, text in enumerate(self.words)}
        rows = []
        for n in sorted(own):
            plot = self._folds[n]
            said = [number.get(_text(plot.columns.get(c)), 0) for c in ("crop", "method", "state")]
            rows += [
                (n, *said, shapes[plot.shapes[0]], number.get(p.commune_code, 0), *p[1:])
                for p in (plot.land if plot.shapes else ())
            ]
        extra = pd.DataFrame(rows, columns=list(LAND_COLUMNS), dtype=np.int64)
        return LandTable(pd.concat([table.rows, extra], ignore_index=True), self.words)

    def _shape_numbers(self, digests: Iterable[str]) -> dict[str, int]:
        rows = self._file.sql.execute(
            "SELECT digest, shape_no FROM outline WHERE digest IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(digests))],
        )
        return dict(rows.fetchall())

    def _land_table(self, first: int, last: int) -> LandTable:
        """Land of the versions from one number to another, at least; what is read is kept."""
        low, high = self._range
        gaps = [(first, last)] if self._land is None else [(first, low - 1), (high + 1, last)]
        parts = [self._read_land(*gap) for gap in gaps if gap[0] <= gap[1]]
        if parts or self._land is None:
            tables = [*parts, *([] if self._land is None else [self._land.rows])]
            rows = np.concatenate([t.to_numpy() for t in tables] or [np.zeros((0, 8), np.int64)])
            rows = rows[np.argsort(rows[:, 0], kind="stable")]
            table = pd.DataFrame(rows, columns=list(LAND_COLUMNS), copy=False)
            self._land, self._range = LandTable(table, self.words), (
                min(first, low), max(last, high),
            )  # fmt: skip
        return self._land

    def _read_land(self, first: int, last: int) -> pd.DataFrame:
        rows = self._file.sql.execute(
            "SELECT l.version_no, v.crop_no, v.method_no, v.state_no, v.shape_no, l.place_no, "
            "l.area_cm2, l.counted_cm2 FROM land l JOIN version v USING (version_no) "
            "WHERE l.version_no BETWEEN ? AND ? ORDER BY l.version_no, l.part",
            [first, last],
        )
        return pd.DataFrame(whole_rows(rows, len(LAND_COLUMNS)), columns=list(LAND_COLUMNS))

    def _where(self) -> Where:
        return Where(file=str(self._file.path))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _names(entries: Iterable[Entry]) -> dict[tuple[str, bool], str]:
    """Names of communes by code and side of the reform, the latest date's last."""
    found: dict[tuple[str, bool], str] = {}
    for entry in sorted(entries, key=lambda e: (e.of, e.recorded_at, e.digest)):
        for code, name in entry.communes.items():
            found[(code, entry.as_of >= REFORM)] = name
    return found
