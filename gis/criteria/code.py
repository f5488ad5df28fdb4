"""The test ``code``: a polygon's or a cell's code is one of a list."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.criteria.burn import centres_in
from gis.criteria.listed import listed, whole_numbers
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.grid.grid import Grid
from gis.project.criteria_model import CodeTest


def code_of_polygons(
    test: CodeTest, column: pd.Series, polygons: gpd.GeoSeries, grid: Grid
) -> Mask:
    """Where the polygon over a cell's centre has one of the listed codes.

    No polygon overwrites another: where polygons of different answers overlap, or one has no code,
    the land is unknown. Outside every polygon it is unknown, or "no" if ``test.outside`` says so.

    Args:
        test: the listed codes.
        column: code of each polygon, (n,).
        polygons: in the CRS of the grid, (n,).
        grid: the cells.
    """
    answer = listed(column, test.any_of)
    yes, no, empty = (
        centres_in(polygons[which], grid) for which in (answer.holds, answer.no, answer.unknown)
    )
    known = (yes ^ no) & ~empty
    if test.outside == "no":
        known |= ~(yes | no | empty)
    return Mask(yes, known)


def code_of_cells(test: CodeTest, codes: Aligned) -> Mask:
    """Where a raster's code is one of the listed ones; a cell without a code is unknown.

    Args:
        test: the listed codes, whole numbers.
        codes: integer codes on the grid. ``test.outside`` is about polygons and has no say: a
            void of a raster is no answer.
    """
    numbers, _ = whole_numbers(test.any_of)
    return Mask(np.isin(codes.values, numbers), codes.known)
