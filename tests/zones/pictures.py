"""Masks drawn with characters and the little projects around them.

``#`` is yes, ``.`` is no, ``?`` is unknown. Cells are 100 m, so one cell is one hectare.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.criteria.model import Aligned, Evaluation
from gis.grid.grid import grid_of
from gis.grid.terrain import Terrain
from gis.layers.model import Layers
from gis.project.base import LocalText
from gis.project.model import Area, Project, Target, ZoneRule
from tests.land import VN2000, communes, layers, raster, square

CELL_M = 100.0
AS_OF = date(2025, 6, 30)


def picture(*rows: str) -> Mask:
    """A mask from its drawing, one string per row."""
    cells = np.array([list(row) for row in rows])
    return Mask(cells == "#", cells != "?")


def rule(
    require: tuple[str, ...] = ("good",), exclude: tuple[str, ...] = (), min_area_ha: float = 1.0
) -> ZoneRule:
    return ZoneRule(
        crop="ginseng",
        method="under_canopy",
        require=require,
        exclude=exclude,
        min_area_ha=min_area_ha,
    )


def project(*targets: Target, crs: str = VN2000, **zones: ZoneRule) -> Project:
    area = Area(id="pencil", title=LocalText(vi="Bút chì"), crs=crs, communes_as_of=AS_OF)
    return Project(format=1, area=area, layers={}, zones=zones, targets=targets)


def land(shape: tuple[int, int], *squares: object, more: tuple = ()) -> Layers:
    """A flat DEM of 100 m cells from the origin; without squares one commune covers it all."""
    rows, cols = shape
    everything = squares or (square(0, 0, max(rows, cols) * CELL_M),)
    dem = raster("dem", np.zeros(shape), cell_m=CELL_M)
    return layers(dem, communes(*everything), *more)


def seen(
    place: Layers,
    heights_m: NDArray[np.float64] | None = None,
    slopes_deg: NDArray[np.float64] | None = None,
    canopy: Aligned | None = None,
    **masks: Mask,
) -> Evaluation:
    """An evaluation made by hand: masks as drawn, heights and slopes as given (0 when not)."""
    grid = grid_of(place.dem)
    flat, known = np.zeros(grid.shape), np.ones(grid.shape, dtype=bool)
    heights = flat if heights_m is None else heights_m
    slopes = flat if slopes_deg is None else slopes_deg
    terrain = Terrain(
        grid, heights, known & np.isfinite(heights), slopes, known & np.isfinite(slopes)
    )
    return Evaluation(grid, terrain, {"canopy": canopy} if canopy else {}, masks)
