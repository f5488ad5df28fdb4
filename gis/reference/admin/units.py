"""Units by code *and* date: communes, wards and towns, and the districts that ended in 2025.

All codes in use from 1 July 2025 are re-used old ones, so no question here can be asked without a
date. Lai Châu is recorded from 1 February 2020 (Nghị quyết 866/NQ-UBTVQH14); Lạng Sơn from 1
December 2024, when its communes were last merged before the reform, its districts from 1 January
2020 (Nghị quyết 818/NQ-UBTVQH14). Codes after the reform: Quyết định 19/2025/QĐ-TTg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast, get_args

from gis.errors import NuongError, Problem
from gis.reference.admin.tables import rows

REFORM = date(2025, 7, 1)

Province = Literal["lai_chau", "lang_son"]
VerifiedBy = Literal["both sources", "resolution text", "one source", "unsettled"]

PROVINCES: tuple[Province, ...] = get_args(Province)
PROVINCE_NAMES: dict[Province, str] = {"lai_chau": "Lai Châu", "lang_son": "Lạng Sơn"}


@dataclass(frozen=True)
class District:
    """A district (huyện or city) by the statistics office's code; all ended on 30 June 2025."""

    id: str
    code: str
    name: str
    unit_type: str
    province: Province
    valid_from: date
    valid_to: date

    def label(self) -> str:
        """The district in words, e.g. ``huyện Phong Thổ``."""
        return f"{self.unit_type} {self.name}"

    def in_force(self, as_of: date) -> bool:
        """Whether the district stood on a date."""
        return self.valid_from <= as_of <= self.valid_to


@dataclass(frozen=True)
class Unit:
    """One commune, ward or town while it stood under one code.

    ``district`` is the id of its district, None from 1 July 2025. ``valid_to`` is its last day,
    None while it stands. ``verified_by`` says what code, name and district rest on; where sources
    differ see ``disagreements.csv``.
    """

    code: str
    name: str
    unit_type: str
    province: Province
    district: str | None
    valid_from: date
    valid_to: date | None
    verified_by: VerifiedBy

    def label(self) -> str:
        """The unit in words, e.g. ``xã Hồng Phong (06205, huyện Cao Lộc)``."""
        within = f", {district(self.district).label()}" if self.district else ""
        return f"{self.unit_type} {self.name} ({self.code}{within})"

    def in_force(self, as_of: date) -> bool:
        """Whether the unit stood on a date."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of <= self.valid_to)


def unit(code: str, as_of: date) -> Unit:
    """The unit a code stands for on a date.

    Args:
        code: five digits, as text.
        as_of: date of the set the code belongs to.

    Raises:
        NuongError: no recorded unit bore the code on that date; says what the code stood for on
            other dates.
    """
    known = [u for u in all_units() if u.code == code]
    for one in known:
        if one.in_force(as_of):
            return one
    values = {"code": code, "day": as_of, "elsewhere": _spans(known)}
    raise NuongError([Problem("reference.code_not_in_set", values=values)])


def units(province: Province, as_of: date) -> tuple[Unit, ...]:
    """Every commune, ward and town of a province on a date, by code.

    Raises:
        NuongError: no set of the province is recorded for the date.
    """
    found = tuple(u for u in all_units() if u.province == province and u.in_force(as_of))
    if not found:
        first = min(u.valid_from for u in all_units() if u.province == province)
        values = {"province": PROVINCE_NAMES[province], "day": as_of, "first": first}
        raise NuongError([Problem("reference.set_not_recorded", values=values)])
    return found


def districts(province: Province, as_of: date) -> tuple[District, ...]:
    """The districts of a province on a date, by code; none from 1 July 2025."""
    return tuple(d for d in _districts() if d.province == province and d.in_force(as_of))


def district(district_id: str) -> District:
    """A district by its id, e.g. ``"phong_tho"``.

    Raises:
        LookupError: there is no such district.
    """
    for one in _districts():
        if one.id == district_id:
            return one
    raise LookupError(f"no district {district_id!r}")


def registered_name(code: str, as_of: date) -> str | None:
    """The name a code stood for on a date, of units recorded here; None when not recorded.

    Before the first recorded set its oldest name stands: what matters is the side of the reform.
    """
    unit = registered_unit(code, as_of)
    return None if unit is None else unit.name


def registered_unit(code: str, as_of: date) -> Unit | None:
    """The unit a code stood for on a date, as :func:`registered_name` finds it."""
    side = [u for u in _by_code().get(code, ()) if (u.valid_from < REFORM) == (as_of < REFORM)]
    return next((u for u in side if u.in_force(as_of)), side[0] if side else None)


@cache
def all_units() -> tuple[Unit, ...]:
    """Every unit recorded, of all dates, by province, date and code."""
    return tuple(_unit(row) for row in rows("units.csv"))


@cache
def _by_code() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for one in all_units():
        found[one.code] = (*found.get(one.code, ()), one)
    return found


@cache
def _districts() -> tuple[District, ...]:
    return tuple(
        District(
            id=row["id"],
            code=row["code"],
            name=row["name"],
            unit_type=row["unit_type"],
            province=cast("Province", row["province"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]),
        )
        for row in rows("districts.csv")
    )


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        unit_type=row["unit_type"],
        province=cast("Province", row["province"]),
        district=row["district"] or None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        verified_by=cast("VerifiedBy", row["verified_by"]),
    )


def _spans(known: Sequence[Unit]) -> str:
    spans = [f"{u.label()} {u.valid_from} – {u.valid_to or '…'}" for u in known]
    return "; ".join(spans) or "–"
