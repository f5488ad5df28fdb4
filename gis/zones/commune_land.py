"""Communes as the frame every hectare of the zone tables closes in."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.grid.grid import Grid
from gis.grid.laid import Laid, lay
from gis.layers.model import Layers
from gis.units import area_ha
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
