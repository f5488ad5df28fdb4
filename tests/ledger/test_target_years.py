"""Figures by year: per year, cumulative and stock never share a column."""

from __future__ import annotations

from gis.ledger.target_years import PERIODS, targets_by_year
from gis.reference.plans import KNOWN_PLANS, plan_targets


def table():
    return targets_by_year(row for plan in KNOWN_PLANS for row in plan_targets(plan))


def test_every_figure_stands_in_one_column_only():
    rows = table()
    assert (rows[list(PERIODS)].notna().sum(axis=1) == 1).all()
    figures = [r for p in KNOWN_PLANS for r in plan_targets(p) if r.value or r.value_range]
    assert len(rows) >= len(figures) > 50


def test_planting_a_year_is_not_the_forest_that_stands():
    rows = table().set_index("target_id")
    assert rows.loc["p003_new_forest_area_2025", "per_year"] == 9000
    assert rows.loc["p003_new_forest_area_2025", ["stock", "cumulative"]].isna().all()
    assert rows.loc["p003_forest_cover_2025", "stock"] == 65


def test_years_rise_and_no_year_is_last():
    years = table()["year"].tolist()
    named = [y for y in years if y is not None]
    assert named == sorted(named)
    assert years[: len(named)] == named
