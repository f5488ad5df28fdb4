"""Land of a ledger's plots as one table: read from the file once, and put together where entries
beyond one speak of a plot.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gis.history.numbers import Whole
from gis.history.stored import land_rows, plot_states, shape_numbers, version_number
from gis.ledger.states.digest import plot_digest
from gis.ledger.states.fold import Folded
from gis.ledger.states.land import LAND_COLUMNS, LandTable
from gis.ledger.states.model import Land, PlotKey, PlotState, Value

# Numbers of versions put together here, beyond any a file gives.
_FOLDED_FROM = 1 << 40


class LandCache:
    """Versions of plots by number: those of the file, and those put together while reading.

    Args:
        sql: of the ledger.
        words: by number, as the file has them.
    """

    def __init__(self, sql: sqlite3.Connection, words: Sequence[str | None]):
        self._sql, self._words = sql, words
        self._table: LandTable | None = None
        self._range = (1 << 62, 0)
        self._numbers: dict[object, int] = {}
        self._folds: dict[int, Folded] = {}

    def number(self, key: PlotKey, folded: Folded) -> int:
        """One number for one content, the stored version's if one says just that: two dates that
        agree have the same.
        """
        said = tuple(sorted(folded.columns.items()))
        content = (key, said, folded.land, folded.shapes, folded.measured)
        if content not in self._numbers:
            stored = self._stored_number(key, folded)
            self._numbers[content] = stored or _FOLDED_FROM + len(self._numbers)
        number = self._numbers[content]
        self._folds[number] = folded
        return number

    def columns(self, versions: Mapping[int, int]) -> dict[int, Mapping[str, Value]]:
        """Known columns by plot number, of each plot's version."""
        stored = self._stored(versions)
        return {
            p: self._folds[n].columns if n >= _FOLDED_FROM else stored[n].columns
            for p, n in versions.items()
        }

    def lands(self, versions: Mapping[int, int]) -> dict[int, tuple[Land, ...]]:
        """Land by plot number, of each plot's version; nothing where it is in dispute."""
        stored = self._stored(versions)
        return {
            p: self._folds[n].land if n >= _FOLDED_FROM else stored[n].land
            for p, n in versions.items()
        }

    def table(self, versions: Whole) -> LandTable:
        """Land of versions, at least."""
        own = [int(n) for n in versions[versions >= _FOLDED_FROM]]
        stored = versions[(versions >= 0) & (versions < _FOLDED_FROM)]
        ends = (int(stored.min()), int(stored.max())) if len(stored) else (1, 0)
        table = self._read(*ends)
        if not own:
            return table
        extra = pd.DataFrame(self._folded_rows(own), columns=list(LAND_COLUMNS), dtype=np.int64)
        return LandTable(pd.concat([table.rows, extra], ignore_index=True), self._words)

    def _folded_rows(self, numbers: Sequence[int]) -> list[tuple[int, ...]]:
        shapes = shape_numbers(self._sql, {s for n in numbers for s in self._folds[n].shapes})
        number = {text: n for n, text in enumerate(self._words)}
        rows = []
        for n in sorted(numbers):
            plot = self._folds[n]
            said = [number.get(_text(plot.columns.get(c)), 0) for c in ("crop", "method", "state")]
            rows += [
                (n, *said, shapes[plot.shapes[0]], number.get(p.commune_code, 0), *p[1:])
                for p in (plot.land if plot.shapes else ())
            ]
        return rows

    def _stored(self, versions: Mapping[int, int]) -> dict[int, PlotState]:
        return plot_states(
            self._sql, self._words, (n for n in versions.values() if n < _FOLDED_FROM)
        )

    def _stored_number(self, key: PlotKey, folded: Folded) -> int | None:
        if folded.disputes or len(folded.shapes) != 1:
            return None
        digest = plot_digest(key, folded.columns, folded.shapes[0], folded.land)
        return version_number(self._sql, digest)

    def _read(self, first: int, last: int) -> LandTable:
        """Land of the versions from one number to another, at least; what is read is kept."""
        low, high = self._range
        if self._table is None:
            parts = [land_rows(self._sql, first, last)]
        elif low <= first and last <= high:
            return self._table
        else:
            parts = [
                land_rows(self._sql, first, low - 1),
                self._table.rows.to_numpy(),
                land_rows(self._sql, high + 1, last),
            ]
        rows = np.concatenate(parts)
        table = pd.DataFrame(rows, columns=list(LAND_COLUMNS), copy=False)
        self._table = LandTable(table, self._words)
        self._range = (min(first, low), max(last, high))
        return self._table


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
