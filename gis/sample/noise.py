"""Smooth random surfaces: uniform cubic B-splines over a lattice of random numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gis.sample.ground import HEIGHT_M, WIDTH_M, shape_of

WINDOW_M = (HEIGHT_M, WIDTH_M)


def _weights(length_m: float, step_m: float, cells: int) -> sparse.csr_array:
    """How much each lattice value counts at each cell centre: four cubic B-spline weights."""
    at = (np.arange(cells) + 0.5) * (length_m / cells) / step_m + 0.5
    base = np.floor(at).astype(np.int64)
    t = at - base
    four = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3])
    rows = np.tile(np.arange(cells), 4)
    cols = (base + np.arange(4)[:, None]).ravel()
    values = (four.ravel() / 6).astype(np.float32)
    width = math.ceil(length_m / step_m) + 4
    return sparse.csr_array((values, (rows, cols)), shape=(cells, width))


def spread(
    lattice: NDArray[np.float32], step_m: tuple[float, float], cell_m: float
) -> NDArray[np.float32]:
    """A smooth surface through the neighbourhood of lattice values.

    Args:
        lattice: one value per step, at the step's middle, and two more on every side.
        step_m: lattice spacing down and across, metres.
        cell_m: cell size of the surface, metres.

    Returns:
        (rows, cols) of the window in cells of ``cell_m``.
    """
    return _surface(lattice, step_m, WINDOW_M, shape_of(cell_m))


def _surface(
    lattice: NDArray[np.float32],
    step_m: tuple[float, float],
    size_m: tuple[float, float],
    shape: tuple[int, int],
) -> NDArray[np.float32]:
    down = _weights(size_m[0], step_m[0], shape[0])
    across = _weights(size_m[1], step_m[1], shape[1])
    half = down @ lattice[: down.shape[1], : across.shape[1]]
    return np.ascontiguousarray((across @ half.T).T)


def noise(rng: np.random.Generator, wavelength_m: float, cell_m: float) -> NDArray[np.float32]:
    """A random surface with mean about 0 and standard deviation about 1.

    Args:
        rng: where the random numbers come from.
        wavelength_m: spacing of the lattice; bumps are about twice as wide.
        cell_m: cell size, metres.

    Returns:
        (rows, cols) of the window, float32.
    """
    return noise_over(rng, wavelength_m, WINDOW_M, shape_of(cell_m))


def noise_over(
    rng: np.random.Generator,
    wavelength_m: float,
    size_m: tuple[float, float],
    shape: tuple[int, int],
) -> NDArray[np.float32]:
    """The surface of :func:`noise` over land of another size.

    Args:
        rng: where the random numbers come from.
        wavelength_m: spacing of the lattice; bumps are about twice as wide.
        size_m: height and width of the land, metres.
        shape: rows and columns of the surface.

    Returns:
        (rows, cols), float32.
    """
    lattice_shape = tuple(math.ceil(side / wavelength_m) + 4 for side in size_m)
    lattice = rng.standard_normal(lattice_shape, dtype=np.float32)
    # A cubic B-spline of independent values keeps (151/315)² of their variance.
    surface = _surface(lattice, (wavelength_m, wavelength_m), size_m, shape)
    return surface * np.float32(315 / 151)


def ridged(rng: np.random.Generator, wavelength_m: float, cell_m: float) -> NDArray[np.float32]:
    """A random surface of sharp crests between 0 and 1, by folding :func:`noise` at zero."""
    return np.exp(-np.abs(noise(rng, wavelength_m, cell_m)) * np.float32(1.6))
