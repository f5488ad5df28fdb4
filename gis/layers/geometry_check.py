"""Whether shapes can be measured: present, of the expected kind, valid, of some area. No repair."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.layers.findings import Findings
from gis.project.layers_model import LinesLayer, VectorSpec
from gis.units import area_ha

# A hundredth of a square metre: the rounding of coordinates, not land.
MIN_AREA_HA = 1e-6

_POLYGONS = ("Polygon", "MultiPolygon")
# A distance needs only "how near", so points serve beside lines.
_LINES = ("LineString", "LinearRing", "MultiLineString", "Point", "MultiPoint")


def check_geometry(shapes: gpd.GeoSeries, spec: VectorSpec, found: Findings) -> gpd.GeoSeries:
    """Note every shape that cannot be used; a missing one too, since its land would be left out.

    Args:
        shapes: as read, in any CRS.
        spec: the layer; lines also take points, all other kinds are polygons.
        found: takes rows without a shape, of another kind, invalid (with the place), and as a
            warning rows that lose their heights.

    Returns:
        The same shapes without heights: hectares are horizontal.
    """
    array = shapes.to_numpy()
    missing = shapely.is_missing(array) | shapely.is_empty(array)
    if missing.any():
        found.error("geometry_missing", rows=found.rows(missing))
    allowed = _LINES if isinstance(spec, LinesLayer) else _POLYGONS
    codes = [shapely.GeometryType[name.upper()] for name in allowed]
    other = ~missing & ~np.isin(shapely.get_type_id(array), codes)
    if other.any():
        listed = ", ".join(sorted({str(k) for k in shapes.geom_type.to_numpy()[other]}))
        found.error(
            "geometry_kind", rows=found.rows(other), kinds=listed, allowed=", ".join(allowed)
        )
    _check_valid(array, ~missing & ~other, found)
    return _flat(shapes, found)


def check_area(shapes: gpd.GeoSeries, project_crs: CRS, found: Findings) -> None:
    """Note valid polygons of no area to speak of.

    Args:
        shapes: polygons in any CRS.
        project_crs: where hectares are measured.
        found: takes the rows.
    """
    flat = area_ha(shapes.to_crs(project_crs)) < MIN_AREA_HA
    if flat.any():
        found.error("geometry_no_area", rows=found.rows(flat))


def _check_valid(array: NDArray[np.object_], usable: NDArray[np.bool_], found: Findings) -> None:
    invalid = usable & ~shapely.is_valid(array)
    if invalid.any():
        first = array[int(np.flatnonzero(invalid)[0])]
        reason = shapely.is_valid_reason(first)
        found.error("geometry_invalid", rows=found.rows(invalid), reason=reason)


def _flat(shapes: gpd.GeoSeries, found: Findings) -> gpd.GeoSeries:
    tall = shapes.has_z.to_numpy()
    if not tall.any():
        return shapes
    found.warning("geometry_heights", n=int(tall.sum()))
    return gpd.GeoSeries(shapely.force_2d(shapes.to_numpy()), crs=shapes.crs)
