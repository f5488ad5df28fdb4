"""Reading the ledger: any date, as it is known or as it was, and two dates side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from gis.errors import NuongError, Problem, Where
from gis.history.entries import read_entries
from gis.history.file import LedgerFile, named_faults
from gis.history.numbers import words
from gis.history.rebuild import Rebuild
from gis.history.stored import crops_met, outlines_of, plot_keys, plots_named
from gis.ledger.model import WATERFALL_COLUMNS
from gis.ledger.states.belief import Speakers, first_known, known, speakers
from gis.ledger.states.compare import Compared, compare_states
from gis.ledger.states.land import DatedState
from gis.ledger.states.lineage import Lineage
from gis.ledger.states.model import (
    CM2_PER_HA,
    Correction,
    Dispute,
    Entry,
    Land,
    PlotKey,
    Value,
)


class Book:
    """A ledger as it stood when it was opened for reading.

    Args:
        file: the open ledger.
    """

    def __init__(self, file: LedgerFile):
        self._file = file
        with named_faults(file.path):
            self.kept = read_entries(file.sql)
            self.entries = tuple(kept.entry for kept in self.kept.values())
            self.lineage = Lineage(self.entries)
            self._rebuild = Rebuild(file.sql, words(file.sql), self.kept, self.lineage)

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
        heard = self._heard(on, told)
        with named_faults(self._file.path):
            return self._rebuild.state(on, known_at, heard, told)

    def _heard(self, on: date, told: Sequence[Entry]) -> tuple[Speakers, ...]:
        heard = speakers(told, on, self.lineage)
        if not heard:
            dates = sorted({e.of for e in told if e.kind == "state"})
            values = {"day": on, "first": dates[0] if dates else "–"}
            raise NuongError([Problem("history.date_not_reached", self._where(), values)])
        return heard

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

    def waterfall(self, on: date, known_at: datetime | None = None) -> pd.DataFrame:
        """From drawn to counted, crop by crop, as the runs behind a date closed it.

        Args:
            on: the date asked for.
            known_at: by the runs known at that moment; by all when not given.

        Returns:
            ``crop, step, step_ha`` as in the ledger of a run, a row per crop and step. Corrections
            made since are not in it: it is what each state's run found. Hectares are NaN for a
            crop of runs that differ, or of which only some layers still speak on the date.

        Raises:
            NuongError: nothing recorded reaches back to the date.
        """
        heard = self._heard(on, known(self.entries, known_at))
        runs = {e.digest: e for one in heard for e in one.states}
        sums: dict[tuple[str | None, str], float] = {}
        for digest, entry in runs.items():
            alone = {one.layer for one in heard if one.states == (entry,)}
            share = 1 / CM2_PER_HA if alone == set(entry.layers) else math.nan
            for crop, step, cm2 in self.kept[digest].body["steps"]:
                sums[crop, step] = sums.get((crop, step), 0.0) + cm2 * share
        rows = [(crop, step, ha) for (crop, step), ha in sums.items()]
        table = pd.DataFrame(rows, columns=list(WATERFALL_COLUMNS))
        return table.sort_values("crop", key=lambda c: c.fillna(""), kind="stable",
                                 ignore_index=True)  # fmt: skip

    # ---- plots ----

    def keys(self, plots: Iterable[int]) -> list[PlotKey]:
        """Keys of plot numbers, in their order."""
        numbers = [int(n) for n in plots]
        table = plot_keys(self._file.sql, numbers)
        return [table[n] for n in numbers]

    def crops(self) -> set[str]:
        """Every crop a recorded plot has or had."""
        return crops_met(self._file.sql)

    def find(self, text: str) -> PlotKey:
        """The plot of a text: ``layer:id``, or its id where only one layer has it.

        Raises:
            NuongError: there is no such plot, or several; names them.
        """
        found = plots_named(self._file.sql, text)
        if len(found) == 1:
            return found[0]
        values = {"given": text, "found": ", ".join(map(str, found)) or "0"}
        raise NuongError([Problem("history.plot_unknown", self._where(), values)])

    def values(self, state: DatedState, plots: Sequence[int]) -> dict[int, Mapping[str, Value]]:
        """Known columns of plots on a date, by plot number."""
        return self._rebuild.land.columns(_versions(state, plots))

    def lands(self, state: DatedState, plots: Sequence[int]) -> dict[int, tuple[Land, ...]]:
        """Land of plots on a date by commune, by plot number; nothing where it is in dispute."""
        return self._rebuild.land.lands(_versions(state, plots))

    def outlines(self, state: DatedState) -> dict[int, bytes]:
        """Outlines of the plots of a date as the file keeps them, by plot number."""
        table = state.land
        whose, row = table.of(state.versions[state.there])
        shape = table.rows["shape"].to_numpy()[row]
        numbers = dict(zip(state.there[whose].tolist(), shape.tolist(), strict=True))
        stored = outlines_of(self._file.sql, numbers.values())
        return {plot: stored[number] for plot, number in numbers.items()}

    def corrections(self, key: PlotKey | None = None) -> list[tuple[Entry, Correction]]:
        """Every correction ever made, of one plot or of all, oldest recording first."""
        found = self._rebuild.said({kept.number: kept.entry for kept in self.kept.values()})
        kept = [(e, c) for e, _, c in found if key is None or c.key == key]
        return sorted(kept, key=lambda pair: (pair[0].recorded_at, pair[1].key, pair[1].column))

    def _where(self) -> Where:
        return Where(file=str(self._file.path))


def _versions(state: DatedState, plots: Sequence[int]) -> dict[int, int]:
    return {int(p): int(state.versions[p]) for p in plots if state.versions[p] >= 0}
