"""The registers hold the plans' figures with their words, and every quote is in its line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from gis.reference.plans import (
    KNOWN_PLANS,
    plan_document,
    plan_rule,
    plan_rules,
    plan_targets,
)

TEXTS = Path(__file__).parents[2].parent / "shared" / "plans"
FIGURES = {
    "p000_steep_area": ("decrease", "dần", None, 2030),
    "p000_intensive_area": ("about", "khoảng", 1300.0, 2030),
    "p000_production": ("at_least", "đạt trên", 15500.0, 2030),
    "p000_processed_share_2030": ("at_least", "trên", 0.70, 2030),
    "p000_standard_variety_share": ("at_least", "đạt trên", 0.40, 2030),
    "p000_sustainable_practice_share_2030": ("at_least", "đạt trên", 0.50, 2030),
    "p000_sustainable_practice_share_2050": ("at_least", "trên", 0.70, 2050),
    "p000_processed_share_2050": ("at_least", "trên", 0.85, 2050),
    "p002_facilities": ("at_least", "từ", 1.0, 2030),
    "p002_planted_area": ("about", "khoảng", 750.0, 2030),
    "p002_coded_share": ("at_least", None, 1.0, 2030),
    "p002_gi_share": ("at_least", None, 1.0, 2030),
    "p002_production": ("about", "khoảng", 5.0, 2030),
    "p002_harvested_area": ("about", "khoảng", 25.0, 2030),
}
ROWS = [row for plan in KNOWN_PLANS for row in (*plan_targets(plan), *plan_rules(plan))]


def value(target):
    return next(
        (v for v in (target.value_ha, target.value_share, target.value_t, target.value_count) if v),
        None,
    )


def test_every_figure_keeps_its_sense_hedge_and_year():
    rows = [t for plan in KNOWN_PLANS for t in plan_targets(plan)]
    assert {t.id: (t.sense, t.hedge, value(t), t.year) for t in rows} == FIGURES
    assert len(rows) == len(FIGURES)


def test_a_hedge_is_a_word_of_its_quote():
    for plan in KNOWN_PLANS:
        for target in plan_targets(plan):
            assert target.hedge is None or target.hedge in target.quote_vi


def test_status_is_the_documents():
    assert {t.status for t in plan_targets("000")} == {"draft"}
    assert {t.status for t in plan_targets("002")} == {"unstated"}
    assert "dự thảo" in plan_document("000").note_vi


def test_a_share_says_of_what_and_asks_where_the_plan_does_not():
    shares = [t for plan in KNOWN_PLANS for t in plan_targets(plan) if t.value_share]
    assert all(t.denominator for t in shares)
    asked = {t.id for t in shares if t.question_vi and t.denominator == "planted_area"}
    assert asked == {
        "p000_standard_variety_share",
        "p000_sustainable_practice_share_2030",
        "p000_sustainable_practice_share_2050",
    }


def test_the_misprint_is_kept_and_read_as_degrees():
    for cites in ("000 III.2", "000 IV.1"):
        rule = plan_rule(cites)
        assert "(trên 250)" in rule.quote_vi
        assert rule.reads_as == "trên 25°"
        assert rule.question_vi
        assert rule.question_en


def test_every_question_is_in_both_languages():
    assert all(bool(row.question_vi) == bool(row.question_en) for row in ROWS)


def test_the_province_in_a_district_plan_is_a_question():
    for target in plan_targets("000"):
        assert (target.year == 2050) == ("của tỉnh" in (target.question_vi or ""))


def test_rules_are_cited_by_plan_and_section():
    assert plan_rule("002 III.1.2").topic == "methods"
    assert plan_rule("002 III.1.2-1").topic == "land_and_forest_fund"
    cites = [rule.cites for plan in KNOWN_PLANS for rule in plan_rules(plan)]
    assert len(cites) == len(set(cites))
    assert all(plan_rule(c).cites == c for c in cites)


@pytest.mark.parametrize("cites", ["", "000", "000 III", "999 III.2", "III.2", "../000 III.2"])
def test_what_is_not_recorded_is_none(cites: str):
    assert plan_rule(cites) is None


@pytest.mark.parametrize("plan", ["001", "../000", ""])
def test_a_plan_without_a_register_is_refused(plan: str):
    with pytest.raises(KeyError):
        plan_targets(plan)


@pytest.mark.real_data
@pytest.mark.parametrize("plan", KNOWN_PLANS)
def test_every_quote_is_literally_in_its_line(plan: str):
    texts = sorted(TEXTS.glob(f"{plan}_*.txt"))
    if not texts:
        pytest.skip(f"the text of plan {plan} is not beside the checkout")
    lines = unicodedata.normalize("NFC", texts[0].read_text("utf-8")).split("\n")
    rows = [row for row in ROWS if row.plan == plan]
    assert rows
    for row in rows:
        assert row.quote_vi in lines[row.line - 1], (row.section, row.line)
