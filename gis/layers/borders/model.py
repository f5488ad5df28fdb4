"""One fault of a set of outlines: what, how large, how wide, between whom, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

# ``overlap``: land in two communes. ``gap``: land of none, with communes all around it.
# ``apart``: a piece of a commune away from its largest. ``outside``: a piece away from all other
# land. ``ring``: an outline that crosses itself.
BorderFaultKind = Literal["overlap", "gap", "apart", "outside", "ring"]
KINDS: tuple[BorderFaultKind, ...] = ("ring", "overlap", "gap", "apart", "outside")


@dataclass(frozen=True)
class BorderFault:
    """One place where outlines are wrong, or may be.

    ``area_ha`` is horizontal, in the project CRS; of a ``ring`` it is the land the commune has as
    drawn, and ``repaired_ha`` what GEOS's repair would leave of it. ``width_m`` is twice the area
    by the perimeter, of the widest part; ``sliver`` says that no part is wide or compact enough
    for land. ``away_m`` is the distance of a loose piece from the land it is apart from.
    ``codes`` and ``names`` are of the communes concerned. ``lon, lat`` lie in the fault (WGS 84
    degrees); ``shape`` is in the project CRS.
    """

    kind: BorderFaultKind
    codes: tuple[str, ...]
    names: tuple[str, ...]
    area_ha: float
    width_m: float
    sliver: bool
    lon: float
    lat: float
    shape: BaseGeometry
    away_m: float | None = None
    repaired_ha: float | None = None
    reason: str = ""
