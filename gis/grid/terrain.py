"""Elevation and slope on the DEM's own grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.grid import Grid


@dataclass(frozen=True)
class Terrain:
    """Elevation (m) and Horn slope (degrees), (rows, cols) float64, on the DEM's own grid.

    ``slope_known`` is False where the cell or any of its eight neighbours has no elevation or lies
    outside the DEM: such a cell is unknown, not flat. Where ``*_known`` is False the value means
    nothing.
    """

    grid: Grid
    elevation_m: NDArray[np.float64]
    elevation_known: NDArray[np.bool_]
    slope_deg: NDArray[np.float64]
    slope_known: NDArray[np.bool_]
