"""What a file says beside its shapes: names, GPS errors, dates. Texts stay texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.layers.open_vector import Opened
from gis.site.model import site_frame

# Names of columns met in the field, in lower case, the likeliest first.
_NAMES = ("name", "ten", "tên", "id", "ma", "mã", "so_hieu")
_ERRORS = ("accuracy_m", "accuracy", "sai_so_m", "horizontal_accuracy", "hacc")
_TIMES = ("time", "timestamp", "begin", "taken_on", "date", "ngay", "ngày")
_FIRST_YEAR = 1980


def read_columns(
    frame: gpd.GeoDataFrame,
    origin: str,
    accuracy_m: float,
    ends: Mapping[int, date] | None = None,
) -> gpd.GeoDataFrame:
    """Rows of sites from rows of a file.

    Args:
        frame: as opened.
        origin: where the rows come from, for a person.
        accuracy_m: the GPS error where a row states none; NaN: not stated.
        ends: last day of tracks, by row.
    """
    lower = {str(column).lower(): column for column in frame.columns[::-1]}
    names, errors, times = (_column(frame, lower, of) for of in (_NAMES, _ERRORS, _TIMES))
    days = [_day(value) for value in times]
    rows = [
        {
            "number": at + 1,
            "name": _text(name),
            "origin": origin,
            "accuracy_m": _error(error, accuracy_m),
            "taken_on": (ends or {}).get(at, day),
            "fault": None,
            "notes": (),
        }
        for at, (name, error, day) in enumerate(zip(names, errors, days, strict=True))
    ]
    return site_frame(rows, frame.geometry.to_numpy(), frame.crs)


def track_ends(table: str, tables: Sequence[tuple[str, Opened]]) -> dict[int, date]:
    """The last day of each track of a GPX, by its row; of other tables nothing."""
    points = dict(tables).get("track_points") if table == "tracks" else None
    if points is None or not {"track_fid", "time"} <= set(points[0].columns):
        return {}
    days = points[0].assign(day=[_day(v) for v in points[0]["time"]]).dropna(subset="day")
    return {int(track): max(own["day"]) for track, own in days.groupby("track_fid")}


def _column(frame: pd.DataFrame, lower: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    found = next((lower[name] for name in names if name in lower), None)
    return [None] * len(frame) if found is None else list(frame[found])


def _text(value: Any) -> str | None:
    if value is None or bool(pd.isna(value)) or not str(value).strip():
        return None
    return unicodedata.normalize("NFC", str(value))


def _error(value: Any, stated: float) -> float:
    """A GPS error in metres; what is no length says nothing."""
    try:
        metres = float(str(value).replace(",", "."))
    except ValueError:
        return stated
    return metres if np.isfinite(metres) and metres >= 0 else stated


def _day(value: Any) -> date | None:
    """The day of a time stamp; a clock that was never set says nothing."""
    if value is None or bool(pd.isna(value)):
        return None
    when = pd.to_datetime(value if isinstance(value, date) else str(value), errors="coerce")
    return None if pd.isna(when) or when.year < _FIRST_YEAR else when.date()
