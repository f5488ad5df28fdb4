"""From longitude and latitude to metres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gis.sample.ground import CRS_NAME


def metres_of(
    places: Sequence[tuple[float, float]], crs: str = CRS_NAME
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eastings and northings of places.

    Args:
        places: longitude and latitude in degrees, WGS 84.
        crs: the CRS asked for; the sample's EPSG:9205 unless given.

    Returns:
        x and y in metres of that CRS.
    """
    lon, lat = np.array(places, dtype=np.float64).T
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return np.asarray(x), np.asarray(y)
