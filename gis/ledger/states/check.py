"""What may be recorded: dates that have come, columns and values that fit, known communes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from gis.errors import NuongError, Problem, Where
from gis.layers.columns import PLOT_COLUMNS, YEARS, Content
from gis.layers.labels import METHODS, STATES
from gis.ledger.states.model import PRESENT, Correction, PlotKey, Value

# Fixed by the outline or the key: a new state of the layer says them, not a correction.
_NOT_CORRECTED = ("id", "area_ha")
_YES_NO = {"true": True, "false": False, "có": True, "không": False, "yes": True, "no": False}


def check_dates(of: date, today: date) -> Iterator[Problem]:
    """A state or a correction of a day still to come is refused."""
    if of > today:
        yield Problem("history.date_future", Where(column="date"), {"day": of, "today": today})


def check_who_why(who: str, why: str, kind: str) -> Iterator[Problem]:
    """An entry names who answers for it; a correction says why, too."""
    if not who.strip():
        yield Problem("history.who_missing", Where(column="who"))
    if kind == "correction" and not why.strip():
        yield Problem("history.why_missing", Where(column="why"))


def read_correction(
    key: PlotKey,
    column: str,
    text: str | None,
    communes: Iterable[str],
    crops: Iterable[str],
) -> Correction:
    """A correction from a column's name and its value as typed.

    Args:
        key: the plot.
        column: a standard column of plots, or "present" (true or false).
        text: the value; ``None`` or an empty text says that it is not known.
        communes: codes of the commune set of the date.
        crops: crops the ledger knows of.

    Raises:
        NuongError: there is no such column, or the value does not fit it; names plot and column.
    """
    where = Where(layer=key.layer, column=column, rows=(key.plot_id,))
    if column != PRESENT and (column not in PLOT_COLUMNS or column in _NOT_CORRECTED):
        allowed = ", ".join(c for c in (PRESENT, *PLOT_COLUMNS) if c not in _NOT_CORRECTED)
        raise NuongError([Problem("history.column_not_kept", where, {"allowed": allowed})])
    given = (text or "").strip()
    if not given and column != PRESENT:
        return Correction(key, column, None)
    value, allowed = _read(column, given, frozenset(communes), crops)
    if value is None:
        values = {"given": given, "allowed": allowed}
        raise NuongError([Problem("history.value_unfit", where, values)])
    return Correction(key, column, value)


def _read(
    column: str, given: str, communes: frozenset[str], crops: Iterable[str]
) -> tuple[Value, str]:
    """The value, None where it does not fit, and what would."""
    content: Content = "yes_no" if column == PRESENT else PLOT_COLUMNS[column]
    if content == "yes_no":
        return _YES_NO.get(given.casefold()), "true, false"
    if content == "year":
        fits = given.isascii() and given.isdigit() and YEARS[0] <= int(given) <= YEARS[1]
        return (int(given) if fits else None), f"{YEARS[0]}–{YEARS[1]}"
    if content == "number":
        return _number(given), "≥ 0, 1234.5"
    if content == "word":
        words = _words(crops)[column]
        return (given if given in words else None), ", ".join(sorted(words))
    if content == "commune_code":
        return (given if given in communes else None), ", ".join(sorted(communes)[:40])
    return given, ""


def _words(crops: Iterable[str]) -> Mapping[str, frozenset[str]]:
    return {"crop": frozenset(crops), "method": METHODS, "state": STATES}


def _number(given: str) -> float | None:
    """A figure with a decimal point; "1,300" and "1.300" are asked, never guessed."""
    whole, point, part = given.partition(".")
    if not (given.isascii() and whole.isdigit() and (part.isdigit() or not point)):
        return None
    if len(part) == 3:
        return None
    number = float(given)
    return number if math.isfinite(number) else None
