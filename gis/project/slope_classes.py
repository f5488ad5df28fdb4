"""Slope classes as an office asks for them: the breaks, where they come from, what they are called.

Sources state the series but not to which class a break itself belongs. Nương counts it to the
lower class: a class is *above* its lower break and *at most* its upper one, with the same strict
"above" as criteria. So "above 25°" and the classes beyond the break 25 are the same land.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from gis.project.base import Asked, Text
from gis.project.criteria_model import Confidence

# The series of Vietnamese slope databases; a provincial one (Thái Nguyên, ASTER GDEM) is published
# with these breaks. Some studies add 30 and 35.
USUAL_BREAKS_DEG = (3.0, 8.0, 15.0, 20.0, 25.0)
UNKNOWN = "unknown"
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

Break = Annotated[float, Field(gt=0, lt=90)]


class SlopeClass(NamedTuple):
    """One class: its number from 1, its Roman numeral, its ends in degrees (None: open)."""

    number: int
    name: str
    above_deg: float | None
    at_most_deg: float | None


def _confidence(said: dict[str, object]) -> Confidence:
    usual = said.get("breaks_deg") == USUAL_BREAKS_DEG and said.get("source") is None
    return "found" if usual else "unverified"


class SlopeClasses(Asked):
    """The breaks between slope classes, in degrees, rising.

    ``source`` and ``confidence`` speak of the breaks. Without them the usual series is "found"
    (:data:`USUAL_BREAKS_DEG`), any other series is unverified and has no stated source.
    """

    breaks_deg: Annotated[tuple[Break, ...], Field(min_length=1)] = USUAL_BREAKS_DEG
    source: Text | None = None
    confidence: Confidence = Field(default_factory=_confidence)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if len(self.breaks_deg) >= len(_NUMERALS):
            raise ValueError("breaks_too_many")
        if any(low >= high for low, high in pairwise(self.breaks_deg)):
            raise ValueError("breaks_not_rising")
        return self

    @property
    def is_usual(self) -> bool:
        """Whether the breaks are the usual series, possibly with more breaks above it."""
        return self.breaks_deg[: len(USUAL_BREAKS_DEG)] == USUAL_BREAKS_DEG

    def classes(self) -> tuple[SlopeClass, ...]:
        """The classes from the flattest to the steepest: one more than there are breaks."""
        ends = (None, *self.breaks_deg, None)
        return tuple(
            SlopeClass(n, _NUMERALS[n - 1], low, high)
            for n, (low, high) in enumerate(pairwise(ends), start=1)
        )
