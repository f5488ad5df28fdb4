"""Legal but unlikely: a layer far from the communes, or shifted against them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from gis.layers.datum.likely import zone_words, zones_onto
from gis.layers.datum.shift import find_shift
from gis.layers.findings import Findings
from gis.layers.source import crs_text
from gis.project.layers_model import AllocationsLayer, ForestLayer, PlotsLayer, VectorSpec

# A layer entirely farther than this from every commune belongs to another place.
BESIDE_M = 10_000.0


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
        spec: an error for plots, forest and allocations, a warning for the other kinds.
        communes: outlines, in any CRS.
        project_crs: where distances are measured.
        found: takes the problem; where the layer lies beside the commune borders it shares, that.
    """
    here = shapely.box(*communes.to_crs(project_crs).total_bounds)
    layer = shapely.box(*frame.geometry.to_crs(project_crs).total_bounds)
    away_m = float(shapely.distance(here, layer))
    if away_m > BESIDE_M or not np.isfinite(away_m):
        judged = isinstance(spec, PlotsLayer | ForestLayer | AllocationsLayer)
        note = found.error if judged else found.warning
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
