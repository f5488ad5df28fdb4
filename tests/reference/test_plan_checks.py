"""The plans' figures held against each other, with the arithmetic of each by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gis.reference.plan_checks import (
    Bounds,
    parts,
    plan_checks,
    reaches,
    rising,
    same,
    share_of,
    yield_bounds,
)
from gis.reference.plans import KNOWN_PLANS, plan_targets

ROWS = {row.id: row for plan in KNOWN_PLANS for row in plan_targets(plan)}
CHECKS = {check.id: check for check in plan_checks()}


def changed(row_id: str, **said: object):
    return replace(ROWS[row_id], **said)


@pytest.mark.parametrize(
    ("check_id", "verdict", "found"),
    [
        ("001_rice_parts", "agrees", {"sum": 329.2}),  # 135 + 142 + 22.2 + 30
        ("004_spring_summer", "agrees", {"product": 6750}),  # 75 % of 9,000
        ("001_tea", "agrees", {"rest_low": 13.45}),  # 963.45 - 950
        ("002_harvested_of_planted", "agrees", {"share_low": 3.333}),  # 25 / 750
        ("003_large_timber", "agrees", {"share_low": 15, "share_high": 16.667}),
        ("003_004_planting_2023", "agrees", {}),  # 9,000 and 9,000
        ("003_planting_2030", "agrees", {}),  # 10,000 in 9,000-10,000
        ("p003_new_forest_area_repeats", "agrees", {}),  # 9,000 in 9,000-10,000
        ("003_004_cooperatives", "agrees", {}),  # 15 in 15-20
        ("003_004_forest_cover", "agrees", {}),  # 64.2, 65, 67
        ("003_ocop", "agrees", {}),  # 125, 180
        ("000_cassava_yield", "agrees", {"t_per_ha": 11.923}),  # 15,500 / 1,300
        ("002_ginseng_yield", "agrees", {"t_per_ha": 0.2}),  # 5 / 25
        ("001_rice_yield", "not_comparable", {"t_per_ha": 4.860}),  # 1,600 / 329.2
        ("001_tea_yield", "not_comparable", {"t_per_ha": 11.474}),  # 10,900 / 950
        ("001_macadamia_yield", "not_comparable", {"t_per_ha": 0.178}),  # 50 / 280.4
        # 1.3 ^ (1/5) = 1.0539; (2.5 / 1.3) ^ (1/5) = 1.1397
        ("003_income", "differs", {"early": 5.387, "late": 13.972}),
        ("003_crop_zones", "not_comparable", {"sum": 22500}),
        ("003_fruit_zones", "not_comparable", {"sum": 9000}),
        ("003_forest_zones", "not_comparable", {"sum": 215000}),
        ("004_improved_and_planted", "not_comparable", {}),
        ("004_chains", "not_comparable", {}),
        ("p004_ocop_products_more_repeats", "not_comparable", {}),  # "có 15", "thêm 15"
        ("p004_improved_forest_area_again_repeats", "agrees", {}),
        ("000_programme_standard_variety", "agrees", {"low": 40, "high": 50}),  # 40 is not below
        ("000_programme_processed_2050", "differs", {"low": 90}),  # 85 is
        ("000_programme_processed_2030", "not_comparable", {"low": 85}),  # another measure
        ("002_programme_codes", "agrees", {"low": 100}),
        ("002_programme_area", "not_comparable", {"low": 21000}),
    ],
)
def test_what_the_plans_come_to(check_id: str, verdict: str, found: dict[str, float]):
    check = CHECKS[check_id]
    assert check.verdict == verdict
    for name, value in found.items():
        assert check.found[name] == pytest.approx(value, abs=0.0005), name


def test_every_repeated_figure_is_checked():
    repeats = {row.id for row in ROWS.values() if row.repeats}
    assert {f"{row_id}_repeats" for row_id in repeats} <= set(CHECKS)
    assert len(CHECKS) == len(plan_checks())


def test_a_wrong_part_is_found():
    total, *pieces = CHECKS["001_rice_parts"].rows
    wrong = replace(pieces[0], value=136)
    assert parts((total, wrong, *pieces[1:]))[0] == "differs"  # 330.2, not 329.2
    share, whole, _ = CHECKS["004_spring_summer"].rows
    assert share_of((share, whole, changed("p004_spring_summer_area", value=6700)))[0] == "differs"


def test_another_figure_for_the_same_thing_differs_and_another_kind_is_not_compared():
    one = ROWS["p003_new_forest_area_2025"]
    assert same((one, changed("p004_new_forest_area", value=9500)))[0] == "differs"
    assert same((one, changed("p004_new_forest_area", period="stock")))[0] == "not_comparable"
    assert same((one, ROWS["p004_improved_forest_area"]))[0] == "not_comparable"


def test_a_fall_is_found_in_whatever_order_the_rows_come():
    cover = CHECKS["003_004_forest_cover"].rows
    assert rising(cover[::-1])[0] == "agrees"
    assert rising((*cover[:2], replace(cover[2], value=64)))[0] == "differs"
    assert rising((replace(cover[0], year=None), *cover[1:]))[0] == "not_comparable"


def test_bounds_of_yields_can_be_set():
    assert yield_bounds()["cassava"] == Bounds(
        5.0, 45.0, yield_bounds()["cassava"].source_vi, yield_bounds()["cassava"].source_en
    )
    own = {c.id: c for c in plan_checks({"cassava": Bounds(12, 45), "tea": Bounds(2, 20)})}
    assert own["000_cassava_yield"].verdict == "differs"
    assert own["001_tea_yield"].verdict == "agrees"
    assert own["002_ginseng_yield"].verdict == "not_comparable"


def test_a_programme_is_told_in_our_words_with_its_decision():
    for check in CHECKS.values():
        assert (check.against is not None) == (check.kind in ("reaches", "beside"))
        if check.against is None:
            continue
        assert check.against.document.startswith("Quyết định ")
        assert check.against.read_in
        assert (check.against.value is None) != (check.against.value_range is None)


def test_figures_of_other_units_or_years_are_never_judged():
    above = CHECKS["000_programme_sustainable_2030"].against
    assert above is not None
    row = ROWS["p000_sustainable_practice_share_2030"]
    assert reaches(row, above, judged=True)[0] == "agrees"
    assert reaches(replace(row, value=49), above, judged=True)[0] == "differs"
    assert reaches(replace(row, year=2050), above, judged=True)[0] == "not_comparable"
    assert reaches(replace(row, unit="ha"), above, judged=True)[0] == "not_comparable"
