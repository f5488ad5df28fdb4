"""Land of many plots as whole numbers, quick to add up: a row per version of a plot and commune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.ledger.states.model import CM2_PER_HA, Dispute

Whole = NDArray[np.int64]
LAND_COLUMNS = (
    "version", "crop", "method", "state", "shape", "place", "area_cm2", "counted_cm2",
)  # fmt: skip
NOT_THERE = -1


@dataclass(frozen=True)
class LandTable:
    """Parts of versions by commune, sorted by version.

    ``rows`` has ``LAND_COLUMNS``, int64; ``crop, method, state`` and ``place`` (a commune code)
    are numbers of ``words``, 0 where missing: an unknown crop, or land outside every commune.
    """

    rows: pd.DataFrame
    words: Sequence[str | None]

    def of(self, versions: Whole) -> tuple[Whole, Whole]:
        """Rows of versions: the place of each row's version in ``versions``, and the row."""
        ordered = self.rows["version"].to_numpy()
        first = np.searchsorted(ordered, versions, "left")
        count = np.searchsorted(ordered, versions, "right") - first
        whose = np.repeat(np.arange(len(versions)), count)
        start = np.cumsum(count) - count
        row = np.arange(count.sum()) - np.repeat(start, count) + np.repeat(first, count)
        return whose, row


@dataclass(frozen=True)
class DatedState:
    """Every plot there was on a date, as it is (or was) known.

    ``versions`` has the version of every plot number (``NOT_THERE`` where there is no such plot),
    ``measured`` is False where offices differ on its hectares. ``after_reform`` says by plot
    number whose commune set it lies in; ``as_of`` lists the sets' dates and ``communes`` names by
    (code, after the reform).
    """

    of: date
    known_at: datetime | None
    versions: Whole
    measured: NDArray[np.bool_]
    after_reform: NDArray[np.bool_]
    land: LandTable
    as_of: tuple[date, ...]
    communes: Mapping[tuple[str, bool], str]
    disputes: tuple[Dispute, ...]

    @property
    def there(self) -> Whole:
        """Plot numbers there are, in order."""
        return np.flatnonzero(self.versions != NOT_THERE)


def hectares(cm2: object) -> object:
    """Square centimetres as hectares: numbers, arrays or columns."""
    return cm2 / CM2_PER_HA  # type: ignore[operator]


TOTAL_COLUMNS = (
    "crop", "method", "place", "commune_code", "commune", "as_of_reform",
    "plots", "drawn_ha", "held_ha", "planned_ha", "disputed_plots",
)  # fmt: skip


def state_totals(state: DatedState) -> pd.DataFrame:
    """Hectares of a date by crop, method and commune.

    A plot whose hectares are in dispute is counted in ``disputed_plots`` of its crop's row with
    place "disputed" and in no sum. Planned plots are apart; a plot that does not say counts as
    planted, as in the ledger of a run.

    Args:
        state: the date.

    Returns:
        ``TOTAL_COLUMNS``, rows of place "commune", then "outside_communes" and "disputed", by
        crop. ``as_of_reform`` says which side of 1 July 2025 the code belongs to. ``plots`` counts
        a plot in each commune it reaches into.
    """
    there = state.there
    rows = measured_rows(state, there[state.measured[there]])
    keys = ["crop", "method", "place", "after"]
    sums = rows.groupby(keys, sort=True, as_index=False).agg(
        plots=("plot", "nunique"), area=("area", "sum"), held=("held", "sum"), plan=("plan", "sum")
    )
    open_ones = np.unique(there[~state.measured[there]])
    table = pd.DataFrame(
        {
            "crop": _named(sums["crop"], state.land.words),
            "method": _named(sums["method"], state.land.words),
            "place": np.where(sums["place"] == 0, "outside_communes", "commune"),
            "commune_code": _named(sums["place"], state.land.words),
            "commune": _commune_names(sums, state),
            "as_of_reform": sums["after"].astype(bool),
            "plots": sums["plots"],
            "drawn_ha": hectares(sums["area"]),
            "held_ha": hectares(sums["held"]),
            "planned_ha": hectares(sums["plan"]),
            "disputed_plots": 0,
        }
    )
    table = table.sort_values(
        ["crop", "method", "place", "commune_code"], na_position="last", ignore_index=True
    )
    if len(open_ones) == 0:
        return table[list(TOTAL_COLUMNS)]
    extra = pd.DataFrame([{"place": "disputed", "plots": len(open_ones), "drawn_ha": 0.0,
                           "held_ha": 0.0, "planned_ha": 0.0, "as_of_reform": False,
                           "disputed_plots": len(open_ones)}])  # fmt: skip
    both = pd.concat([table, extra.reindex(columns=table.columns)], ignore_index=True)
    return both[list(TOTAL_COLUMNS)]


def measured_rows(state: DatedState, plots: Whole) -> pd.DataFrame:
    """Land of some plots: ``plot, crop, method, shape, place, after, area, held, plan`` (cm²)."""
    whose, row = state.land.of(state.versions[plots])
    own = state.land.rows
    plot = plots[whose]
    counted = own["counted_cm2"].to_numpy()[row]
    planned = own["state"].to_numpy()[row] == word_number(state.land.words, "planned")
    return pd.DataFrame(
        {
            "plot": plot,
            **{c: own[c].to_numpy()[row] for c in ("crop", "method", "shape", "place")},
            "after": state.after_reform[plot].astype(np.int64),
            "area": own["area_cm2"].to_numpy()[row],
            "held": np.where(planned, 0, counted),
            "plan": np.where(planned, counted, 0),
        }
    )


def word_number(words: Sequence[str | None], text: str) -> int:
    """The number of a word; -1, which no row has, when the ledger never met it."""
    try:
        return list(words).index(text)
    except ValueError:
        return -1


def _named(numbers: pd.Series, words: Sequence[str | None]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)[numbers.to_numpy()]


def _commune_names(sums: pd.DataFrame, state: DatedState) -> list[str | None]:
    codes = _named(sums["place"], state.land.words)
    sides = sums["after"].astype(bool)
    return [
        None if code is None else state.communes.get((code, side))
        for code, side in zip(codes, sides, strict=True)
    ]
