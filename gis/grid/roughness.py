"""The terrain's own roughness as prior knowledge: what of a DEM's detail is terrain, what error.

Error makes slopes look steeper than they are: a rough field added to a smooth one has a larger
gradient. How much is known from two spectra: what the DEM shows at a frequency (``O``) is terrain
plus error (``E``), so the terrain's part of it is ``H = 1 - E / O``. For Gaussian fields the best
guess of the true gradient is the shown one with every frequency taken down by ``H``, and the error
that is left has the spectrum ``H E`` (N. Wiener, "Extrapolation, interpolation and smoothing of
stationary time series", 1949). Where the terrain is much rougher than the error ``H`` is 1 and
nothing changes: that is the flat prior, "every slope is as likely as any other".

The spectrum is a mean over tapered blocks (P. D. Welch, IEEE Trans. Audio Electroacoust. 15(2),
1967, pp. 70-73), so memory depends on the block and not on the DEM. It is one spectrum for the
whole DEM: where mountains are rough here and smooth there, chances by plot were still right within
about 2 points, but the range of a *total* missed the truth in 3 of 4 runs, by up to two thirds of
its width (a DEM half rough, half smooth). Such a total's range is too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import fft2, ifft2

from gis.grid.error_field import ErrorModel, Torus
from gis.grid.metric import cell_metres
from gis.grid.terrain import Terrain

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

BLOCK, HALO = 512, 48
# A DEM narrower than this shows too few waves to tell terrain from error.
LEAST_BLOCK = 64
BANDS = 40
# A block with less known land than this says nothing about roughness.
ENOUGH = 0.5


@dataclass(frozen=True)
class Roughness:
    """The terrain's share of what the DEM shows, by frequency.

    ``per_metre`` are the middles of bands in cycles per metre, ``share`` the terrain's part (0-1)
    in each. ``rougher_share`` is how much of the declared error's gradient variance lies in bands
    where the DEM shows less than the error alone would: more than a little of it means that the
    declared error is rougher than the DEM itself.
    """

    per_metre: Floats
    share: Floats
    rougher_share: float

    def __call__(self, per_metre: Floats) -> Floats:
        """The terrain's part (0-1) at frequencies in cycles per metre."""
        return np.interp(per_metre, self.per_metre, self.share)


def roughness_of(terrain: Terrain, model: ErrorModel) -> Roughness | None:
    """What of the DEM's detail is terrain, under an error model.

    Args:
        terrain: heights in metres; unknown land counts as flat within a block.
        model: errors of the heights.

    Returns:
        The terrain's share by frequency; None where too little land is known to say.
    """
    size = min(BLOCK, *(n - 2 for n in terrain.grid.shape))
    if size < LEAST_BLOCK:
        return None
    torus = Torus(size, *cell_size_m(terrain))
    band, middles = _bands(torus)
    shown = _shown(terrain, size)
    if shown is None:
        return None
    error = torus.spectrum_m2(model) * sum(t**2 for t in torus.horn())
    seen, wrong = (np.bincount(band.ravel(), p.ravel(), BANDS) for p in (shown, error))
    there = seen > 0
    share = np.clip(1 - wrong[there] / seen[there], 0.0, 1.0)
    rougher = float(wrong[there][share == 0].sum() / wrong.sum())
    return Roughness(middles[there], share, rougher)


def cell_size_m(terrain: Terrain) -> tuple[float, float]:
    """Width and height of the cell in the middle row, in metres."""
    dx_m, dy_m = cell_metres(terrain.grid)
    middle = terrain.grid.shape[0] // 2
    return float(dx_m[middle]), float(dy_m[middle])


