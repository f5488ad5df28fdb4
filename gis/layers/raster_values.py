"""What the cells of a raster mean: metres, shares, codes. Impossible ones are pointed out."""

from __future__ import annotations

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


def meaning(
    stored: NDArray[np.generic],
    known: NDArray[np.bool_],
    spec: RasterSpec,
    scaling: tuple[float, float],
    found: Findings,
) -> Values | None:
    """Stored cells as metres, shares 0–1 or integer codes.

    Args:
        stored: values as the file keeps them.
        known: where they mean something.
        spec: kind and unit.
        scaling: the band's own (scale, offset); codes have none.
        found: takes impossible values, and a raster without any known cell.

    Returns:
        Values of the same shape, NaN (0 for codes) where ``known`` is False, or ``None``.
    """
    if not known.any():
        found.error("raster_void")
        return None
    if isinstance(spec, CodesLayer):
        return _codes(stored, known, found)
    numbers = np.full(stored.shape, np.nan)
    numbers[known] = stored[known]
    if isinstance(spec, DemLayer) and _holds_undeclared(numbers, found):
        return None
    scale, offset = scaling
    values = numbers * scale + offset
    if isinstance(spec, DemLayer):
        return _metres(values, known, spec, found)
    return _shares(values, known, spec, found)


def _holds_undeclared(numbers: NDArray[np.float64], found: Findings) -> bool:
    undeclared = np.isin(numbers, _USUAL_NODATA) | (np.abs(numbers) > _FLOAT_NODATA)
    if undeclared.any():
        value = numbers[undeclared][0]
        found.error("nodata_unstated", value=f"{value:.10g}", n=int(undeclared.sum()))
    return bool(undeclared.any())


def _metres(
    values: NDArray[np.float64], known: NDArray[np.bool_], spec: DemLayer, found: Findings
) -> NDArray[np.float64] | None:
    metres = values * METRES[spec.unit]
    beyond = known & ((metres < LOWEST_M) | (metres > HIGHEST_M))
    if beyond.any():
        low, high = float(metres[known].min()), float(metres[known].max())
        found.error(
            "elevation_implausible",
            low=round(low),
            high=round(high),
            n=int(beyond.sum()),
            unit=spec.unit,
        )
        return None
    return metres


def _shares(
    values: NDArray[np.float64], known: NDArray[np.bool_], spec: CanopyLayer, found: Findings
) -> NDArray[np.float64] | None:
    full = 100.0 if spec.unit == "percent" else 1.0
    beyond = known & ((values < 0.0) | (values > full))
    highest = float(values[known].max())
    if beyond.any():
        sample = float(values[beyond][0])
        found.error(
            "canopy_range",
            unit=spec.unit,
            full=f"{full:g}",
            value=f"{sample:g}",
            n=int(beyond.sum()),
        )
        return None
    if spec.unit == "percent" and 0.0 < highest <= 1.0:
        found.warning("canopy_looks_like_share", highest=f"{highest:g}")
    return values / full


def _codes(
    stored: NDArray[np.generic], known: NDArray[np.bool_], found: Findings
) -> NDArray[np.int64] | None:
    kept = np.where(known, stored, 0)
    if np.issubdtype(kept.dtype, np.integer):
        return kept.astype(np.int64)
    numbers = kept.astype(np.float64)
    broken = numbers != np.rint(numbers)
    if broken.any():
        found.error("codes_not_whole", value=f"{numbers[broken][0]:g}", n=int(broken.sum()))
        return None
    return numbers.astype(np.int64)
