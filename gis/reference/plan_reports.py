"""Who reports to whom and when, as the plans state it; a date no plan states is not made up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from gis.reference.plans import KNOWN_PLANS

# "dinh-ky" is "theo quy định" or "định kỳ": regularly, with no time stated.
Period = Literal["thang", "quy", "6-thang", "nam", "dot-xuat", "dinh-ky"]
PERIODS: tuple[Period, ...] = get_args(Period)


@dataclass(frozen=True)
class PlanReport:
    """One duty to report, with the piece of the plan's line that says so.

    ``due`` are days of the year (day, month), none where the plan names none. ``through`` is who
    takes the report in or compiles it, where that is somebody else.
    """

    plan: str
    section: str
    line: int
    period: Period
    due: tuple[tuple[int, int], ...]
    from_vi: str
    from_en: str
    to_vi: str
    to_en: str
    through_vi: str | None
    through_en: str | None
    quote_vi: str


@cache
def plan_reports(plan: str) -> tuple[PlanReport, ...]:
    """Every duty to report a plan states, in the order of its text.

    Raises:
        KeyError: no register of this plan is kept.
    """
    if plan not in KNOWN_PLANS:
        raise KeyError(plan)
    text = (files("gis.reference") / "plans" / f"{plan}.toml").read_text("utf-8")
    return tuple(_report(plan, row) for row in tomllib.loads(text).get("reports", ()))


def next_due(report: PlanReport, on: date) -> date | None:
    """The first day on or after a date by which the report is due; None where none is stated."""
    days = sorted(_days(report, on.year)) + sorted(_days(report, on.year + 1))
    return next((day for day in days if day >= on), None)


def _days(report: PlanReport, year: int) -> Iterator[date]:
    yield from (date(year, month, day) for day, month in report.due)


def _report(plan: str, row: dict[str, Any]) -> PlanReport:
    through = row.get("through", {})
    due = [tuple(int(part) for part in text.split("/")) for text in row.get("due", ())]
    return PlanReport(
        plan, row["section"], row["line"], row["period"], tuple((d, m) for d, m in due),
        row["from"]["vi"], row["from"]["en"], row["to"]["vi"], row["to"]["en"],
        through.get("vi"), through.get("en"), row["quote_vi"],
    )  # fmt: skip
