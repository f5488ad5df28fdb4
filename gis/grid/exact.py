"""Exact shares of cells under polygons, as a list of cells.

Everything here is in cells: x grows east from the grid's west edge, y grows north from its north
edge (so the grid's own rows lie below 0) and every cell is a unit square.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.grid.rings import rings_of

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
    from gis.grid.kernels.coverage import list_cells

    rings = rings_of(polygons)
    size = int(rings.most.sum())
    number, row, col = (np.empty(size, dtype=np.int64) for _ in range(3))
    fraction = np.empty(size)
    given = (rings.xy, rings.ring_start, rings.sign, rings.shape_ring, rings.box)
    n = list_cells(*given, number, row, col, fraction)
    return number[:n], row[:n], col[:n], fraction[:n]
