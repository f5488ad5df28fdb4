"""What became of every old unit on 1 July 2025, and what every new one was formed from.

Sources: Nghị quyết 1670/NQ-UBTVQH15 (Lai Châu) and 1672/NQ-UBTVQH15 (Lạng Sơn), as two
independent tables give them. ``verified_by`` of a row: "both sources" agree; "resolution text"
they agree and a quotation of the resolution was compared too (Phong Thổ, Mù Cả, Tà Tổng, new Lộc
Bình and Mẫu Sơn); "one source" they differ and the case is decided in ``disagreements.csv``;
"unsettled" they differ and nothing decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, cast

from gis.errors import Problem
from gis.reference.admin.tables import rows
from gis.reference.admin.units import REFORM, Unit, VerifiedBy, unit

LAST_OLD_DAY = REFORM - timedelta(days=1)

Part = Literal["whole", "part"]


@dataclass(frozen=True)
class Merger:
    """One old unit, or a part of it, that went into a new one on ``valid_from``.

    ``part`` is "part" where the old unit was divided; the share is in no source at hand.
    """

    valid_from: date
    resolution: str
    old_area: str
    old_code: str
    old_unit_type: str
    old_name: str
    new_code: str
    part: Part
    verified_by: VerifiedBy

    def old(self) -> Unit:
        """The unit that ended."""
        return unit(self.old_code, LAST_OLD_DAY)

    def new(self) -> Unit:
        """The unit it went into."""
        return unit(self.new_code, REFORM)


@cache
def mergers() -> tuple[Merger, ...]:
    """The whole crosswalk of both provinces, by resolution, new code and old code."""
    return tuple(_merger(row) for row in rows("crosswalk.csv"))


def merged_into(code: str) -> tuple[Merger, ...]:
    """What became of a unit of the set that ended on 30 June 2025.

    Args:
        code: its code *in that set*; the same code may stand for another unit today.

    Returns:
        One row, or several where the unit was divided.

    Raises:
        NuongError: no unit of that set bore the code.
    """
    unit(code, LAST_OLD_DAY)
    return tuple(m for m in mergers() if m.old_code == code)


def formed_from(code: str) -> tuple[Merger, ...]:
    """What a unit of the set from 1 July 2025 was formed from.

    Args:
        code: its code *in that set*.

    Raises:
        NuongError: no unit of that set bears the code.
    """
    unit(code, REFORM)
    return tuple(m for m in mergers() if m.new_code == code)


def cannot_roll_back(code: str) -> Problem | None:
    """Why hectares of a new unit cannot be given back to old ones; None for an unchanged unit.

    Args:
        code: code in the set from 1 July 2025.

    Raises:
        NuongError: no unit of that set bears the code.
    """
    held = formed_from(code)
    if len(held) == 1 and held[0].part == "whole":
        return None
    olds = ", ".join(f"{m.old_name} ({m.old_code})" for m in held)
    values = {"unit": unit(code, REFORM).label(), "olds": olds}
    return Problem("reference.cannot_roll_back", values=values)


def _merger(row: dict[str, str]) -> Merger:
    old = unit(row["old_code"], LAST_OLD_DAY)
    return Merger(
        valid_from=date.fromisoformat(row["valid_from"]),
        resolution=row["resolution"],
        old_area=old.district or "",
        old_code=old.code,
        old_unit_type=old.unit_type,
        old_name=old.name,
        new_code=row["new_code"],
        part=cast("Part", row["part"]),
        verified_by=cast("VerifiedBy", row["verified_by"]),
    )
