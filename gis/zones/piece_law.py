"""Pieces split by what the law says of their cells, so that sums of pieces serve them too.

The part of piece ``n`` with judgement ``k`` of ``count`` judgements is numbered ``n * count + k``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.piece_sums import PieceSums, Small, whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def split(painted: Small, law: NDArray[np.uint8], count: int) -> Small:
    """Numbers of the parts of pieces, -1 without any, (rows, cols)."""
    return np.where(painted >= 0, painted * np.int32(count) + law, np.int32(-1)).astype(np.int32)


def spread(number: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """New numbers of pieces as new numbers of their parts, (pieces * count,)."""
    parts = np.asarray(number, dtype=np.int64)[:, None] * count + np.arange(count)
    return np.where(np.asarray(number)[:, None] < 0, -1, parts).ravel()


def renumbered(law: PieceSums, number: NDArray[np.integer], count: int) -> PieceSums:
    """Parts under new numbers of their pieces; parts of a piece that has none are left out."""
    shapes = np.arange(int(law.shape.max(initial=-1)) + 1)
    kept = np.asarray(number)[law.piece // count] >= 0
    return law.some(kept).renumbered(spread(number, count), shapes)


def by_judgement(law: PieceSums, piece: Ints, shape: Ints, count: int) -> Floats:
    """Shares of each judgement of some pieces under some shapes; a row adds up to 1.

    Args:
        law: parts of pieces, sorted.
        piece: numbers of the pieces, (rows,).
        shape: numbers of the shapes, (rows,).
        count: how many judgements there are.
    """
    weights = np.append(whole(law.weight), 0.0)
    each = [law.rows(piece * count + k, shape) for k in range(count)]
    found = weights[np.stack(each, axis=1)] if count else np.zeros((len(piece), 0))
    total = found.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(found, total, out=np.zeros_like(found), where=total > 0)
    return shares
