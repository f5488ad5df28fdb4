"""Dates in a layer that are later than the layer itself."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.cell_values import cells_of
from gis.layers.findings import Findings

# Dates kept as text, as GeoJSON and CSV have them: 2025-06-30 (and a time), or 30/6/2025.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?")


def check_dates(frame: gpd.GeoDataFrame, dated: date, found: Findings) -> None:
    """Note rows whose times lie after the day the project says the layer is of.

    A clock that was never set, or a year typed wrongly; one day is allowed for time zones.

    Args:
        frame: as read; only columns of dates and times are looked at, those kept as text too.
        dated: of the layer.
        found: takes the rows; the values stay.
    """
    end = dated + timedelta(days=2)
    for name in frame.columns.drop(frame.geometry.name):
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            late = (pd.to_datetime(values, utc=True) >= pd.Timestamp(end, tz="UTC")).to_numpy()
        else:
            late = _late_texts(values, end)
        if late.any():
            first = values[late].iloc[0]
            found.warning(
                "date_after",
                column=str(name),
                rows=found.rows(late),
                sample=first.isoformat() if isinstance(first, datetime | date) else str(first),
                dated=dated.isoformat(),
            )


def _late_texts(values: pd.Series, end: date) -> NDArray[np.bool_]:
    """Where a text or a date object names a day from ``end`` on; other values name none."""
    if values.dtype != object and not pd.api.types.is_string_dtype(values.dtype):
        return np.zeros(len(values), dtype=bool)
    cells = cells_of(values)
    days = {v: _day(v) for v in cells if isinstance(v, str | date)}
    late = {v for v, day in days.items() if day is not None and day >= end}
    if not late:
        return np.zeros(len(values), dtype=bool)
    return np.array([isinstance(v, str | date) and v in late for v in cells], dtype=bool)


def _day(value: str | date) -> date | None:
    """The day a cell names: day before month, as Vietnamese write; None where it is no date."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = value.strip()
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    parts = iso.groups() if iso else day_first.groups()[::-1] if day_first else None
    try:
        return None if parts is None else date(*map(int, parts))
    except ValueError:
        return None
