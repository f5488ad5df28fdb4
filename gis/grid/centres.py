"""Where the centres of cells lie, in any CRS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gis.grid.grid import Grid

Floats = NDArray[np.float64]


def centres(
    grid: Grid, rows: NDArray[np.int64], cols: NDArray[np.int64], crs: CRS
) -> tuple[Floats, Floats]:
    """Centres of cells, by PROJ's exact transformation.

    Args:
        grid: the cells.
        rows: row numbers, (n,).
        cols: column numbers, (n,).
        crs: the CRS wanted.

    Returns:
        x (east, or longitude) and y (north, or latitude) in the units of ``crs``, each (n,);
        infinite where ``crs`` has no place for the cell.
    """
    t = grid.transform
    x: Floats = t.c + t.a * (cols + 0.5).astype(np.float64)
    y: Floats = t.f + t.e * (rows + 0.5).astype(np.float64)
    if grid.crs.equals(crs, ignore_axis_order=True):
        return x, y
    x, y = Transformer.from_crs(grid.crs, crs, always_xy=True).transform(x, y)
    return np.asarray(x), np.asarray(y)
