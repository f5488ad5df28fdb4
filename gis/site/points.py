"""Fixes answered together: cells by squares, lots and borders by one tree, nothing fix by fix."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.site.asked_project import STEEP_DEG
from gis.site.borders import laws_at
from gis.site.cells import canopy_at, cells_at, chances_at, elevations_at
from gis.site.communes import communes_at
from gis.site.land import SiteLand
from gis.site.lots import Lots
from gis.site.model import Ground, Place

Floats = NDArray[np.float64]


def point_answers(
    land: SiteLand, points: NDArray[np.object_], accuracy_m: Floats, lots: Lots
) -> Iterator[dict[str, object]]:
    """What is said of fixes, as fields of :class:`gis.site.model.SiteAnswer`, in their order.

    Args:
        land: the project's.
        points: in the project CRS, (fixes,).
        accuracy_m: the GPS error, (fixes,); NaN where it was not stated.
        lots: describes the forest lots.
    """
    x, y = shapely.get_x(points), shapely.get_y(points)
    cells = cells_at(land, x, y)
    over_25, over_30 = chances_at(land, cells, STEEP_DEG)
    laws = laws_at(lots, points, cells, accuracy_m, over_30)
    first, many = lots.at(points)
    values = (elevations_at(land, x, y), canopy_at(land, x, y), cells.slope_deg, over_25, over_30)
    grounds = zip(*(map(known, column.tolist()) for column in values), strict=True)
    rows = zip(
        places_of(land, x, y), cells.inside.tolist(), communes_at(land, points),
        first.tolist(), many.tolist(), grounds, laws, strict=True,
    )  # fmt: skip
    for place, in_dem, commune, lot, here, ground, law in rows:
        yield {
            "place": place,
            "in_dem": in_dem,
            "commune": commune,
            "lot": None if lot < 0 else lots.lot(lot),
            "lots_here": here,
            "ground": Ground(*ground),
            "law": law,
        }


def places_of(land: SiteLand, x: Floats, y: Floats) -> list[Place]:
    """Places in WGS 84 and in the project CRS, metres there."""
    lon, lat = land.to_lonlat.transform(x, y)
    columns = (np.asarray(lon), np.asarray(lat), x * land.metres, y * land.metres)
    return [Place(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def known(value: float) -> float | None:
    """A figure; None where it is NaN, that is unknown."""
    return None if np.isnan(value) else value
