"""The slope class of every cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gis.criteria.slope import above
from gis.grid.terrain import Terrain

# No class: the slope is not known. Also the nodata value of the raster an office may ask for.
UNKNOWN_CLASS = 255


def slope_classes(terrain: Terrain, breaks_deg: Sequence[float]) -> NDArray[np.uint8]:
    """Number of the slope class of every cell, from 1 (flattest) to one more than there are breaks.

    A class is above its lower break and at most its upper one, by the same
    :func:`gis.criteria.slope.above` as criteria: cells beyond the break 25 are exactly the cells
    a criterion finds above 25°, ties and all.

    Args:
        terrain: slope in degrees, (rows, cols).
        breaks_deg: rising, in degrees; fewer than 254.

    Returns:
        (rows, cols); ``UNKNOWN_CLASS`` where the slope is unknown.
    """
    number = np.ones(terrain.slope_deg.shape, dtype=np.uint8)
    for threshold_deg in breaks_deg:
        number += above(terrain.slope_deg, threshold_deg)
    number[~terrain.slope_known] = UNKNOWN_CLASS
    return number
