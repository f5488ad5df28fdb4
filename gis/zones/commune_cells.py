"""Communes as blocks of the grid meet them: their rings in cells, and what a cell weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.coverage import local_shapes
from gis.grid.grid import Grid
from gis.grid.metric import cell_area_m2
from gis.grid.piece_sums import shape_weights
from gis.grid.rings import Rings, rings_of

# Land beyond the communes that counts for the size of a zone reaches this far from their box: as
# far as slope is known in any case, for rasters are read two cells beyond.
RING_CELLS = 1
# Less of a cell is a rounding of coordinates, not land.
_ROUNDING = 2.0**-40


@dataclass(frozen=True)
class CommuneCells:
    """Communes in cells of a grid.

    Args:
        rings: of the communes, in order.
        around: their box and ``RING_CELLS`` around it, as far as it lies on the grid; without
            rows where it does not. The grid may reach farther for the sake of plots, and a plot
            beyond the border must not make a zone larger.
        row_weight: area of a cell in every row of the grid, in cells of the largest, (rows,).
        weight: area of every commune in such cells, also off the grid, (communes,).
    """

    rings: Rings
    around: Block
    row_weight: NDArray[np.float64]
    weight: NDArray[np.float64]

    def near(self, block: Block) -> tuple[NDArray[np.int64], Rings]:
        """Numbers and rings of the communes that may have land in a block."""
        north, south, west, east = self.rings.box.T
        rows = (north < block.row + block.height) & (south > block.row)
        cols = (west < block.col + block.width) & (east > block.col)
        numbers = np.flatnonzero(rows & cols)
        return numbers, self.rings.some(numbers)


def commune_cells(shapes: gpd.GeoSeries, grid: Grid) -> CommuneCells:
    """Lay communes over a grid.

    Args:
        shapes: polygons in any CRS that share no land.
        grid: in any CRS.

    Raises:
        NuongError: a commune has no place in the grid's CRS.
        ValueError: the shapes have no CRS.
    """
    rings = rings_of(local_shapes(shapes, grid))
    heaviest = float(cell_area_m2(grid, np.arange(grid.shape[0])).max())
    some = rings.box[rings.box[:, 1] > rings.box[:, 0]]
    first, end = (int(some[:, 0].min()), int(some[:, 1].max())) if len(some) else (0, 0)
    beside = cell_area_m2(grid, np.arange(first, end)) / heaviest
    row_weight = cell_area_m2(grid, np.arange(grid.shape[0])) / heaviest
    weight = shape_weights(rings, first, beside)
    return CommuneCells(rings, _around(rings, grid), row_weight, weight)


def _around(rings: Rings, grid: Grid) -> Block:
    if not len(rings.xy):
        return Block(0, 0, 0, 0)
    west, north = (math.floor(v + _ROUNDING) - RING_CELLS for v in rings.xy.min(axis=0))
    east, south = (math.ceil(v - _ROUNDING) + RING_CELLS for v in rings.xy.max(axis=0))
    return Block(north, west, south - north, east - west).within(Block(0, 0, *grid.shape))
