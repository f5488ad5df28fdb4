"""A grid in pieces that fit in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# A block of this many cells keeps its heights and answers within some 20 MB.
BLOCK_CELLS = 1 << 20
# Blocks run from west to east within stripes of at most this many columns, so that the tiles two
# rows of blocks share are still at hand for the second, however wide the grid.
STRIPE_COLS = 8192


@dataclass(frozen=True)
class Block:
    """A window of a grid: its first row and column, its height and width, in cells."""

    row: int
    col: int
    height: int
    width: int

    @property
    def with_halo(self) -> Block:
        """The block and one cell around it, also where the grid ends."""
        return Block(self.row - 1, self.col - 1, self.height + 2, self.width + 2)

    def within(self, other: Block) -> Block:
        """The part of the block in another one; without rows or columns where they are apart."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        south = min(self.row + self.height, other.row + other.height)
        east = min(self.col + self.width, other.col + other.width)
        return Block(row, col, max(south - row, 0), max(east - col, 0))


def blocks_of(
    shape: tuple[int, int], tile: tuple[int, int], cells: int = BLOCK_CELLS
) -> Iterator[Block]:
    """Blocks that cover a grid once, each of whole tiles of its file.

    Args:
        shape: rows and columns of the grid.
        tile: rows and columns the file stores together.
        cells: about how many cells a block has; a single tile may have more.
    """
    height, width = block_shape(shape, tile, cells)
    stripe = max(STRIPE_COLS // width, 1) * width
    for west in range(0, shape[1], stripe):
        for row in range(0, shape[0], height):
            for col in range(west, min(west + stripe, shape[1]), width):
                yield Block(row, col, min(height, shape[0] - row), min(width, shape[1] - col))


def block_shape(
    shape: tuple[int, int], tile: tuple[int, int], cells: int = BLOCK_CELLS
) -> tuple[int, int]:
    """Rows and columns of a block: whole tiles, as square as they allow, about ``cells`` in all.

    Arguments as for :func:`blocks_of`.
    """
    side = int(cells**0.5)
    width = min(shape[1], max(side // tile[1], 1) * tile[1])
    height = max(cells // width // tile[0], 1) * tile[0]
    return min(shape[0], height), width
