"""The test ``canopy_cover``: a share of the ground, both ends included."""

from __future__ import annotations

from gis.criteria.between import between
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.project.criteria_model import CanopyTest

TOLERANCE_SHARE = 1e-6


def canopy_mask(test: CanopyTest, canopy: Aligned) -> Mask:
    """Where canopy cover lies between the bounds, both included to a millionth.

    Args:
        test: bounds as shares 0-1.
        canopy: canopy cover as a share 0-1, on the grid. Where it is unknown the answer is unknown.
    """
    return between(canopy.values, canopy.known, test.from_share, test.to_share, TOLERANCE_SHARE)
