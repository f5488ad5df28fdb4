"""Digests of rows: what went out can be told from what was changed, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.ledger.states.digest import canonical, outline_digests


def row_digests(
    rows: Sequence[Mapping[str, Any]], shapes: NDArray[np.object_], columns: Sequence[str]
) -> list[str]:
    """A digest per row, of its columns and its shape to the millimetre.

    Args:
        rows: values as stored.
        shapes: in metres; None or empty where there is none.
        columns: which of the row's, in order.
    """
    outlines = outline_digests(np.array([s or shapely.Point() for s in shapes], dtype=object))
    return [
        sha256(canonical([[plain_cell(r[c]) for c in columns], o]).encode("utf-8")).hexdigest()
        for r, o in zip(rows, outlines, strict=True)
    ]


def plain_cell(value: Any) -> str | float | None:
    """A cell in one form whatever library read it: 1 is 1.0, missing is None, yes is 1."""
    if value is None or (not isinstance(value, str) and bool(pd.isna(value))):
        return None
    if isinstance(value, bool | int | float | np.number | np.bool_):
        return float(value)
    return str(value)
