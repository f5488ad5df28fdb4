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
from numpy.typing import NDArray

from gis.errors import Problem
from gis.ledger.model import Closure
from gis.ledger.states.land import DatedState, Whole, hectares, measured_rows
from gis.ledger.states.rolled import Rolled, rolled

STEPS = ("corrected", "planted", "lost", "reshaped", "recoded", "disputed")
STEP_COLUMNS = ("start_ha", *(f"{step}_ha" for step in STEPS), "end_ha")
COMPARE_COLUMNS = ("crop", "place", "commune_code", "commune", *STEP_COLUMNS, "rolled_from")
CHANGE_COLUMNS = (
    "plot", "kind", "crop_before", "crop_after", "commune_before", "commune_after",
    "before_ha", "after_ha", "change_ha",
)  # fmt: skip
NOTHING = -1


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
        return _plot_rows(self.changes, self.words)


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
    places = _Places.of(joint)
    believed = _changes(joint[0], joint[1], places, "corrected")
    happened = _changes(joint[1], joint[2], places, None)
    ends = [_everything(joint[0], places), _everything(joint[2], places)]
    table = _table([believed, happened], ends, places, second)
    left = tuple(places.rolled.left.values())
    changes = pd.concat([believed, happened], ignore_index=True)
    return Compared(table, left, tuple(_closures(table)), changes, places.words)


def _same_length(*states: DatedState) -> list[DatedState]:
    """One list of plot numbers and one table of land for all: the store numbers them once."""
    lengths = {len(s.versions) for s in states}
    if len(lengths) != 1:
        raise ValueError("states of one ledger number the same plots")
    return list(states)


@dataclass(frozen=True)
class _Places:
    """Place numbers of any set → place numbers of the set compared in, and whether left behind."""

    words: Sequence[str | None]
    to: Whole
    left: NDArray[np.bool_]
    rolled: Rolled
    across: bool

    @classmethod
    def of(cls, states: Sequence[DatedState]) -> _Places:
        words = list(states[-1].land.words)
        sides = {bool(side) for s in states for side in np.unique(s.after_reform[s.there])}
        across = sides == {True, False}
        old = rolled(_old_codes(states)) if across else Rolled({}, {})
        to = np.arange(len(words), dtype=np.int64)
        left = np.zeros(len(words), dtype=bool)
        number = {text: n for n, text in enumerate(words) if text is not None}
        for code, new in old.into.items():
            if new not in number:
                number[new] = len(words)
                words.append(new)
            to[number[code]] = number[new]
        left[[number[code] for code in old.left]] = True
        return cls(words, to, left, old, across)

    def brought(self, place: Whole, after: Whole) -> tuple[Whole, NDArray[np.bool_]]:
        """Places in the set compared in, and whether they stayed behind."""
        if not self.across:
            return place, np.zeros(len(place), dtype=bool)
        old = after == 0
        return np.where(old, self.to[place], place), self.left[place] & old


def _old_codes(states: Sequence[DatedState]) -> set[str]:
    found: set[str] = set()
    for state in states:
        _, row = state.land.of(state.versions[state.there[~state.after_reform[state.there]]])
        numbers = np.unique(state.land.rows["place"].to_numpy()[row])
        found |= {str(state.land.words[n]) for n in numbers if n}
    return found


def _held(state: DatedState, plots: Whole, places: _Places) -> pd.DataFrame:
    """Held land of some plots: ``plot, crop, shape, cell, code, held``.

    ``cell`` is crop, place in the set compared in, and whether it stayed behind, as one number.
    """
    rows = measured_rows(state, plots)
    place, left = places.brought(rows["place"].to_numpy(), rows["after"].to_numpy())
    cell = (rows["crop"].to_numpy() * len(places.words) + place) * 2 + left
    return rows[["plot", "crop", "shape", "held"]].assign(cell=cell, code=rows["place"])


def _everything(state: DatedState, places: _Places) -> pd.DataFrame:
    there = state.there
    return _held(state, there[state.measured[there]], places)


