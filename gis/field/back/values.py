"""One value a phone wrote → a value of the ledger, or why it is none. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gis.field.form import SLOPE_DEG, Content
from gis.ledger.states.model import Value
from gis.office.review.cells_back import Fault, read_content, read_text, read_word
from gis.office.review.template import plain_text

# A figure of a text file that reads one way only; "1.300" might be a thousand.
_FIGURE = re.compile(r"-?\d+(\.(\d{1,2}|\d{4,}))?")
_PHOTO = re.compile(r"[^/\\:][^\\:]*")


def read_value(
    column: str,
    content: Content,
    value: Any,
    allowed: Mapping[str, Mapping[str, Value]],
    today: date,
    *,
    typed: bool,
) -> tuple[Value, Fault | None]:
    """The value of a cell.

    Args:
        column: an editable column.
        content: what it holds.
        value: as read; None or an empty text says that it is not known.
        allowed: what may be written in columns of words.
        today: no moment may be later.
        typed: whether the file keeps numbers as numbers; else everything in it is text.

    Returns:
        The value and no fault, or None and the fault: the code and its values.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if content in ("word", "yes_no"):
        found, fault = read_word(allowed[column], value)
    elif content == "moment":
        found, fault = _moment(value, today)
    elif content == "file":
        found, fault = _photo(value)
    else:
        given = _figure(value) if not typed and content in ("number", "year") else value
        found, fault = _plain(column, content, given)
    return found, fault


def _plain(column: str, content: Content, value: Any) -> tuple[Value, Fault | None]:
    if content == "text":
        # A note may have several lines on a phone; it is kept as one.
        return read_text(" ".join(value.split()) if isinstance(value, str) else value)
    found, fault = read_content("number" if content == "number" else "year", value)
    return _slope(found, fault, value) if column == "seen_slope_deg" else (found, fault)


def _slope(found: Value, fault: Fault | None, given: Any) -> tuple[Value, Fault | None]:
    """A slope is no area: what does not fit is said in its own words."""
    low, high = SLOPE_DEG
    if fault is not None and fault[0] == "number_text":
        return None, ("slope_text", fault[1])
    negative = fault is not None and fault[0] == "number_negative"
    if negative or (isinstance(found, float) and not low <= found <= high):
        return None, ("slope_unfit", {"given": given, "low": low, "high": high})
    return found, fault


def _figure(value: Any) -> Any:
    if isinstance(value, str) and _FIGURE.fullmatch(value.strip()):
        number = float(value)
        return int(number) if number == int(number) and "." not in value else number
    return value


def _moment(value: Any, today: date) -> tuple[Value, Fault | None]:
    text = plain_text(value) if isinstance(value, str) else str(value)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None, ("moment_unfit", {"given": text})
    if when.date() > today:
        return None, ("moment_future", {"given": text, "today": today})
    return when.isoformat(timespec="seconds"), None


def _photo(value: Any) -> tuple[Value, Fault | None]:
    """The place of a photo beside the pack; it is kept as a text and never followed."""
    text, fault = read_text(value)
    if fault is None and (not _PHOTO.fullmatch(str(text)) or ".." in str(text).split("/")):
        return None, ("photo_unfit", {"given": str(text)})
    return text, fault
