"""Horn's slope once more, as a convolution: what the program says is held against this."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve

_ACROSS = np.array([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]])


def horn_deg(
    z: NDArray[np.float64], dx_m: float | NDArray[np.float64], dy_m: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Slope in degrees; NaN (an unknown height) spreads to its neighbours, the rim is NaN."""
    east = convolve(z, _ACROSS) / (8 * dx_m)
    south = convolve(z, _ACROSS.T) / (8 * dy_m)
    slope = np.degrees(np.arctan(np.hypot(east, south)))
    slope[[0, -1]] = np.nan
    slope[:, [0, -1]] = np.nan
    return slope
