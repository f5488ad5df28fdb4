"""Shapes taken to another CRS without cutting corners."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from pyproj import CRS

from gis.grid.grid import Grid
from gis.grid.metric import cell_metres

_METRES_PER_RADIAN = 6_371_000.0


def shapes_on(shapes: gpd.GeoSeries, crs: CRS, step_m: float) -> gpd.GeoSeries:
    """Shapes in another CRS, with vertices about every ``step_m`` so that edges stay where they
    were (a straight line of one CRS is a curve in another).

    Args:
        shapes: any geometries, in any CRS; empty and missing ones stay so.
        crs: the CRS wanted.
        step_m: longest edge left undivided, in metres.

    Returns:
        The shapes, in order; the very same ones when they already lie in ``crs``.

    Raises:
        ValueError: the shapes have no CRS.
    """
    if shapes.crs is None:
        raise ValueError("shapes without a CRS lie nowhere")
    if shapes.crs.equals(crs, ignore_axis_order=True):
        return shapes
    unit = float(shapes.crs.axis_info[0].unit_conversion_factor)
    metres = _METRES_PER_RADIAN * unit if shapes.crs.is_geographic else unit
    return shapes.segmentize(step_m / metres).to_crs(crs)


def cell_size_m(grid: Grid) -> float:
    """The shorter side of the grid's smallest cell, in metres: the step for ``shapes_on``."""
    return float(min(np.min(side) for side in cell_metres(grid)))
