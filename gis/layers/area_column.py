"""What a file says of areas, held against its shapes: legal but unlikely is told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gis.layers.findings import Findings
from gis.units import M2_PER_HA, area_ha

# Factors that mean a unit or a slipped point: ×10, m², and their inverses; ±25 % around each.
_FACTORS = (10.0, 0.1, 100.0, 0.01, 10_000.0, 0.0001)
_FACTOR_TOLERANCE = 1.25
# A single row is doubtful when it differs by more than both; survey and drawing never agree fully.
ROW_SHARE = 0.20
ROW_HA = 0.05

AREA_COLUMN = {"plots": "area_ha", "forest": "dtich", "allocations": "paper_ha"}


def check_area_column(
    frame: gpd.GeoDataFrame, column: str, project_crs: CRS, found: Findings
) -> None:
    """Compare an area attribute (hectares) with the shapes; it is never used for totals.

    Args:
        frame: valid polygons.
        column: name of the attribute; rows where it is empty are passed over.
        project_crs: where hectares are measured.
        found: takes one warning when all rows are off by one factor, else the rows that are off.
    """
    said = frame[column].to_numpy(dtype=float)
    measured = area_ha(frame.geometry.to_crs(project_crs))
    there = np.isfinite(said) & (measured > 0)
    if not there.any():
        return
    factor = area_factor(said, measured)
    if factor is not None:
        ratio = float(np.median(said[there] / measured[there]))
        name = "area_in_m2" if factor == M2_PER_HA else "area_factor"
        found.warning(name, column=column, ratio=f"{ratio:.4g}", n=int(there.sum()))
        return
    _check_rows(column, said, measured, there, found)


def area_factor(said: NDArray[np.float64], measured: NDArray[np.float64]) -> float | None:
    """The one factor a whole column of hectares is off by (10 000: it is in m²); None for none.

    Args:
        said: hectares as recorded, NaN where nothing is.
        measured: of the shapes.
    """
    there = np.isfinite(said) & (measured > 0)
    if not there.any():
        return None
    ratio = float(np.median(said[there] / measured[there]))
    near = (f for f in _FACTORS if 1 / _FACTOR_TOLERANCE < ratio / f < _FACTOR_TOLERANCE)
    return next(near, None)


def rows_apart(said: NDArray[np.float64], measured: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows whose recorded hectares differ from the shape's by more than survey and drawing do."""
    apart = np.abs(said - measured)
    return (apart > ROW_HA) & (apart > ROW_SHARE * measured)


def _check_rows(
    column: str,
    said: NDArray[np.float64],
    measured: NDArray[np.float64],
    there: NDArray[np.bool_],
    found: Findings,
) -> None:
    off = there & rows_apart(said, measured)
    if off.any():
        worst = int(np.argmax(np.where(off, np.abs(said - measured), -1.0)))
        found.warning(
            "area_rows",
            column=column,
            rows=found.rows(off),
            said=round(float(said[worst]), 2),
            measured=round(float(measured[worst]), 2),
        )
