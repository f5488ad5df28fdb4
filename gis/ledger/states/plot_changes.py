"""Which plots changed between two states, in which place, and what became of their land."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.ledger.states.land import DatedState, Whole, hectares, measured_rows
from gis.ledger.states.rolled import Places

STEPS = ("corrected", "planted", "lost", "reshaped", "recoded", "disputed")
CHANGE_COLUMNS = (
    "plot", "kind", "crop_before", "crop_after", "commune_before", "commune_after",
    "before_ha", "after_ha", "change_ha",
)  # fmt: skip
_NOTHING = -1


def held_land(state: DatedState, plots: Whole, places: Places) -> pd.DataFrame:
    """Held land of some plots: ``plot, crop, shape, cell, code, held``.

    ``cell`` is crop, place in the set compared in, and whether it stayed behind, as one number.
    """
    rows = measured_rows(state, plots)
    place, left = places.brought(rows["place"].to_numpy(), rows["after"].to_numpy())
    cell = (rows["crop"].to_numpy() * len(places.words) + place) * 2 + left
    return rows[["plot", "crop", "shape", "held"]].assign(cell=cell, code=rows["place"])


def all_land(state: DatedState, places: Places) -> pd.DataFrame:
    """Held land (:func:`held_land`) of every plot whose hectares nobody disputes."""
    there = state.there
    return held_land(state, there[state.measured[there]], places)


def changes(
    before: DatedState, after: DatedState, places: Places, step: str | None
) -> pd.DataFrame:
    """Land before and after, a row per changed plot and cell, with the step it goes to.

    Whole arrays, as over 1 July 2025 every plot's code changes.
    """
    differs = (before.versions != after.versions) | (before.measured != after.measured)
    plots = np.flatnonzero(differs | (before.after_reform != after.after_reform))
    sides = [
        held_land(s, plots[(s.versions[plots] >= 0) & s.measured[plots]], places)
        for s in (before, after)
    ]
    cells = 2 * len(places.words) ** 2
    keys = [side["plot"].to_numpy() * cells + side["cell"].to_numpy() for side in sides]
    unique, where = np.unique(np.concatenate(keys), return_inverse=True)
    parts = np.split(where, [len(keys[0])])
    rows: dict[str, NDArray[np.generic]] = {"plot": unique // cells, "cell": unique % cells}
    for letter, side, at in zip("ab", sides, parts, strict=True):
        rows[f"held_{letter}"] = summed(side["held"].to_numpy(), at, len(unique))
        for name in ("shape", "code"):
            rows[f"{name}_{letter}"] = np.full(len(unique), _NOTHING, dtype=np.int64)
            rows[f"{name}_{letter}"][at] = side[name].to_numpy()
    table = pd.DataFrame(rows)
    table["crop"] = table["cell"] // (2 * len(places.words))
    known = (before.measured & after.measured)[table["plot"].to_numpy()]
    named = STEPS.index(step) if step else _steps(table)
    return table.assign(step=np.where(known, named, STEPS.index("disputed")))


def summed(cm2: Whole, into: Whole, count: int) -> Whole:
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


def plot_rows(rows: pd.DataFrame, told: Sequence[str | None]) -> pd.DataFrame:
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
