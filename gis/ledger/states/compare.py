"""Two dates of the ledger: what was planted, lost, reshaped, recoded or corrected; and it closes.

    start + corrected + planted - lost + reshaped + recoded + disputed = end

for every crop and commune. ``start`` is the first date as it was first known; ``corrected`` is
what became known of that date since. The rest is what happened between the two dates, by what is
known now. Held land is compared (counted, not planned), in whole square centimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
_SIGN = {"start": 1, "lost": -1, "end": -1}
_CELL = ["crop", "place", "left"]


@dataclass(frozen=True)
class Compared:
    """Two dates side by side.

    ``communes`` has ``COMPARE_COLUMNS``, a row per crop and commune, then per crop a row "total".
    Communes are of the later set; a row of place "not_rolled" is an old commune whose hectares no
    new one can be given, and ``not_rolled`` says why.
    ``plots`` has ``CHANGE_COLUMNS``, a row per changed plot and crop; ``plot`` is its number.
    """

    communes: pd.DataFrame
    plots: pd.DataFrame
    not_rolled: tuple[Problem, ...]
    closures: tuple[Closure, ...]


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
    ends = [_cells(joint[0], places, "start"), _cells(joint[2], places, "end")]
    steps = pd.concat([_long(believed), _long(happened), *ends], ignore_index=True)
    table = _table(steps, places, second)
    return Compared(
        table,
        _plot_rows(pd.concat([believed, happened], ignore_index=True), places),
        tuple(places.rolled.left.values()),
        tuple(_closures(table)),
    )


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


def _cells(state: DatedState, places: _Places, step: str) -> pd.DataFrame:
    """Held land of a date by crop and place: what the steps must lead from and to."""
    there = state.there
    rows = _held(state, there[state.measured[there]], places)
    return rows[[*_CELL, "held"]].rename(columns={"held": "cm2"}).assign(step=step)


def _held(state: DatedState, plots: Whole, places: _Places) -> pd.DataFrame:
    rows = measured_rows(state, plots)
    rows["code"] = rows["place"]
    rows["place"], rows["left"] = places.brought(rows["place"].to_numpy(), rows["after"].to_numpy())
    return rows[["plot", "crop", "shape", "place", "left", "code", "held"]]


def _changes(
    before: DatedState, after: DatedState, places: _Places, step: str | None
) -> pd.DataFrame:
    """Land before and after, a row per changed plot, crop and place, with the step it goes to."""
    differs = (before.versions != after.versions) | (before.measured != after.measured)
    plots = np.flatnonzero(differs | (before.after_reform != after.after_reform))
    sides = [
        _held(s, plots[(s.versions[plots] >= 0) & s.measured[plots]], places)
        for s in (before, after)
    ]
    keys = ["plot", *_CELL]
    grouped = [
        side.groupby(keys, as_index=False, sort=False).agg(
            held=("held", "sum"), shape=("shape", "first"), code=("code", "first")
        )
        for side in sides
    ]
    rows = grouped[0].merge(grouped[1], "outer", keys, suffixes=("_a", "_b"))
    for name in ("held_a", "held_b", "shape_a", "shape_b", "code_a", "code_b"):
        rows[name] = rows[name].fillna(NOTHING if name[0] != "h" else 0).astype(np.int64)
    rows["step"] = step or _steps(rows, before, after)
    if step:
        disputed = ~(before.measured & after.measured)[rows["plot"].to_numpy()]
        rows["step"] = np.where(disputed, "disputed", step)
    return rows


NOTHING = -1


def _steps(rows: pd.DataFrame, before: DatedState, after: DatedState) -> NDArray[np.object_]:
    """Which step a row's land belongs to, by what became of the plot's land of that crop."""
    groups = rows.groupby(["plot", "crop"], sort=False)
    held_a, held_b = groups["held_a"].transform("sum"), groups["held_b"].transform("sum")
    shape_a, shape_b = groups["shape_a"].transform("max"), groups["shape_b"].transform("max")
    plot = rows["plot"].to_numpy()
    return np.select(
        [
            ~(before.measured & after.measured)[plot],
            held_a == 0,
            held_b == 0,
            (shape_a == shape_b) & (held_a == held_b),
        ],
        ["disputed", "planted", "lost", "recoded"],
        "reshaped",
    ).astype(object)


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    change = rows["held_b"] - rows["held_a"]
    return rows[_CELL].assign(step=rows["step"], cm2=change.where(rows["step"] != "lost", -change))


def _table(steps: pd.DataFrame, places: _Places, second: DatedState) -> pd.DataFrame:
    sums = steps.groupby([*_CELL, "step"], as_index=False, sort=False)["cm2"].sum()
    wide = sums.pivot_table(index=_CELL, columns="step", values="cm2", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["start", *STEPS, "end"], fill_value=0).astype(np.int64)
    wide = wide[(wide != 0).any(axis=1)]
    total = wide.groupby(level="crop").sum()
    words = np.array(places.words, dtype=object)
    crop, place, left = (wide.index.get_level_values(c).to_numpy() for c in _CELL)
    table = _hectares(wide.reset_index(drop=True))
    codes = words[place.astype(np.int64)]
    table["crop"], table["commune_code"] = words[crop.astype(np.int64)], codes
    table["place"] = np.where(
        left.astype(bool), "not_rolled", np.where(place == 0, "outside_communes", "commune")
    )
    names = second.communes
    later = places.across or bool(second.after_reform[second.there].any())
    table["commune"] = [
        None if c is None else names.get((c, later and not behind))
        for c, behind in zip(codes, left, strict=True)
    ]
    origin: dict[str, list[str]] = {}
    for old, new in sorted(places.rolled.into.items()):
        origin.setdefault(new, []).append(old)
    table["rolled_from"] = [", ".join(origin.get(c, [])) or None for c in codes]
    bottom = _hectares(total.reset_index(drop=True)).assign(place="total")
    bottom["crop"] = words[total.index.to_numpy().astype(np.int64)]
    order = {"commune": 0, "outside_communes": 1, "not_rolled": 2, "total": 3}
    both = pd.concat([table, bottom.reindex(columns=table.columns)], ignore_index=True)
    both["order"] = both["place"].map(order)
    both = both.sort_values(["crop", "order", "commune_code"], na_position="last", kind="stable")
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


def _plot_rows(rows: pd.DataFrame, places: _Places) -> pd.DataFrame:
    """A row per plot, crop and step; a plot changed in none of its hectares is "described" anew."""
    words = np.array([*places.words, None], dtype=object)
    rows = rows[(rows["held_a"] != 0) | (rows["held_b"] != 0)].copy()
    made = rows.groupby(["plot", "crop", "step"], as_index=False, sort=True).agg(
        held_a=("held_a", "sum"), held_b=("held_b", "sum"),
        code_a=("code_a", "max"), code_b=("code_b", "max"),
    )  # fmt: skip
    same = (made["step"].isin(["recoded", "corrected"])) & (made["held_a"] == made["held_b"])
    same &= made["code_a"] == made["code_b"]
    kind = made["step"].where(~same | (made["step"] == "corrected"), "described")
    crop = words[made["crop"].to_numpy()]
    return pd.DataFrame(
        {
            "plot": made["plot"],
            "kind": kind,
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
