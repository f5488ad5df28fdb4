"""Land of pieces under shapes (zones in communes) and what it is like, block by block.

Sums are whole numbers, so they come to the same digit whatever the blocks and their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.rings import Rings
from gis.grid.runs import ONE

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Small = NDArray[np.int32]
Ints = NDArray[np.int64]
Values = tuple[Floats, Bools]


@dataclass(frozen=True)
class PieceSums:
    """A row for every piece and shape that share land.

    Args:
        piece: number of the piece, (pairs,).
        shape: number of the shape, (pairs,).
        weight: land they share, in cells of the heaviest row, coarse and fine, (pairs, 2).
        sums: for each kind of value, weight of known land and of values times weight, both coarse
            and fine, (kinds, pairs, 4).
        extremes: for each kind, least and greatest known value, infinities without any,
            (kinds, pairs, 2).
    """

    piece: Small
    shape: Small
    weight: Ints
    sums: Ints
    extremes: Floats

    def some(self, which: Bools) -> PieceSums:
        """Some of the rows."""
        return PieceSums(
            self.piece[which], self.shape[which], self.weight[which],
            self.sums[:, which], self.extremes[:, which],
        )  # fmt: skip

    def renumbered(self, number: NDArray[np.integer], shapes: NDArray[np.integer]) -> PieceSums:
        """The same rows under other numbers of pieces and of shapes."""
        piece, shape = number[self.piece].astype(np.int32), shapes[self.shape].astype(np.int32)
        return PieceSums(piece, shape, self.weight, self.sums, self.extremes)

    def weight_by_shape(self, count: int) -> Ints:
        """Land of all these pieces under every shape, coarse and fine, (count, 2)."""
        total = np.zeros((count, 2), dtype=np.int64)
        np.add.at(total, self.shape, self.weight)
        return total

    def rows(self, piece: Ints, shape: Ints) -> Ints:
        """Where some pairs stand; rows must be sorted. Pairs that share no land are at -1."""
        wide = int(max(self.shape.max(initial=0), shape.max(initial=0))) + 1
        keys, asked = self.piece.astype(np.int64) * wide + self.shape, piece * wide + shape
        at = np.searchsorted(keys, asked)
        at[at == len(keys)] = -1
        return np.where(keys[at] == asked, at, -1) if len(keys) else np.full(len(asked), -1)

    def means(self, kind: int) -> Floats:
        """Mean of one kind of value over known land, (pairs,); NaN where none is known."""
        weight, total = whole(self.sums[kind, :, :2]), whole(self.sums[kind, :, 2:])
        return np.divide(total, weight, out=np.full(len(weight), np.nan), where=weight > 0)

    def extreme(self, kind: int, which: int) -> Floats:
        """Least (0) or greatest (1) known value of one kind, (pairs,); NaN where none is known."""
        found = self.extremes[kind, :, which]
        return np.where(np.isfinite(found), found, np.nan)


def whole(sums: Ints) -> Floats:
    """Coarse and fine sums (…, 2) as one number each."""
    from gis.grid.kernels.piece_sums import COARSE, FINE

    return sums[..., 0] / COARSE + sums[..., 1] / (COARSE * FINE)


def sum_pieces(
    painted: Small,
    count: int,
    corner: tuple[int, int],
    runs: Ints,
    row_weight: Floats,
    kinds: Sequence[Values],
) -> PieceSums:
    """What the land of every piece under every shape is like, within one block.

    Args:
        painted: number of the piece in every cell, -1 without any, (rows, cols).
        count: how many pieces there are.
        corner: row and column of the block's first cell.
        runs: cells under shapes, from :func:`gis.grid.runs.runs_of`, (runs, 5).
        row_weight: weight of a whole cell in every row of the block, 0-1, (rows,).
        kinds: values and where they are known, (rows, cols) each, in any unit.
    """
    from gis.grid.kernels.piece_sums import sum_values, sum_weights

    each = runs[:, 4] / ONE * row_weight[runs[:, 1] - corner[0]]
    cell, pair, weight, piece, shape = _listed(painted, count, corner, runs, each)
    land = np.zeros((len(piece), 2), dtype=np.int64)
    sum_weights(pair, weight, land)
    sums = np.zeros((len(kinds), len(piece), 4), dtype=np.int64)
    extremes = np.empty((len(kinds), len(piece), 2))
    extremes[:] = np.inf, -np.inf
    for kind, (values, known) in enumerate(kinds):
        of = np.ascontiguousarray(values, dtype=np.float64).ravel()
        seen = np.ascontiguousarray(known).ravel()
        sum_values(of, seen, cell, pair, weight, sums[kind], extremes[kind])
    return PieceSums(piece, shape, land, sums, extremes)


def _listed(
    painted: Small, count: int, corner: tuple[int, int], runs: Ints, each: Floats
) -> tuple[Small, Small, Floats, Small, Small]:
    """Cells of pieces under shapes: place, pair, weight; piece and shape of every pair."""
    from gis.grid.kernels.piece_sums import list_pieces

    # Memory that is not written to is not taken.
    most = int((runs[:, 3] - runs[:, 2]).sum())
    cell, pair, piece, shape = (np.empty(most, dtype=np.int32) for _ in range(4))
    weight, latest = np.empty(most), np.full(count, -1, dtype=np.int32)
    given = runs, each, painted, corner, latest
    n, m = list_pieces(*given, cell, pair, weight, piece, shape)
    return cell[:n].copy(), pair[:n].copy(), weight[:n].copy(), piece[:m].copy(), shape[:m].copy()


def join_sums(parts: Sequence[PieceSums]) -> PieceSums:
    """Rows of several blocks as rows of the whole, sorted by piece, then by shape."""
    piece = np.concatenate([p.piece for p in parts]).astype(np.int64)
    shape = np.concatenate([p.shape for p in parts])
    wide = int(shape.max(initial=0)) + 1
    keys, at = np.unique(piece * wide + shape, return_inverse=True)
    weight = np.zeros((len(keys), 2), dtype=np.int64)
    np.add.at(weight, at, np.concatenate([p.weight for p in parts]))
    of_parts = np.concatenate([p.sums for p in parts], axis=1)
    sums = np.zeros((len(of_parts), len(keys), 4), dtype=np.int64)
    extremes = np.empty((len(of_parts), len(keys), 2))
    extremes[:] = np.inf, -np.inf
    seen = np.concatenate([p.extremes for p in parts], axis=1)
    for kind, amounts in enumerate(of_parts):
        np.add.at(sums[kind], at, amounts)
        np.minimum.at(extremes[kind, :, 0], at, seen[kind, :, 0])
        np.maximum.at(extremes[kind, :, 1], at, seen[kind, :, 1])
    number, of = (keys // wide).astype(np.int32), (keys % wide).astype(np.int32)
    return PieceSums(number, of, weight, sums, extremes)


def shape_weights(rings: Rings, first: int, row_weight: Floats) -> Floats:
    """Weight of whole shapes, also where they reach beyond the grid, (shapes,).

    Args:
        rings: the shapes, in cells of the grid.
        first: the row ``row_weight`` begins with; no shape reaches farther north.
        row_weight: weight of a whole cell in every row from there on to the southernmost.
    """
    from gis.grid.kernels.piece_sums import weigh_shapes

    weight = np.zeros(len(rings.shape_ring) - 1)
    given = rings.xy, rings.ring_start, rings.sign, rings.shape_ring
    weigh_shapes(*given, first, row_weight, weight)
    return weight
