"""The form of a review sheet: its columns, its version, words for values and back."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gis.layers.columns import PLOT_COLUMNS, Content
from gis.layers.labels import CROPS, METHODS, STATES
from gis.ledger.states.model import PRESENT, PlotKey, Value
from gis.maps.text.wording import coded
from gis.messages import Lang, word
from gis.office.cells import cell_text

# Raised whenever a sheet that is out could no longer be read as it was meant.
VERSION = "nuong review 1"
HEAD_ROW = 4
KEYS = ("layer", "id", "commune_code", "drawn_ha", "counted_ha")
# Columns of the ledger a commune may put right; the outline and what follows from it may not.
_FIXED = ("id", "commune_code", "area_ha", "measured", "planting_area_code_history")
EDITABLE = (PRESENT, *(c for c in PLOT_COLUMNS if c not in _FIXED))
NOTE = "note"
COLUMNS = (*KEYS, *EDITABLE, NOTE)
_CELL_WORDS: Mapping[str, frozenset[str]] = {"method": METHODS, "state": STATES}

Cell = str | int | float | None


@dataclass(frozen=True)
class Form:
    """What a sheet is about and what may be written in it.

    ``labels`` has for each column of words: label → word.
    """

    lang: Lang
    of: date
    commune_code: str
    labels: Mapping[str, Mapping[str, Value]]


def content_of(column: str) -> Content:
    """What an editable column holds."""
    return "yes_no" if column == PRESENT else PLOT_COLUMNS[column]


def heading(column: str, lang: Lang) -> str:
    """The heading of a column."""
    return word(f"review_{column}", lang)


def form_of(lang: Lang, of: date, commune_code: str, crops: Iterable[str]) -> Form:
    """The form for a commune; crops are those of the ledger beside the usual ones."""
    words: dict[str, Iterable[str]] = {**_CELL_WORDS, "crop": {*CROPS, *crops}}
    labels: dict[str, dict[str, Value]] = {
        column: _labels(column, known, lang) for column, known in words.items()
    }
    answers: dict[str, Value] = {word("yes", lang): True, word("no", lang): False}
    yes_no = {c: answers for c in EDITABLE if content_of(c) == "yes_no"}
    return Form(lang, of, commune_code, {**labels, **yes_no})


def _labels(column: str, known: Iterable[str], lang: Lang) -> dict[str, Value]:
    """Our word for each value; where two would read alike, the value itself."""
    said = {value: coded(column, value, lang) for value in sorted(known)}
    texts = list(said.values())
    return {(t if texts.count(t) == 1 else v): v for v, t in said.items()}


def shown(form: Form, column: str, value: Value) -> Cell:
    """A value as its cell shows it; what is not known is an empty cell."""
    if value is None:
        return None
    if column in form.labels:
        known = {v: label for label, v in form.labels[column].items()}
        return known.get(value, cell_text(value))
    if isinstance(value, bool):
        return word("yes" if value else "no", form.lang)
    return value if isinstance(value, int | float) else cell_text(value)


def plain_text(text: str) -> str:
    """A text as it is compared: NFC, without outer blanks."""
    return unicodedata.normalize("NFC", text).strip()


def rows_digest(rows: Iterable[Sequence[Cell]]) -> str:
    """A digest of rows as they went out, blind to their order and to 1 against 1.0."""
    plain = sorted(json.dumps([_plain(c) for c in row], ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(plain).encode("utf-8")).hexdigest()


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, int | float):
        return f"{float(cell):.10g}"
    return None if cell is None or not str(cell).strip() else plain_text(str(cell))


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells say the same."""
    return _plain(one) == _plain(other)


def key_of(row: Mapping[str, Cell]) -> PlotKey:
    """The plot a row is of."""
    return PlotKey(str(row["layer"] or ""), str(row["id"] or ""))
