"""Where a place lies in the run's own systems: polynomials, and the box they hold in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pyproj import CRS, Transformer

from gis.maps.page.site.fitted import MOST_ERROR_M, Fitted, fitted
from gis.maps.results import Results

WGS84 = CRS.from_epsg(4326)
# Around all land there is something to say about, as a share of its width and height.
_MARGIN = 0.02
Box = tuple[float, float, float, float]


def places(results: Results) -> Mapping[str, object] | None:
    """The ways between WGS 84, the project CRS and the DEM's own, as plain values.

    Returns:
        ``box`` (west, south, east, north in degrees) and four ways; those of the grid are None
        where it lies in the project CRS. None altogether where no polynomial is good enough: then
        the page answers nothing.
    """
    crs, grid = results.layers.project_crs, results.grid
    local = _land(results)
    box = Transformer.from_crs(crs, WGS84, always_xy=True).transform_bounds(*local)
    same = crs.equals(grid.crs, ignore_axis_order=True)
    ways: dict[str, Fitted | None] = {
        "to_project": fitted(WGS84, crs, box, MOST_ERROR_M),
        "to_wgs84": fitted(crs, WGS84, local, MOST_ERROR_M),
    }
    if not same:
        ways["to_grid"] = fitted(WGS84, grid.crs, box, MOST_ERROR_M)
        ways["from_grid"] = fitted(grid.crs, crs, _wider(grid.bounds), MOST_ERROR_M)
    if not all(ways.values()):
        return None
    plain = {name: way and way.plain() for name, way in ways.items()}
    return {"to_grid": None, "from_grid": None, **plain, "box": box, "local": local}


def _land(results: Results) -> Box:
    """All land there is something to say about, in the project CRS: the DEM, communes, plots."""
    crs = results.layers.project_crs
    dem = Transformer.from_crs(results.grid.crs, crs, always_xy=True)
    boxes = [dem.transform_bounds(*results.grid.bounds)]
    boxes.append(results.layers.communes.frame.geometry.to_crs(crs).total_bounds)
    boxes.append(results.plots.pieces.frame.total_bounds)
    if results.lots is not None:
        boxes.append(results.lots.frame.total_bounds)
    there = [b for b in boxes if np.isfinite(list(b)).all()]
    west, south, east, north = zip(*there, strict=True)
    return _wider((min(west), min(south), max(east), max(north)))


def _wider(box: Box) -> Box:
    west, south, east, north = map(float, box)
    across, up = (east - west) * _MARGIN, (north - south) * _MARGIN
    return west - across, south - up, east + across, north + up
