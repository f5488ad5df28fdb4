"""What one block of land adds to the candidate zones of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.piece_sums import PieceSums, Values, sum_pieces
from gis.grid.pieces import Small, Strips, number_pieces, paint_pieces, strips_of
from gis.grid.runs import runs_of
from gis.project.model import ZoneRule
from gis.zones.commune_cells import CommuneCells
from gis.zones.eligibility import conditions, eligible
from gis.zones.piece_law import renumbered, split

# The kinds of values a zone's ground is described by, as they stand in ``PieceSums``.
ELEVATION, SLOPE, CANOPY = range(3)


@dataclass(frozen=True)
class ZonePart:
    """Pieces of eligible land in one block.

    Args:
        strips: land of the pieces that may be part of a candidate zone, in cells of the grid.
        piece: number of each strip's piece within this block, from 0, (strips,).
        count: how many such pieces there are.
        land: what they are like in every commune they touch.
        small: land by commune of the pieces that are whole and surely too small, coarse and fine,
            (communes, 2).
        law: the same pieces split by what the law says, if it is asked.
    """

    strips: Strips
    piece: Small
    count: int
    land: PieceSums
    small: NDArray[np.int64]
    law: PieceSums | None = None


@dataclass(frozen=True)
class ZoneBlock:
    """The task: find the pieces of one rule in a block. It can be sent to another process.

    Args:
        rule: what it asks of land.
        canopy: name of the raster layer whose canopy is told, if any.
        communes: where pieces are looked for.
        least_cells: a piece of fewer cells is surely too small.
        judgements: how many judgements of the law there are; 0: it is not asked.
    """

    rule: ZoneRule
    canopy: str | None
    communes: CommuneCells
    least_cells: float
    judgements: int = 0

    def __call__(self, block: Block, land: Evaluation) -> ZonePart:
        """Pieces of one block; ``land`` is evaluated on the block's own cells."""
        near = block.within(self.communes.around)
        row, col = near.row - block.row, near.col - block.col
        here = np.s_[row : row + near.height, col : col + near.width]
        holds = eligible(conditions(self.rule, land.masks)).holds[here]
        strips = strips_of(holds)
        piece, count = number_pieces(strips)
        painted = paint_pieces(strips, piece, holds.shape)
        kinds = [(values[here], known[here]) for values, known in self._kinds(land)]
        found = self._sums(painted, count, near, kinds)
        law = None
        if self.judgements and land.law is not None:
            parts = split(painted, land.law[here], self.judgements)
            law = self._sums(parts, count * self.judgements, near, [])
        return self._sorted_out(strips, piece, count, found, law, near)

    def _sums(self, painted: Small, count: int, near: Block, kinds: Sequence[Values]) -> PieceSums:
        numbers, rings = self.communes.near(near)
        weights = self.communes.row_weight[near.row : near.row + near.height]
        runs = runs_of(rings, near).table
        found = sum_pieces(painted, count, (near.row, near.col), runs, weights, kinds)
        return found.renumbered(np.arange(count), numbers)

    def _kinds(self, land: Evaluation) -> Sequence[Values]:
        terrain = land.terrain
        kinds = [
            (terrain.elevation_m, terrain.elevation_known),
            (terrain.slope_deg, terrain.slope_known),
        ]
        if self.canopy is not None and self.canopy in land.rasters:
            canopy = land.rasters[self.canopy]
            kinds.append((canopy.values.astype(np.float64), canopy.known))
        return kinds

    def _sorted_out(
        self,
        strips: Strips,
        piece: Small,
        count: int,
        found: PieceSums,
        law: PieceSums | None,
        near: Block,
    ) -> ZonePart:
        """Settle the pieces that no other block can make larger; keep the rest."""
        cells = np.bincount(piece, strips.cells, count)
        closed = ~_open(strips, piece, count, near, self.communes.around)
        away = np.ones(count, dtype=bool)
        away[found.piece] = False
        settled = closed & ((cells < self.least_cells) | away)
        kept, number = ~settled[piece], np.cumsum(~settled) - 1
        small = found.some(settled[found.piece]).weight_by_shape(len(self.communes.weight))
        every = np.arange(len(self.communes.weight))
        new = np.where(settled, -1, number)
        return ZonePart(
            strips[kept].moved(near.row, near.col),
            number[piece[kept]].astype(np.int32),
            int(count - settled.sum()),
            found.some(~settled[found.piece]).renumbered(number, every),
            small,
            law and renumbered(law, new, self.judgements),
        )


def _open(
    strips: Strips, piece: Small, count: int, near: Block, around: Block
) -> NDArray[np.bool_]:
    """Pieces that touch a side beyond which there is more land to look at, (count,)."""
    north, west = near.row > around.row, near.col > around.col
    south = near.row + near.height < around.row + around.height
    east = near.col + near.width < around.col + around.width
    touches = np.zeros(len(piece), dtype=bool)
    touches |= north & (strips.row == 0)
    touches |= south & (strips.row == near.height - 1)
    touches |= west & (strips.ends[:, 0] == 0)
    touches |= east & (strips.ends[:, 1] == near.width)
    found = np.zeros(count, dtype=bool)
    found[piece[touches]] = True
    return found
