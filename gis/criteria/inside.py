"""The tests ``inside`` and ``outside``: a cell's centre lies in the polygons of a layer."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from gis.criteria.burn import centres_in
from gis.criteria.listed import listed
from gis.criteria.mask import Mask, all_of
from gis.grid.grid import Grid
from gis.project.criteria_model import PlaceTest


def place_mask(
    test: PlaceTest, frame: gpd.GeoDataFrame, polygons: gpd.GeoSeries, grid: Grid
) -> Mask:
    """Where the cell's centre lies inside (or outside) the polygons that ``where`` keeps.

    A polygon whose listed column is empty may or may not be one of them: its land is unknown,
    unless another polygon that surely is one lies there too.

    Args:
        test: ``inside`` or ``outside``, and the values each listed column may have.
        frame: the layer's columns, (n,).
        polygons: in the CRS of the grid, (n,).
        grid: the cells.
    """
    everything = Mask(np.ones(len(frame), dtype=bool), np.ones(len(frame), dtype=bool))
    kept = all_of([everything, *(listed(frame[name], values) for name, values in _listed(test))])
    inside = centres_in(polygons[kept.holds], grid)
    perhaps = centres_in(polygons[kept.unknown], grid)
    mask = Mask(inside, inside | ~perhaps)
    return mask if test.test == "inside" else ~mask


def _listed(test: PlaceTest) -> list[tuple[str, tuple[str | int, ...]]]:
    return sorted(test.where.items())
