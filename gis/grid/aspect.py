"""Which way land falls: aspect on the DEM's own grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.metric import cell_metres
from gis.grid.terrain import Ground, Terrain

Floats = NDArray[np.float64]


def aspect_of(terrain: Terrain) -> Floats:
    """Aspect of every cell; see :func:`aspect_deg`.

    Returns:
        Degrees, (rows, cols); NaN where the slope is unknown and where land is flat.
    """
    heights = np.where(terrain.elevation_known, terrain.elevation_m, 0.0)
    return aspect_deg(heights, terrain.slope_known, *cell_metres(terrain.grid))


def aspect_of_block(ground: Ground, block: Block) -> Floats:
    """Aspect of the cells of a block, the cells around it taken in; see :func:`aspect_deg`.

    Returns:
        Degrees, (height, width); the digits of the whole DEM's aspect.
    """
    around = ground(block.with_halo)
    heights = np.where(around.elevation_known, around.elevation_m, 0.0)
    dx_m, dy_m = ground.metres(block.with_halo)
    return aspect_deg(heights, around.slope_known, dx_m, dy_m)[1:-1, 1:-1]


def aspect_deg(
    elevation_m: Floats, slope_known: NDArray[np.bool_], dx_m: Floats, dy_m: Floats
) -> Floats:
    """The direction land falls to, by Horn's differences, clockwise from north.

    North is the grid's: in a projected CRS it turns from true north by the meridian convergence.
    Source: as for the slope (Horn 1981); aspect is the bearing of the steepest way down.

    Args:
        elevation_m: heights in metres, (rows, cols), at least 3 × 3.
        slope_known: cells with nine known heights, (rows, cols).
        dx_m: true width of a cell in each row, (rows,).
        dy_m: true height of a cell in each row, (rows,).

    Returns:
        Degrees from 0 (north) over 90 (east) to less than 360; NaN where the slope is unknown, and
        where land does not fall at all.
    """
    east, north = _differences(elevation_m)
    east, north = east / dx_m[1:-1, None], north / dy_m[1:-1, None]
    falls = slope_known[1:-1, 1:-1] & ((east != 0) | (north != 0))
    bearing = np.degrees(np.arctan2(-east, -north)) % 360
    bearing[bearing == 360] = 0  # a hair west of north, rounded up
    aspect = np.full(elevation_m.shape, np.nan)
    aspect[1:-1, 1:-1] = np.where(falls, bearing, np.nan)
    return aspect


def aspect_at(terrain: Terrain, row: int, col: int) -> float | None:
    """Aspect of one cell in degrees; None where its slope is unknown or the land is flat."""
    if not terrain.slope_known[row, col]:
        return None
    near = np.s_[row - 1 : row + 2, col - 1 : col + 2]
    dx_m, dy_m = (metres[near[0]] for metres in cell_metres(terrain.grid))
    found = aspect_deg(terrain.elevation_m[near], terrain.slope_known[near], dx_m, dy_m)[1, 1]
    return None if np.isnan(found) else float(found)


def _differences(z: Floats) -> tuple[Floats, Floats]:
    """Rise to the east and to the north over two cells, each summed with weights 1, 2, 1.

    Args:
        z: heights, (rows, cols).

    Returns:
        Eight times the rise over one cell, both (rows - 2, cols - 2): the outermost ring has none.
    """
    across, up = z[:, 2:] - z[:, :-2], z[:-2] - z[2:]
    east = across[:-2] + across[2:]
    east += 2 * across[1:-1]
    north = up[:, :-2] + up[:, 2:]
    north += 2 * up[:, 1:-1]
    return east, north
