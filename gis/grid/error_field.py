"""Errors of a DEM as a random field, and what they do to Horn's gradient.

The error of a height is taken as stationary, Gaussian, without bias, with one standard deviation
and a correlation that falls with distance (the geostatistical model of DEM error, e.g. G. B. M.
Heuvelink, "Error propagation in environmental modelling with GIS", 1998). Horn's gradient is linear
in the heights, so the error of a gradient is Gaussian too, and everything about it follows from the
covariance: analytically for one cell (:func:`chance_above`), and by drawn fields where many cells
count together (:class:`ErrorLibrary`). The two ways agree, which is a test.

Everything is worked out on a *torus*: a square of cells whose edges meet, large against the
correlation, so that one Fourier transform diagonalises the covariance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from gis.project.doubt_model import ErrorShape

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Response = Callable[[Floats], Floats]

# Cells a torus spans at least, correlation lengths it spans at least, and at most cells.
LEAST_CELLS, LENGTHS, MOST_CELLS = 512, 8, 1024
# Cells of the fields of one class, and of all, eight bytes each; a class has two fields at least.
CLASS_CELLS, LIBRARY_CELLS = 2 << 20, 8 << 20
AT_ONCE = 20_000
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
# Beyond eight standard deviations nothing is left of a Gaussian in double precision.
_TAIL = 8.0


@dataclass(frozen=True)
class ErrorModel:
    """How wrong heights are: standard deviation (m), correlation length (m) and its shape.

    Agreement of two errors ``h`` metres apart is ``exp(-h / L)`` (exponential: rough from cell to
    cell) or ``exp(-(h / L)²)`` (gaussian: smooth).
    """

    sd_m: float
    correlation_m: float
    shape: ErrorShape = "exponential"

    def covariance_m2(self, distance_m: Floats) -> Floats:
        """Covariance (m²) of the errors of two heights so far apart (m)."""
        lengths = distance_m / self.correlation_m
        power = lengths if self.shape == "exponential" else lengths**2
        return self.sd_m**2 * np.exp(-power)


@dataclass(frozen=True)
class Torus:
    """A square of ``size`` × ``size`` cells of ``dx_m`` by ``dy_m`` whose edges meet."""

    size: int
    dx_m: float
    dy_m: float

    def spectrum_m2(self, model: ErrorModel) -> Floats:
        """Power of the error per frequency, (size, size); its mean is the variance."""
        steps = np.fft.fftfreq(self.size, 1 / self.size)
        across, down = steps[None, :] * self.dx_m, steps[:, None] * self.dy_m
        power = scipy.fft.fft2(model.covariance_m2(np.hypot(across, down))).real
        # Where the torus cuts the correlation short a little power turns negative: it is rounding.
        return np.maximum(power, 0.0)

    def horn(self) -> tuple[Floats, Floats]:
        """Horn's differences as factors of ``i`` per frequency: rise per metre east and south.

        A wave ``exp(i(a·col + b·row))`` has the gradient ``i sin a (1 + cos b) / (2 dx)`` eastward.
        """
        a = 2 * np.pi * np.fft.fftfreq(self.size)
        east = np.sin(a)[None, :] * (1 + np.cos(a))[:, None] / (2 * self.dx_m)
        south = np.sin(a)[:, None] * (1 + np.cos(a))[None, :] / (2 * self.dy_m)
        return east, south

    def per_metre(self) -> Floats:
        """Frequency in cycles per metre, whatever the direction, (size, size)."""
        steps = np.fft.fftfreq(self.size)
        return np.hypot(steps[None, :] / self.dx_m, steps[:, None] / self.dy_m)


def torus_for(model: ErrorModel, dx_m: float, dy_m: float, reach_cells: int = 0) -> Torus:
    """A torus wide enough for a correlation length and for shapes ``reach_cells`` wide.

    It never grows beyond ``MOST_CELLS``: across a shape wider than that the errors repeat, long
    after they have stopped to agree.
    """
    lengths = math.ceil(LENGTHS * model.correlation_m / min(dx_m, dy_m))
    size = max(LEAST_CELLS, min(MOST_CELLS, max(lengths, 2 * reach_cells)))
    return Torus(scipy.fft.next_fast_len(size), dx_m, dy_m)


def gradient_sd(model: ErrorModel, torus: Torus, response: Response | None = None) -> Floats:
    """Standard deviation of the gradient's error eastward and southward, (2,), as rise per metre.

    The two are independent of each other at one cell: one difference is odd where the other is
    even, and the covariance is even.

    Args:
        model: errors of the heights.
        torus: cells of the DEM.
        response: share of the error's power left per frequency (cycles/m) once the terrain's own
            roughness is known (:mod:`gis.grid.roughness`); all of it when not given.
    """
    return gradient_sds(model, torus, [response])[0]


def gradient_sds(model: ErrorModel, torus: Torus, responses: Sequence[Response | None]) -> Floats:
    """As :func:`gradient_sd`, of several responses at once, (responses, 2)."""
    squares = [t**2 for t in torus.horn()]
    powers = _left(model, torus, responses)
    return np.array([[math.sqrt(float((t * p).mean())) for t in squares] for p in powers])


def _left(
    model: ErrorModel, torus: Torus, responses: Sequence[Response | None]
) -> Iterator[Floats]:
    power, per_metre = torus.spectrum_m2(model), torus.per_metre()
    for response in responses:
        yield power if response is None else power * response(per_metre)


def chance_above(east: Floats, south: Floats, sd: Floats, limit: float) -> Floats:
    """Probability that a gradient measured with errors is truly steeper than a limit.

    With equal errors both ways this is the tail of a noncentral chi-square (Rice) distribution. A
    lon/lat grid has unequal ones, so the disc of gentle gradients is integrated instead: Gauss and
    Legendre's rule over the southward part, the normal distribution over the eastward part.

    Args:
        east: most likely gradient eastward, as rise per metre, any shape.
        south: the same southward.
        sd: standard deviations of the two, (2,).
        limit: tangent of the limiting slope, above 0.

    Returns:
        Probabilities 0-1 of the shape of ``east``. NaN (unknown) stays NaN.
    """
    gradient = np.stack([np.ravel(east), np.ravel(south)])
    parts = [_tail(g, sd, limit) for g in _split(gradient)]
    return np.concatenate(parts).reshape(np.shape(east))


def _split(gradient: Floats) -> list[Floats]:
    """Columns in parts small enough for their nodes to be held at once."""
    return np.array_split(gradient, gradient.shape[1] // AT_ONCE + 1, axis=1)


def _tail(gradient: Floats, sd: Floats, limit: float) -> Floats:
    gx, gy = gradient[0][:, None], gradient[1][:, None]
    low = np.arcsin(np.clip((gy - _TAIL * sd[1]) / limit, -1, 1))
    high = np.arcsin(np.clip((gy + _TAIL * sd[1]) / limit, -1, 1))
    angle = (high + low) / 2 + (high - low) / 2 * _NODES
    half = limit * np.cos(angle)
    density = np.exp(-(((limit * np.sin(angle) - gy) / sd[1]) ** 2) / 2)
    within = scipy.special.ndtr((half - gx) / sd[0]) - scipy.special.ndtr((-half - gx) / sd[0])
    inside = ((high - low) / 2)[..., 0] * (density * half * within * _WEIGHTS).sum(axis=-1)
    return np.clip(1 - inside / (sd[1] * math.sqrt(2 * math.pi)), 0.0, 1.0)


class ErrorLibrary:
    """A shelf of drawn error fields, to be read at random places.

    The field is stationary: every place of it is as good a draw as any other. So a few large fields
    are drawn once and each draw reads a random window of them. That costs a look-up per cell
    instead of a Fourier transform per draw, and memory that depends on neither the DEM nor the
    draws. Cells read with one origin are drawn jointly, whatever lies between them.

    Where land differs in roughness, what is left of the error differs too: every class has fields
    of its own, made of the same noise, so that neighbours of two classes are drawn jointly as well.

    Args:
        model: errors of the heights.
        torus: cells of the DEM; larger than what is read with one origin.
        random: the source of chance; the same seed gives the same draws.
        responses: one per class, each as in :func:`gradient_sd`.

    ``shelf`` holds the errors as rise per metre, eastward as real and southward as imaginary part,
    (classes, fields, rows, cols). A draw for a square of land is an origin, a field and a row and
    column of it: the error of the land's cell (r, c) stands at (r + row, c + column), the torus
    going round.
    """

    def __init__(
        self,
        model: ErrorModel,
        torus: Torus,
        random: np.random.Generator,
        responses: Sequence[Response | None] = (None,),
    ) -> None:
        size, classes = torus.size, len(responses)
        fields = max(2, min(CLASS_CELLS, LIBRARY_CELLS // classes) // size**2)
        self.torus, self.fields = torus, fields
        self.shelf = np.empty((classes, fields, size, size), np.complex64)
        # White noise has the torus's own number of waves per cell; east and south become the real
        # and the imaginary part of one field.
        east, south = torus.horn()
        turn = (1j * east - south).astype(np.complex64)
        noise = [self._noise(random) * turn for _ in range(fields)]
        for own, power in zip(self.shelf, _left(model, torus, responses), strict=True):
            root = np.sqrt(power).astype(np.float32)
            for one, waves in zip(own, noise, strict=True):
                one[:] = scipy.fft.ifft2(waves * root)

    def _noise(self, random: np.random.Generator) -> NDArray[np.complex64]:
        return scipy.fft.fft2(random.standard_normal((self.torus.size,) * 2, np.float32))

    def origins(self, count: int, random: np.random.Generator) -> Ints:
        """Random windows: field, row and column, (3, count)."""
        size = self.torus.size
        return random.integers(0, np.array([[self.fields], [size], [size]]), (3, count))
