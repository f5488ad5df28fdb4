"""Terrain small enough for a phone: heights, and how much of each cell is over 25°."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.slope import above
from gis.grid.blocks import blocks_of
from gis.grid.terrain import ground_of
from gis.layers.model import Raster
from gis.maps.page.shrunk import SIDE_CELLS, Shrunk, shrunk

STEEP_DEG = 25.0
# Rows or columns kept at most: a phone's finest tiles show no more.
LONGEST = 6000


@dataclass(frozen=True)
class PhoneGround:
    """Mean heights in metres, NaN where unknown, and on the same grid the share of known land over
    25°, 0 where the slope is not known.
    """

    heights: Shrunk
    steep_share: NDArray[np.float32]


def phone_ground(dem: Raster) -> PhoneGround:
    """Heights and steep land of a DEM, read block by block; slope is measured on its own grid.

    Args:
        dem: heights in metres, of any size.
    """
    heights = shrunk(dem, LONGEST)
    n = -(-max(dem.shape) // LONGEST)
    share = np.zeros(heights.height_m.shape, dtype=np.float32)
    ground, step = ground_of(dem), max(SIDE_CELLS // n, 1) * n
    for block in blocks_of(dem.shape, (step, step), step * step):
        terrain = ground(block)
        steep = above(np.nan_to_num(terrain.slope_deg), STEEP_DEG) & terrain.slope_known
        rows, cols = -(-block.height // n), -(-block.width // n)
        small = share[block.row // n :, block.col // n :][:rows, :cols]
        small[:] = _shares(steep, terrain.slope_known, n)
    return PhoneGround(heights, share)


def _shares(steep: NDArray[np.bool_], known: NDArray[np.bool_], n: int) -> NDArray[np.float64]:
    over, all_ = _by_squares(steep, n), _by_squares(known, n)
    return np.divide(over, all_, out=np.zeros(over.shape), where=all_ > 0)


def _by_squares(cells: NDArray[np.bool_], n: int) -> NDArray[np.float64]:
    rows, cols = (-(-size // n) * n for size in cells.shape)
    whole = np.zeros((rows, cols))
    whole[: cells.shape[0], : cells.shape[1]] = cells
    return whole.reshape(rows // n, n, cols // n, n).sum(axis=(1, 3))
