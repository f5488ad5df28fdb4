"""Landscapes whose truth is known: the same roughness everywhere, and three where it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from tests.grid.fractal import fractal

Floats = NDArray[np.float64]
Landscape = Callable[[int, np.random.Generator], Floats]

ROUGH, SMOOTH = (0.35, 0.6), (0.35, 1.5)


def alike(size: int, random: np.random.Generator) -> Floats:
    """One fractal, as rough here as there."""
    return fractal(size, 0.3, 0.8, random)


def halves(size: int, random: np.random.Generator) -> Floats:
    """Rough in the west, smooth in the east; they meet within 16 cells."""
    east = np.clip((np.arange(size) - size / 2) / 16 + 0.5, 0, 1)
    return _blend(size, random, east)


def gradual(size: int, random: np.random.Generator) -> Floats:
    """Rougher and rougher from east to west."""
    return _blend(size, random, np.linspace(0, 1, size))


def terraces(size: int, random: np.random.Generator, step_m: float = 120.0) -> Floats:
    """Steps of 120 m with flat treads in the lower half, steep plain sides above them."""
    z = fractal(size, 0.35, 1.2, random)
    level = np.median(z)
    steps = (z - level) / step_m
    part = np.clip((steps - np.floor(steps) - 0.5) * 2, 0, 1)
    stepped = level + step_m * (np.floor(steps) + part**2 * (3 - 2 * part))
    return np.where(z < level, stepped, level + 1.5 * (z - level))


def stairs(size: int, random: np.random.Generator) -> Floats:
    """The same with steps of 40 m, four cells long: sharper than a DEM of such cells shows."""
    return terraces(size, random, 40.0)


def _blend(size: int, random: np.random.Generator, smooth: Floats) -> Floats:
    parts = fractal(size, *ROUGH, random), fractal(size, *SMOOTH, random)
    # Heights are taken about the middle, so that the seam is no cliff.
    rough, gentle = (z - np.median(z) for z in parts)
    return rough * np.sqrt(1 - smooth) + gentle * np.sqrt(smooth)


LANDSCAPES: Mapping[str, Landscape] = {
    "alike": alike, "halves": halves, "gradual": gradual, "terraces": terraces, "stairs": stairs,
}  # fmt: skip
