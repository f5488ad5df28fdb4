"""What the cells of a raster mean: metres, shares, codes. Impossible ones are pointed out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.layers.findings import Findings
from gis.project.layers_model import CanopyLayer, CodesLayer, DemLayer, RasterSpec

# International and US survey foot.
METRES = {"m": 1.0, "ft": 0.3048, "us_ft": 1200.0 / 3937.0}
# Below the Dead Sea and above Everest nothing is land.
LOWEST_M, HIGHEST_M = -500.0, 9_000.0
# Values that DEM makers write for "no height"; one of them among heights was not declared.
_USUAL_NODATA = (-32768.0, -32767.0, -9999.0, -99999.0, 32767.0, 65535.0)
_FLOAT_NODATA = 1e30

Values = NDArray[np.float64] | NDArray[np.int64]
Known = NDArray[np.bool_]


def in_unit(
    stored: NDArray[Any], known: Known, spec: RasterSpec, scaling: tuple[float, float]
) -> Values:
    """Stored cells as metres, shares 0–1 or integer codes.

    Args:
        stored: values as the file keeps them.
        known: where they mean something.
        spec: kind and unit.
        scaling: the band's own (scale, offset); codes have none.

    Returns:
        Values of the same shape, NaN (0 for codes) where ``known`` is False.
    """
    if isinstance(spec, CodesLayer):
        return np.where(known, stored, 0).astype(np.int64)
    values = _scaled(stored, known, scaling)
    if isinstance(spec, DemLayer):
        values *= METRES[spec.unit]
    else:
        values /= _full(spec)
    return values


def _scaled(
    stored: NDArray[Any], known: Known, scaling: tuple[float, float]
) -> NDArray[np.float64]:
    values = np.full(stored.shape, np.nan)
    np.copyto(values, stored, where=known)
    values *= scaling[0]
    values += scaling[1]
    return values


def _full(spec: CanopyLayer) -> float:
    return 100.0 if spec.unit == "percent" else 1.0


@dataclass
class _Odd:
    """Cells of one fault: how many, and the value of the first by row, then by column."""

    n: int = 0
    value: float = math.nan
    at: tuple[int, int] | None = None

    def add(self, row: int, col: int, odd: Known, values: NDArray[Any]) -> None:
        """Count the cells of a piece of the raster that begins at ``row, col``."""
        n = int(np.count_nonzero(odd))
        if not n:
            return
        first = divmod(int(odd.argmax()), odd.shape[1])
        at = row + first[0], col + first[1]
        if self.at is None or at < self.at:
            self.at, self.value = at, float(values[first])
        self.n += n


class ValueCheck:
    """Looks at every cell of a layer once, piece by piece in any order, then says what is wrong.

    Args:
        spec: kind and unit.
        scaling: the band's own (scale, offset); codes have none.
    """

    def __init__(self, spec: RasterSpec, scaling: tuple[float, float]) -> None:
        self.spec, self.scaling = spec, scaling
        self.known = 0
        self.low, self.high = math.inf, -math.inf
        self._undeclared, self._odd = _Odd(), _Odd()

    def add(self, row: int, col: int, stored: NDArray[Any], known: Known) -> None:
        """Look at a piece.

        Args:
            row: of its first cell, north to south.
            col: likewise, west to east.
            stored: values as the file keeps them, (height, width).
            known: where they mean something.
        """
        self.known += int(np.count_nonzero(known))
        match self.spec:
            case CodesLayer():
                if stored.dtype.kind == "f":
                    broken = known & (stored != np.rint(stored))
                    self._odd.add(row, col, broken, stored)
            case DemLayer():
                self._undeclared.add(row, col, _usual_nodata(stored, known), stored)
                factor = METRES[self.spec.unit]
                self._range(row, col, stored, known, factor, (LOWEST_M, HIGHEST_M))
            case CanopyLayer():
                self._range(row, col, stored, known, 1.0, (0.0, _full(self.spec)))

    def _range(
        self,
        row: int,
        col: int,
        stored: NDArray[Any],
        known: Known,
        factor: float,
        ends: tuple[float, float],
    ) -> None:
        values = _scaled(stored, known, self.scaling)
        values *= factor
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        if low < ends[0] or high > ends[1]:
            self._odd.add(row, col, (values < ends[0]) | (values > ends[1]), values)
        if not math.isnan(low):
            self.low, self.high = min(self.low, float(low)), max(self.high, float(high))

    def tell(self, found: Findings) -> bool:
        """Note what is wrong with the whole.

        Args:
            found: takes impossible values, and a raster without any known cell.

        Returns:
            True when the layer can be used.
        """
        if not self.known:
            found.error("raster_void")
        elif self._undeclared.n:
            value = f"{self._undeclared.value:.10g}"
            found.error("nodata_unstated", value=value, n=self._undeclared.n)
        elif self._odd.n:
            self._tell_odd(found)
        elif isinstance(self.spec, CanopyLayer):
            self._tell_doubt(self.spec, found)
        return bool(self.known) and not (self._undeclared.n or self._odd.n)

    def _tell_odd(self, found: Findings) -> None:
        n, value = self._odd.n, f"{self._odd.value:g}"
        match self.spec:
            case CodesLayer():
                found.error("codes_not_whole", value=value, n=n)
            case DemLayer(unit=unit):
                low, high = round(self.low), round(self.high)
                found.error("elevation_implausible", low=low, high=high, n=n, unit=unit)
            case CanopyLayer(unit=unit):
                full = f"{_full(self.spec):g}"
                found.error("canopy_range", unit=unit, full=full, value=value, n=n)

    def _tell_doubt(self, spec: CanopyLayer, found: Findings) -> None:
        if spec.unit == "percent" and 0.0 < self.high <= 1.0:
            found.warning("canopy_looks_like_share", highest=f"{self.high:g}")


def _usual_nodata(stored: NDArray[Any], known: Known) -> Known:
    """Known cells that hold what makers write for "no height"."""
    numbers = np.where(known, stored, 0)
    if numbers.min() > -9999 and numbers.max() < 32767:  # all of them lie beyond
        return np.zeros(stored.shape, dtype=bool)
    numbers = numbers.astype(np.float64)
    return np.isin(numbers, _USUAL_NODATA) | (np.abs(numbers) > _FLOAT_NODATA)
