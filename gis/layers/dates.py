"""Dates in a layer that are later than the layer itself."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd

from gis.layers.findings import Findings


def check_dates(frame: gpd.GeoDataFrame, dated: date, found: Findings) -> None:
    """Note rows whose times lie after the day the project says the layer is of.

    A clock that was never set, or a year typed wrongly; one day is allowed for time zones.

    Args:
        frame: as read; only columns of dates and times are looked at.
        dated: of the layer.
        found: takes the rows; the values stay.
    """
    end = pd.Timestamp(dated + timedelta(days=2), tz="UTC")
    for name in frame.columns.drop(frame.geometry.name):
        if not pd.api.types.is_datetime64_any_dtype(frame[name]):
            continue
        late = (pd.to_datetime(frame[name], utc=True) >= end).to_numpy()
        if late.any():
            sample = frame[name][late].iloc[0].isoformat()
            found.warning(
                "date_after",
                column=str(name),
                rows=found.rows(late),
                sample=sample,
                dated=dated.isoformat(),
            )
