"""Communes as the frame every hectare of the zone tables closes in."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.grid.coverage import Coverage, cover
from gis.grid.grid import Grid
from gis.layers.model import Layers
from gis.units import area_ha
from gis.zones.communes import exclusive_communes

Hectares = NDArray[np.float64]


@dataclass(frozen=True)
class CommuneLand:
    """Communes by code: their polygons in the project CRS, their hectares, their cells.

    No land lies in two of them (:func:`gis.zones.communes.exclusive_communes`).
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: gpd.GeoSeries
    area_ha: Hectares
    coverage: Coverage

    def split_ha(self, mask: Mask) -> tuple[Hectares, Hectares, Hectares]:
        """Hectares of yes, no and unknown in every commune; land outside the grid is unknown."""
        yes, no, unknown = self.coverage.shares(mask)
        return yes * self.area_ha, no * self.area_ha, unknown * self.area_ha

    def ha_where(self, cells: NDArray[np.bool_]) -> Hectares:
        """Hectares of every commune in some cells, (rows, cols) of bool."""
        return self.split_ha(Mask(cells, np.ones_like(cells)))[0]


def measure_communes(layers: Layers, grid: Grid) -> CommuneLand:
    """Measure the communes once, for every rule.

    Args:
        layers: communes with ``code`` and ``name``, in any CRS.
        grid: the analysis grid; parts of communes outside it stay unknown.

    Raises:
        NuongError: a commune does not survive the way into the project CRS.
    """
    communes = exclusive_communes(layers)
    codes, names = (tuple(str(v) for v in communes[c]) for c in ("code", "name"))
    shapes = communes.geometry
    return CommuneLand(codes, names, shapes, area_ha(shapes), cover(shapes, grid))
