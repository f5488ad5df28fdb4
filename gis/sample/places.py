"""From longitude and latitude to the metres of the sample's CRS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gis.sample.ground import CRS_NAME


def metres_of(
    places: Sequence[tuple[float, float]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eastings and northings of places.

    Args:
        places: longitude and latitude in degrees, WGS 84.

    Returns:
        x and y in metres, EPSG:9205.
    """
    lon, lat = np.array(places, dtype=np.float64).T
    x, y = Transformer.from_crs("EPSG:4326", CRS_NAME, always_xy=True).transform(lon, lat)
    return np.asarray(x), np.asarray(y)
