"""An amount of which a part may be unknown, and whether it meets a target."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from gis.project.model import Target

Met = Literal["yes", "no", "unknown"]

# How far below "khoảng" (about) a figure may stay and still be called met. No plan states it:
# this is our own reading, and the one place to change it.
ABOUT_TOLERANCE_SHARE = 0.05
# Figures that equal the target but for rounding meet it.
TIE_SHARE = 1e-9
# A floor with one of these words asks for more than the figure; a ceiling for less.
_MORE_THAN = ("trên", "hơn")
_LESS_THAN = ("dưới",)
Sign = Literal["<", "<=", ">", ">="]
_COMPARE: Mapping[Sign, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """What is held for certain, and how much more may be; both NaN where nothing is known."""

    known: float
    unknown: float = 0.0

    @property
    def most(self) -> float:
        """The amount if all unknown land counted."""
        return self.known + self.unknown

    def over(self, whole: float) -> Amount:
        """This amount as a share of a whole; unknown where the whole is nothing or unknown."""
        if not whole > 0:
            return NOTHING_KNOWN
        return Amount(self.known / whole, self.unknown / whole)


NOTHING_KNOWN = Amount(math.nan, math.nan)


def met(held: Amount, target: Target, value: float) -> Met:
    """Whether a target is met: "unknown" as long as unknown land can still decide it.

    ``at_least`` with a hedge "trên" or "hơn" asks for strictly more, ``at_most`` with "dưới" for
    strictly less. ``exact``, a figure without a comparator, is met when reached, and a range from
    its lower end upwards. ``about`` is met from ``ABOUT_TOLERANCE_SHARE`` below the figure
    upwards. A direction without a figure cannot be judged from one state of the land.
    """
    if math.isnan(value) or math.isnan(held.known):
        return "unknown"
    answers = {_reached(amount, target, value) for amount in (held.known, held.most)}
    if len(answers) == 2:
        return "unknown"
    return "yes" if answers.pop() else "no"


def _reached(amount: float, target: Target, value: float) -> bool:
    sign, factor = bar(target.sense, target.hedge)
    return _COMPARE[sign](amount, value * factor)


def bar(sense: str, hedge: str | None) -> tuple[Sign, float]:
    """What a figure is compared by, and the factor on it: ties by rounding meet it.

    Args:
        sense: of the target, as in :func:`met`.
        hedge: the plan's own word.

    Returns:
        An amount ``a`` meets a figure ``v`` where ``a sign v·factor`` holds; a workbook writes
        the very same comparison as a formula.
    """
    if sense == "at_most":
        return ("<", 1 - TIE_SHARE) if _says(hedge, _LESS_THAN) else ("<=", 1 + TIE_SHARE)
    if sense == "about":
        return ">=", 1 - ABOUT_TOLERANCE_SHARE - TIE_SHARE
    return (">", 1 + TIE_SHARE) if _says(hedge, _MORE_THAN) else (">=", 1 - TIE_SHARE)


def _says(hedge: str | None, words: tuple[str, ...]) -> bool:
    return any(word in words for word in (hedge or "").casefold().split())


def shortfall(held: Amount, value: float) -> float:
    """How much is missing; NaN while unknown land can still change it."""
    return _settled(max(value - held.known, 0.0), max(value - held.most, 0.0))


def excess(held: Amount, value: float) -> float:
    """How much there is beyond the target; NaN while unknown land can still change it."""
    return _settled(max(held.known - value, 0.0), max(held.most - value, 0.0))


def share(held: Amount, value: float) -> float:
    """Held ÷ target; NaN while unknown land can still change it, or for a target of zero."""
    return _settled(held.known / value, held.most / value) if value else math.nan


def _settled(one: float, other: float) -> float:
    return one if math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) else math.nan
