"""What the evaluation of criteria hands on: one grid, its terrain, one mask per criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.grid.grid import Grid
from gis.grid.terrain import Terrain


@dataclass(frozen=True)
class Aligned:
    """A raster sampled onto the grid: (rows, cols) values and where they are known."""

    values: NDArray[np.float64] | NDArray[np.int64]
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Evaluation:
    """Terrain, aligned rasters (by layer name) and masks (by criterion name), all on ``grid``.

    ``law`` is the number of each cell's judgement (:class:`gis.criteria.law_cells.LawOfCells`),
    (rows, cols); None where nothing is asked that the law speaks of.
    """

    grid: Grid
    terrain: Terrain
    rasters: Mapping[str, Aligned]
    masks: Mapping[str, Mask]
    law: NDArray[np.uint8] | None = None
