"""Elevation and slope on the DEM's own grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.grid import Grid, grid_of
from gis.grid.metric import cell_metres
from gis.layers.model import Raster


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


@dataclass(frozen=True)
class Ground:
    """A DEM whose terrain is worked out block by block; a cell's digits never depend on its block.

    Args:
        dem: heights in metres.
        grid: its own grid.
        dx_m: true width of a cell in each row of the whole grid, (rows,).
        dy_m: true height, likewise.
    """

    dem: Raster
    grid: Grid
    dx_m: NDArray[np.float64]
    dy_m: NDArray[np.float64]

    def __call__(self, block: Block) -> Terrain:
        """Elevation and slope of a block of the DEM, with the one cell around it taken in."""
        around, inner = block.with_halo, np.s_[1:-1, 1:-1]
        heights, known = self.dem.read(around.row, around.col, around.height, around.width)
        elevation_m = heights.astype(np.float64, copy=False)
        slope, sure = slope_deg(elevation_m, known, *self.metres(around))
        return Terrain(
            self.grid.window(block),
            np.ascontiguousarray(elevation_m[inner]),
            np.ascontiguousarray(known[inner]),
            np.ascontiguousarray(slope[inner]),
            np.ascontiguousarray(sure[inner]),
        )

    def metres(self, block: Block) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """True width and height of a cell in each row of a block, (height,). Rows beyond the DEM,
        which have no slope, get those of its nearest row.
        """
        rows = np.clip(np.arange(block.row, block.row + block.height), 0, len(self.dx_m) - 1)
        return self.dx_m[rows], self.dy_m[rows]


def ground_of(dem: Raster) -> Ground:
    """A DEM made ready to give its terrain by blocks; arguments as for :func:`terrain_of`."""
    grid = grid_of(dem)
    return Ground(dem, grid, *cell_metres(grid))


def terrain_of(dem: Raster) -> Terrain:
    """Elevation and slope of a DEM on its own grid, never on a warped one.

    Args:
        dem: heights in metres, in any CRS (metres, feet, longitude/latitude).

    Returns:
        The terrain; slope in degrees. Cells next to unknown land or to the DEM's edge have no
        known slope.
    """
    ground = ground_of(dem)
    return ground(ground.grid.whole)


def slope_deg(
    elevation_m: NDArray[np.float64],
    known: NDArray[np.bool_],
    dx_m: NDArray[np.float64],
    dy_m: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Slope by Horn's weighted 3×3 differences, in degrees.

    Source: B. K. P. Horn, "Hill shading and the reflectance map", Proc. IEEE 69(1), 1981, pp.
    14-47. Differences are taken before sums, so a high plateau costs no precision and a constant
    added to all heights changes nothing.

    Args:
        elevation_m: heights in metres, (rows, cols).
        known: where they are known, (rows, cols).
        dx_m: true width of a cell in each row, (rows,).
        dy_m: true height of a cell in each row, (rows,).

    Returns:
        Slope in degrees, NaN where unknown, and where it is known, both (rows, cols). A cell
        without nine known heights is unknown, the outermost ring always.
    """
    from gis.grid.kernels.slope import horn

    slope = np.full(known.shape, np.nan)
    slope_known = np.zeros(known.shape, dtype=bool)
    heights, seen = np.ascontiguousarray(elevation_m), np.ascontiguousarray(known)
    horn(heights, seen, 8 * dx_m, 8 * dy_m, slope, slope_known)
    return slope, slope_known
