"""Where a surface model meets a forest's edge: the slope there is of tree tops, not of land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.criteria.aligned import Sampler, sampler
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.grid.blocks import Block
from gis.grid.grid import Grid, grid_of
from gis.grid.neighbours import near
from gis.layers.model import Layers
from gis.project.layers_model import DemLayer
from gis.project.model import Project


@dataclass(frozen=True)
class CanopyEdge:
    """Cells whose 3×3 window holds both forest and open land, under a surface model.

    Horn's window then takes in the step from tree tops to the ground, often 10-20 m: as steep as
    the limit itself on a 30 m grid.

    Args:
        grid: the analysis grid.
        canopy: gives shares of canopy on the grid; None for a bare-earth DEM, which has no such
            cell.
        share: where forest begins (0-1).
    """

    grid: Grid
    canopy: Sampler | None
    share: float

    def within(self, block: Block) -> Mask:
        """Where the slope in a block of the grid is suspect, (height, width).

        The canopy is read one cell beyond the block, so the answer depends on the cell alone. A
        window of which too little canopy is known to say is unknown.
        """
        shape = block.height, block.width
        if self.canopy is None:
            return Mask(np.zeros(shape, bool), np.ones(shape, bool))
        around = _on_grid(block.with_halo, self.grid.shape)
        edge = edge_of(self.canopy(around), self.share)
        down, right = block.row - around.row, block.col - around.col
        inner = slice(down, down + block.height), slice(right, right + block.width)
        return Mask(edge.holds[inner], edge.known[inner])


def canopy_edge(project: Project, layers: Layers) -> CanopyEdge | None:
    """How suspect slopes are found.

    Args:
        project: ``[doubt] canopy_share`` is where forest begins; the first canopy layer counts.
        layers: says whether the DEM shows bare earth or tree tops.

    Returns:
        None (not known) where the DEM's kind is unknown or there is no canopy layer.
    """
    spec, share = layers.dem.spec, project.doubt.canopy_share
    if isinstance(spec, DemLayer) and spec.surface == "bare_earth":
        return CanopyEdge(grid_of(layers.dem), None, share)
    canopies = [layer for layer in layers.rasters.values() if layer.spec.kind == "canopy"]
    if not canopies or not isinstance(spec, DemLayer) or spec.surface != "surface":
        return None
    grid = grid_of(layers.dem)
    return CanopyEdge(grid, sampler(canopies[0], grid), share)


def _on_grid(block: Block, shape: tuple[int, int]) -> Block:
    """The part of a block that lies on a grid."""
    row, col = max(block.row, 0), max(block.col, 0)
    end = min(block.row + block.height, shape[0]), min(block.col + block.width, shape[1])
    return Block(row, col, end[0] - row, end[1] - col)


def edge_of(canopy: Aligned, share: float) -> Mask:
    """Cells whose 3×3 window holds canopy of at least a share, and less than it."""
    forest = canopy.known & (canopy.values >= share)
    open_land = canopy.known & (canopy.values < share)
    edge = near(forest) & near(open_land)
    return Mask(edge, edge | ~near(~canopy.known))
