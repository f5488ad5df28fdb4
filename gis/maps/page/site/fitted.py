"""The way from one CRS to another as a polynomial a page can work out, with its measured error.

A transverse Mercator zone is smooth: over a district a polynomial of degree 3, over the country one
of degree 7, strays from PROJ by less than a millimetre. So one small table serves every CRS, and
nobody's formula is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

# The bar for a page is 0.05 m; what is fitted is held to far less.
MOST_ERROR_M = 0.005
_DEGREES = (3, 5, 7, 9)
# More places than the polynomial of the highest degree has terms, and others to hold it against.
_FIT, _HELD = 24, 61
_METRES_PER_DEGREE = 111_320.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """x' and y' as sums of ``u**i * v**j`` with i + j ≤ degree, in the order of :func:`_powers`.

    Args:
        degree: of the polynomial.
        centre: x and y where u = v = 0.
        reach: what u = 1 and v = 1 mean, in the unit of x and y; beyond ±1 nothing is promised.
        x: factors of x', the easting or longitude wanted.
        y: factors of y'.
        error_m: the largest distance from PROJ met at places it was not fitted to, in metres.
    """

    degree: int
    centre: tuple[float, float]
    reach: tuple[float, float]
    x: tuple[float, ...]
    y: tuple[float, ...]
    error_m: float

    def plain(self) -> Mapping[str, object]:
        """As plain values for the page."""
        return asdict(self)


def fitted(
    source: CRS, target: CRS, box: tuple[float, float, float, float], most_error_m: float
) -> Fitted | None:
    """Fit the way from a CRS to another, east before north on both sides.

    Args:
        source: of the box; its unit is metres, feet or degrees.
        target: the CRS wanted.
        box: (west, south, east, north) in ``source``: where places may lie.
        most_error_m: largest error allowed, in metres.

    Returns:
        The polynomial of the lowest degree that is good enough; None where none is, or where PROJ
        has no answer within the box.
    """
    there = Transformer.from_crs(source, target, always_xy=True).transform
    west, south, east, north = box
    centre, reach = (
        ((west + east) / 2, (south + north) / 2),
        ((east - west) / 2, (north - south) / 2),
    )
    if min(reach) <= 0:
        return None
    u, v, wanted = _asked(there, centre, reach, np.cos(np.pi * np.arange(_FIT) / (_FIT - 1)))
    held_u, held_v, held = _asked(there, centre, reach, np.linspace(-1, 1, _HELD))
    if not (np.isfinite(wanted).all() and np.isfinite(held).all()):
        return None
    to_m = _unit_m(target)
    for degree in _DEGREES:
        factors = np.linalg.lstsq(_powers(u, v, degree), wanted, rcond=None)[0]
        apart = (_powers(held_u, held_v, degree) @ factors - held) * to_m
        error_m = float(np.hypot(*apart.T).max())
        if error_m <= most_error_m:
            x, y = (tuple(float(f) for f in column) for column in factors.T)
            return Fitted(degree, centre, reach, x, y, error_m)
    return None


def _asked(
    there: Callable[..., Any],
    centre: tuple[float, float],
    reach: tuple[float, float],
    along: Floats,
) -> tuple[Floats, Floats, Floats]:
    """u, v and where PROJ takes them, (places,), (places,), (places, 2)."""
    u, v = (each.ravel() for each in np.meshgrid(along, along))
    x, y = there(centre[0] + u * reach[0], centre[1] + v * reach[1])
    return u, v, np.column_stack([x, y])


def _powers(u: Floats, v: Floats, degree: int) -> Floats:
    """1, v, v² …, u, uv …, u² …: terms by the power of u, then of v."""
    terms = [u**i * v**j for i in range(degree + 1) for j in range(degree + 1 - i)]
    return np.column_stack(terms)


def _unit_m(crs: CRS) -> float:
    """Metres in a unit of a CRS, at most."""
    return (
        _METRES_PER_DEGREE if crs.is_geographic else float(crs.axis_info[0].unit_conversion_factor)
    )
