"""Connected pieces of land and their outlines: whole cells, joined by their sides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from rasterio.features import shapes
from scipy import ndimage
from shapely.geometry import shape

from gis.grid.grid import Grid


def label_pieces(holds: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the 4-connected pieces of a mask; cells that meet only at a corner are apart.

    Args:
        holds: (rows, cols) of bool; unknown land must already be False.

    Returns:
        (rows, cols) of int32: 0 where ``holds`` is False, else the number of the piece, counted
        from 1 in the reading order (row, then column) of each piece's first cell.
    """
    labels, count = ndimage.label(holds)
    cells = np.flatnonzero(labels)
    first = np.zeros(count + 1, dtype=np.int64)
    first[labels.flat[cells][::-1]] = cells[::-1]  # the last one written is the first cell
    number = np.zeros(count + 1, dtype=np.int32)
    number[1 + np.argsort(first[1:])] = np.arange(1, count + 1)
    return number[labels]


def trace(labels: NDArray[np.int32], numbers: NDArray[np.int64], grid: Grid) -> gpd.GeoSeries:
    """Outline some pieces: one valid polygon each, along cell borders, holes as holes.

    Rings are drawn by GDAL with 4-connectivity, which splits a ring where it would touch itself
    at a corner; nothing is repaired or simplified afterwards, so the area is that of the cells.

    Args:
        labels: pieces as :func:`label_pieces` numbers them, on ``grid``.
        numbers: which pieces to outline.
        grid: where the cells lie.

    Returns:
        Polygons in the grid's CRS, indexed by piece number, ascending.
    """
    wanted = np.isin(labels, numbers)
    drawn = shapes(labels, mask=wanted, connectivity=4, transform=grid.transform)
    outlines = {int(number): shape(ring) for ring, number in drawn}
    order = sorted(outlines)
    return gpd.GeoSeries([outlines[n] for n in order], index=order, crs=grid.crs, dtype="geometry")
