"""The test ``elevation``: metres above sea, both ends included."""

from __future__ import annotations

from gis.criteria.between import between
from gis.criteria.mask import Mask
from gis.grid.terrain import Terrain
from gis.project.criteria_model import ElevationTest

TOLERANCE_M = 1e-6


def elevation_mask(test: ElevationTest, terrain: Terrain) -> Mask:
    """Where the elevation lies between the bounds, both included to a thousandth of a millimetre.

    Args:
        test: bounds in metres.
        terrain: elevation in metres. Where it is unknown the answer is unknown.
    """
    known = terrain.elevation_known
    return between(terrain.elevation_m, known, test.from_m, test.to_m, TOLERANCE_M)
