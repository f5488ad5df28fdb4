"""Communes of the planning area by code *and* date, and what became of them on 1 July 2025.

All new codes are re-used old ones (03562 was Vàng Ma Chải and is Sì Lở Lầu), so no question here
can be asked without a date. Sources: Nghị quyết 866/NQ-UBTVQH14 (units from 1 February 2020),
Nghị quyết 1670/NQ-UBTVQH15 (units from 1 July 2025); names in local use, the statistics office's
other spellings in ``admin/aliases.csv``; centres are inner points rounded to 0.01 degree.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

REFORM = date(2025, 7, 1)

NamedByPlan = Literal["named", "contains_named", "other"]

_UNIT_WORDS = ("thị trấn ", "phường ", "xã ")


@dataclass(frozen=True)
class Commune:
    """One unit in the set of a date. ``centre_lon/lat`` (WGS 84 degrees) lie in it, ±0.01°."""

    code: str
    name: str
    unit_type: str
    as_of: date
    centre_lon: float
    centre_lat: float


@dataclass(frozen=True)
class Merger:
    """One old unit that went whole into a new one on ``valid_from``, by ``resolution``."""

    valid_from: date
    resolution: str
    old_area: str
    old_code: str
    old_unit_type: str
    old_name: str
    new_code: str


def communes_of(area: str, as_of: date) -> tuple[Commune, ...]:
    """The communes that hold land of a planning area, in the set of a date.

    The old district is not a union of new communes: from 1 July 2025 "phong_tho" gives the six
    new units that contain a commune of it, land of other districts included.

    Args:
        area: ``"phong_tho"``.
        as_of: date of the commune set.

    Returns:
        The communes by code.

    Raises:
        LookupError: no set of this area is recorded for the date (before 1 February 2020 the
            district had another commune).
    """
    rows = [r for r in _units() if r["area"] == area and _in_force(r, as_of)]
    if not rows:
        raise LookupError(f"no commune set of {area!r} is recorded for {as_of}")
    return tuple(sorted((_commune(r, as_of) for r in rows), key=lambda c: c.code))


def registered_name(code: str, as_of: date) -> str | None:
    """The name a code stood for on a date, of units recorded here; None when not recorded."""
    for row in _units():
        if row["code"] == code and _in_force(row, as_of):
            return row["name"]
    if as_of < REFORM:
        return next((m.old_name for m in mergers() if m.old_code == code), None)
    return None


@cache
def mergers() -> tuple[Merger, ...]:
    """Every old unit of the seven new ones around Phong Thổ: old → new, with its resolution."""
    return tuple(
        Merger(date.fromisoformat(r.pop("valid_from")), **r) for r in _rows("crosswalk.csv")
    )


def name_key(name: str) -> str:
    """A name for comparing: NFC, case and blanks folded, the unit word dropped, tones kept.

    Tones tell communes apart (Pa Vây Sử is not Pa Vệ Sủ), so they are never folded.

    >>> name_key("  XÃ  Sì Lở Lầu ")
    'sì lở lầu'
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    key = " ".join(unicodedata.normalize("NFC", folded).split())
    for unit in _UNIT_WORDS:
        key = key.removeprefix(unit)
    return key


def same_commune(a: str, b: str) -> bool:
    """Whether two spellings are of one commune, by the alias table alone; nothing is guessed.

    >>> same_commune("Lản Nhì Thàng", "xã Lả Nhì Thàng"), same_commune("Sìn Hồ", "Sin Suối Hồ")
    (True, False)
    """
    return _canonical(a) == _canonical(b)


def named_by_plan(
    code: str, name: str, as_of: date, plan_names: Sequence[str], plan_as_of: date
) -> NamedByPlan:
    """Whether a plan's list of communes names a commune of a (perhaps later) set.

    On one side of the reform of 1 July 2025 names are compared, through the alias table; a code
    recorded for the date speaks with its recorded name. Across the reform only the crosswalk
    speaks: a new unit "contains_named" when an old commune of it is in the list, whatever its own
    name is, and an old commune is "named" when the new unit it went into is. A commune the
    crosswalk does not know is then "other": equal names across the reform prove nothing.

    Args:
        code: commune code as text.
        name: commune name as the layer writes it.
        as_of: date of the commune set the code belongs to.
        plan_names: the plan's own spelling.
        plan_as_of: date of the commune set the plan's names belong to.

    Returns:
        "named", "contains_named" or "other".
    """
    if (as_of < REFORM) == (plan_as_of < REFORM):
        return "named" if _listed(registered_name(code, as_of) or name, plan_names) else "other"
    if as_of >= REFORM:
        held = [m.old_name for m in mergers() if m.new_code == code]
        return "contains_named" if any(_listed(n, plan_names) for n in held) else "other"
    into = [registered_name(m.new_code, plan_as_of) for m in mergers() if m.old_code == code]
    return "named" if any(n and _listed(n, plan_names) for n in into) else "other"


def _listed(name: str, names: Sequence[str]) -> bool:
    return any(same_commune(name, other) for other in names)


def _canonical(name: str) -> str:
    key = name_key(name)
    return _aliases().get(key, key)


@cache
def _aliases() -> dict[str, str]:
    return {name_key(r["also_written"]): name_key(r["name"]) for r in _rows("aliases.csv")}


@cache
def _units() -> tuple[dict[str, str], ...]:
    return tuple(_rows("units.csv"))


def _rows(table: str) -> list[dict[str, str]]:
    text = (files("gis.reference") / "admin" / table).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _in_force(row: dict[str, str], as_of: date) -> bool:
    begun = date.fromisoformat(row["valid_from"]) <= as_of
    return begun and (not row["valid_to"] or as_of <= date.fromisoformat(row["valid_to"]))


def _commune(row: dict[str, str], as_of: date) -> Commune:
    lon, lat = float(row["centre_lon"]), float(row["centre_lat"])
    return Commune(row["code"], row["name"], row["unit_type"], as_of, lon, lat)
