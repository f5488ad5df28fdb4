"""Hectares by old commune brought to the communes of 1 July 2025: a sum, where units went whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gis.errors import NuongError, Problem
from gis.reference.admin.crosswalk import Merger, formed_from, merged_into
from gis.reference.admin.units import REFORM, unit


@dataclass(frozen=True)
class NotRolled:
    """A row that stayed behind: its hectares are in no sum, and ``problem`` says why."""

    old_code: str
    area_ha: float | None
    problem: Problem


@dataclass(frozen=True)
class RolledUp:
    """Hectares by new code, and everything that keeps a sum from being the new commune's total.

    Args:
        area_ha: new code → hectares of its rows; None when one of them is unknown.
        rows: new code → the old codes summed.
        missing: new code → old codes of it, whole or in part, that no row gave or that stayed
            behind. Where it is not empty the sum is of a part of the new commune.
        not_rolled: the rows that stayed behind.
    """

    area_ha: dict[str, float | None]
    rows: dict[str, tuple[str, ...]]
    missing: dict[str, tuple[str, ...]]
    not_rolled: tuple[NotRolled, ...]


def roll_up(area_ha: Mapping[str, float | None], as_of: date) -> RolledUp:
    """Sum a table by old commune to the communes of 1 July 2025.

    A row of a divided commune is not shared out: which part grew what is not known. There is no
    way back (:func:`cannot_roll_back`).

    Args:
        area_ha: old code → hectares; None or NaN is unknown, and makes the sum unknown.
        as_of: date of the set the codes belong to, before 1 July 2025.

    Returns:
        Sums, exact to the last bit (``math.fsum``), and what they lack.

    Raises:
        NuongError: the date is not before the reform: the codes would be of new communes.
    """
    if as_of >= REFORM:
        raise NuongError([Problem("reference.already_new", values={"day": as_of})])
    held: dict[str, list[str]] = {}
    behind: list[NotRolled] = []
    for code, area in area_ha.items():
        into = _whole_into(code, as_of)
        if isinstance(into, Problem):
            behind.append(NotRolled(code, area, into))
        else:
            held.setdefault(into.new_code, []).append(code)
    return RolledUp(
        area_ha={new: _sum_ha([area_ha[c] for c in held[new]]) for new in sorted(held)},
        rows={new: tuple(sorted(held[new])) for new in sorted(held)},
        missing={new: _missing(new, held[new]) for new in sorted(held)},
        not_rolled=tuple(behind),
    )


def _whole_into(code: str, as_of: date) -> Merger | Problem:
    """The one unit an old one went into, or why there is none to name."""
    try:
        old = unit(code, as_of)
    except NuongError as unknown:
        return unknown.problems[0]
    into = merged_into(code)
    if len(into) == 1 and into[0].part == "whole" and into[0].verified_by != "unsettled":
        return into[0]
    news = ", ".join(m.new().label() for m in into)
    return Problem("reference.divided", values={"unit": old.label(), "news": news})


def _sum_ha(areas: list[float | None]) -> float | None:
    known = [a for a in areas if a is not None and not math.isnan(a)]
    return math.fsum(known) if len(known) == len(areas) else None


def _missing(new_code: str, given: list[str]) -> tuple[str, ...]:
    return tuple(m.old_code for m in formed_from(new_code) if m.old_code not in given)
