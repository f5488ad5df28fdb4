"""A table of text, as the page and the terminal show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TextTable:
    """A table for reading. ``figures`` are the columns set to the right; a row's ``kind`` is
    "", "total" or "outside"; its ``notes`` stand under it.
    """

    title: str
    heads: Sequence[str]
    figures: Sequence[int]
    rows: Sequence[dict[str, Any]]
    note: str = ""
