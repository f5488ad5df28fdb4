"""The rows as a Markdown table for the README."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HEADS = {
    "en": ("what", "measured", "goal", "holds"),
    "vi": ("so sánh", "đo được", "mục tiêu", "đạt"),
}
HOLDS = {
    "en": {True: "yes", False: "**no**", None: "–"},
    "vi": {True: "đạt", False: "**chưa**", None: "–"},
}
NOT_MEASURED = {"en": "not measured", "vi": "chưa đo"}


def table(rows: Iterable[Mapping[str, Any]], lang: str = "en") -> str:
    """A table of rows as ``Row.as_json`` gives them; the names stay English, being names."""
    heads = HEADS[lang]
    lines = [_line(heads), _line("---" for _ in heads)]
    return "\n".join([*lines, *(_line(_cells(row, lang)) for row in rows)])


def read(file: Path) -> list[dict[str, Any]]:
    """Rows of an earlier ``--json``."""
    return json.loads(file.read_text("utf-8"))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    name = row["name"].replace("|", "/")
    return name, _measured(row, lang), _goal(row, lang), HOLDS[lang][row["holds"]]


def _measured(row: Mapping[str, Any], lang: str) -> str:
    if row["ratio"] is None:
        return NOT_MEASURED[lang]
    # A figure that is no ratio of two times has its own unit.
    own = row["peer_s"] is None and row["unit"] not in ("", "cells")
    unit = f" {row['unit'].replace('share', '').replace('deg', '°')}".rstrip() if own else ""
    return _figure(row["ratio"], lang) + unit


def _goal(row: Mapping[str, Any], lang: str) -> str:
    if row["bar"] is None:
        return "–"
    return f"{'≥' if row['at_least'] else '≤'} {_figure(row['bar'], lang)}"


def _figure(value: float, lang: str) -> str:
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return text.replace(".", ",") if lang == "vi" else text
