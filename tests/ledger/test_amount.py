from __future__ import annotations

import math

import pytest

from gis.ledger.amount import NOTHING_KNOWN, Amount, excess, met, share, shortfall
from gis.project.model import Target


def target(sense: str, hedge: str | None = None, value: float | None = 100.0) -> Target:
    return Target(
        id="t",
        plan="x",
        crop="cassava",
        indicator="planted_area",
        sense=sense,
        hedge=hedge,
        value_ha=value,
    )


@pytest.mark.parametrize(
    ("sense", "hedge", "held", "expected"),
    [
        ("at_least", None, 100.0, "yes"),
        ("at_least", None, 100.0 - 1e-8, "yes"),  # rounding
        ("at_least", None, 99.9, "no"),
        ("at_least", "khoảng", 100.0, "yes"),
        ("at_least", "trên", 100.0, "no"),  # "over 100" is more than 100
        ("at_least", "đạt trên", 100.1, "yes"),
        ("at_least", "hơn", 100.0, "no"),
        ("at_least", "từ", 100.0, "yes"),
        ("at_most", None, 100.0, "yes"),
        ("at_most", "dưới", 100.0, "no"),
        ("at_most", "dưới", 99.0, "yes"),
        ("at_most", None, 100.1, "no"),
        ("about", "khoảng", 95.0, "yes"),  # 5 % below is still about
        ("about", "khoảng", 94.9, "no"),
        ("about", "khoảng", 140.0, "yes"),  # the excess is shown, not held against it
    ],
)
def test_the_plans_own_words_decide(sense, hedge, held, expected):
    assert met(Amount(held), target(sense, hedge), 100.0) == expected


@pytest.mark.parametrize(
    ("known", "unknown", "sense", "expected"),
    [
        (90.0, 9.0, "at_least", "no"),  # not even with all unknown land
        (90.0, 10.0, "at_least", "unknown"),
        (100.0, 50.0, "at_least", "yes"),  # even without it
        (90.0, 10.0, "at_most", "yes"),
        (90.0, 11.0, "at_most", "unknown"),
        (101.0, 5.0, "at_most", "no"),
        (90.0, 5.0, "about", "unknown"),
    ],
)
def test_unknown_land_leaves_a_target_open_only_while_it_can_decide_it(
    known, unknown, sense, expected
):
    assert met(Amount(known, unknown), target(sense), 100.0) == expected


def test_nothing_known_and_directions_are_unknown():
    assert met(NOTHING_KNOWN, target("at_least"), 100.0) == "unknown"
    assert met(Amount(5.0), target("decrease", value=None), math.nan) == "unknown"


def test_shortfall_and_excess_are_given_while_unknown_land_cannot_change_them():
    assert (shortfall(Amount(60.0), 100.0), excess(Amount(60.0), 100.0)) == (40.0, 0.0)
    assert (shortfall(Amount(130.0), 100.0), excess(Amount(130.0), 100.0)) == (0.0, 30.0)
    assert share(Amount(130.0), 100.0) == pytest.approx(1.3)
    open_amount = Amount(60.0, 20.0)  # between 20 and 40 missing; surely no excess
    assert math.isnan(shortfall(open_amount, 100.0)) and math.isnan(share(open_amount, 100.0))
    assert excess(open_amount, 100.0) == 0.0
    assert math.isnan(shortfall(NOTHING_KNOWN, 100.0))


def test_a_share_of_nothing_is_unknown():
    assert Amount(5.0, 1.0).over(10.0) == Amount(0.5, 0.1)
    assert math.isnan(Amount(0.0).over(0.0).known)
    assert math.isnan(Amount(0.0).over(math.nan).known)
