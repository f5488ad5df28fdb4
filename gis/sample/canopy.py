"""Invented canopy cover in percent on 20 m cells, after the forest's states, with clouds in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize

from gis.sample.ground import random_for, shape_of, transform_of
from gis.sample.lots import Lots
from gis.sample.noise import noise

CANOPY_CELL_M = 20.0
NO_COVER = 255
CLOUDY_ABOVE = 1.6
USUAL_PCT = {
    "TXG1": 90, "TXG": 86, "TXB": 79, "TXN": 71, "TXP": 63, "HG1": 66, "VAU": 62, "RTG": 58,
    "DT2": 26, "DTR": 18, "DT1": 10, "NN": 7, "DKH": 4,
}  # fmt: skip


def draw_canopy(lots: Lots, states: NDArray[np.object_]) -> NDArray[np.uint8]:
    """Percent of ground under crowns, (rows, cols) of 20 m cells; 255 where nothing is known.

    Args:
        lots: the lots.
        states: the state code of each.

    Returns:
        0–100, and 255 under clouds and outside the area.
    """
    rng = random_for("canopy")
    usual = np.array([USUAL_PCT[code] for code in states]) + 4 * rng.standard_normal(states.size)
    burned = rasterize(
        zip(lots.shapes, usual.clip(2, 96), strict=True),
        shape_of(CANOPY_CELL_M),
        fill=-1.0,
        transform=transform_of(CANOPY_CELL_M),
        dtype="float32",
    )
    uneven = noise(rng, 130.0, CANOPY_CELL_M)
    cover = np.clip(burned + uneven * (3 + 9 * np.sqrt(np.clip(burned, 0, 100) / 100)), 0, 100)
    hidden = (burned < 0) | (noise(rng, 1_900.0, CANOPY_CELL_M) > CLOUDY_ABOVE)
    return np.where(hidden, NO_COVER, cover.round()).astype(np.uint8)
