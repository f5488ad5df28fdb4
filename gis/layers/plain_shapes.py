"""Polygons of a vector file and nothing else of it: what a sum of land needs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np

from gis.layers.crs_choice import choose_crs
from gis.layers.crs_guard import check_area_of_use, check_units
from gis.layers.files import VECTOR_FORMATS, find_file
from gis.layers.findings import Findings
from gis.layers.geometry_check import check_geometry
from gis.layers.open_vector import open_vector
from gis.project.layers_model import PolygonsLayer


def read_shapes(spec: PolygonsLayer, folder: Path, found: Findings) -> gpd.GeoSeries | None:
    """The polygons of a file, checked as those of a project's layer are; no column is read.

    Args:
        spec: the file (path relative to ``folder``), its table and the CRS it may lack.
        folder: directory the path starts from.
        found: takes every problem; rows go by their number.

    Returns:
        Valid polygons in file order and in the file's CRS; ``None`` when an error was found.
    """
    located = find_file(folder, spec.path, VECTOR_FORMATS, found)
    opened = open_vector(*located, spec, found, columns=[]) if located else None
    if opened is None:
        return None
    frame, own = opened
    shapes = check_geometry(frame.geometry, spec, found)
    crs = choose_crs(spec.crs, own, found)
    if crs is None:
        return None
    shapes = shapes.set_crs(crs)
    bounds = tuple(shapes.total_bounds)
    if np.isfinite(bounds).all() and check_units(crs, bounds, found):
        check_area_of_use(shapes, found)
    return None if found.failed else shapes
