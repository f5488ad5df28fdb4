"""The nearest known word to a misspelt one ("did you mean …?"), or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_LIKENESS = 0.72


def did_you_mean(word: object, known: Iterable[str]) -> str | None:
    """The known word nearest to ``word``, ignoring case and "-" or blank for "_"; else None.

    >>> did_you_mean("abov_deg", ["above_deg", "at_most_deg"])
    'above_deg'
    """
    by_key = {_key(name): name for name in known}
    near = get_close_matches(_key(str(word)), by_key, n=1, cutoff=_LIKENESS)
    return by_key[near[0]] if near else None


def listed(names: Iterable[str]) -> str:
    """Names in one line for a message; "–" when there are none."""
    return ", ".join(names) or "–"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().replace("-", "_").replace(" ", "_")
