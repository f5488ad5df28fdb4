"""A value between two bounds, both included."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask


def between(
    values: NDArray[np.float64] | NDArray[np.int64],
    known: NDArray[np.bool_],
    low: float | None,
    high: float | None,
    tolerance: float,
) -> Mask:
    """Where a value lies between two bounds; a missing bound is open.

    Args:
        values: (rows, cols), in the unit of the bounds.
        known: where they are known, (rows, cols); elsewhere the answer is unknown.
        low: smallest value that holds.
        high: largest value that holds.
        tolerance: how far beyond a bound a value still counts as equal to it: what rounding of
            storage or unit may have done (0.7 kept in single precision is 0.69999999).
    """
    holds = np.ones(values.shape, dtype=bool)
    if low is not None:
        holds &= values >= low - tolerance
    if high is not None:
        holds &= values <= high + tolerance
    return Mask(holds, known)
