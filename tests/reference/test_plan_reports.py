"""Duties to report are literal pieces of the plans' lines; days no plan states are not there."""

from __future__ import annotations

from datetime import date

import pytest

from gis.reference.plan_reports import PERIODS, PlanReport, next_due, plan_reports
from gis.reference.plans import KNOWN_PLANS
from tests.reference.plan_texts import lines_of

ROWS = [row for plan in KNOWN_PLANS for row in plan_reports(plan)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.plan}-{r.period}-{r.line}")
def test_the_quote_is_a_piece_of_its_line(row: PlanReport):
    assert row.quote_vi in lines_of(row.plan)[row.line - 1]
    assert row.period in PERIODS


def test_only_the_province_plan_states_days():
    stated = {(r.plan, r.period, r.due) for r in ROWS if r.due}
    assert stated == {("003", "6-thang", ((15, 6),)), ("003", "nam", ((15, 12),))}


@pytest.mark.parametrize(
    ("on", "half", "year"),
    [
        (date(2026, 1, 2), date(2026, 6, 15), date(2026, 12, 15)),
        (date(2026, 6, 15), date(2026, 6, 15), date(2026, 12, 15)),
        (date(2026, 12, 16), date(2027, 6, 15), date(2027, 12, 15)),
    ],
)
def test_the_next_day_due(on: date, half: date, year: date):
    by = {r.period: r for r in plan_reports("003")}
    assert (next_due(by["6-thang"], on), next_due(by["nam"], on)) == (half, year)
    (yearly,) = [r for r in plan_reports("000") if r.period == "nam"]
    assert next_due(yearly, on) is None


def test_an_unknown_plan_has_no_register():
    with pytest.raises(KeyError):
        plan_reports("999")
