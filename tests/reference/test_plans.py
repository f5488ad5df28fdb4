"""The registers hold the plans' figures with their words, whole and in one form."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import get_args

import pytest

from gis.messages import word
from gis.project.model import Indicator, Whole
from gis.reference.plans import (
    KNOWN_PLANS,
    ComputedBy,
    Kind,
    Period,
    PlanTarget,
    Sense,
    plan_document,
    plan_rule,
    plan_rules,
    plan_targets,
)

TARGETS = {t.id: t for plan in KNOWN_PLANS for t in plan_targets(plan)}
ROWS = [row for plan in KNOWN_PLANS for row in (*plan_targets(plan), *plan_rules(plan))]
# What a register says and no ledger counts: a threshold, and how many chains there are.
BESIDE = {"slope_threshold", "value_chains"}
# "Strive for": no comparator, but not a promise either. Plan 004 misspells it.
STRIVE = ("phấn đấu", "phân đấu", "Phân đấu")
UNITS = {
    "ha", "t", "%", "km", "deg", "m3_per_ha", "times", "count", "head", "cages", "products",
    "cooperatives", "groups", "enterprises", "chains", "districts", "people",
}  # fmt: skip


@pytest.mark.parametrize(
    ("row_id", "sense", "hedge", "value", "unit", "year"),
    [
        ("p000_steep_area", "decrease", "dần", None, "ha", 2030),
        ("p000_intensive_area", "about", "khoảng", 1300, "ha", 2030),
        ("p000_production", "at_least", "đạt trên", 15500, "t", 2030),
        ("p000_processed_share_2050", "at_least", "trên", 85, "%", 2050),
        ("p002_facilities", "at_least", "từ", 1, "count", 2030),
        ("p002_planted_area", "about", "khoảng", 750, "ha", 2030),
        ("p002_gi_share", "at_least", None, 100, "%", 2030),
        ("p003_advanced_rural_communes_2025", "exact", "phấn đấu", 12, "%", 2025),
        ("p004_cooperatives", "exact", "Phân đấu", 15, "cooperatives", 2023),
    ],
)
def test_a_row_keeps_its_words(row_id, sense, hedge, value, unit, year):
    row = TARGETS[row_id]
    assert (row.sense, row.hedge, row.value, row.unit, row.year) == (
        sense,
        hedge,
        value,
        unit,
        year,
    )


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_a_status_is_one_of_three(row: PlanTarget):
    assert row.status in ("draft", "unsigned", "final")


def test_every_id_is_there_once():
    ids = Counter(t.id for plan in KNOWN_PLANS for t in plan_targets(plan))
    assert {i for i, n in ids.items() if n > 1} == set()
    assert all(t.id.startswith(f"p{t.plan}_") for t in TARGETS.values())


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_every_row_follows_the_schema(row: PlanTarget):
    assert row.kind in get_args(Kind)
    assert row.sense in get_args(Sense)
    assert row.period in get_args(Period)
    assert row.computed_by in get_args(ComputedBy)
    assert row.indicator in BESIDE | set(get_args(Indicator))
    assert row.unit in UNITS
    for text in (row.section, row.subject_vi, row.subject_en, row.quote_vi):
        assert text == text.strip()
        assert text
    for field in fields(row):
        assert getattr(row, field.name) != ""
    assert (row.layer is not None) == (row.computed_by == "computed")
    assert bool(row.localities) == (row.locality_unit in ("commune", "district"))
    assert bool(row.localities) == (row.localities_as_of is not None)
    assert bool(row.question_vi) == bool(row.question_en)


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_a_row_has_one_figure_a_range_or_a_direction(row: PlanTarget):
    given = (row.value is not None) + (row.value_range is not None)
    assert given == (row.sense not in ("decrease", "increase"))
    if row.value_range:
        assert row.value_range[0] < row.value_range[1]
    assert row.sense != "between" or row.value_range
    assert row.printed is None or row.question_vi


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_a_hedge_is_words_of_the_quote_in_order(row: PlanTarget):
    # "từ … trở lên" stands on both sides of its figure.
    place = 0
    for piece in (row.hedge or "").split(" … "):
        place = row.quote_vi.find(piece, place)
        assert place >= 0, row.hedge
    # What asks for more than the figure, or about it, has a word that says so.
    assert row.sense != "about" or "khoảng" in row.hedge
    assert row.sense != "exact" or (row.hedge or STRIVE[0]) in STRIVE


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_rows_lean_on_rows_of_the_same_plan(row: PlanTarget):
    for other in filter(None, (row.part_of, row.repeats)):
        assert TARGETS[other].plan == row.plan
        assert other != row.id


@pytest.mark.parametrize("row", TARGETS.values(), ids=TARGETS)
def test_a_share_says_of_what(row: PlanTarget):
    assert (row.denominator is not None) == row.indicator.endswith("_share")
    if row.denominator:
        assert row.unit == "%"
        assert row.denominator in {*get_args(Indicator), *get_args(Whole)}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_word_of_the_registers_can_be_said(lang):
    for row in TARGETS.values():
        assert word(f"indicator_{row.indicator}", lang)
        assert row.unit == "%" or word(f"unit_{row.unit}", lang)
        assert word(f"sense_{row.sense}", lang)
        assert row.crop is None or word(f"crop_{row.crop}", lang)
        assert row.denominator is None or word(f"indicator_{row.denominator}", lang)


def test_status_is_the_documents():
    statuses = {plan: {t.status for t in plan_targets(plan)} for plan in KNOWN_PLANS}
    assert statuses == {plan: {plan_document(plan).status} for plan in KNOWN_PLANS}
    assert statuses["000"] == {"draft"}
    assert statuses["002"] == {"unsigned"}
    assert "dự thảo" in plan_document("000").note_vi


def test_the_register_asks_where_the_plan_names_no_denominator():
    own = [t for t in TARGETS.values() if t.plan in ("000", "002") and t.denominator]
    asked = {t.id for t in own if t.question_vi and t.denominator == "planted_area"}
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
    misread = [t for t in TARGETS.values() if t.printed is not None]
    assert [(t.plan, t.value, t.printed, t.unit) for t in misread] == [("000", 25, 250, "deg")] * 2


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


@pytest.mark.parametrize("plan", ["005", "../000", ""])
def test_a_plan_without_a_register_is_refused(plan: str):
    with pytest.raises(KeyError):
        plan_targets(plan)
