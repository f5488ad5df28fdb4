"""Zones of VN-2000 that coordinates fit, by their range and by the land they should lie on."""

from __future__ import annotations

import math
from collections.abc import Iterable

from pyproj import CRS, Transformer

from gis.reference.vn2000 import Zone, zones

Bounds = tuple[float, float, float, float]

# EPSG's areas of use are boxes around provinces, rounded to a hundredth of a degree.
_MARGIN_DEG = 0.02
# Land within this of the communes' box is counted as lying on it.
_NEAR_M = 10_000.0


def zones_that_fit(bounds: Bounds, project_crs: CRS | None) -> tuple[Zone, ...]:
    """Zones whose area of use holds some coordinates, as well as the project's.

    Args:
        bounds: of coordinates whose CRS is not known, as written.
        project_crs: its area of use narrows the answer; ``None`` leaves all of Viet Nam.

    Returns:
        Provincial zones first, then by code.
    """
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    if not (math.isfinite(x) and math.isfinite(y)):
        return ()
    home = project_crs.area_of_use if project_crs is not None else None
    found = []
    for zone in zones():
        crs = CRS.from_epsg(zone.epsg)
        lon, lat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(x, y)
        areas = [area_of(zone)] + ([] if home is None else [home.bounds])
        if all(holds(area, lon, lat) for area in areas):
            found.append(zone)
    return tuple(sorted(found, key=lambda z: (not z.provinces, z.epsg)))


def zones_onto(bounds: Bounds, communes: Bounds, project_crs: CRS) -> tuple[Zone, ...]:
    """Zones in which coordinates lie on the communes.

    Args:
        bounds: of the coordinates, as written.
        communes: bounds of the communes, in the project CRS.
        project_crs: where distances are measured.

    Returns:
        Nearest middle first.
    """
    found = []
    for zone in zones():
        move = Transformer.from_crs(CRS.from_epsg(zone.epsg), project_crs, always_xy=True)
        there = move.transform_bounds(*bounds, errcheck=False)
        if all(map(math.isfinite, there)) and _apart_m(there, communes) <= _NEAR_M:
            found.append((_middle_apart_m(there, communes), zone.epsg, zone))
    return tuple(zone for *_, zone in sorted(found))


def zone_words(fitting: Iterable[Zone]) -> str:
    """At most three zones in words, "?" for none."""
    return "; ".join(z.label() for z in list(fitting)[:3]) or "?"


def area_of(zone: Zone) -> Bounds:
    """The box of longitude and latitude EPSG gives a zone."""
    area = CRS.from_epsg(zone.epsg).area_of_use
    return (-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds


def holds(area: Bounds, lon: float, lat: float) -> bool:
    """Whether a box of longitude and latitude holds a place, its rounding allowed for."""
    west, south, east, north = area
    m = _MARGIN_DEG
    return west - m <= lon <= east + m and south - m <= lat <= north + m


def _apart_m(one: Bounds, other: Bounds) -> float:
    x = max(one[0] - other[2], other[0] - one[2], 0.0)
    y = max(one[1] - other[3], other[1] - one[3], 0.0)
    return math.hypot(x, y)


def _middle_apart_m(one: Bounds, other: Bounds) -> float:
    middles = [((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in (one, other)]
    return math.dist(*middles)
