"""Cells whose centre lies in a polygon."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.coverage import in_cells, placed_shapes
from gis.grid.grid import Grid
from gis.grid.rings import Rings, rings_of

# A centre may lie exactly on the border of two polygons. Centres are looked up a ten-millionth of
# a cell south-east of themselves: one polygon each, whatever the last bit of the border's corners.
NUDGE_CELLS = 1e-7


@dataclass(frozen=True)
class Laid:
    """Polygons laid on a grid once, to be asked block by block; an empty one holds nothing.

    Args:
        rings: the polygons in cells of the whole grid.
    """

    rings: Rings

    def holds(self, shapes: NDArray[np.int64], block: Block) -> NDArray[np.bool_]:
        """Which cells of a block have their centre in any of some polygons.

        Args:
            shapes: their numbers, (n,).
            block: of the grid the polygons were laid on.

        Returns:
            (height, width). A centre exactly on the border of two polygons lies in one of them.
        """
        inside = np.zeros((block.height, block.width), dtype=bool)
        near = shapes[self._in_sight(shapes, block)]
        if len(near):
            from gis.grid.kernels.burn import burn

            r = self.rings
            given = r.xy, r.ring_start, r.sign, r.shape_ring
            burn(*given, near, block.row, block.col, 0.5 + NUDGE_CELLS, inside)
        return inside

    def _in_sight(self, shapes: NDArray[np.int64], block: Block) -> NDArray[np.bool_]:
        north, south, west, east = self.rings.box[shapes].T
        rows = (north < block.row + block.height) & (south > block.row)
        return rows & (west < block.col + block.width) & (east > block.col)


def laid_on(polygons: gpd.GeoSeries, grid: Grid) -> Laid:
    """Lay polygons on a grid.

    Args:
        polygons: in any CRS, (n,); edges of another CRS than the grid's are densified to about
            one cell. Empty and missing ones hold nothing.
        grid: the cells.

    Raises:
        NuongError: a polygon has no place in the grid's CRS.
        ValueError: the polygons have no CRS.
    """
    return Laid(rings_of(placed_shapes(polygons, grid), lambda xy: in_cells(xy, grid)))
