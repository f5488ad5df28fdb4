"""Numbers with their units as they stand in a stretch of text: single, ranges, scaled."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gis.plantext.measures import NOT_COUNTED, PER_YEAR, UNIT, lists_places, unit_of
from gis.plantext.numbers import SCALES, Reading, read_number

# A group parted by a blank is taken only where a unit follows, and four groups at the most.
_NUMBER = r"(?:[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3}){1,4}(?:,\d+)?(?![\d.,])|\d+(?:[.,]\d+)*)"
_SCALE = "|".join(SCALES)
_QUANTITY = re.compile(
    rf"(?<![\w.,/°])(?P<low>{_NUMBER})"
    rf"(?:\s*(?:(?P<low_scale>{_SCALE})|%|ha)?\s*(?P<dash>[-–—]|đến(?!\w)|tới(?!\w))"
    rf"\s*(?P<high>{_NUMBER}))?"
    rf"(?:\s*(?P<scale>{_SCALE})(?!\w))?"
    rf"(?:\s*(?:{UNIT})(?!\w)|\s+(?P<word>[^\W\d_]+)){PER_YEAR}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Quantity:
    """One figure: where it stands, what it reads as, its unit.

    ``start`` and ``end`` are offsets of number and unit, ``number_end`` the end of the number;
    ``values`` holds one number or the two ends of a range (``None`` where ambiguous);
    ``readings`` all readings of an ambiguous one.
    """

    start: int
    end: int
    values: tuple[float | None, ...]
    readings: tuple[float, ...]
    unit: str
    noun: str
    per: bool
    doubts: tuple[str, ...]


def quantities(text: str) -> Iterator[Quantity]:
    """Every figure with a unit, in order. A number without a unit is none.

    Args:
        text: a stretch of text in NFC, with dates and document numbers already blanked out.
    """
    at = 0
    while match := _QUANTITY.search(text, at):
        found = _quantity(match, text)
        if found is not None:
            yield found
        # What is no figure may hide one: "năm 2030 100 %" is tried again behind its first number.
        at = found.end if found is not None else match.end("low")


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    groups = match.groupdict()
    unit = unit_of(groups)
    word = groups["word"]
    if unit is None and not _counted(word, groups):
        return None
    noun = word or text[_number_end(match) : match.end()].strip()
    if lists_places(noun, text[match.end() :]):
        return None
    readings = _read(groups)
    if readings is None:
        return None
    return Quantity(
        match.start(), match.end(), tuple(r.value for r in readings), _ways(readings),
        unit or "unknown", noun, bool(groups["per"]), _doubts(readings, unit, match, text),
    )  # fmt: skip


def _counted(word: str | None, groups: dict[str, str | None]) -> bool:
    """Whether an unknown word may be what is counted: a plain noun, not behind a year."""
    if not word or not word.islower() or word in NOT_COUNTED:
        return False
    return not (_YEAR.fullmatch(groups["low"] or "") or len(word) < 2)


def _number_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in ("low", "high", "scale"))


def _joined(match: re.Match[str], text: str) -> bool:
    """Whether two numbers are surely one range: a dash, or "từ … đến …"."""
    if match["dash"] is None or match["dash"].lower() not in ("đến", "tới"):
        return True
    return bool(
        re.search(r"từ\s+$", text[max(0, match.start() - 8) : match.start()], re.IGNORECASE)
    )


def _read(groups: dict[str, str | None]) -> list[Reading] | None:
    scale = SCALES.get((groups["scale"] or "").lower(), 1.0)
    low_scale = SCALES.get((groups["low_scale"] or "").lower(), scale)
    given = [(groups["low"], low_scale), (groups["high"], scale)]
    try:
        return [_scaled(read_number(text), by) for text, by in given if text]
    except ValueError:
        return None


def _scaled(reading: Reading, by: float) -> Reading:
    value = None if reading.value is None else _times(reading.value, by)
    return Reading(value, tuple(_times(r, by) for r in reading.readings), reading.form)


def _times(value: float, by: float) -> float:
    # 1.1 * 1000 is 1100.0000000000002 in binary: a figure keeps the digits that were written.
    return round(value * by, 6)


def _ways(readings: list[Reading]) -> tuple[float, ...]:
    if all(r.value is not None for r in readings):
        return ()
    return tuple(dict.fromkeys(value for r in readings for value in r.readings))


def _doubts(
    readings: list[Reading], unit: str | None, match: re.Match[str], text: str
) -> tuple[str, ...]:
    forms = {r.form for r in readings}
    found = {
        "ambiguous_number": "ambiguous" in forms,
        "spaced_number": "spaced" in forms,
        "foreign_number": "foreign" in forms,
        "unknown_unit": unit is None,
        "range_unsure": not _joined(match, text),
        "range_reversed": _reversed(readings),
    }
    return tuple(key for key, doubted in found.items() if doubted)


def _reversed(readings: list[Reading]) -> bool:
    ends = [math.nan if r.value is None else r.value for r in readings]
    return len(ends) == 2 and ends[0] > ends[1]