def likely_gradient(
    terrain: Terrain, row: Ints, col: Ints, roughness: Roughness | None
) -> tuple[Floats, Floats]:
    """The most likely true gradient of cells, eastward and southward, as rise per metre.

    Args:
        terrain: heights in metres.
        row: rows of cells on the grid, (cells,).
        col: columns, (cells,).
        roughness: what to take from the shown gradient; nothing when None.

    Returns:
        Two arrays (cells,); NaN where the slope is unknown. Blocks without a cell are not touched.
    """
    east, south = np.full(row.shape, np.nan), np.full(row.shape, np.nan)
    wanted = terrain.slope_known[row, col]
    tile = np.stack([row // BLOCK, col // BLOCK])
    for corner in np.unique(tile[:, wanted], axis=1).T:
        here = wanted & (tile == corner[:, None]).all(axis=0)
        top, left = (int(c) * BLOCK - HALO for c in corner)
        gradient = _block(terrain, top, left, BLOCK + 2 * HALO)
        if roughness is not None:
            gradient = _taken_down(gradient, terrain, roughness)
        east[here] = gradient.real[row[here] - top, col[here] - left]
        south[here] = gradient.imag[row[here] - top, col[here] - left]
    return east, south


def _taken_down(
    gradient: NDArray[np.complex128], terrain: Terrain, roughness: Roughness
) -> NDArray[np.complex128]:
    share = roughness(Torus(gradient.shape[0], *cell_size_m(terrain)).per_metre())
    return ifft2(fft2(gradient) * share)


def _bands(torus: Torus) -> tuple[Ints, Floats]:
    """The band of every frequency of a torus, and the middle of every band in cycles per metre."""
    per_metre = torus.per_metre()
    width = per_metre.max() / (BANDS - 0.5)
    band = (per_metre / width).astype(np.int64)
    return band, (np.arange(BANDS) + 0.5) * width


def _shown(terrain: Terrain, size: int) -> Floats | None:
    """Mean power of the shown gradient per frequency, both ways together."""
    window = np.hanning(size + 1)[:-1]
    taper = window[:, None] * window[None, :]
    scale = size**2 * (taper**2).mean()
    total, blocks = np.zeros((size, size)), 0
    for top, left in _corners(terrain.grid.shape, size):
        known = _window(terrain.slope_known, top, left, size)
        if known.mean() >= ENOUGH:
            gradient = _block(terrain, top, left, size) * taper
            for part in (gradient.real, gradient.imag):
                total += np.abs(fft2(part)) ** 2 / (scale * known.mean())
            blocks += 1
    return total / blocks if blocks else None


def _corners(shape: tuple[int, int], size: int) -> Iterator[tuple[int, int]]:
    """Blocks that lie on the grid as far as they fit: the last one is moved back to its edge."""
    starts = [sorted({min(s, max(0, n - size)) for s in range(0, n, size)}) for n in shape]
    return ((top, left) for top in starts[0] for left in starts[1])


def _block(terrain: Terrain, top: int, left: int, size: int) -> NDArray[np.complex128]:
    """Horn's gradient of a square of cells: real part eastward, imaginary part southward.

    Unknown land, and land beyond the grid, is 0.
    """
    z = _window(terrain.elevation_m, top - 1, left - 1, size + 2)
    known = _window(terrain.slope_known, top, left, size)
    dx_m, dy_m = cell_metres(terrain.grid)
    rows = np.clip(np.arange(top, top + size), 0, terrain.grid.shape[0] - 1)
    z = np.nan_to_num(z)
    across, down = z[:, 2:] - z[:, :-2], z[2:] - z[:-2]
    east = (across[:-2] + 2 * across[1:-1] + across[2:]) / (8 * dx_m[rows, None])
    south = (down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]) / (8 * dy_m[rows, None])
    return np.where(known, east + 1j * south, 0.0)


def _window(values: NDArray[np.generic], top: int, left: int, size: int) -> NDArray[np.generic]:
    """A square of a grid's values; what lies beyond the grid is 0 or False."""
    rows, cols = values.shape
    found = np.zeros((size, size), values.dtype)
    r0, r1, c0, c1 = max(top, 0), min(top + size, rows), max(left, 0), min(left + size, cols)
    if r0 < r1 and c0 < c1:
        found[r0 - top : r1 - top, c0 - left : c1 - left] = values[r0:r1, c0:c1]
    return found
