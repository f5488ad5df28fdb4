"""Invented heights: folded noise at a few wavelengths, from the lowest to the highest land."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.sample.examples.ground import Ground


def draw_heights(ground: Ground, cell_m: float) -> NDArray[np.float32]:
    """Heights on cells of a size that divides the window.

    Args:
        ground: the window.
        cell_m: metres; another size gives the same land, seen more or less finely.

    Returns:
        (rows, cols) metres to 0.1 m, on cells over 30 m to 1 m; every cell has a height.
    """
    low_m, high_m = ground.example.height_m
    rng = ground.random_for("heights")
    wide_m = ground.example.relief_m
    broad = ground.noise(rng, 4 * wide_m, cell_m) + 0.7 * ground.noise(rng, wide_m, cell_m)
    ridges = sum(
        (np.exp(-1.6 * np.abs(ground.noise(rng, wide_m / n, cell_m))) / n for n in (2, 4, 8)),
        start=np.zeros(ground.shape(cell_m), dtype=np.float32),
    )
    height = 1 / (1 + np.exp(-(0.8 * broad + 1.6 * ridges - 2.2)))
    # Coarse models of whole countries come in whole metres; so does this one.
    decimals = 0 if cell_m > 30 else 1
    return np.asarray(low_m + (high_m - low_m) * height, dtype=np.float32).round(decimals)
