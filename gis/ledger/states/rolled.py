"""Communes of two dates brought to one set: over 1 July 2025 old codes roll up, or say why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.errors import Problem
from gis.ledger.states.land import DatedState, Whole
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


@dataclass(frozen=True)
class Places:
    """Place numbers of any set → place numbers of the set compared in, and whether left behind.

    ``words`` are those of the states and, behind them, of communes only the later set has.
    """

    words: Sequence[str | None]
    to: Whole
    left: NDArray[np.bool_]
    rolled: Rolled
    across: bool

    @classmethod
    def of(cls, states: Sequence[DatedState]) -> Places:
        """The set all states are compared in: the later one where they lie on both sides."""
        words = list(states[-1].land.words)
        sides = {bool(side) for s in states for side in np.unique(s.after_reform[s.there])}
        across = sides == {True, False}
        old = rolled(_old_codes(states)) if across else Rolled({}, {})
        to = np.arange(len(words), dtype=np.int64)
        left = np.zeros(len(words), dtype=bool)
        number = {text: n for n, text in enumerate(words) if text is not None}
        for code, new in old.into.items():
            if new not in number:
                number[new] = len(words)
                words.append(new)
            to[number[code]] = number[new]
        left[[number[code] for code in old.left]] = True
        return cls(words, to, left, old, across)

    def brought(self, place: Whole, after: Whole) -> tuple[Whole, NDArray[np.bool_]]:
        """Places in the set compared in, and whether they stayed behind."""
        if not self.across:
            return place, np.zeros(len(place), dtype=bool)
        old = after == 0
        return np.where(old, self.to[place], place), self.left[place] & old


def _old_codes(states: Sequence[DatedState]) -> set[str]:
    found: set[str] = set()
    for state in states:
        _, row = state.land.of(state.versions[state.there[~state.after_reform[state.there]]])
        numbers = np.unique(state.land.rows["place"].to_numpy()[row])
        found |= {str(state.land.words[n]) for n in numbers if n}
    return found
