"""How a declared column is written: what kind of value it holds and to how many decimals.

One declaration for GeoJSON, GeoPackage and CSV, so that no product writes a column differently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

Kind = Literal["number", "year", "yes_no", "text"]
Plain = str | float | int | bool | None

UNITS = ("_ha", "_m", "_deg", "_share", "_probability")
# Figures of a target are in the target's own unit.
FIGURES = (
    "target", "target_high", "held", "held_unknown", "planned", "candidate", "shortfall", "excess",
    "share",
)  # fmt: skip
YEARS = ("year", "planted_year", "harvest_year")
# Whole numbers that count something: written as years are, without a decimal point.
COUNTS = ("visit_order", "case_rank", "allocations", "paper_missing")
YES_NO = ("gi", "standard_variety", "sustainable_practice", "intensive", "same_crop", "open_list")
# Names of people: office files carry them, files made for the web do not.
PERSONAL = ("owner", "other_owner", "forest_owner", "churung", "changed_by")


def kind_of(column: str) -> Kind:
    """What a declared column holds; the unit at the end of its name says most of it.

    >>> kind_of("area_ha"), kind_of("planted_year"), kind_of("gi"), kind_of("commune_code")
    ('number', 'year', 'yes_no', 'text')
    """
    if column.endswith(UNITS) or column in FIGURES:
        return "number"
    if column in (*YEARS, *COUNTS):
        return "year"
    return "yes_no" if column in YES_NO else "text"


def plain(value: Any, kind: Kind) -> Plain:
    """A cell as a plain value; missing, NaN and infinite are ``None`` (unknown), never zero."""
    if type(value) is str and kind == "text":
        return value
    if isinstance(value, list | tuple):
        return "; ".join(str(v) for v in value) or None
    if value is None or bool(pd.isna(value)):
        return None
    if kind == "text":
        return str(value)
    if kind == "yes_no":
        return bool(value)
    return _number(float(value), kind)


def _number(value: float, kind: Kind) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if kind == "year" else value + 0.0


def plain_rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Plain]]:
    """Rows of a table as plain values, in order.

    Args:
        frame: a table that has at least the columns.
        columns: declared columns to take, in the order to write them.

    Returns:
        One mapping per row; what is missing or unknown is ``None``.
    """
    cells = [_plain_column(frame[c]) for c in columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def typed(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of a table with one clean type each and a fresh index; what is missing stays so."""
    clean = {c: _typed(frame[c].reset_index(drop=True), kind_of(c)) for c in columns}
    return pd.DataFrame(clean, columns=list(columns))


_TYPES: dict[Kind, Any] = {
    "number": "float64",
    "year": "Int64",
    "yes_no": "boolean",
    "text": "object",
}


def _typed(values: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    if kind == "number" and values.dtype == "float64":  # the hectares of a forest's lots
        return values.where(np.isfinite(values)) + 0.0
    cells = [v if type(v) is str and kind == "text" else plain(v, kind) for v in values]
    return pd.Series(cells, dtype="object").astype(_TYPES[kind])


def _plain_column(values: pd.Series[Any]) -> list[Plain]:
    """:func:`plain` of a whole column; figures, most of a table, go without a look at each."""
    kind = kind_of(str(values.name))
    if kind == "number" and values.dtype == np.float64:
        figures = values.to_numpy() + 0.0
        cells: list[Plain] = figures.tolist()
        for unknown in np.flatnonzero(~np.isfinite(figures)):
            cells[unknown] = None
        return cells
    return [plain(v, kind) for v in values.astype(object)]


def sum_ha(frame: pd.DataFrame, column: str = "area_ha") -> float:
    """Hectares of a whole table; rows whose hectares are unknown add nothing."""
    return math.fsum(v for v in frame[column].astype(float) if math.isfinite(v))
