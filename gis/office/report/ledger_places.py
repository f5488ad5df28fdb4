"""Held hectares of the ledger over time by commune, plot and date, ready for their sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.history import Book
from gis.ledger.states.land import DatedState, measured_rows
from gis.ledger.states.model import CM2_PER_HA
from gis.maps.text.wording import coded
from gis.messages import Lang, visible, word
from gis.office.cells import cell_text

_KEYS = ["after", "place", "plot", "crop"]


@dataclass(frozen=True)
class Place:
    """Plots of one commune on the dates of its side of the reform.

    ``rows`` has plot names, crops and one column of hectares per date, NaN where the plot is not
    there; rows are sorted by crop. ``code`` is None outside every commune.
    """

    title: str
    name: str
    dates: tuple[int, ...]
    names: Sequence[str]
    crops: Sequence[str]
    held_ha: NDArray[np.float64]

    @property
    def crop_list(self) -> list[str]:
        """Its crops, each once, in the order of the rows."""
        return list(dict.fromkeys(self.crops))

    def rows_of(self, crop: str) -> tuple[int, int]:
        """First and last row of a crop's plots."""
        first = self.crops.index(crop)
        return first, first + self.crops.count(crop) - 1

    def sum_ha(self, crop: str, column: int) -> float:
        """Hectares of a crop on the date of a column."""
        first, last = self.rows_of(crop)
        return float(np.nansum(self.held_ha[first : last + 1, column]))


def places_of(book: Book, states: Sequence[DatedState], lang: Lang) -> list[Place]:
    """Land of every date by commune and plot, communes by code, old ones before new ones."""
    tables = []
    for n, state in enumerate(states):
        there = state.there
        rows = measured_rows(state, there[state.measured[there]])
        tables.append(rows.assign(date=n)[[*_KEYS, "date", "held"]])
    table = pd.concat(tables, ignore_index=True).groupby([*_KEYS, "date"], as_index=False).sum()
    keys = book.keys(np.unique(table["plot"]).tolist())
    numbers = np.unique(table["plot"]).tolist()
    names = dict(zip(numbers, (cell_text(str(k)) for k in keys), strict=True))
    words = states[-1].land.words
    crops = [coded("crop", w if w is not None else "none", lang) for w in words]
    sides = {bool(after): _dates_of(states, bool(after)) for after in (False, True)}
    found = []
    for _, own in table.groupby(["after", "place"], sort=True):
        after, place = bool(own["after"].iloc[0]), int(own["place"].iloc[0])
        found.append(_place(own, (after, place), (names, crops), states, sides[after], lang))
    return found


def _dates_of(states: Sequence[DatedState], after: bool) -> tuple[int, ...]:
    """Dates on which any plot lies in communes of this side of the reform."""
    found = []
    for n, state in enumerate(states):
        there = state.after_reform[state.there]
        if bool((there == after).any()):
            found.append(n)
    return tuple(found)


def _place(
    own: pd.DataFrame,
    where: tuple[bool, int],
    said: tuple[Mapping[int, str], Sequence[str]],
    states: Sequence[DatedState],
    dates: tuple[int, ...],
    lang: Lang,
) -> Place:
    (after, place), (names, crops) = where, said
    wide = own.pivot_table(index=["crop", "plot"], columns="date", values="held", aggfunc="sum")
    wide = wide.reindex(columns=list(dates))
    code = states[-1].land.words[place]
    name = word("place_outside_communes", lang)
    if code is not None:
        found = [s.communes.get((code, after)) for s in reversed(states)]
        name = f"{visible(next((f for f in found if f), code))} ({visible(code)})"
    title = word("ledger_book_set_new" if after else "ledger_book_set_old", lang)
    index = wide.index
    return Place(
        f"{name} · {title}", name, dates,
        [names[p] for p in index.get_level_values("plot")],
        [crops[c] for c in index.get_level_values("crop")],
        wide.to_numpy(dtype=float) / CM2_PER_HA,
    )  # fmt: skip
