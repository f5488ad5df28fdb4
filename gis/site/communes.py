"""The commune of a site by code and date, and its kin of the other side of 1 July 2025."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.reference.admin import (
    LAST_OLD_DAY,
    REFORM,
    Unit,
    formed_from,
    merged_into,
    same_commune,
)
from gis.reference.admin.units import registered_unit
from gis.site.land import SiteLand
from gis.site.model import Commune


def communes_at(land: SiteLand, points: NDArray[np.object_]) -> list[Commune | None]:
    """The commune of each point; None outside them all.

    A point of land that two drawn communes share lies in the one whose code sorts first, as the
    run has it. The border is that commune's own, also where it is the edge of the layer.

    Args:
        land: the project's.
        points: in the project CRS, (points,).
    """
    frame = land.communes
    shapes = frame.geometry.to_numpy()
    point, commune = shapely.STRtree(points).query(shapes, predicate="intersects")[::-1]
    held = np.full(len(points), -1)
    for at, own in sorted(zip(point.tolist(), commune.tolist(), strict=True), reverse=True):
        held[at] = own
    found: list[Commune | None] = [None] * len(points)
    edges = shapely.boundary(shapes)
    for own in np.unique(held[held >= 0]).tolist():
        here = np.flatnonzero(held == own)
        shapely.prepare(edges[own])
        metres = shapely.distance(points[here], edges[own]) * land.metres
        code, name = str(frame["code"].iloc[own]), str(frame["name"].iloc[own])
        for at, border_m in zip(here.tolist(), metres.tolist(), strict=True):
            found[at] = _commune(land, code, name, border_m)
    return found


def _commune(land: SiteLand, code: str, name: str, border_m: float) -> Commune:
    after = land.project.area.communes_as_of >= REFORM
    kin, one = _kin(code, name, after)
    return Commune(code, name, "new" if after else "old", kin, one, border_m)


@lru_cache(maxsize=4096)
def _kin(code: str, name: str, after: bool) -> tuple[tuple[Unit, ...], bool]:
    """Units of the other side of the reform, and whether a point alone tells which one it is.

    A new unit formed of several old ones cannot be told by a point, nor can an old one that was
    divided. A code not recorded, or recorded under another name, has no kin.
    """
    day = REFORM if after else LAST_OLD_DAY
    recorded = registered_unit(code, day)
    if recorded is None or not recorded.in_force(day) or not same_commune(name, recorded.name):
        return (), False
    if after:
        held = tuple(m.old() for m in formed_from(code))
    else:
        held = tuple(m.new() for m in merged_into(code))
    return held, len(held) == 1
