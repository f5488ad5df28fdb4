"""Horn's gradient of a DEM by windows: no more of it is read than is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.grid import Grid, grid_of
from gis.grid.metric import cell_metres
from gis.layers.model import Raster

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Relief:
    """A DEM, and what a step east or south is on the ground in each of its rows, (rows,)."""

    dem: Raster
    dx_m: Floats
    dy_m: Floats

    @property
    def grid(self) -> Grid:
        """The DEM's own grid."""
        return grid_of(self.dem)

    @property
    def cell_m(self) -> tuple[float, float]:
        """Width and height of the cell in the middle row, in metres."""
        middle = len(self.dx_m) // 2
        return float(self.dx_m[middle]), float(self.dy_m[middle])

    def gradient(self, block: Block) -> tuple[NDArray[np.complex64], Bools]:
        """Gradient of a window as rise per metre, and where it is known, (height, width).

        Real part eastward, imaginary part southward, by Horn's weighted differences (see
        :func:`gis.grid.terrain.slope_deg`). Where one of the nine heights is unknown the gradient
        is unknown and 0; land beyond the DEM is unknown.
        """
        from gis.grid.kernels.gradient import horn_gradient

        around = block.with_halo
        heights, seen = self.dem.read(around.row, around.col, around.height, around.width)
        rows = np.clip(np.arange(block.row, block.row + block.height), 0, len(self.dx_m) - 1)
        gradient = np.empty((block.height, block.width, 2), np.float32)
        known = np.empty((block.height, block.width), np.bool_)
        runs = 8 * self.dx_m[rows], 8 * self.dy_m[rows]
        heights_m = np.ascontiguousarray(heights, np.float64)
        horn_gradient(heights_m, np.ascontiguousarray(seen), *runs, gradient, known)
        return gradient.view(np.complex64)[..., 0], known


def relief_of(dem: Raster) -> Relief:
    """A DEM to be read by windows, in any CRS."""
    return Relief(dem, *cell_metres(grid_of(dem)))
