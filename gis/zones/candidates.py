"""Pieces of eligible land that are large enough to be candidate zones."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import box

from gis.grid.grid import Grid
from gis.units import area_ha
from gis.zones.reproject import to_project_crs
from gis.zones.trace import label_pieces, trace

# A piece whose hectares equal the minimum but for rounding is large enough (0.01 m²).
TIE_HA = 1e-6
# A piece is dismissed by counting cells only when cells this much larger than the largest one
# sampled could not bring it to the minimum; every other piece is outlined and measured.
COUNT_MARGIN = 1.05


@dataclass(frozen=True)
class Candidates:
    """Candidate zones of one rule, whole, before communes cut them.

    ``labels`` numbers every piece of eligible land (rows, cols), large or not; ``shapes`` holds
    the large ones as polygons in the project CRS, indexed by piece number, in reading order of
    their first cell; ``area_ha`` are their hectares in that CRS.
    """

    labels: NDArray[np.int32]
    shapes: gpd.GeoSeries
    area_ha: NDArray[np.float64]

    @property
    def too_small(self) -> NDArray[np.bool_]:
        """Eligible cells that belong to no candidate zone, (rows, cols)."""
        return (self.labels > 0) & ~np.isin(self.labels, self.shapes.index)


def find_candidates(
    holds: NDArray[np.bool_], near: NDArray[np.bool_], min_area_ha: float, grid: Grid, crs: CRS
) -> Candidates:
    """Outline the pieces of eligible land that are at least ``min_area_ha`` hectares.

    The size is that of the whole connected piece, horizontal area in the project CRS, before it
    is cut by communes: a zone that straddles a border is not lost for being cut.

    Args:
        holds: (rows, cols), True where land is known to be eligible; unknown land is False.
        near: (rows, cols), land of any commune; a piece that touches none is not outlined.
        min_area_ha: minimum size in hectares, included.
        grid: of both masks; its CRS may be longitude/latitude.
        crs: the project CRS, projected.
    """
    labels = label_pieces(holds)
    counted = np.bincount(labels.ravel()) * _largest_cell_ha(grid, crs) * COUNT_MARGIN
    maybe = (counted >= min_area_ha) & (np.bincount(labels[near], minlength=len(counted)) > 0)
    maybe[0] = False  # land that is not eligible has no number
    shapes = to_project_crs(trace(labels, np.flatnonzero(maybe), grid), crs, "candidates")
    size_ha = area_ha(shapes)
    large = size_ha >= min_area_ha - TIE_HA
    return Candidates(labels, shapes[large], size_ha[large])


def _largest_cell_ha(grid: Grid, crs: CRS) -> float:
    """The largest of nine cells spread over the grid: corners, middles of the sides, centre."""
    rows, cols = (sorted({0, n // 2, n - 1}) for n in grid.shape)
    at = grid.transform
    cells = [box(*(at @ (c, r)), *(at @ (c + 1, r + 1))) for r in rows for c in cols]
    return float(area_ha(gpd.GeoSeries(cells, crs=grid.crs).to_crs(crs)).max())
