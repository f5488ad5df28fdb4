"""Exact shares of cells under polygons, as a list of cells.

Everything here is in cells: x grows east from the grid's west edge, y grows north from its north
edge (so the grid's own rows lie below 0) and every cell is a unit square.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.rings import rings_of
from gis.grid.runs import runs_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]


def fractions(polygons: Geometries) -> tuple[Ints, Ints, Ints, Floats]:
    """The fraction of every cell that every polygon covers.

    Args:
        polygons: valid polygons or multipolygons, in cells, (n,).

    Returns:
        Four columns, polygon after polygon: number of the polygon, row and column of the cell
        (any sign: the plane has no edge), fraction of the cell covered (0-1]. Right to about
        1e-12 of a cell for each edge that crosses it.
    """
    runs = runs_of(rings_of(polygons))
    length = runs.end - runs.start
    before = np.cumsum(length) - length
    col: Ints = np.repeat(runs.start - before, length) + np.arange(length.sum())
    number, row = np.repeat(runs.shape, length), np.repeat(runs.row, length)
    return number, row, col, np.repeat(runs.fraction, length)
