"""One small honest type for "where": a CRS, an affine transform and a shape."""

from __future__ import annotations

from dataclasses import dataclass

from affine import Affine
from pyproj import CRS

from gis.grid.blocks import Block
from gis.layers.model import Raster


@dataclass(frozen=True)
class Grid:
    """A north-up grid of cells; the only carrier of "where" from here on.

    Args:
        crs: of the cells; may be longitude/latitude.
        transform: (col, row) of cell *corners* → (x, y) in CRS units; row 0 is the northernmost.
        shape: (rows, cols).

    Raises:
        ValueError: the grid is rotated, south-up or empty (readers turn these away by name first).
    """

    crs: CRS
    transform: Affine
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        t = self.transform
        if t.b or t.d or t.a <= 0 or t.e >= 0 or min(self.shape) < 1:
            raise ValueError("a grid is north-up, unrotated and not empty")

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in CRS units."""
        rows, cols = self.shape
        west, north = self.transform @ (0, 0)
        east, south = self.transform @ (cols, rows)
        return west, south, east, north

    @property
    def whole(self) -> Block:
        """All of it as one block."""
        return Block(0, 0, *self.shape)

    def window(self, block: Block) -> Grid:
        """The grid of a block's cells alone; a block with its halo may reach beyond this grid."""
        at = self.transform @ Affine.translation(block.col, block.row)
        return Grid(self.crs, at, (block.height, block.width))


def grid_of(raster: Raster) -> Grid:
    """The grid a raster layer lies on."""
    return Grid(raster.crs, raster.transform, raster.shape)
