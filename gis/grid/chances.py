"""Chances of single cells to be steeper than a limit, for very many cells."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gis.grid.error_field import chance_above

Floats = NDArray[np.float64]

# So many steps to a standard deviation: cubics through four of them are right to about 1e-6 (a
# bell's fourth derivative is at most 0.55, times 9/384 of a step to the fourth).
STEPS = 12
# Beyond so many standard deviations from the limit nothing is in doubt.
FAR = 8.0
# Waves over the direction. Errors that are half as large one way need no more.
_TURNS = 8
# Errors less than this part of the limit are as good as none, but a table needs some.
_LEAST = 1e-5


class ChanceTable:
    """:func:`gis.grid.error_field.chance_above` of one limit, read from a table.

    The chance depends on the length of the gradient and, where errors differ eastward and
    southward, a little on its direction: by even waves of the angle, whose heights are read between
    even steps of the length.

    Args:
        sd: standard deviations eastward and southward, (2,), as rise per metre.
        limit: tangent of the limiting slope, above 0.
    """

    def __init__(self, sd: Floats, limit: float) -> None:
        sd = np.maximum(sd, _LEAST * limit)
        self.low, self.high = max(0.0, limit - FAR * sd.max()), limit + FAR * sd.max()
        steps = max(int(np.ceil((self.high - self.low) / sd.min() * STEPS)) + 1, 4)
        length = np.linspace(self.low, self.high, steps)
        turns = 0 if np.ptp(sd) <= 1e-9 * sd.max() else _TURNS
        angle = (np.arange(turns + 1) + 0.5) * np.pi / 2 / (turns + 1)
        east, south = (length[:, None] * turned for turned in (np.cos(angle), np.sin(angle)))
        chance = chance_above(east, south, sd, limit)
        # The cosines of 2, 4 … times the angle are orthogonal over these angles.
        waves = np.cos(2 * angle[:, None] * np.arange(turns + 1))
        heights = chance @ waves * 2 / (turns + 1)
        heights[:, 0] /= 2
        self.heights, self.step = heights, length[1] - length[0]

    def __call__(self, east: Floats, south: Floats) -> Floats:
        """Probabilities 0-1 of gradients (cells,); NaN (unknown) stays NaN."""
        length = np.hypot(east, south)
        near = (length >= self.low) & (length < self.high)
        chance = np.where(np.isnan(length), np.nan, (length >= self.high).astype(np.float64))
        heights = self._heights(length[near])
        # cos 2a = (east² - south²) / length², and further waves of it as Chebyshev's polynomials.
        turned = (east[near] ** 2 - south[near] ** 2) / np.maximum(length[near] ** 2, 1e-300)
        waves = np.polynomial.chebyshev.chebval(turned, heights.T, tensor=False)
        chance[near] = np.clip(waves, 0.0, 1.0)
        return chance

    def _heights(self, length: Floats) -> Floats:
        """Heights of the waves at lengths within the table, (cells, waves)."""
        place = (length - self.low) / self.step
        first = np.clip(place.astype(np.int64) - 1, 0, len(self.heights) - 4)
        between: Floats = np.zeros((len(length), self.heights.shape[1]))
        for k, weight in enumerate(_cubic(place - first)):
            between += self.heights[first + k] * weight[:, None]
        return between


def _cubic(at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Lagrange's weights of the points 0, 1, 2, 3 for a place between them.

    Splines would need a library that takes half a second to load at the start of every run.
    """
    a, b, c, d = at, at - 1, at - 2, at - 3
    return -b * c * d / 6, a * c * d / 2, -a * b * d / 2, a * b * c / 6


@lru_cache(maxsize=256)
def chance_table(sd_east: float, sd_south: float, limit: float) -> ChanceTable:
    """The table of these errors and this limit, made once."""
    return ChanceTable(np.array([sd_east, sd_south]), limit)
