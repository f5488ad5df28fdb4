"""A report before it is a file: who reports to whom for which time, lines, sources, changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gis.ledger.amount import Met
from gis.reference.plan_reports import Period, PlanReport
from gis.reference.plans import PlanDocument


@dataclass(frozen=True)
class Asked:
    """What is to be reported.

    Args:
        period: how often.
        on: the day figures are given on.
        plans: only these plans; all of the project when empty.
        office: who reports; left to be filled in when empty.
        above: the office it belongs to.
        place: where it is signed.
    """

    period: Period
    on: date
    plans: tuple[str, ...] = ()
    office: str = ""
    above: str = ""
    place: str = ""


@dataclass(frozen=True)
class Part:
    """What one commune adds to a line, in hectares; ``whole`` is what a share is a share of."""

    known: float
    unknown: float
    whole: float
    whole_unknown: float


@dataclass(frozen=True)
class Line:
    """One indicator of a plan.

    ``target`` is NaN for a direction without a figure. ``held`` is in ``unit`` ("share": 0-1), NaN
    where it is unknown; ``unknown`` is how much more it may be. ``parts`` has one entry per
    commune of the report, None for an indicator the maps cannot measure. ``only_commune`` is the
    code of the one commune the plan sets the figure for.
    """

    target_id: str
    text: str
    unit: str
    target: float
    target_high: float
    sense: str
    hedge: str | None
    held: float
    unknown: float
    percent: float
    met: Met
    basis: str
    denominator: str | None
    parts: tuple[Part, ...] | None
    section: str
    quote: str
    question: str | None
    only_commune: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is a share of land, computed as a quotient."""
        return self.unit == "share"

    @property
    def has_figure(self) -> bool:
        """Whether the plan states a figure."""
        return not math.isnan(self.target)


@dataclass(frozen=True)
class PlanLines:
    """The lines of one plan; ``document`` is None for targets of the office's own."""

    plan: str
    document: PlanDocument | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Changes:
    """What changed since the last report.

    ``rows`` begin with texts (``labels`` names their words), then ``start``, the steps in
    ``steps``, and ``end``: start + steps = end, every step with its own sign.
    """

    since: str
    until: date
    labels: tuple[str, ...]
    steps: tuple[str, ...]
    rows: pd.DataFrame
    note: str


@dataclass(frozen=True)
class Source:
    """A layer the figures come from."""

    name: str
    source: str
    dated: date
    crs: str


@dataclass(frozen=True)
class Report:
    """Everything a workbook or a document says."""

    title: str
    asked: Asked
    duties: tuple[PlanReport, ...]
    communes: Sequence[tuple[str, str]]
    plans: tuple[PlanLines, ...]
    holdings: pd.DataFrame
    waterfall: pd.DataFrame
    sources: tuple[Source, ...]
    hectares_crs: str
    changes: Changes | None
    illustrative: bool

    @property
    def last_data(self) -> date:
        """The latest date of the data."""
        return max(s.dated for s in self.sources)
