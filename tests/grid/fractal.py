"""Terrain whose truth is known: fractal heights, errors of a known kind on top."""

from __future__ import annotations

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from scipy.fft import fft2, ifft2

from gis.grid.error_field import ErrorModel, Torus
from gis.grid.grid import Grid
from gis.grid.terrain import Terrain, slope_deg

Floats = NDArray[np.float64]
CELL_M = 30.0


def fractal(size: int, gradient: float, hurst: float, random: np.random.Generator) -> Floats:
    """Heights with a power-law spectrum and a gradient of so much (rms) each way."""
    f = np.fft.fftfreq(2 * size)
    per_cell = np.hypot(f[:, None], f[None, :])
    per_cell[0, 0] = np.inf
    z = ifft2(fft2(random.standard_normal(per_cell.shape)) * per_cell ** -(hurst + 1)).real
    down, across = np.gradient(z, CELL_M)
    # A quarter of the torus: its edges do not meet, as in a real DEM.
    return (z * gradient / np.sqrt((down**2 + across**2).mean() / 2))[:size, :size]


def errors(size: int, model: ErrorModel, random: np.random.Generator) -> Floats:
    """Errors of heights with the stated covariance."""
    wide = 3 * size
    power = Torus(wide, CELL_M, CELL_M).spectrum_m2(model)
    return ifft2(fft2(random.standard_normal((wide, wide))) * np.sqrt(power)).real[:size, :size]


def terrain(heights: Floats) -> Terrain:
    """The terrain of a DEM without holes in EPSG:9205."""
    known = np.ones(heights.shape, bool)
    metres = np.full(heights.shape[0], CELL_M)
    grid = Grid(CRS("EPSG:9205"), Affine(CELL_M, 0, 5e5, 0, -CELL_M, 25e5), heights.shape)
    return Terrain(grid, heights, known, *slope_deg(heights, known, metres, metres))
