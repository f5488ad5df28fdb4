"""Legal but unlikely: an area column unlike the shapes, a layer far from the communes."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.layers.datum.likely import zone_words, zones_onto
from gis.layers.datum.shift import find_shift
from gis.layers.findings import Findings
from gis.layers.source import crs_text
from gis.project.layers_model import ForestLayer, PlotsLayer, VectorSpec
from gis.units import M2_PER_HA, area_ha

# Factors that mean a unit or a slipped point: ×10, m², and their inverses; ±25 % around each.
_FACTORS = (10.0, 0.1, 100.0, 0.01, 10_000.0, 0.0001)
_FACTOR_TOLERANCE = 1.25
# A single row is doubtful when it differs by more than both; survey and drawing never agree fully.
ROW_SHARE = 0.20
ROW_HA = 0.05
# A layer entirely farther than this from every commune belongs to another place.
BESIDE_M = 10_000.0

AREA_COLUMN = {"plots": "area_ha", "forest": "dtich"}


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


def check_beside(
    frame: gpd.GeoDataFrame,
    spec: VectorSpec,
    communes: gpd.GeoSeries,
    project_crs: CRS,
    found: Findings,
) -> None:
    """Note a layer that lies nowhere near the communes: most likely a wrong CRS.

    Args:
        frame: the layer, in its own CRS.
        spec: an error for plots and forest, a warning for the other kinds.
        communes: outlines, in any CRS.
        project_crs: where distances are measured.
        found: takes the problem; where the layer lies beside the commune borders it shares, that.
    """
    here = shapely.box(*communes.to_crs(project_crs).total_bounds)
    layer = shapely.box(*frame.geometry.to_crs(project_crs).total_bounds)
    away_m = float(shapely.distance(here, layer))
    if away_m > BESIDE_M or not np.isfinite(away_m):
        note = found.error if isinstance(spec, PlotsLayer | ForestLayer) else found.warning
        km = round(away_m / 1000.0) if np.isfinite(away_m) else "?"
        onto = zones_onto(tuple(frame.total_bounds), here.bounds, project_crs)
        if onto:
            found.error("layer_other_zone", km=km, own=crs_text(frame.crs), likely=zone_words(onto))
        else:
            note("layer_beside", km=km)
        return
    _check_rows_beside(frame.geometry.to_crs(project_crs), here, found)
    if spec.datum_repair != "as_written":
        _check_shift(frame.geometry, communes, project_crs, found)


def _check_rows_beside(shapes: gpd.GeoSeries, here: shapely.Geometry, found: Findings) -> None:
    """Note single rows far from the communes: a slipped coordinate, a point in the sea."""
    boxes = shapely.box(*shapes.bounds.to_numpy().T)
    away_m = shapely.distance(boxes, here)
    far = ~(away_m <= BESIDE_M)
    if far.any():
        worst = float(np.nanmax(np.where(np.isfinite(away_m), away_m, np.nan)))
        found.warning("rows_beside", rows=found.rows(far), km=round(worst / 1000.0))


def _check_shift(
    shapes: gpd.GeoSeries, communes: gpd.GeoSeries, project_crs: CRS, found: Findings
) -> None:
    """Note a layer that lies beside the commune borders it shares."""
    seen = find_shift(shapes, communes, project_crs)
    if seen is None:
        return
    values: dict[str, Any] = {
        "metres": round(seen.metres),
        "towards": round(seen.towards_deg),
        "points": seen.points,
        "looked_at": seen.looked_at,
        "own": crs_text(shapes.crs),
    }
    if seen.crs is None:
        found.warning("layer_shifted", **values)
    else:
        found.error("layer_misdeclared", likely=crs_text(seen.crs), repair=seen.repair, **values)
