"""A draft in the register's shape: plain tables for JSON, TOML text for a person to confirm."""

from __future__ import annotations

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
    given = asdict(row)
    plain = {key: _plain(given[key]) for key in _ROW if given[key] not in (None, (), False)}
    if row.unsure:
        plain["question"] = _questions(row.unsure)
    return plain


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
