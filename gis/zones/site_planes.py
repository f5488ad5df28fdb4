"""Planes of one byte for each cell or square of cells, packed by block and put together again."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block

Plane = NDArray[np.uint8]

# A square whose cells differ. No cell reads so.
MIXED = 255
# Parts wait for the end of the pass in memory, or travel from a worker: quick packing is enough.
_QUICK = 1


@dataclass(frozen=True)
class Packed:
    """The lowest and the highest byte in every square a block touches; ``high`` is None where a
    square is one cell.
    """

    row: int
    col: int
    shape: tuple[int, int]
    low: bytes
    high: bytes | None = None

    @property
    def place(self) -> tuple[slice, slice]:
        """Where the squares lie in the whole plane."""
        rows, cols = self.shape
        return np.s_[self.row : self.row + rows, self.col : self.col + cols]


def packed_plane(plane: Plane, block: Block, side: int) -> Packed:
    """A block's bytes by squares of ``side`` × ``side`` cells of the whole grid.

    Args:
        plane: a byte for each cell of the block, none of them ``MIXED``.
        block: its place in the grid.
        side: cells along a square.
    """
    if side == 1:
        return Packed(block.row, block.col, plane.shape, _pack(plane))
    row, col = block.row // side, block.col // side
    down, right = _starts(block.row, block.height, side), _starts(block.col, block.width, side)
    low = np.minimum.reduceat(np.minimum.reduceat(plane, down, axis=0), right, axis=1)
    high = np.maximum.reduceat(np.maximum.reduceat(plane, down, axis=0), right, axis=1)
    return Packed(row, col, (len(down), len(right)), _pack(low), _pack(high))


def join_planes(parts: Sequence[Packed], shape: tuple[int, int], side: int) -> Plane:
    """The plane of a whole grid.

    Args:
        parts: of every block, in any order.
        shape: rows and columns of the grid, in cells.
        side: as the parts were packed.
    """
    rows, cols = (-(-n // side) for n in shape)
    low = np.full((rows, cols), MIXED, dtype=np.uint8)
    high = np.zeros((rows, cols), dtype=np.uint8) if side > 1 else low
    for part in parts:
        here = low[part.place]
        np.minimum(here, _unpack(part.low, part.shape), out=here)
        if part.high is not None:
            there = high[part.place]
            np.maximum(there, _unpack(part.high, part.shape), out=there)
    low[low != high] = MIXED
    return low


def _starts(first: int, length: int, side: int) -> NDArray[np.intp]:
    """Where squares begin within a block; the first may have begun in the block before."""
    edges = np.arange(first // side, -(-(first + length) // side)) * side - first
    return np.maximum(edges, 0).astype(np.intp)


def _pack(plane: Plane) -> bytes:
    return zlib.compress(plane.tobytes(), _QUICK)


def _unpack(packed: bytes, shape: tuple[int, int]) -> Plane:
    return np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(shape)
