"""A draft in the register's shape: plain tables for JSON, TOML text for a person to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import tomli_w

from gis.messages import Lang, word
from gis.plantext.model import Draft, DraftRow, Question

# Fields of a row in the order a reader wants them; what is empty is left out.
_ROW = (
    "id", "plan", "section", "page", "line", "quote_vi", "localities", "open_list", "subject_vi",
    "kind", "sense", "hedge", "value", "value_range", "readings", "unit", "year", "period",
    "part_of", "denominator", "status", "unsure",
)  # fmt: skip
# The reader's words → the words of the registers (gis.reference.plans), where they differ. A
# figure "by" or "in" a year is a state of things then: a stock.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"threshold": "rule_threshold"},
    "sense": {"equal": "exact"},
    "period": {"by_year": "stock", "in_year": "stock"},
    "unit": {"share": "%"},
}


def register(draft: Draft) -> dict[str, Any]:
    """The draft as tables: head, ``target`` rows, and ``look_at`` for what is no row.

    A row that is unsure carries its doubts in words too, as ``question.vi`` and ``question.en``.
    """
    head = draft.head
    return {
        "plan": head.plan,
        "source": draft.source,
        "title": {"vi": head.title_vi},
        "dated": head.dated,
        "status": head.status,
        "target": [_row(row) for row in draft.rows],
        "look_at": [_look_at(question) for question in draft.questions],
    }


def register_toml(draft: Draft) -> str:
    """The draft as TOML. Texts are written as strings by a library, never pasted."""
    heading = "".join(f"# {word('draft_heading', lang)}\n" for lang in ("vi", "en"))
    return heading + tomli_w.dumps(register(draft))


def doubt_text(key: str, lang: Lang) -> str:
    """A doubt as a question in a language."""
    return word(f"draft_{key}", lang)


def _row(row: DraftRow) -> dict[str, Any]:
    given = asdict(row) | _figures(row) | {"period": row.period or "unstated"}
    plain = {key: _plain(given[key]) for key in _ROW if given[key] not in (None, (), False)}
    for key, words in _WORDS.items():
        if key in plain:
            plain[key] = words.get(str(plain[key]), plain[key])
    if row.unsure:
        plain["question"] = _questions(row.unsure)
    return plain


def _figures(row: DraftRow) -> dict[str, Any]:
    """Value and range as printed: a register writes 70 with "%", not 0.7."""
    by = 100 if row.unit == "share" else 1
    figures: dict[str, Any] = {"value": row.value if row.value is None else _times(row.value, by)}
    if row.value_range is not None:
        low, high = row.value_range
        figures["value_range"] = {"low": _times(low, by), "high": _times(high, by)}
    return figures


def _times(value: float, by: int) -> float:
    return round(value * by, 10)


def _look_at(question: Question) -> dict[str, Any]:
    asked = _questions((question.key,))
    return {"line": question.line, "quote_vi": question.quote_vi, "unsure": [question.key],
            "question": asked}  # fmt: skip


def _questions(keys: tuple[str, ...]) -> dict[str, str]:
    return {"vi": _together(keys, "vi"), "en": _together(keys, "en")}


def _together(keys: tuple[str, ...], lang: Lang) -> str:
    return " · ".join(doubt_text(key, lang) for key in keys)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
