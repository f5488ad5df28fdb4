"""Columns of texts for the page, each text once: lots and plots share a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Told:
    """A column: its name, its different texts, and which of them each row has (-1: none)."""

    name: str
    texts: Sequence[str]
    which: Sequence[int]

    def plain(self) -> Mapping[str, object]:
        """As plain values for the page."""
        return vars(self)


def told(name: str, texts: Sequence[str | None]) -> Told:
    """A column of texts; an empty one and None are nothing to tell."""
    which, kinds = pd.factorize(pd.Series([t or None for t in texts], dtype=object))
    return Told(name, [str(kind) for kind in kinds], [int(n) for n in which])
