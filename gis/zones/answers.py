"""A mask as classes of land: the form sums by class read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask

# Unknown is the last, to which land beyond the grid belongs.
YES, NO, UNKNOWN = 0, 1, 2
ANSWERS = 3


def answers(mask: Mask) -> NDArray[np.uint8]:
    """``YES``, ``NO`` or ``UNKNOWN`` of every cell, (rows, cols)."""
    # A mask holds only where it is known.
    found: NDArray[np.uint8] = np.uint8(UNKNOWN) - mask.known.view(np.uint8)
    found -= mask.holds.view(np.uint8)
    return found
