"""Shapes for display: WGS 84, six decimals, thinned. Never used for hectares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, overload

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

Shape: TypeAlias = Mapping[str, Any]

DECIMALS = 6  # about 0.1 m, finer than the 1 m of VN-2000 → WGS 84
PLOT_TOLERANCE_M = 1.0
LAND_TOLERANCE_M = 5.0


class Drawn(Sequence[Shape | None]):
    """Shapes as GeoJSON geometries, made when asked for: as objects of Python all corners of a
    page would take ten times the memory.
    """

    def __init__(self, shapes: gpd.GeoSeries, thin: Callable[[gpd.GeoSeries], gpd.GeoSeries]):
        self._shapes, self._thin = shapes, thin

    def __len__(self) -> int:
        return len(self._shapes)

    @overload
    def __getitem__(self, which: int) -> Shape | None: ...
    @overload
    def __getitem__(self, which: slice) -> list[Shape | None]: ...
    def __getitem__(self, which: int | slice) -> Shape | list[Shape | None] | None:
        some = which if isinstance(which, slice) else slice(which, which + 1 or None)
        drawn = [_geojson(s) for s in _wgs84(self._thin(self._shapes.iloc[some]))]
        return drawn if isinstance(which, slice) else drawn[0]


def display_shapes(shapes: gpd.GeoSeries, project_crs: CRS, tolerance_m: float) -> Drawn:
    """Shapes as GeoJSON geometries for the eye; None where a shape is empty or missing.

    Args:
        shapes: in any CRS.
        project_crs: a projected CRS, in which the thinning is measured.
        tolerance_m: how far, in metres, a thinned line may stray; each shape keeps its topology.
    """
    tolerance = tolerance_m / _metres(project_crs)
    return Drawn(shapes, lambda some: some.to_crs(project_crs).simplify(tolerance))


def display_communes(shapes: gpd.GeoSeries, project_crs: CRS) -> Drawn:
    """Commune outlines thinned together, so that neighbours keep one border between them."""
    local = shapes.to_crs(project_crs)
    tolerance = LAND_TOLERANCE_M / _metres(project_crs)
    if shapely.coverage_is_valid(local.to_numpy()):
        local = gpd.GeoSeries(
            shapely.coverage_simplify(local.to_numpy(), tolerance), crs=project_crs
        )
    else:
        local = local.simplify(tolerance)
    return Drawn(local, lambda some: some)


def label_points(shapes: gpd.GeoSeries, project_crs: CRS) -> list[Sequence[float]]:
    """A (latitude, longitude) inside each shape, for its label; empty for an empty shape."""
    inside = _wgs84(shapes.to_crs(project_crs).representative_point())
    return [() if p is None or p.is_empty else p.coords[0][::-1] for p in inside]


def wgs84_bounds(shapes: gpd.GeoSeries) -> tuple[tuple[float, float], tuple[float, float]]:
    """((south, west), (north, east)) of shapes in degrees."""
    west, south, east, north = (round(float(v), DECIMALS) for v in shapes.to_crs(4326).total_bounds)
    return (south, west), (north, east)


def _wgs84(shapes: gpd.GeoSeries) -> Sequence[BaseGeometry | None]:
    there = shapes.to_crs(4326).to_numpy()
    return shapely.transform(there, lambda xy: np.round(xy, DECIMALS))


def _geojson(shape: BaseGeometry | None) -> Shape | None:
    return None if shape is None or shape.is_empty else shape.__geo_interface__


def _metres(crs: CRS) -> float:
    return float(crs.axis_info[0].unit_conversion_factor)
