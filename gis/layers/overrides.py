"""States of forest lots a person has put right: the new value is used, the file's is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.findings import Findings
from gis.project.override_model import Override
from gis.reference.forest import FOREST_COLUMNS, ldlr_codes, ldlr_number

# Beside the rangers' columns: what the file said ("ldlr: TXB"), and who changed it, when and why.
RECORDED, BY, ON, WHY = "recorded", "changed_by", "changed_on", "changed_why"
KEYS = ("tk", "khoanh", "lo")
_STATES = ("ldlr", "maldlr")


def apply_overrides(
    frame: gpd.GeoDataFrame, overrides: Sequence[Override], found: Findings
) -> gpd.GeoDataFrame:
    """Lots with the values a person gave them.

    Args:
        frame: standard columns, one row per lot.
        overrides: of this layer, in the order of the project; a later one of the same value wins
            and the file's own stays the one recorded.
        found: takes lots that are not there or not one, and values that are no code.

    Returns:
        The same frame where there is nothing to change; else a copy with the new values and the
        columns ``recorded, changed_by, changed_on, changed_why`` (empty in other rows).
    """
    if not overrides:
        return frame
    frame = frame.copy()
    for name in (RECORDED, BY, ON, WHY):
        frame[name] = pd.Series([None] * len(frame), dtype=object)
    for number, one in enumerate(overrides, start=1):
        at = _row(frame, one, number, found)
        if at is not None and (values := _values(frame, one, number, found)):
            _change(frame, at, one, values)
    return frame


def _row(frame: gpd.GeoDataFrame, one: Override, number: int, found: Findings) -> int | None:
    """The row of the one lot an override means; keys are compared as text, letter by letter."""
    keys = {name: getattr(one, name) for name in KEYS}
    if one.maxa is not None:
        keys["maxa"] = one.maxa
    absent = [name for name in keys if name not in frame]
    here: NDArray[np.bool_] = np.ones(len(frame), dtype=bool)
    for name in set(keys) - set(absent):
        here &= (frame[name] == keys[name]).to_numpy(dtype=bool)
    lot = " / ".join(keys.values())
    rows = np.flatnonzero(here)
    if absent or len(rows) == 0:
        found.error("override_lot_missing", n=number, lot=lot, columns=", ".join(keys))
    elif len(rows) > 1:
        found.error("override_lot_unclear", n=number, lot=lot, count=len(rows))
    return int(rows[0]) if not absent and len(rows) == 1 else None


def _values(
    frame: gpd.GeoDataFrame, one: Override, number: int, found: Findings
) -> Mapping[str, str | int]:
    """New values by column: a state brings its other column along where the file has it."""
    if one.column in _STATES:
        state = _state(one.value)
        pair: dict[str, str | int] = {}
        if state is not None:
            pair = {"ldlr": ldlr_codes()[state - 1], "maldlr": state}
        values = {c: v for c, v in pair.items() if c in frame}
    else:
        values = {one.column: one.value} if isinstance(one.value, int) else {}
        values = {c: v for c, v in values.items() if c in frame}
    if not values:
        there = "yes" if one.column in frame else "no"
        found.error("override_value", column=one.column, n=number, value=one.value, there=there)
    return values


def _state(value: str | int) -> int | None:
    if isinstance(value, str):
        return ldlr_number(value)
    return value if 1 <= value <= len(ldlr_codes()) else None


def _change(
    frame: gpd.GeoDataFrame, at: int, one: Override, values: Mapping[str, str | int]
) -> None:
    said = str(frame[RECORDED].iloc[at] or "")
    known = {part.split(": ")[0] for part in said.split("; ") if part}
    old = [f"{c}: {_written(frame[c].iloc[at])}" for c in values if c not in known]
    frame.loc[at, RECORDED] = "; ".join([*([said] if said else []), *old])
    for column, value in values.items():
        text = FOREST_COLUMNS[column].kind == "text"
        frame.loc[at, column] = str(value) if text else value
    frame.loc[at, BY], frame.loc[at, ON] = one.who, one.when.isoformat()
    frame.loc[at, WHY] = one.why


def _written(value: object) -> str:
    return "–" if pd.isna(value) else str(value)  # type: ignore[call-overload]
