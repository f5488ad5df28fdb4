"""The tests ``inside`` and ``outside``: a cell's centre lies in the polygons of a layer."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.criteria.burn import Laid
from gis.criteria.listed import listed
from gis.criteria.mask import Mask, all_of
from gis.grid.blocks import Block
from gis.project.criteria_model import PlaceTest


@dataclass(frozen=True)
class Inside:
    """Where the cell's centre lies inside (or outside) the polygons that ``where`` keeps.

    A polygon whose listed column is empty may or may not be one of them: its land is unknown,
    unless another polygon that surely is one lies there too.

    Args:
        laid: the polygons.
        kept: numbers of those that ``where`` keeps.
        perhaps: of those of which that is unknown.
        outside: the answer is turned round.
    """

    laid: Laid
    kept: NDArray[np.int64]
    perhaps: NDArray[np.int64]
    outside: bool

    def __call__(self, block: Block) -> Mask:
        """The answers on a block of the grid."""
        inside = self.laid.holds(self.kept, block)
        mask = Mask(inside, inside | ~self.laid.holds(self.perhaps, block))
        return ~mask if self.outside else mask


def place_of_polygons(test: PlaceTest, frame: gpd.GeoDataFrame, laid: Laid) -> Inside:
    """Make the test ready.

    Args:
        test: ``inside`` or ``outside``, and the values each listed column may have.
        frame: the layer's columns, (n,).
        laid: its polygons on the grid, (n,).
    """
    everything = Mask(np.ones(len(frame), dtype=bool), np.ones(len(frame), dtype=bool))
    kept = all_of([everything, *(listed(frame[name], values) for name, values in _listed(test))])
    numbers = np.flatnonzero(kept.holds), np.flatnonzero(kept.unknown)
    return Inside(laid, *numbers, outside=test.test == "outside")


def _listed(test: PlaceTest) -> list[tuple[str, tuple[str | int, ...]]]:
    return sorted(test.where.items())
