"""A date put together again: the states that speak for it, and the corrections of its plots."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from gis.history.entries import Kept
from gis.history.land_cache import LandCache
from gis.history.numbers import Whole, members, plot_count, whole_rows
from gis.history.stored import corrections_of, plot_keys, plot_states, plots_of_layers
from gis.ledger.states.belief import Speakers
from gis.ledger.states.fold import Folded, fold
from gis.ledger.states.land import NOT_THERE, DatedState
from gis.ledger.states.lineage import Lineage
from gis.ledger.states.model import Correction, Dispute, Entry, PlotKey
from gis.reference.admin import REFORM


class Rebuild:
    """Puts dates of one ledger together; what was read for one date serves the next.

    Args:
        sql: of the ledger.
        words: by number, as the file has them.
        kept: every entry.
        lineage: of them.
    """

    def __init__(
        self,
        sql: sqlite3.Connection,
        words: Sequence[str | None],
        kept: Mapping[str, Kept],
        lineage: Lineage,
    ):
        self._sql, self._words, self._kept, self._lineage = sql, words, kept, lineage
        self._plots = plot_count(sql)
        self._members: dict[str, Whole] = {}
        self.land = LandCache(sql, words)

    def state(
        self, on: date, known_at: datetime | None, heard: tuple[Speakers, ...], told: list[Entry]
    ) -> DatedState:
        """Every plot on a date.

        Args:
            on: the date.
            known_at: how much is known; all when None.
            heard: who speaks for each layer on it.
            told: every entry known; communes are called as they say.
        """
        versions = np.full(self._plots + 1, NOT_THERE, dtype=np.int64)
        measured = np.ones(self._plots + 1, dtype=bool)
        after = np.zeros(self._plots + 1, dtype=bool)
        alike: dict[tuple[str, ...], list[Speakers]] = {}
        for one in heard:
            alike.setdefault(tuple(s.digest for s in one.states), []).append(one)
        disputes: list[Dispute] = []
        for group in alike.values():
            own = self._of_layers(group, whole=len(alike) == 1)
            folds = self._folded(group, own)
            keys = plot_keys(self._sql, folds)
            first = self._plots_of(group[0].states[0])
            taken = own & (first != NOT_THERE)
            versions[taken], after[own] = first[taken], group[0].states[-1].as_of >= REFORM
            for plot, folded in folds.items():
                number = self.land.number(keys[plot], folded) if folded.present else NOT_THERE
                versions[plot], measured[plot] = number, folded.measured
                disputes += folded.disputes
        return DatedState(
            of=on, known_at=known_at, versions=versions, measured=measured, after_reform=after,
            land=self.land.table(versions),
            as_of=tuple(sorted({s.as_of for one in heard for s in one.states})),
            communes=_names(told),
            disputes=tuple(sorted(disputes, key=lambda d: (d.key, d.column, d.of))),
        )  # fmt: skip

    def said(self, entries: Mapping[int, Entry]) -> list[tuple[Entry, int, Correction]]:
        """What entries correct: the entry, the plot's number, the correction."""
        rows = corrections_of(self._sql, list(entries))
        return [(entries[n], plot, correction) for n, plot, correction in rows]

    def _of_layers(self, group: Sequence[Speakers], *, whole: bool) -> NDArray[np.bool_]:
        """Which plot numbers belong to the layers of a group."""
        own = np.full(self._plots + 1, whole)
        own[0] = False
        if not whole:
            rows = plots_of_layers(self._sql, [one.layer for one in group])
            own[whole_rows(rows, 1)[:, 0]] = True
        return own

    def _folded(self, group: Sequence[Speakers], own: NDArray[np.bool_]) -> dict[int, Folded]:
        """Plots of which more than one entry speaks, put together."""
        states = group[0].states
        arrays = [self._plots_of(s) for s in states]
        differ = np.zeros(self._plots + 1, dtype=bool)
        for other in arrays[1:]:
            differ |= other != arrays[0]
        entries = {self._kept[c.digest].number: c for one in group for c in one.corrections}
        corrections: dict[int, list[tuple[Entry, Correction]]] = {}
        for entry, plot, correction in self.said(entries):
            if own[plot]:
                corrections.setdefault(plot, []).append((entry, correction))
        plots = sorted({int(p) for p in np.flatnonzero(differ & own)} | set(corrections))
        versions = (int(a[p]) for p in plots for a in arrays if a[p] >= 0)
        stored = plot_states(self._sql, self._words, versions)
        keys: Mapping[int, PlotKey] = plot_keys(self._sql, plots)
        return {
            p: fold(
                keys[p],
                [(s, stored.get(int(a[p]))) for s, a in zip(states, arrays, strict=True)],
                corrections.get(p, []),
                self._lineage,
            )
            for p in plots
        }

    def _plots_of(self, state: Entry) -> Whole:
        if state.digest not in self._members:
            number = self._kept[state.digest].number
            self._members[state.digest] = members(self._sql, number)
        return self._members[state.digest]


def _names(entries: Iterable[Entry]) -> dict[tuple[str, bool], str]:
    """Names of communes by code and side of the reform, the latest date's last."""
    found: dict[tuple[str, bool], str] = {}
    for entry in sorted(entries, key=lambda e: (e.of, e.recorded_at, e.digest)):
        for code, name in entry.communes.items():
            found[(code, entry.as_of >= REFORM)] = name
    return found
