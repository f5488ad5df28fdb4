"""Communes that hold land of a planning area, with rounded centre points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gis.reference.admin.crosswalk import mergers
from gis.reference.admin.tables import rows
from gis.reference.admin.units import REFORM, Unit, all_units


@dataclass(frozen=True)
class Commune:
    """One unit in the set of a date. ``centre_lon/lat`` (WGS 84 degrees) lie in it, ±0.01°."""

    code: str
    name: str
    unit_type: str
    as_of: date
    centre_lon: float
    centre_lat: float


def communes_of(area: str, as_of: date) -> tuple[Commune, ...]:
    """The communes that hold land of a planning area, in the set of a date.

    The old district is not a union of new communes: from 1 July 2025 "phong_tho" gives the six
    new units that contain a commune of it, land of other districts included.

    Args:
        area: id of a district or province whose centres are recorded: ``"phong_tho"``,
            ``"lai_chau_city"``, and ``"lang_son"`` from 1 July 2025.
        as_of: date of the commune set.

    Returns:
        The communes by code.

    Raises:
        LookupError: no set of this area is recorded for the date (before 1 February 2020 the
            district had another commune), or not all of its centres are.
    """
    codes = {m.new_code for m in mergers() if m.old_area == area}
    found = [
        u
        for u in all_units()
        if u.in_force(as_of)
        and (u.province == area or (u.code in codes if as_of >= REFORM else u.district == area))
    ]
    if not found or any((u.valid_from, u.code) not in _centres() for u in found):
        raise LookupError(f"no commune set of {area!r} is recorded for {as_of}")
    return tuple(sorted((_commune(u, as_of) for u in found), key=lambda c: c.code))


@cache
def _centres() -> dict[tuple[date, str], tuple[float, float]]:
    """Inner points rounded to 0.01°, by first day and code.

    ``verified_by`` in the table: the rounded point lies in the unit's outline of 2025, or in its
    outline of about 2013 and in the 2025 outline of the unit it went into.
    """
    return {
        (date.fromisoformat(r["valid_from"]), r["code"]): (
            float(r["centre_lon"]),
            float(r["centre_lat"]),
        )
        for r in rows("centres.csv")
    }


def _commune(one: Unit, as_of: date) -> Commune:
    lon, lat = _centres()[one.valid_from, one.code]
    return Commune(one.code, one.name, one.unit_type, as_of, lon, lat)