def _changes(
    before: DatedState, after: DatedState, places: _Places, step: str | None
) -> pd.DataFrame:
    """Land before and after, a row per changed plot and cell, with the step it goes to.

    Whole arrays, as over 1 July 2025 every plot's code changes.
    """
    differs = (before.versions != after.versions) | (before.measured != after.measured)
    plots = np.flatnonzero(differs | (before.after_reform != after.after_reform))
    sides = [
        _held(s, plots[(s.versions[plots] >= 0) & s.measured[plots]], places)
        for s in (before, after)
    ]
    cells = 2 * len(places.words) ** 2
    keys = [side["plot"].to_numpy() * cells + side["cell"].to_numpy() for side in sides]
    unique, where = np.unique(np.concatenate(keys), return_inverse=True)
    parts = np.split(where, [len(keys[0])])
    rows: dict[str, NDArray[np.generic]] = {"plot": unique // cells, "cell": unique % cells}
    for letter, side, at in zip("ab", sides, parts, strict=True):
        rows[f"held_{letter}"] = _summed(side["held"].to_numpy(), at, len(unique))
        for name in ("shape", "code"):
            rows[f"{name}_{letter}"] = np.full(len(unique), NOTHING, dtype=np.int64)
            rows[f"{name}_{letter}"][at] = side[name].to_numpy()
    table = pd.DataFrame(rows)
    table["crop"] = table["cell"] // (2 * len(places.words))
    known = (before.measured & after.measured)[table["plot"].to_numpy()]
    named = STEPS.index(step) if step else _steps(table)
    return table.assign(step=np.where(known, named, STEPS.index("disputed")))


def _summed(cm2: Whole, into: Whole, count: int) -> Whole:
    """Sums by place; exact, as no sum of hectares in cm² comes near 2^53."""
    return np.bincount(into, weights=cm2, minlength=count).astype(np.int64)


def _steps(rows: pd.DataFrame) -> Whole:
    """Which step a row's land belongs to, by what became of the plot's land of that crop.

    Rows are in the order of plot and crop.
    """
    new = (rows["plot"].diff() != 0) | (rows["crop"].diff() != 0)
    group = new.cumsum().to_numpy() - 1
    first = np.flatnonzero(new.to_numpy())
    if not len(first):
        return np.zeros(0, dtype=np.int64)
    held_a, held_b = (np.add.reduceat(rows[c].to_numpy(), first) for c in ("held_a", "held_b"))
    shapes = [np.maximum.reduceat(rows[c].to_numpy(), first) for c in ("shape_a", "shape_b")]
    moved = (shapes[0] == shapes[1]) & (held_a == held_b)
    names = np.select(
        [held_a == 0, held_b == 0, moved],
        [STEPS.index(step) for step in ("planted", "lost", "recoded")],
        STEPS.index("reshaped"),
    )
    return names[group]


def _table(
    changes: Sequence[pd.DataFrame], ends: Sequence[pd.DataFrame], places: _Places,
    second: DatedState,
) -> pd.DataFrame:  # fmt: skip
    wide = _by_cell(changes, ends)
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


def _by_cell(changes: Sequence[pd.DataFrame], ends: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Square centimetres by cell (index) and step; cells without any are left out."""
    names = ["start", *STEPS, "end"]
    cell = [table["cell"].to_numpy() for table in (*changes, *ends)]
    step = [table["step"].to_numpy() + 1 for table in changes]
    step += [np.full(len(table), n) for table, n in zip(ends, (0, len(names) - 1), strict=True)]
    cm2 = [(table["held_b"] - table["held_a"]).to_numpy() for table in changes]
    cm2 += [table["held"].to_numpy() for table in ends]
    cells, where = np.unique(np.concatenate(cell), return_inverse=True)
    into = where * len(names) + np.concatenate(step)
    sums = _summed(np.concatenate(cm2), into, len(cells) * len(names))
    wide = pd.DataFrame(sums.reshape(len(cells), len(names)), index=cells, columns=names)
    wide["lost"] = -wide["lost"]
    return wide[(wide != 0).any(axis=1)]


def _origins(places: _Places, codes: Iterable[str | None]) -> list[str | None]:
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


def _plot_rows(rows: pd.DataFrame, told: Sequence[str | None]) -> pd.DataFrame:
    """A row per plot, crop and step; a plot changed in none of its hectares is "described" anew."""
    words = np.array([*told, None], dtype=object)
    rows = rows[(rows["held_a"] != 0) | (rows["held_b"] != 0)]
    made = rows.groupby(["plot", "crop", "step"], as_index=False, sort=True).agg(
        held_a=("held_a", "sum"), held_b=("held_b", "sum"),
        code_a=("code_a", "max"), code_b=("code_b", "max"),
    )  # fmt: skip
    same = (made["held_a"] == made["held_b"]) & (made["code_a"] == made["code_b"])
    same &= made["step"] == STEPS.index("recoded")
    crop = words[made["crop"].to_numpy()]
    return pd.DataFrame(
        {
            "plot": made["plot"],
            "kind": np.where(same, "described", np.array(STEPS)[made["step"].to_numpy()]),
            "crop_before": np.where(made["held_a"] != 0, crop, None),
            "crop_after": np.where(made["held_b"] != 0, crop, None),
            "commune_before": _code(made["code_a"], words),
            "commune_after": _code(made["code_b"], words),
            "before_ha": hectares(made["held_a"]),
            "after_ha": hectares(made["held_b"]),
            "change_ha": hectares(made["held_b"] - made["held_a"]),
        }
    )


def _code(numbers: pd.Series, words: NDArray[np.object_]) -> NDArray[np.object_]:
    return words[numbers.to_numpy()]
