"""Numbers as a plan writes them: ``1.300`` is 1300 and ``329,2`` is 329.2 in Vietnamese.

A figure that reads one way in Vietnamese and another in English (``1,300``) is ambiguous: it has
no value, only its readings. The marks are those of cheques, customs and invoices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gis.messages import Lang

Form = Literal["own", "foreign", "ambiguous", "spaced"]

# Beyond 15 digits a float no longer holds every whole number.
MAX_DIGITS = 15
_MARKS: dict[Lang, tuple[str, str]] = {"vi": (".", ","), "en": (",", ".")}
_HARD_BLANKS = "\u00a0\u2009\u202f"
_SPACED = re.compile(rf"[1-9]\d{{0,2}}(?:[ {_HARD_BLANKS}]\d{{3}})+")

SCALES = {
    "nghìn": 1e3,
    "ngàn": 1e3,
    "vạn": 1e4,
    "triệu": 1e6,
    "tỷ": 1e9,
    "tỉ": 1e9,
}


@dataclass(frozen=True)
class Reading:
    """What a written number says: one value, or several readings and no value.

    ``form`` is "own" for the language's marks, "foreign" for the other language's where they can
    mean nothing else (``64.2`` in Vietnamese), "spaced" for groups parted by a plain blank, which
    may be two numbers side by side.
    """

    value: float | None
    readings: tuple[float, ...]
    form: Form


def read_number(text: str, lang: Lang = "vi") -> Reading:
    """Read one non-negative number; the inverse of :func:`gis.messages.number_text`.

    Args:
        text: digits and marks only, no sign, no unit.
        lang: whose marks are meant.

    Returns:
        The reading; ``value`` is ``None`` where the marks allow two.

    Raises:
        ValueError: the text is no number in either language, or has more than 15 digits.

    >>> read_number("1.300").value, read_number("329,2").value, read_number("1,300").readings
    (1300.0, 329.2, (1.3, 1300.0))
    """
    if sum(c.isdigit() for c in text) > MAX_DIGITS or not _blanks(text):
        raise ValueError(text)
    if _SPACED.fullmatch(text):
        whole = float(re.sub(r"\D", "", text))
        plain = " " in text
        return Reading(None if plain else whole, (whole,), "spaced" if plain else "own")
    thousands, decimal = _MARKS[lang]
    own, foreign = _as(text, thousands, decimal), _as(text, decimal, thousands)
    return _chosen(text, own, foreign, decimal)


def _chosen(text: str, own: float | None, foreign: float | None, decimal: str) -> Reading:
    if own is None:
        if foreign is None:
            raise ValueError(text)
        return Reading(foreign, (foreign,), "foreign")
    if foreign is not None and own != foreign and decimal in text:
        return Reading(None, (min(own, foreign), max(own, foreign)), "ambiguous")
    return Reading(own, (own,), "own")


def _as(text: str, thousands: str, decimal: str) -> float | None:
    t, d = re.escape(thousands), re.escape(decimal)
    if not re.fullmatch(rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{t}[0-9]{{3}})+)(?:{d}[0-9]+)?", text):
        return None
    return float(text.replace(thousands, "").replace(decimal, "."))


def _blanks(text: str) -> bool:
    return all(c.isascii() or c in _HARD_BLANKS for c in text)
