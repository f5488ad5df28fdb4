"""Where the two sources of these tables differ, how each case was settled, and what is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from gis.errors import Problem
from gis.reference.admin.crosswalk import mergers
from gis.reference.admin.tables import rows
from gis.reference.admin.units import Province, VerifiedBy, unit


@dataclass(frozen=True)
class Disagreement:
    """One difference: ``package`` is what ``vietnamadminunits`` 1.0.4 has, ``table`` the other.

    ``open`` asks for a look at the resolution itself, whatever was settled meanwhile.
    """

    code: str
    as_of: date
    about: str
    package: str
    table: str
    settled: str
    verified_by: VerifiedBy
    open: bool
    why: str


@cache
def disagreements() -> tuple[Disagreement, ...]:
    """Every difference between the two sources, small ones included."""
    return tuple(_disagreement(row) for row in rows("disagreements.csv"))


def open_questions(province: Province, codes: Collection[str] | None = None) -> tuple[Problem, ...]:
    """What only the resolution's text can settle, as warnings for a person to follow up.

    Args:
        province: whose units.
        codes: only of these old or new codes; all when not given.
    """
    asked = (d for d in disagreements() if d.open and (codes is None or d.code in codes))
    return tuple(_question(d) for d in asked if unit(d.code, d.as_of).province == province)


def _question(one: Disagreement) -> Problem:
    resolution = next(m.resolution for m in mergers() if one.code in (m.old_code, m.new_code))
    values = {
        "unit": unit(one.code, one.as_of).label(),
        "one": one.package,
        "other": one.table,
        "settled": one.settled,
        "resolution": resolution,
    }
    return Problem("reference.sources_differ", values=values, level="warning")


def _disagreement(row: dict[str, str]) -> Disagreement:
    return Disagreement(
        code=row["code"],
        as_of=date.fromisoformat(row["as_of"]),
        about=row["about"],
        package=row["package"],
        table=row["table"],
        settled=row["settled"],
        verified_by=cast("VerifiedBy", row["verified_by"]),
        open=row["open"] == "yes",
        why=row["why"],
    )
