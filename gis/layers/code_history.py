"""The status history of a planting-area code: issued, suspended, restored, revoked, with days.

Written in one cell, oldest first: ``2023-05-01 issued; 12/02/2024 suspended``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from itertools import pairwise
from typing import Literal, NamedTuple

CodeEvent = Literal["issued", "suspended", "restored", "revoked"]
CodeStatus = Literal["in_force", "suspended", "revoked", "not_yet"]

# The words of the file, in lower case; what follows what.
_WORDS: dict[str, CodeEvent] = {
    "issued": "issued", "cấp": "issued", "cấp lại": "issued",
    "suspended": "suspended", "đình chỉ": "suspended", "tạm dừng": "suspended",
    "restored": "restored", "khôi phục": "restored", "phục hồi": "restored",
    "revoked": "revoked", "thu hồi": "revoked", "huỷ": "revoked", "hủy": "revoked",
}  # fmt: skip
_FOLLOWS: dict[CodeEvent | None, tuple[CodeEvent, ...]] = {
    None: ("issued",),
    "issued": ("suspended", "revoked"),
    "suspended": ("restored", "revoked"),
    "restored": ("suspended", "revoked"),
    "revoked": ("issued",),
}
_STATUS: dict[CodeEvent, CodeStatus] = {
    "issued": "in_force", "restored": "in_force", "suspended": "suspended", "revoked": "revoked",
}  # fmt: skip
_STEP = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\s+(.+)")


class CodeStep(NamedTuple):
    """One event of a code."""

    day: date
    event: CodeEvent


def read_history(text: str, latest: date) -> tuple[CodeStep, ...] | None:
    """The steps of a history; None when a part of it cannot be so.

    Args:
        text: as the cell has it.
        latest: the day the file is of: nothing in it can be later.

    Returns:
        Steps with rising days, "issued" first; None for a word or a day that cannot be read, days
        that do not rise or lie after ``latest``, and events that cannot follow each other.
    """
    parts = [part.strip() for part in unicodedata.normalize("NFC", text).split(";")]
    read = [_step(part) for part in parts if part]
    steps = tuple(step for step in read if step is not None)
    if not steps or len(steps) != len(read) or steps[-1].day > latest:
        return None
    rising = all(a.day < b.day for a, b in pairwise(steps))
    before: list[CodeEvent | None] = [None, *(step.event for step in steps)]
    follows = all(b.event in _FOLLOWS[a] for a, b in zip(before, steps, strict=False))
    return steps if rising and follows else None


def status_on(steps: tuple[CodeStep, ...], day: date) -> CodeStatus:
    """How a code stood on a day."""
    past = [step for step in steps if step.day <= day]
    return _STATUS[past[-1].event] if past else "not_yet"


def _step(part: str) -> CodeStep | None:
    found = _STEP.fullmatch(part)
    event = _WORDS.get(" ".join(found[2].casefold().split())) if found else None
    day = _day(found[1]) if found else None
    return None if event is None or day is None else CodeStep(day, event)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
