"""The sample's DEM file: heights of the area and a margin around it, with a few small voids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.sample.countryside import Countryside
from gis.sample.ground import DEM_CELL_M, PATCH_CELL_M, centres_of, random_for
from gis.sample.terrain import Land

NO_HEIGHT = -9999.0
MARGIN_M = 600.0
VOIDS, VOID_FROM_M, VOID_TO_M = 9, 70.0, 170.0


def draw_dem(land: Land, country: Countryside) -> NDArray[np.float32]:
    """Heights in metres to 0.1 m, (rows, cols) of 30 m cells.

    Args:
        land: the invented mountains.
        country: where the area is, and its roads: voids lie near them, under fields too.

    Returns:
        Heights; ``NO_HEIGHT`` in the voids and farther than 600 m from the area.
    """
    far = (country.commune < 0) & (country.to_border_m > MARGIN_M)
    times = round(PATCH_CELL_M / DEM_CELL_M)
    unknown = far.repeat(times, axis=0).repeat(times, axis=1) | _voids(country)
    return np.where(unknown, np.float32(NO_HEIGHT), land.elevation_m)


def _voids(country: Countryside) -> NDArray[np.bool_]:
    rng = random_for("dem voids")
    lively = (country.commune >= 0) & (country.to_road_m < 500) & (country.elevation_m < 1_100)
    cells = rng.choice(np.flatnonzero(lively), VOIDS, replace=False)
    near_x, near_y = centres_of(PATCH_CELL_M)
    x, y = centres_of(DEM_CELL_M)
    row, col = np.divmod(cells, lively.shape[1])
    void = np.zeros((y.size, x.size), dtype=bool)
    for px, py, reach in zip(
        near_x[col], near_y[row], rng.uniform(VOID_FROM_M, VOID_TO_M, VOIDS), strict=True
    ):
        void |= (x[None, :] - px) ** 2 + (y[:, None] - py) ** 2 < reach**2
    return void
