"""Figures of programmes above the plans, told in our own words with where they were read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class ProgrammeFigure:
    """What a programme asks for: ``value`` or ``value_range`` (low, high) in ``unit`` by ``year``.

    ``said_vi`` and ``said_en`` are our words, not a quote; ``read_in`` is where the figure was
    read, as the decision's own text was not.
    """

    id: str
    document: str
    said_vi: str
    said_en: str
    unit: str
    year: int
    read_in: str
    value: float | None = None
    value_range: tuple[float, float] | None = None


@cache
def programme_figures() -> dict[str, ProgrammeFigure]:
    """Every figure by id."""
    text = (files("gis.reference") / "programmes.toml").read_text("utf-8")
    return {row["id"]: _figure(row) for row in tomllib.loads(text)["figure"]}


def _figure(row: dict[str, object]) -> ProgrammeFigure:
    said, span = row.pop("said"), row.pop("value_range", None)
    low_high = (span["low"], span["high"]) if isinstance(span, dict) else None
    words = {f"said_{lang}": text for lang, text in dict(said).items()}  # type: ignore[call-overload]
    return ProgrammeFigure(**row, **words, value_range=low_high)  # type: ignore[arg-type]
