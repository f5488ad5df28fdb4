"""Communes as the frame every hectare of the zone tables closes in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import Laid, lay
from gis.grid.sums import Sums
from gis.layers.model import Layers
from gis.units import area_ha
from gis.zones.answers import ANSWERS, answers
from gis.zones.communes import exclusive_communes

Hectares = NDArray[np.float64]


@dataclass(frozen=True)
class CommuneLand:
    """Communes by code: their polygons in the project CRS, their hectares, laid over the grid.

    No land lies in two of them (:func:`gis.zones.communes.exclusive_communes`).
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: gpd.GeoSeries
    area_ha: Hectares
    laid: Laid

    def split_ha(self, mask: Mask) -> tuple[Hectares, Hectares, Hectares]:
        """Hectares of yes, no and unknown in every commune; land outside the grid is unknown."""
        sums = Sums(self.laid, [ANSWERS])
        whole = Block(0, 0, *mask.known.shape)
        sums.add(sums.part(self.laid.over(whole), [answers(mask)]))
        yes, no, unknown = sums.shares(0).T * self.area_ha
        return yes, no, unknown

    def ha_where(self, cells: NDArray[np.bool_]) -> Hectares:
        """Hectares of every commune in some cells, (rows, cols) of bool."""
        return self.split_ha(Mask(cells, np.ones_like(cells)))[0]

    def touched(self, where: Block | Grid) -> NDArray[np.bool_]:
        """Cells of a block of the grid, or of all of it, that hold land of any commune."""
        block = where if isinstance(where, Block) else Block(0, 0, *where.shape)
        return self.laid.over(block).cells()

    @cached_property
    def window(self) -> Block:
        """The communes' box and ``RING_CELLS`` around it, in cells; it may reach beyond the grid.

        Where the grid reaches farther it does so for the sake of plots, and a plot beyond the
        border must not make a zone larger. Without communes the box is empty.
        """
        runs = self.laid.runs()
        if not len(runs.table):
            return Block(0, 0, 0, 0)
        row, col = int(runs.row.min()) - RING_CELLS, int(runs.start.min()) - RING_CELLS
        south, east = int(runs.row.max()) + 1 + RING_CELLS, int(runs.end.max()) + RING_CELLS
        return Block(row, col, south - row, east - col)

    def surroundings(self, where: Block | Grid) -> NDArray[np.bool_]:
        """Cells of a block of the grid, or of all of it, that lie in ``window``, (rows, cols)."""
        block = where if isinstance(where, Block) else Block(0, 0, *where.shape)
        cells = np.zeros((block.height, block.width), dtype=bool)
        box = self.window
        row, col = box.row - block.row, box.col - block.col
        cells[_span(row, box.height), _span(col, box.width)] = True
        return cells


def _span(first: int, length: int) -> slice:
    return slice(max(first, 0), max(first + length, 0))


def measure_communes(layers: Layers, grid: Grid) -> CommuneLand:
    """Measure the communes once, for every rule.

    Args:
        layers: communes with ``code`` and ``name``, in any CRS.
        grid: the analysis grid; parts of communes outside it stay unknown.

    Raises:
        NuongError: a commune does not survive the way into the project CRS, or reaches so far
            beyond the grid that its CRS must be wrong.
    """
    communes = exclusive_communes(layers)
    codes, names = (tuple(str(v) for v in communes[c]) for c in ("code", "name"))
    shapes = communes.geometry
    return CommuneLand(codes, names, shapes, area_ha(shapes), lay(shapes, grid))
