"""Rules of law by pencil: each rule, each end, what is missing, and the days they are in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gis.criteria.law import Judgement, LandFacts, judge_land, severity
from gis.reference.law import VERDICTS, law_book, read_book

NOW = date(2026, 11, 21)
WATERSHED = LandFacts(
    forest=True, category="protection", purpose=1, over_30_deg=False, owner="organisation"
)
RESERVE = LandFacts(forest=True, category="special_use", purpose=6, over_30_deg=True)
PRODUCTION = LandFacts(forest=True, category="production", purpose=12, over_30_deg=True)
FARM = LandFacts(forest=False, category="none")


def said(facts: LandFacts, on: date = NOW) -> Judgement:
    return judge_land(facts, on)


def ids(facts: LandFacts, on: date = NOW) -> list[str]:
    return [reason.id for reason in said(facts, on).reasons]


@pytest.mark.parametrize(
    ("facts", "verdict", "reasons"),
    [
        (replace(WATERSHED, over_30_deg=True), "barred_unless_approved", ["steep_watershed"]),
        (WATERSHED, "needs_plan", ["plan_needed", "approver_organisation"]),
        (replace(WATERSHED, over_30_deg=None), "insufficient_data", ["missing_over_30_deg"]),
        # Other protection forest has no limit of slope.
        (replace(WATERSHED, purpose=4, over_30_deg=True), "needs_plan",
         ["plan_needed", "approver_organisation"]),
        (replace(WATERSHED, purpose=2), "check_on_site", ["eroding_coast"]),
        (RESERVE, "check_on_site", ["subzone_not_known"]),
        (replace(RESERVE, subzone="none"), "check_on_site", ["subzone_not_known"]),
        (replace(RESERVE, subzone="unnamed"), "check_on_site", ["subzone_not_known"]),
        (replace(RESERVE, subzone="strict"), "barred_unless_approved", ["strict_subzone"]),
        (replace(RESERVE, subzone="restoration"), "barred_unless_approved",
         ["restoration_subzone"]),
        (replace(RESERVE, subzone="other"), "needs_plan", ["plan_needed", "approver_unknown"]),
        (PRODUCTION, "needs_plan", ["plan_needed_in_production_forest", "approver_unknown"]),
        (replace(PRODUCTION, forest=False), "check_on_site", ["production_land_without_forest"]),
        (replace(WATERSHED, forest=False), "check_on_site", ["forest_land_without_forest"]),
        (replace(PRODUCTION, forest=None), "insufficient_data", ["missing_forest"]),
        (FARM, "no_rule_against", ["outside_forest"]),
        (replace(FARM, forest=True), "check_on_site", ["forest_outside_planning"]),
        (replace(FARM, forest=None), "insufficient_data", ["missing_forest"]),
        # Land of which only the slope is known may be anything but steep.
        (LandFacts(over_30_deg=False), "insufficient_data",
         ["missing_forest", "missing_category", "missing_purpose", "missing_subzone"]),
    ],
)  # fmt: skip
def test_each_rule(facts: LandFacts, verdict: str, reasons: list[str]):
    assert said(facts).verdict == verdict
    assert ids(facts) == reasons


def test_the_subzone_speaks_whatever_the_lot_says():
    for lot in (WATERSHED, PRODUCTION, FARM, LandFacts()):
        assert said(replace(lot, subzone="strict")).verdict == "barred_unless_approved"


def test_a_bar_holds_without_forest_on_the_land():
    assert ids(replace(WATERSHED, forest=False, over_30_deg=True)) == ["steep_watershed"]


def test_category_and_purpose_that_differ_are_both_heard():
    # Recorded as production forest, but for the purpose of a national park.
    mixed = replace(PRODUCTION, purpose=5)
    assert said(mixed).verdict == "check_on_site"
    # ... or of watershed protection, steep.
    assert said(replace(PRODUCTION, purpose=1)).verdict == "barred_unless_approved"


def test_without_a_purpose_the_category_may_rule_a_bar_out():
    assert said(replace(PRODUCTION, purpose=None)).verdict == "needs_plan"
    assert ids(replace(WATERSHED, purpose=None)) == ["missing_purpose"]  # it may be a coast
    # And a purpose is enough where the category is missing.
    assert said(replace(WATERSHED, category=None)).verdict == "needs_plan"


def test_subzones_are_of_special_use_forest_only():
    assert said(replace(PRODUCTION, subzone="no_layer")).verdict == "needs_plan"
    # A subzone without a readable name may be a strict one, whatever the lot.
    assert ids(replace(PRODUCTION, subzone="unnamed")) == ["missing_subzone"]


@pytest.mark.parametrize("owner", ["household", "community", "organisation", "commune_office"])
def test_who_approves_is_said_to_be_unknown_where_it_was_not_found(owner):
    reasons = said(replace(WATERSHED, owner=owner)).reasons
    assert reasons[-1].id == f"approver_{owner}"
    assert "chưa thấy" in reasons[-1].text.vi
    assert "not found" in reasons[-1].text.en


def test_rules_begin_on_their_day():
    # Decree 183/2025 is in force from 15/8/2025, the penalties of 146/2026 from 25/6/2026.
    barred = replace(WATERSHED, over_30_deg=True)
    before, first = date(2025, 8, 14), date(2025, 8, 15)
    assert ids(barred, before) == ["missing_rule"]
    assert said(barred, before).verdict == "insufficient_data"
    assert said(barred, first).verdict == "barred_unless_approved"
    assert said(WATERSHED, before).verdict == "insufficient_data"
    # Outside forest the rule is a definition, on any day.
    assert said(FARM, before).verdict == "no_rule_against"
    assert not any("146/2026" in c for c in said(barred, date(2026, 6, 24)).citations)
    assert any("146/2026" in c for c in said(barred, date(2026, 6, 25)).citations)


BOOK = """
title = { vi = "a", en = "a" }
reviewed_on = 2030-01-01
purposes = { protection = [1], special_use = [6], production = [9] }
subzones = { strict = ["x"] }
approvers.unknown = { vi = "?", en = "?" }
missing.rule = { vi = "-", en = "-" }
missing.forest = { vi = "f", en = "f" }
[basis.old]
decree = "Nghị định A"
article = "Điều 1"
in_force_from = 2020-01-01
until = 2024-12-31
source = "s"
confidence = "found"
[rules.one]
verdict = "%s"
when = { %s }
basis = ["old"]
reason = { vi = "r", en = "r" }
"""


def test_rules_end_on_their_last_day():
    book = read_book(BOOK % ("needs_plan", "forest = [true]"))
    wood = LandFacts(forest=True)
    assert judge_land(wood, date(2024, 12, 31), book).verdict == "needs_plan"
    assert judge_land(wood, date(2025, 1, 1), book).verdict == "insufficient_data"
    assert judge_land(wood, date(2019, 12, 31), book).citations == ()
    assert judge_land(wood, date(2020, 1, 1), book).citations == ("Điều 1 Nghị định A",)


def test_a_book_with_an_unknown_fact_or_verdict_is_refused():
    for verdict, when in (("allowed", "forest = [true]"), ("needs_plan", "colour = [1]"),
                          ("needs_plan", "")):  # fmt: skip
        with pytest.raises(ValueError, match="rule one"):
            read_book(BOOK % (verdict, when))


def test_severity_is_the_order_of_verdicts():
    assert [severity(v) for v in VERDICTS] == [4, 3, 2, 1, 0]


def test_the_book_says_of_every_rule_where_it_was_read():
    for rule in law_book().rules:
        assert rule.basis or rule.verdict == "no_rule_against"
        assert all(b.source and b.in_force_from <= law_book().reviewed_on for b in rule.basis)
        assert rule.reason.vi != rule.reason.en
        assert "được phép" not in rule.reason.vi
        assert "permitted" not in rule.reason.en


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("bảo vệ nghiêm ngặt", "strict"), ("Phân khu BẢO VỆ NGHIÊM NGẶT", "strict"),
        ("phục hồi sinh thái ", "restoration"), ("Dịch vụ – Hành chính", "other"),
        ("nghiêm ngặt", None), ("", None), ("vùng đệm", None),
    ],
)  # fmt: skip
def test_usual_names_of_subzones(label: str, kind: str | None):
    assert law_book().subzone_of(label) == kind
