"""Pieces of eligible land that are large enough to be candidate zones."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.grid.piece_sums import PieceSums


@dataclass(frozen=True)
class Candidates:
    """Candidate zones of one rule, whole, before communes cut them.

    Args:
        shapes: polygons in the project CRS, in reading order of their first cell, numbered from 0.
        area_ha: their hectares in that CRS, (zones,).
        land: what each is like in every commune, by number of the zone and of the commune.
        too_small_share: part of every commune that is eligible but in no candidate zone,
            (communes,).
        law: the zones split by what the law says of them, as :mod:`gis.zones.piece_law` numbers
            the parts; None where it is not asked.
    """

    shapes: gpd.GeoSeries
    area_ha: NDArray[np.float64]
    land: PieceSums
    too_small_share: NDArray[np.float64]
    law: PieceSums | None = None
