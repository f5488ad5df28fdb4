"""Communes of two dates brought to one set: over 1 July 2025 old codes roll up, or say why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gis.errors import Problem
from gis.reference.admin import LAST_OLD_DAY, roll_up


@dataclass(frozen=True)
class Rolled:
    """Old code → code in the set of 1 July 2025; ``left`` are the codes that stay behind, why."""

    into: dict[str, str]
    left: dict[str, Problem]


def rolled(old_codes: Iterable[str]) -> Rolled:
    """Where the communes of a set from before 1 July 2025 went, whole.

    Args:
        old_codes: five digits, in the set that ended on 30 June 2025.

    Returns:
        A divided commune, and a code no set is recorded for, stays behind with its problem: its
        hectares are in no new commune's sum.
    """
    found = roll_up(dict.fromkeys(sorted(set(old_codes)), 0.0), LAST_OLD_DAY)
    into = {old: new for new, olds in found.rows.items() for old in olds}
    return Rolled(into, {row.old_code: row.problem for row in found.not_rolled})
