"""One cell that came back → a value of the ledger, or why it is not one. Nothing is guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from gis.layers.columns import YEARS, Content
from gis.ledger.states.model import Value
from gis.office.cells import starts_like_formula
from gis.office.review.template import Form, content_of, plain_text

Fault = tuple[str, dict[str, object]]
# "1,300", "1.300": one group of three after one separator is a thousand or a decimal.
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_VALUES = {"formula", "error"}


def read_cell(form: Form, column: str, value: Any, kind: str) -> tuple[Value, Fault | None]:
    """The value of a cell.

    Args:
        form: what may be written.
        column: an editable column.
        value: as the reader gives it; None for an empty cell, which says "not known".
        kind: of the cell: n, s, b, d, e, f.

    Returns:
        The value and no fault, or None and the fault: the last word of its code and its values.
    """
    if kind == "f":
        return None, ("formula", {"given": _text(value)})
    if kind == "e":
        return None, ("cell_error", {"given": _text(value)})
    if value is None:
        return None, None
    if column in form.labels:
        return _word(form, column, value)
    return read_content(content_of(column), value)


def read_content(content: Content, value: Any) -> tuple[Value, Fault | None]:
    """A value that no list offers: a figure, a year or a text.

    Args:
        content: what its column holds.
        value: as read, with the type it was stored as; not empty.
    """
    if content == "number":
        return _number(value)
    if content == "year":
        return _year(value)
    return read_text(value)


def _word(form: Form, column: str, value: Any) -> tuple[Value, Fault | None]:
    if isinstance(value, bool) and content_of(column) == "yes_no":
        return value, None
    return read_word(form.labels[column], value)


def read_word(known: Mapping[str, Value], value: Any) -> tuple[Value, Fault | None]:
    """A value that must be one of a list.

    Args:
        known: what may be written → what it means.
        value: as read; not empty.
    """
    if isinstance(value, str) and plain_text(value) in known:
        return known[plain_text(value)], None
    return None, ("word_unfit", {"given": _text(value), "allowed": ", ".join(known)})


def _number(value: Any) -> tuple[Value, Fault | None]:
    if isinstance(value, str):
        text = plain_text(value)
        if _AMBIGUOUS.fullmatch(text):
            digits = re.split(r"[.,]", text)
            readings = {"thousand": "".join(digits), "decimal": ",".join(digits)}
            return None, ("number_ambiguous", {"given": text, **readings})
        return None, ("number_text", {"given": text})
    if not _is_figure(value):
        return None, ("number_text", {"given": _text(value)})
    if value < 0:
        return None, ("number_negative", {"given": float(value)})
    return float(value), None


def _year(value: Any) -> tuple[Value, Fault | None]:
    low, high = YEARS
    if isinstance(value, str):
        return None, ("year_text", {"given": plain_text(value)})
    if not _is_figure(value) or value != int(value) or not low <= value <= high:
        return None, ("year_unfit", {"given": _text(value), "low": low, "high": high})
    return int(value), None


def _is_figure(value: Any) -> bool:
    """A finite number; a date or yes/no a spreadsheet made of what was typed is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def read_text(value: Any) -> tuple[Value, Fault | None]:
    """A text; a number may have lost its leading zeros, a start of a formula is refused."""
    if not isinstance(value, str):
        return None, ("text_expected", {"given": _text(value)})
    text = plain_text(value)
    if starts_like_formula(text):
        return None, ("formula", {"given": text})
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        return None, ("text_unsafe", {"given": text})
    return text, None


def _text(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = getattr(value, "text", value)
    return str(text)
