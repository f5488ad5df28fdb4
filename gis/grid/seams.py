"""Rims of blocks handed to their neighbours, so that no heights are read twice or kept whole.

A block that answered for all its cells would need a row of the block south of it, which nobody has
read yet. So a block answers for its cells without the last row and column, and for the last row and
column of the blocks before it: what it needs beyond its own cells has been read by then.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from gis.grid.blocks import Block
from gis.grid.heights import Tile

Side = Literal["north", "west", "corner"]

# Rows and columns of a neighbour a block needs: the one it answers for and one beyond.
DEEP = 2
# Rims that nobody asked for (of blocks beside land without shapes) are let go beyond this.
_MOST_BYTES = 32 << 20


@dataclass(frozen=True)
class Rim:
    """The last rows of a block, (2, cols), and its last columns, (rows, 2)."""

    south: Tile
    east: Tile


Held = tuple[Future[Rim | None], int]


def answered(block: Block, shape: tuple[int, int]) -> Block:
    """The cells a block answers for; together they are the grid.

    Args:
        block: one of those that cover the grid.
        shape: rows and columns of the grid.
    """
    north, west = max(block.row - 1, 0), max(block.col - 1, 0)
    south, east = block.row + block.height, block.col + block.width
    south -= south < shape[0]
    east -= east < shape[1]
    return Block(north, west, south - north, east - west)


class Rims:
    """Rims on their way from the blocks they are of to those they are for; threads share them."""

    def __init__(self) -> None:
        self._bytes = 0
        self._rims: OrderedDict[tuple[Side, int, int], Held] = OrderedDict()
        self._lock = Lock()

    def begin(self, block: Block, shape: tuple[int, int]) -> Future[Rim | None]:
        """Say that a block is being read: from now on its neighbours wait for its rim.

        Whoever calls this sets the result (``None`` for a block too small to have a rim) or the
        exception before waiting for anything else.
        """
        rim: Future[Rim | None] = Future()
        south, east = block.row + block.height, block.col + block.width
        below, beside = south < shape[0], east < shape[1]
        size = 8 * DEEP * (block.height + block.width)
        for_whom: tuple[tuple[tuple[Side, int, int], bool], ...] = (
            (("north", south, block.col), below),
            (("west", block.row, east), beside),
            (("corner", south, east), below and beside),
        )
        with self._lock:
            for place in (place for place, there in for_whom if there):
                self._rims[place] = rim, size
                self._bytes += size
            while self._bytes > _MOST_BYTES:
                self._bytes -= self._rims.popitem(last=False)[1][1]
        return rim

    def take(self, side: Side, block: Block) -> Rim | None:
        """The rim of the neighbour on one side; ``None`` when nobody here is reading it."""
        with self._lock:
            known = self._rims.pop((side, block.row, block.col), None)
            self._bytes -= known[1] if known else 0
        return known[0].result() if known else None
