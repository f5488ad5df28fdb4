"""Two dates of the ledger: what was planted, lost, reshaped, recoded or corrected; and it closes.

    start + corrected + planted - lost + reshaped + recoded + disputed = end

for every crop and commune. ``start`` is the first date as it was first known; ``corrected`` is
what became known of that date since. The rest is what happened between the two dates, by what is
known now. Held land is compared (counted, not planned), in whole square centimetres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gis.errors import Problem
from gis.ledger.model import Closure
from gis.ledger.states.land import DatedState, hectares
from gis.ledger.states.plot_changes import (
    STEPS,
    all_land,
    changes,
    plot_rows,
    summed,
)
from gis.ledger.states.rolled import Places

STEP_COLUMNS = ("start_ha", *(f"{step}_ha" for step in STEPS), "end_ha")
COMPARE_COLUMNS = ("crop", "place", "commune_code", "commune", *STEP_COLUMNS, "rolled_from")


@dataclass(frozen=True)
class Compared:
    """Two dates side by side.

    ``communes`` has ``COMPARE_COLUMNS``, a row per crop and commune, then per crop a row "total".
    Communes are of the later set; a row of place "not_rolled" is an old commune whose hectares no
    new one can be given, and ``not_rolled`` says why.
    """

    communes: pd.DataFrame
    not_rolled: tuple[Problem, ...]
    closures: tuple[Closure, ...]
    changes: pd.DataFrame
    words: Sequence[str | None]

    @cached_property
    def plots(self) -> pd.DataFrame:
        """``CHANGE_COLUMNS``, a row per changed plot, crop and step; ``plot`` is its number."""
        return plot_rows(self.changes, self.words)


def compare_states(first: DatedState, now: DatedState, second: DatedState) -> Compared:
    """Hold two dates against each other.

    Args:
        first: the earlier date as it was first known.
        now: the same date as it is known now.
        second: the later date as it is known now.

    Returns:
        Hectares of held land by crop and commune; every sum is exact. A plot whose hectares are
        in dispute leaves the sums by ``disputed`` and comes back by it.
    """
    joint = _same_length(first, now, second)
    places = Places.of(joint)
    believed = changes(joint[0], joint[1], places, "corrected")
    happened = changes(joint[1], joint[2], places, None)
    ends = [all_land(joint[0], places), all_land(joint[2], places)]
    table = _table([believed, happened], ends, places, second)
    left = tuple(places.rolled.left.values())
    both = pd.concat([believed, happened], ignore_index=True)
    return Compared(table, left, tuple(_closures(table)), both, places.words)


def _same_length(*states: DatedState) -> list[DatedState]:
    """One list of plot numbers and one table of land for all: the store numbers them once."""
    lengths = {len(s.versions) for s in states}
    if len(lengths) != 1:
        raise ValueError("states of one ledger number the same plots")
    return list(states)


def _table(
    moves: Sequence[pd.DataFrame], ends: Sequence[pd.DataFrame], places: Places,
    second: DatedState,
) -> pd.DataFrame:  # fmt: skip
    wide = _by_cell(moves, ends)
    size = len(places.words)
    crop, place, left = wide.index // (2 * size), wide.index // 2 % size, wide.index % 2 == 1
    words = np.array(places.words, dtype=object)
    table = _hectares(wide.reset_index(drop=True))
    table["crop"], table["commune_code"] = words[crop], words[place]
    table["place"] = np.where(
        left, "not_rolled", np.where(place == 0, "outside_communes", "commune")
    )
    later = places.across or bool(second.after_reform[second.there].any())
    table["commune"] = [
        None if code is None else second.communes.get((code, later and not behind))
        for code, behind in zip(words[place], left, strict=True)
    ]
    table["rolled_from"] = _origins(places, words[place])
    total = wide.groupby(crop).sum()
    bottom = _hectares(total.reset_index(drop=True)).assign(place="total")
    bottom["crop"] = words[total.index.to_numpy()]
    return _ordered(pd.concat([table, bottom.reindex(columns=table.columns)], ignore_index=True))


def _by_cell(moves: Sequence[pd.DataFrame], ends: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Square centimetres by cell (index) and step; cells without any are left out."""
    names = ["start", *STEPS, "end"]
    cell = [table["cell"].to_numpy() for table in (*moves, *ends)]
    step = [table["step"].to_numpy() + 1 for table in moves]
    step += [np.full(len(table), n) for table, n in zip(ends, (0, len(names) - 1), strict=True)]
    cm2 = [(table["held_b"] - table["held_a"]).to_numpy() for table in moves]
    cm2 += [table["held"].to_numpy() for table in ends]
    where, cells = pd.factorize(np.concatenate(cell), sort=True)
    into = where * len(names) + np.concatenate(step)
    sums = summed(np.concatenate(cm2), into, len(cells) * len(names))
    wide = pd.DataFrame(sums.reshape(len(cells), len(names)), index=cells, columns=names)
    wide["lost"] = -wide["lost"]
    return wide[(wide != 0).any(axis=1)]


def _origins(places: Places, codes: Iterable[str | None]) -> list[str | None]:
    """The old communes each new one was rolled up from."""
    origin: dict[str | None, list[str]] = {}
    for old, new in sorted(places.rolled.into.items()):
        origin.setdefault(new, []).append(old)
    return [", ".join(origin[code]) if code in origin else None for code in codes]


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    order = {"commune": 0, "outside_communes": 1, "not_rolled": 2, "total": 3}
    table["order"] = table["place"].map(order)
    both = table.sort_values(["crop", "order", "commune_code"], na_position="last", kind="stable")
    texts = ["crop", "commune_code", "commune", "rolled_from"]
    both[texts] = both[texts].astype(object).where(both[texts].notna(), None)
    return both.reset_index(drop=True)[list(COMPARE_COLUMNS)]


def _hectares(cm2: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({f"{step}_ha": hectares(cm2[step]) for step in cm2.columns})


def _closures(table: pd.DataFrame) -> list[Closure]:
    """Start + corrected + planted - lost + reshaped + recoded + disputed = end, row by row."""
    plus = [c for c in STEP_COLUMNS if c not in ("lost_ha", "end_ha")]
    made = []
    for row in table.to_dict("records"):
        name = f"compare.{row['place']}:{row['crop'] or ''}:{row['commune_code'] or ''}"
        left = sum(row[c] for c in plus) - row["lost_ha"]
        made.append(Closure(name, left, row["end_ha"], 1e-9 * max(abs(left), 1.0)))
    return made
