"""What the streaming passes need of a DEM, whoever reads it."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from gis.grid.grid import Grid
from gis.grid.metric import cell_metres

Floats = NDArray[np.float64]
Tile: TypeAlias = NDArray[np.float32] | NDArray[np.float64]


class Heights(Protocol):
    """A DEM that can be read block by block."""

    @property
    def crs(self) -> CRS:
        """CRS of the cells."""

    @property
    def transform(self) -> Affine:
        """(col, row) corners to x, y; row 0 northernmost."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    @property
    def metres(self) -> float:
        """Metres in one unit of its heights."""

    @property
    def nodata(self) -> float:
        """The height that means nothing; NaN when there is none."""

    @property
    def plausible(self) -> tuple[float, float]:
        """Lowest and highest stored height that can be land."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the heights as they are given: float32 or float64."""

    def fill(self, row: int, col: int, out: Tile) -> None:
        """Put stored heights of a window of the grid into an array, (height, width)."""

    def read(self, row: int, col: int, height: int, width: int) -> Tile:
        """Stored heights of a window, NaN outside the grid, (height, width)."""


def grid_of_heights(dem: Heights) -> Grid:
    """The grid a DEM lies on."""
    return Grid(dem.crs, dem.transform, dem.shape)


def runs_of(dem: Heights) -> tuple[Floats, Floats]:
    """1 / (8 cell widths)² and 1 / (8 cell heights)² of every row, in the unit of the heights."""
    dx_m, dy_m = cell_metres(grid_of_heights(dem))
    return (dem.metres / (8 * dx_m)) ** 2, (dem.metres / (8 * dy_m)) ** 2
