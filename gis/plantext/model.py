"""What a plan's text is read into: lines, proposed rows, questions. Nothing here is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["target", "keep", "threshold", "figure"]
Sense = Literal["at_least", "at_most", "about", "equal", "between"]
Period = Literal["per_year", "by_year", "in_year", "cumulative"]
Status = Literal["draft", "unsigned", "final", "unstated"]
Scope = Literal["commune", "district", "province"]


@dataclass(frozen=True)
class Line:
    """One line of a text in NFC; ``number`` counts from 1, ``page`` only where there are pages."""

    number: int
    text: str
    page: int | None = None
    in_table: bool = False


@dataclass(frozen=True)
class PlanText:
    """A document as lines, with the name of its file."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Head:
    """What a document says of itself before its first section.

    ``years`` are those its title gives, ``first_year`` the earliest it can be about, ``scope`` the
    level of the area it is a plan for.
    """

    plan: str
    title_vi: str = ""
    dated: str = ""
    status: Status = "unstated"
    years: tuple[int, ...] = ()
    first_year: int | None = None
    scope: Scope | None = None
    text: str = ""


@dataclass(frozen=True)
class DraftRow:
    """One figure of a plan as proposed; ``unsure`` says what a person has to look at.

    Args:
        section: its headings, ``"II.2.1"``.
        line: of the text, from 1; ``page`` where the document has pages.
        quote_vi: a literal piece of that line (in NFC).
        value: in ``unit``, shares 0–1; ``None`` for a range and for what can be read in two ways.
        value_range: low and high end, both included.
        readings: every way an ambiguous figure can be read.
        unit: ``ha t share count head …``; ``"unknown"`` for a word not known as a unit.
        part_of: id of the row it is a part of by the text's own words.
        denominator: what a share is a share of, only where the text says it.
        unsure: keys of the doubts; their sentences are ``draft_<key>`` in the messages.
    """

    id: str
    plan: str
    section: str
    line: int
    quote_vi: str
    subject_vi: str
    kind: Kind
    sense: Sense
    unit: str
    status: Status
    page: int | None = None
    localities: tuple[str, ...] = ()
    open_list: bool = False
    hedge: str | None = None
    value: float | None = None
    value_range: tuple[float, float] | None = None
    readings: tuple[float, ...] = ()
    year: int | None = None
    period: Period | None = None
    part_of: str | None = None
    denominator: str | None = None
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A place of the text to look at that is no row; ``key`` as in ``DraftRow.unsure``."""

    key: str
    line: int
    quote_vi: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """Everything proposed for one document, in the order of its text."""

    head: Head
    source: str
    rows: tuple[DraftRow, ...]
    questions: tuple[Question, ...]
