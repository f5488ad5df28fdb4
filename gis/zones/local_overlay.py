"""Overlays of small plots computed near zero, where 64-bit coordinates are finest.

At coordinates of millions of metres an overlay may move nearly coincident lines by micrometres,
and hectares then close only to 1e-8. Close to zero they close to 1e-10 (measured on plots drawn
along a commune border with noise of 1e-9 to 1e-3 m).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_MARGIN = 1.0


@dataclass(frozen=True)
class Vicinity:
    """The surroundings of one shape: a whole-number origin, so that going there is exact.

    ``step`` is the distance between neighbouring 64-bit numbers in the coordinates come from.
    """

    origin: NDArray[np.float64]
    window: BaseGeometry
    step: float

    @classmethod
    def of(cls, shape: BaseGeometry) -> Vicinity:
        """The surroundings of a shape that is not empty."""
        west, south, east, north = shape.bounds
        window = shapely.box(west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        step = float(np.spacing(np.abs(window.bounds).max()))
        return cls(np.floor([west, south]), window, step)

    def bring(self, shape: BaseGeometry) -> BaseGeometry:
        """The part of a shape that lies here, in local coordinates."""
        near = shape if self.window.covers(shape) else shape.intersection(self.window)
        return shapely.transform(near, lambda xy: xy - self.origin)

    def put_back(self, shape: BaseGeometry) -> BaseGeometry:
        """A local result in the coordinates it came from.

        It is first rounded to ``step`` with its topology kept: moving it is then exact, and what
        was valid here is valid there.
        """
        stepped = shapely.set_precision(shape, self.step)
        return shapely.transform(stepped, lambda xy: xy + self.origin)
