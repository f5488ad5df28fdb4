"""Heights of a block and around it, each read once, in memory that is used again."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.heights import Heights, Tile
from gis.grid.seams import DEEP, Rim, Rims


class SeenOnce:
    """A DEM whose blocks are asked for from north to south and from west to east, by any thread.

    In another order, or where other processes work too, nothing changes but the time: rims nobody
    has read here are read then.

    Args:
        heights: the DEM.
    """

    def __init__(self, heights: Heights) -> None:
        self._heights = heights
        self._rims = Rims()
        self._own = threading.local()

    def around(self, block: Block, cells: Block) -> tuple[Tile, NDArray[np.uint8]]:
        """Heights of cells and one around them, and room for an answer to each cell.

        Both lie in memory this thread uses again for its next block: no page of it is new, and
        hardly any leaves the processor's cache.

        Args:
            block: to be read.
            cells: what it answers for.

        Returns:
            Heights, NaN outside the grid, (rows + 2, cols + 2), and an array of (rows, cols).
        """
        dem, around = self._heights, cells.with_halo
        z = self._room("heights", (around.height, around.width), dem.dtype)
        down, right = block.row - around.row, block.col - around.col
        rows, cols = slice(down, down + block.height), slice(right, right + block.width)
        for beyond in (z[: rows.start], z[rows.stop :], z[:, : cols.start], z[:, cols.stop :]):
            beyond[:] = np.nan
        self._fill(block, z[rows, cols])
        self._put_before(block, z, rows, cols)
        return z, self._room("classes", (cells.height, cells.width), np.dtype(np.uint8))

    def _fill(self, block: Block, own: Tile) -> None:
        rim = self._rims.begin(block, self._heights.shape)
        try:
            self._heights.fill(block.row, block.col, own)
            found = _rim_of(own)
        except BaseException as fault:
            rim.set_exception(fault)
            raise
        rim.set_result(found)

    def _put_before(self, block: Block, z: Tile, rows: slice, cols: slice) -> None:
        """What lies north, west and north-west of the block, within the grid."""
        row, col = block.row - DEEP, block.col - DEEP
        if block.row:
            rim = self._rims.take("north", block)
            z[:DEEP, cols] = rim.south if rim else self._read(row, block.col, DEEP, block.width)
        if block.col:
            rim = self._rims.take("west", block)
            z[rows, :DEEP] = rim.east if rim else self._read(block.row, col, block.height, DEEP)
        if block.row and block.col:
            rim = self._rims.take("corner", block)
            z[:DEEP, :DEEP] = rim.south[:, -DEEP:] if rim else self._read(row, col, DEEP, DEEP)

    def _read(self, *window: int) -> Tile:
        return self._heights.read(*window)

    def _room(self, name: str, shape: tuple[int, int], dtype: np.dtype[Any]) -> NDArray[Any]:
        cells = shape[0] * shape[1]
        room = getattr(self._own, name, None)
        if room is None or len(room) < cells:
            room = np.empty(cells, dtype=dtype)
            setattr(self._own, name, room)
        part: NDArray[Any] = room[:cells].reshape(shape)
        return part


def _rim_of(heights: Tile) -> Rim | None:
    if min(heights.shape) < DEEP:
        return None
    return Rim(heights[-DEEP:].copy(), heights[:, -DEEP:].copy())
