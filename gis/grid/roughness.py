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
Bools = NDArray[np.bool_]
Shown = NDArray[np.complex64]

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
# Windows transformed at once: they stay in the processor's cache.
AT_ONCE = 16


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

    def classes_of(self, waves: Waves, gradient: Shown, known: Bools, corners: Ints) -> Ints:
        """The class of squares from the windows around them, (squares,).

        Args:
            waves: of the DEM's cells.
            gradient: of some land, (rows, cols).
            known: where it is known, likewise.
            corners: first rows and first columns of the windows on that land, (2, squares).
        """
        powers, enough = waves.powers(gradient, known, corners)
        kind = np.searchsorted(self.limits, _rough(powers, self.shown, self.weight))
        return np.where(enough, kind, self.common)


def window_corners(squares: Ints, shape: tuple[int, int]) -> Ints:
    """First row and column of the windows around squares, on the grid as far as it has slopes.

    Args:
        squares: rows and columns of squares, (2, squares).
        shape: of the grid; at least ``WINDOW + 2`` each way.
    """
    last = np.array(shape)[:, None] - 1 - WINDOW
    return np.clip(squares * SQUARE - (WINDOW - SQUARE) // 2, 1, last)


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
    waves = Waves(relief.cell_m)
    powers = np.concatenate([_powers(waves, relief, p) for p in _parts(relief.grid.shape)])
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
    # Summed window by window: the digits must not depend on what other windows are asked for.
    return (powers / shown * weight).sum(axis=1)


def _powers(waves: Waves, relief: Relief, part: Block) -> Floats:
    """Mean power by band of the windows around a part's squares that show enough land."""
    down, right = np.arange(part.height) + part.row, np.arange(part.width) + part.col
    squares = np.stack([np.repeat(down, part.width), np.tile(right, part.height)])
    corners = window_corners(squares, relief.grid.shape)
    (top, left), (bottom, end) = corners.min(axis=1), corners.max(axis=1) + WINDOW
    land = relief.gradient(Block(int(top), int(left), int(bottom - top), int(end - left)))
    powers, enough = waves.powers(*land, corners - [[top], [left]])
    return powers[enough]


def _limits(rough: Floats) -> Floats:
    """Limits between classes of equally many windows."""
    classes = min(max(len(rough) // LEAST_WINDOWS, 1), CLASSES)
    return np.unique(np.quantile(rough, np.arange(1, classes) / classes))


def _own_part(rough: Floats, waves: Waves, weight: Floats) -> float:
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


class Waves:
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
        self.band = np.searchsorted(there, band)
        window = np.hanning(WINDOW + 1)[:-1]
        self.taper = window[:, None] * window
        # Heights are real: half of the waves repeat the other half. A taper leaves fewer still (D.
        # B. Percival and A. T. Walden, "Spectral analysis for physical applications", 1993, 6.).
        fewer = (self.taper**4).mean() / (self.taper**2).mean() ** 2
        self.chance = 2 * fewer / self.count

    def powers(self, gradient: Shown, known: Bools, corners: Ints) -> tuple[Floats, Bools]:
        """Mean power by band of windows, (windows, bands), and which of them show enough land.

        Args:
            gradient: of some land, 0 where unknown, (rows, cols).
            known: where it is known, likewise.
            corners: first rows and first columns of the windows, (2, windows).
        """
        parts = [
            self._powers(gradient, known, corners[:, start : start + AT_ONCE])
            for start in range(0, corners.shape[1], AT_ONCE)
        ]
        powers, cells = (np.concatenate(found) for found in zip(*parts, strict=True))
        return powers, cells >= ENOUGH * WINDOW**2

    def _powers(self, gradient: Shown, known: Bools, corners: Ints) -> tuple[Floats, Ints]:
        from gis.grid.kernels.waves import band_powers, tapered

        count = corners.shape[1]
        windows = np.zeros((count, WINDOW, WINDOW, 2), np.float32)
        weight, cells = np.zeros(count), np.zeros(count, np.int64)
        parts = np.ascontiguousarray(gradient).view(np.float32).reshape(*gradient.shape, 2)
        tops, lefts = np.ascontiguousarray(corners)
        taper = self.taper.astype(np.float32)
        tapered(parts, np.ascontiguousarray(known), tops, lefts, taper, windows, weight, cells)
        waves = scipy.fft.fft2(windows.view(np.complex64)[..., 0])
        powers = np.zeros((count, len(self.middle)))
        band_powers(waves.view(np.float32).reshape(count, -1, 2), self.band, powers)
        return powers / self.count / np.maximum(weight, 1e-30)[:, None], cells

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
        expected = np.bincount(self.band, scipy.fft.fft2(folded).real.ravel(), len(self.middle))
        return expected / self.count / (self.taper**2).sum()
