"""Slopes written without their degree sign: "độ dốc lớn (trên 250)" is 25° or 250, so it is asked.

A raised zero or ring behind the figure falls flat when a text is copied out of its layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SLOPE = re.compile(
    r"(?:\bđộ\s+)?\bdốc\b[^.;\d]{0,60}?(?P<hedge>trên|lớn hơn|hơn|từ|dưới|không quá|đến)\s*"
    r"(?P<figure>\d{1,3}(?:,\d+)?)(?!\d)(?P<sign>\s*(?:độ\b|°|º|o\b))?\)?",
    re.IGNORECASE,
)
_STEEPEST_DEG = 90.0


@dataclass(frozen=True)
class Slope:
    """A slope limit: a value in degrees, or only its readings where the sign is missing."""

    start: int
    end: int
    hedge: str
    value: float | None
    readings: tuple[float, ...]


def slopes(text: str) -> Iterator[Slope]:
    """Every slope limit of a paragraph."""
    for match in _SLOPE.finditer(text):
        figure = float(match["figure"].replace(",", "."))
        start = match.start()
        if match["sign"] and figure <= _STEEPEST_DEG:
            yield Slope(start, match.end(), match["hedge"], figure, ())
        else:
            yield Slope(start, match.end(), match["hedge"], None, _readings(match["figure"]))


def _readings(figure: str) -> tuple[float, ...]:
    """Here "250" may be 25 with a fallen ring; "25" without a sign may be degrees or percent."""
    written = float(figure.replace(",", "."))
    return (written / 10, written) if len(figure) == 3 and figure.endswith("0") else (written,)
