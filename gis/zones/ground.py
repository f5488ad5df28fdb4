"""What the ground of candidate zones is like: height, slope, canopy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.grid.piece_sums import PieceSums
from gis.zones.zone_part import CANOPY, ELEVATION, SLOPE


def ground(rows: pd.DataFrame, land: PieceSums) -> pd.DataFrame:
    """Heights (m), slopes (degrees) and canopy (share) of parts of zones, from known cells alone.

    Means are weighted by the land of each cell that lies in the part; extremes are of the cells
    it touches, but for less than a millionth of a cell. Outlines follow cell borders, so only
    the zone's own cells are heard. NaN where nothing is known, and for canopy when there is no
    canopy layer.

    Args:
        rows: ``zone`` and ``commune``, as ``land`` numbers them.
        land: of the zones in every commune, sorted.
    """
    at = land.rows(rows["zone"].to_numpy(), rows["commune"].to_numpy())

    def of_rows(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.append(values, np.nan)[at]

    canopy = land.means(CANOPY) if len(land.sums) > CANOPY else np.full(len(land.piece), np.nan)
    return pd.DataFrame(
        {
            "elevation_min_m": of_rows(land.extreme(ELEVATION, 0)),
            "elevation_mean_m": of_rows(land.means(ELEVATION)),
            "elevation_max_m": of_rows(land.extreme(ELEVATION, 1)),
            "slope_mean_deg": of_rows(land.means(SLOPE)),
            "slope_max_deg": of_rows(land.extreme(SLOPE, 1)),
            "canopy_mean_share": of_rows(canopy),
        },
        index=rows.index,
    )
