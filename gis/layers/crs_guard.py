"""Whether coordinates can be what their CRS says: degrees, metres, and the CRS's area of use."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import ProjError
from pyproj.transformer import AreaOfInterest

from gis.layers.crs_choice import horizontal, parse_crs, same_crs, sound_datum
from gis.layers.datum.axes import is_swapped
from gis.layers.datum.recognise import official
from gis.layers.findings import Findings
from gis.layers.source import crs_text

Bounds = tuple[float, float, float, float]

EARTH = CRS("EPSG:4326")
# How far beyond a CRS's registered area of use land may lie. The registered boxes are rounded and
# end at a coast or border; the next province's meridian is 0.25 to 1 degree away.
AREA_MARGIN_DEG = 1.0
# Largest departure of areas in the project CRS from the ellipsoid's. VN-2000 zones stay within
# 0.4 % even one province off; Web Mercator is 17 % off at Phong Thổ.
MAX_AREA_DISTORTION = 0.01


def read_project_crs(text: str, found: Findings) -> CRS | None:
    """The CRS hectares are measured in: known and projected, else the findings say why not."""
    crs = parse_crs(text, found)
    if crs is None:
        return None
    crs = official(horizontal(crs))
    if not crs.is_projected:
        found.error("project_crs_not_metric", crs=crs_text(crs))
        return None
    return crs if sound_datum(crs, found) else None


def check_units(crs: CRS, bounds: Bounds, found: Findings) -> bool:
    """Whether coordinates contradict their CRS: metres called degrees, or degrees called metres.

    Args:
        crs: of the coordinates.
        bounds: (west, south, east, north) in it.
        found: takes the contradiction.

    Returns:
        True when they fit.
    """
    west, south, east, north = bounds
    far_x, far_y = max(abs(west), abs(east)), max(abs(south), abs(north))
    values = {"crs": crs_text(crs), "bounds": ", ".join(f"{b:.6g}" for b in bounds)}
    if not (crs.is_geographic or crs.is_projected) or not _has_way(crs, EARTH):
        found.error("crs_not_on_earth", crs=crs.name)
    elif is_swapped(crs, bounds):
        found.error("crs_axes_swapped", **values)
    elif crs.is_geographic and (far_x > 360.0 or far_y > 90.0 + 1e-6):
        found.error("crs_not_degrees", **values)
    elif crs.is_projected and far_x <= 360.0 and far_y <= 90.0:
        found.error("crs_not_metres", **values)
    else:
        return True
    return False


def check_area_of_use(shapes: gpd.GeoSeries, found: Findings) -> None:
    """Note the rows whose middle lies outside the area of use of their CRS.

    Args:
        shapes: in a CRS whose units were checked; missing and empty ones are passed over.
        found: takes the rows.
    """
    area = shapes.crs.area_of_use
    if area is None:
        return
    if _holds(area.bounds, lonlat_bounds(shapes.crs, tuple(shapes.total_bounds))):
        return  # what is true of the box is true of every shape in it
    lon, lat = _middles(shapes)
    outside = _outside(lon, lat, area.bounds)
    if outside.any():
        first = int(np.flatnonzero(outside)[0])
        found.error(
            "crs_outside_area",
            rows=found.rows(outside),
            crs=crs_text(shapes.crs),
            area=area.name,
            place=f"{lon[first]:.3f}, {lat[first]:.3f}",
        )


def check_project_crs(project_crs: CRS, communes: gpd.GeoSeries, found: Findings) -> bool:
    """Note a project CRS that is used outside its area or makes hectares wrong there.

    Args:
        project_crs: where hectares are measured.
        communes: their outlines, in any CRS.
        found: takes the fault.

    Returns:
        True when hectares can be measured in it.
    """
    lon, lat = _middles(communes)
    area = project_crs.area_of_use
    if area is not None and _outside(lon, lat, area.bounds).any():
        found.error("project_crs_outside_area", crs=crs_text(project_crs), area=area.name)
        return False
    scale = Proj(project_crs).get_factors(np.nanmean(lon), np.nanmean(lat)).areal_scale
    if abs(scale - 1.0) <= MAX_AREA_DISTORTION:
        return True
    percent = round((scale - 1.0) * 100, 1)
    found.error("project_crs_distorts", crs=crs_text(project_crs), percent=percent)
    return False


def check_shift(crs: CRS, project_crs: CRS, bounds: Bounds, found: Findings) -> None:
    """Note that PROJ knows no datum shift between a layer and the project: places may be off.

    Args:
        crs: of the layer.
        project_crs: where hectares are measured.
        bounds: of the layer, in its CRS.
        found: takes the warning.
    """
    if same_crs(crs, project_crs):
        return
    place = AreaOfInterest(*lonlat_bounds(crs, bounds))
    try:
        Transformer.from_crs(crs, project_crs, area_of_interest=place, allow_ballpark=False)
    except ProjError:
        found.warning("crs_shift_unknown", crs=crs.name, project_crs=crs_text(project_crs))


def _has_way(crs: CRS, other: CRS) -> bool:
    """Whether any operation leads from one CRS to another (none does from a map of the Moon)."""
    try:
        Transformer.from_crs(crs, other)
    except ProjError:
        return False
    return True


def lonlat_bounds(crs: CRS, bounds: Bounds) -> Bounds:
    """Bounds in degrees of the CRS's own datum, kept within the globe."""
    to_lonlat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    west, south, east, north = to_lonlat.transform_bounds(*bounds)
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def _middles(shapes: gpd.GeoSeries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of each shape's box centre; NaN for a shape without one."""
    box = shapely.bounds(shapes.to_numpy())
    to_lonlat = Transformer.from_crs(shapes.crs, shapes.crs.geodetic_crs, always_xy=True)
    lon, lat = to_lonlat.transform((box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2)
    return np.asarray(lon), np.asarray(lat)


def _holds(area: Bounds, box: Bounds) -> bool:
    """Whether a box lies wholly in an area that does not cross the antimeridian, or so near it
    that no place in it is taken for being outside.
    """
    m = AREA_MARGIN_DEG
    across = area[0] <= area[2] and area[0] - m <= box[0] <= box[2] <= area[2] + m
    return across and area[1] - m <= box[1] <= box[3] <= area[3] + m


def _outside(lon: NDArray[np.float64], lat: NDArray[np.float64], area: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = area
    if west > east:  # an area of use across the antimeridian
        east, lon = east + 360.0, np.where(lon < 0, lon + 360.0, lon)
    m = AREA_MARGIN_DEG
    beside = (lon < west - m) | (lon > east + m) | (lat < south - m) | (lat > north + m)
    return beside | np.isinf(lon) | np.isinf(lat)
