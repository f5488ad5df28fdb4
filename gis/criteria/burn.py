"""Cells whose centre lies in a polygon."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize

from gis.grid.grid import Grid

# Where two polygons share a border that runs exactly along cell centres, GDAL gives the cells to
# both. Centres are looked up a ten-millionth of a cell south-east of themselves: one polygon each.
NUDGE_CELLS = 1e-7


def centres_in(polygons: gpd.GeoSeries, grid: Grid) -> NDArray[np.bool_]:
    """Which cells have their centre in any of the polygons.

    Args:
        polygons: in the CRS of the grid; empty and missing ones hold nothing.
        grid: the cells.

    Returns:
        (rows, cols). A centre exactly on the border of two polygons lies in one of them.
    """
    shapes = polygons.to_numpy()
    west, south, east, north = shapely.bounds(shapes).T
    left, bottom, right, top = grid.bounds
    # An empty shape has NaN bounds, which are near nothing.
    near = shapes[(east > left) & (west < right) & (north > bottom) & (south < top)]
    if not len(near):
        return np.zeros(grid.shape, dtype=bool)
    nudged = grid.transform @ Affine.translation(NUDGE_CELLS, NUDGE_CELLS)
    burnt = rasterize(near, out_shape=grid.shape, transform=nudged, fill=0, dtype="uint8")
    return burnt.astype(bool)
