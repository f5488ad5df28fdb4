"""The terrain's own roughness as prior knowledge: what of a DEM's detail is terrain, what error.

Error makes slopes look steeper than they are: a rough field added to a smooth one has a larger
gradient. How much is known from two spectra: what the DEM shows at a frequency (``O``) is terrain
plus error (``E``), so the terrain's part of it is ``H = 1 - E / O``. For Gaussian fields the best
guess of the true gradient is the shown one with every frequency taken down by ``H``, and the error
that is left has the spectrum ``H E`` (N. Wiener, "Extrapolation, interpolation and smoothing of
stationary time series", 1949). Where the terrain is much rougher than the error ``H`` is 1 and
nothing changes: that is the flat prior, "every slope is as likely as any other".

Mountains are rough here and smooth there, so roughness is local. The land is laid out in squares of
fixed place on the grid. The power of the gradient in a tapered window around each says how rough it
is, and squares of like roughness form a class with one spectrum: the mean over their windows
(P. D. Welch, IEEE Trans. Audio Electroacoust. 15(2), 1967, pp. 70-73). What windows differ by
chance alone is known from the number of waves in them, and the classes' spectra are drawn to the
whole DEM's by that much (the shrinkage of empirical Bayes: B. Efron and C. Morris, J. Am. Stat.
Assoc. 70, 1975, pp. 311-319). A square that shows too little land counts as the DEM on the whole.

The spectra come from parts of the DEM spread over it, chosen by a fixed lot, so time and memory do
not grow with it; the class of a square comes from its own window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.error_field import ErrorModel, Torus, torus_for
from gis.grid.relief import Relief

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A square's roughness is that of the window around it. A DEM narrower than a window shows too few
# waves to tell terrain from error.
SQUARE, WINDOW = 32, 64
BANDS = 40
CLASSES = 8
# Windows a class has at least.
LEAST_WINDOWS = 24
# A window with less known land than this says nothing about roughness.
ENOUGH = 0.5
# Squares a part of the DEM has each way, and parts that are read at most.
PART, MOST_PARTS = 16, 32


@dataclass(frozen=True)
class Roughness:
    """The terrain's share of what the DEM shows, by class of roughness and frequency.

    ``per_metre`` are the middles of bands in cycles per metre. ``share`` is the terrain's part
    (0-1) in each, (classes, bands), the smoothest class first; ``limits`` part the classes by how
    rough a window is against the whole DEM (``shown``, the mean power by band, weighted with
    ``weight``, the error's). ``common`` is the class of the whole DEM. ``rougher_share`` is how
    much of the declared error's gradient variance lies in bands where the DEM shows less than the
    error alone would: more than a little of it means that the declared error is rougher than the
    DEM itself.
    """

    per_metre: Floats
    shown: Floats
    weight: Floats
    limits: Floats
    share: Floats
    common: int
    rougher_share: float

    def of_class(self, kind: int, per_metre: Floats) -> Floats:
        """The terrain's part (0-1) of a class at frequencies in cycles per metre."""
        return np.interp(per_metre, self.per_metre, self.share[kind])

    def classes_at(self, relief: Relief, row: Ints, col: Ints) -> Ints:
        """The class of cells, (cells,), from windows around their squares."""
        square = np.stack([row // SQUARE, col // SQUARE])
        squares, which = np.unique(square, axis=1, return_inverse=True)
        waves = _Waves(relief.cell_m)
        kinds = [self._class(waves, relief, *(int(v) for v in one)) for one in squares.T]
        return np.array(kinds, np.int64)[which.reshape(-1)]

    def _class(self, waves: _Waves, relief: Relief, down: int, right: int) -> int:
        power = waves.powers(relief, Block(down, right, 1, 1))
        if not len(power):
            return self.common
        return int(np.searchsorted(self.limits, _rough(power, self.shown, self.weight)[0]))


def roughness_of(relief: Relief, model: ErrorModel) -> Roughness | None:
    """What of the DEM's detail is terrain, under an error model.

    Args:
        relief: the DEM; unknown land counts as a plane within a window.
        model: errors of the heights.

    Returns:
        The terrain's share by class and frequency; None where too little land is known to say.
    """
    if min(relief.grid.shape) < WINDOW + 2:
        return None
    waves = _Waves(relief.cell_m)
    powers = np.concatenate([waves.powers(relief, part) for part in _parts(relief.grid.shape)])
    if not len(powers):
        return None
    wrong = waves.expected(model)
    shown, weight = powers.mean(axis=0), wrong * waves.count / (wrong * waves.count).sum()
    rough = _rough(powers, shown, weight)
    limits = _limits(rough)
    kind = np.searchsorted(limits, rough)
    by_class = np.array([powers[kind == k].mean(axis=0) for k in range(len(limits) + 1)])
    own = _own_part(rough, waves, weight)
    seen = shown * (by_class / shown) ** own
    whole = np.clip(1 - wrong / shown, 0.0, 1.0)
    return Roughness(
        waves.middle,
        shown,
        weight,
        limits,
        np.clip(1 - wrong / seen, 0.0, 1.0),
        int(np.searchsorted(limits, 1.0)),
        float(weight[whole == 0].sum()),
    )


def _rough(powers: Floats, shown: Floats, weight: Floats) -> Floats:
    """How rough windows are against the whole DEM, where the error has its power; (windows,)."""
    return (powers / shown) @ weight


def _limits(rough: Floats) -> Floats:
    """Limits between classes of equally many windows."""
    classes = min(max(len(rough) // LEAST_WINDOWS, 1), CLASSES)
    return np.unique(np.quantile(rough, np.arange(1, classes) / classes))


def _own_part(rough: Floats, waves: _Waves, weight: Floats) -> float:
    """How much of the windows' differences is their own and not chance (0-1)."""
    by_chance = waves.chance @ weight**2
    return float(max(0.0, 1 - by_chance / max(np.var(np.log(rough)), 1e-12)))


def _parts(shape: tuple[int, int]) -> Iterator[Block]:
    """Parts of the DEM in squares, in the fixed order of a lot; as many as are read."""
    squares = [-(-n // SQUARE) for n in shape]
    across = -(-squares[1] // PART)
    count = -(-squares[0] // PART) * across
    for number in sorted(np.random.default_rng(0).permutation(count)[:MOST_PARTS]):
        top, left = int(number) // across * PART, int(number) % across * PART
        yield Block(top, left, min(PART, squares[0] - top), min(PART, squares[1] - left))


class _Waves:
    """Tapered windows as power by band of frequency.

    ``middle`` are the bands' middles in cycles per metre, ``count`` the waves in each, ``chance``
    the variance of a band's mean power in one window, as a share of its square.
    """

    def __init__(self, cell_m: tuple[float, float]) -> None:
        self.torus = Torus(WINDOW, *cell_m)
        per_metre = self.torus.per_metre().ravel()
        width = per_metre.max() / (BANDS - 0.5)
        band = (per_metre / width).astype(np.int64)
        count = np.bincount(band, minlength=BANDS)
        there = np.flatnonzero(count)
        self.middle, self.count = (there + 0.5) * width, count[there].astype(np.float64)
        ones = np.ones(len(band))
        self.bands = scipy.sparse.csr_array(
            (ones, (np.arange(len(band)), np.searchsorted(there, band)))
        )
        window = np.hanning(WINDOW + 1)[:-1]
        self.taper = window[:, None] * window
        # Heights are real: half of the waves repeat the other half. A taper leaves fewer still (D.
        # B. Percival and A. T. Walden, "Spectral analysis for physical applications", 1993, 6.).
        fewer = (self.taper**4).mean() / (self.taper**2).mean() ** 2
        self.chance = 2 * fewer / self.count

    def powers(self, relief: Relief, squares: Block) -> Floats:
        """Mean power by band of the windows around some squares that show enough land."""
        corners = [
            np.minimum(np.maximum((first + np.arange(n)) * SQUARE - SQUARE // 2, 1), end - WINDOW)
            for first, n, end in (
                (squares.row, squares.height, relief.grid.shape[0] - 1),
                (squares.col, squares.width, relief.grid.shape[1] - 1),
            )
        ]
        top, left = (int(c[0]) for c in corners)
        size = (int(corners[0][-1]) - top + WINDOW, int(corners[1][-1]) - left + WINDOW)
        gradient, known = relief.gradient(Block(top, left, *size))
        rows = [
            self._powers(gradient[r - top :][:WINDOW], known[r - top :][:WINDOW], corners[1] - left)
            for r in corners[0]
        ]
        return np.concatenate(rows)

    def _powers(
        self, gradient: NDArray[np.complex128], known: NDArray[np.bool_], lefts: Ints
    ) -> Floats:
        seen = np.stack([known[:, c : c + WINDOW] for c in lefts])
        enough = seen.mean(axis=(1, 2)) >= ENOUGH
        seen, lefts = seen[enough], lefts[enough]
        if not len(lefts):
            return np.zeros((0, len(self.middle)))
        shown = np.stack([gradient[:, c : c + WINDOW] for c in lefts])
        mean = shown.sum(axis=(1, 2)) / seen.sum(axis=(1, 2))
        waves = scipy.fft.fft2(np.where(seen, shown, mean[:, None, None]) * self.taper)
        power = (waves.real**2 + waves.imag**2).reshape(len(lefts), -1)
        return power @ self.bands / self.count / (seen * self.taper**2).sum(axis=(1, 2))[:, None]

    def expected(self, model: ErrorModel) -> Floats:
        """What the error alone shows on average in such a window: its power by band.

        The mean of a tapered window's power is the transform of covariance times the taper's own
        agreement with itself, so that the taper blurs error and terrain alike.
        """
        wide = torus_for(model, self.torus.dx_m, self.torus.dy_m)
        power = wide.spectrum_m2(model) * sum(t**2 for t in wide.horn())
        lag = np.arange(-WINDOW + 1, WINDOW)
        covariance = scipy.fft.ifft2(power).real[lag[:, None], lag]
        taper = np.pad(self.taper, ((0, WINDOW), (0, WINDOW)))
        agreement = scipy.fft.ifft2(np.abs(scipy.fft.fft2(taper)) ** 2).real[lag[:, None], lag]
        folded = np.zeros((WINDOW, WINDOW))
        np.add.at(folded, (lag[:, None] % WINDOW, lag % WINDOW), covariance * agreement)
        return scipy.fft.fft2(folded).real.ravel() @ self.bands / self.count / (self.taper**2).sum()
