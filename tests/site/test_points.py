"""Fixes by pencil: whose cell, how far to another verdict, and when it cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from gis.errors import NuongError
from gis.reference.law import VERDICTS
from gis.site.borders import SEARCH_M
from gis.site.cells import cells_at
from gis.site.check import check_site, check_sites
from gis.site.communes import _kin
from gis.site.fixes import Reading
from tests.land import NORTH, VN2000, WEST, plane, vector
from tests.site.ground import DAY, at, country, lots, patch, points

LAND = country()


def law_at(east: float, accuracy_m: float | None = None, land=LAND):
    return check_sites(land, points(east), reading=Reading(accuracy_m=accuracy_m)).answers[0].law


def test_the_distance_is_to_the_other_verdicts_polygon() -> None:
    # Plantation ends at 1800 m; 1765 is 35 m from farm land and 865 m from watershed forest,
    # where at 20° the verdict is the same (needs a plan).
    law = law_at(1765.0, 8.0)
    assert law.judgement.verdict == "needs_plan"
    assert law.border.verdict == "no_rule_against"
    assert law.border.distance_m == pytest.approx(35.0, abs=1e-6)
    assert (law.border.kind, law.border.lot) == ("lot", {"tk": "0644", "khoanh": "1", "lo": "7"})
    assert (law.sure, law.doubts, law.within) == (True, (), ("needs_plan",))


@pytest.mark.parametrize(("error", "sure"), [(34.9, True), (35.0, False), (40.0, False)])
def test_a_border_within_the_gps_error_cannot_be_told(error: float, sure: bool) -> None:
    law = law_at(1765.0, error)
    assert law.sure is sure
    if not sure:
        assert law.doubts == ("border",)
        assert law.within == ("needs_plan", "no_rule_against")


def test_without_a_gps_error_nothing_is_called_sure() -> None:
    law = law_at(1765.0)
    assert (law.sure, law.doubts) == (None, ())


def test_land_in_no_lot_is_another_verdict() -> None:
    # Farm land ends at 2400; 2390 is 10 m from land of which no lot speaks.
    law = law_at(2390.0, 5.0)
    assert (law.border.kind, law.border.verdict) == ("no_lot", "insufficient_data")
    assert law.border.distance_m == pytest.approx(10.0, abs=1e-6)
    beyond = law_at(2430.0, 5.0)
    assert beyond.judgement.verdict == "insufficient_data"
    assert beyond.border.distance_m == pytest.approx(30.0, abs=1e-6)


def test_the_cell_speaks_and_a_border_through_it_is_a_doubt_even_without_a_gps_error() -> None:
    # Lots meet at 1790; the cell from 1770 to 1800 has its centre at 1785, in the plantation. A
    # fix at 1795 lies in farm land, yet the run counts its cell as plantation.
    land = country(forest=lots([patch(0, 900), patch(900, 1790), patch(1790, 2400)]))
    answer = check_sites(land, points(1795.0)).answers[0]
    assert answer.law.judgement.verdict == "needs_plan"
    assert answer.lot.values["lo"] == "7"
    assert answer.law.border.distance_m == 0.0
    assert answer.law.doubts == ("border",)


def test_slope_and_verdict_are_those_of_the_runs_cells() -> None:
    rng = np.random.default_rng(3)
    land = country(heights=1500 + rng.normal(0, 9, (100, 100)).cumsum(axis=0))
    x, y = WEST + rng.uniform(-50, 3050, 300), NORTH - rng.uniform(-50, 3050, 300)
    cells = cells_at(land, x, y)
    whole = land.judge(land.judge.grid.whole)
    inside = (x >= WEST) & (x < WEST + 3000) & (y <= NORTH) & (y > NORTH - 3000)
    assert (cells.inside == inside).all()
    row = ((NORTH - y[inside]) // 30).astype(int)
    col = ((x[inside] - WEST) // 30).astype(int)
    slope = np.where(whole.terrain.slope_known, whole.terrain.slope_deg, np.nan)[row, col]
    np.testing.assert_array_equal(cells.slope_deg[inside], slope)
    np.testing.assert_array_equal(cells.law[inside], whole.law[row, col])
    assert (cells.law[~inside] == len(land.law.judgements) - 1).all()


def test_a_slope_the_dem_leaves_open_is_a_doubt_where_it_decides() -> None:
    # 29.5° in watershed forest: a plan is needed; over 30° it would be barred.
    land = country(29.5)
    law = law_at(450.0, 1.0, land)
    assert law.by_slope == ("needs_plan", "barred_unless_approved")
    assert law.doubts == ("slope",)
    assert law.within == ("barred_unless_approved", "needs_plan")
    # In a plantation the slope decides nothing.
    other = law_at(1350.0, 1.0, land)
    assert (other.by_slope, other.doubts, other.sure) == (None, (), True)


def test_a_slope_far_from_the_limit_is_no_doubt() -> None:
    answer = check_sites(LAND, points(450.0), reading=Reading(accuracy_m=1.0)).answers[0]
    assert answer.law.by_slope is not None
    assert answer.law.doubts == ()
    assert answer.ground.slope_deg == pytest.approx(20.0, abs=1e-6)
    assert answer.ground.over_30_probability < 0.01


def test_without_a_stated_error_no_probability_is_invented() -> None:
    answer = check_sites(country(29.5, error=None), points(450.0)).answers[0]
    assert answer.ground.over_25_probability is None
    assert answer.ground.over_30_probability is None
    assert answer.law.doubts == ()


def test_the_edge_of_the_dem_is_a_border_where_the_slope_decides() -> None:
    # The outermost cells have no slope: known slope ends 30 m from the edge. At 100 m south of the
    # north edge it is 70 m away; watershed forest without a slope is insufficient data.
    law = check_sites(LAND, points((450.0, 100.0))).answers[0].law
    assert (law.border.kind, law.border.verdict) == ("dem_edge", "insufficient_data")
    assert law.border.distance_m == pytest.approx(70.0, abs=1e-6)


def test_off_the_dem_nothing_is_known() -> None:
    answer = check_sites(LAND, points((450.0, -500.0))).answers[0]
    assert not answer.in_dem
    assert answer.ground.slope_deg is None
    assert answer.ground.elevation_m is None
    assert answer.law.judgement.verdict == "insufficient_data"
    assert answer.commune is None


def test_a_gap_no_wider_than_a_sliver_is_no_border() -> None:
    def gap(width: float):
        forest = lots([patch(0, 900), patch(900, 1200), patch(1200 + width, 2400)], malr3=[1, 3, 3],
                      mamdsd=[1, 10, 10], ldlr=["TXB", "RTG", "RTG"], nqh=[0, 0, 0])  # fmt: skip
        return law_at(1150.0, 1.0, country(forest=forest)).border

    assert gap(0.4) is None or gap(0.4).distance_m > 900
    assert gap(2.0).distance_m == pytest.approx(50.0, abs=1e-6)


def test_lots_that_overlap_and_differ_leave_the_land_unknown() -> None:
    # Plantation to 1800, farm land from 1700: between them nobody knows.
    land = country(forest=lots([patch(0, 900), patch(900, 1800), patch(1700, 2400)]))
    law = law_at(1600.0, 5.0, land)
    assert (law.border.kind, law.border.verdict) == ("overlap", "insufficient_data")
    assert law.border.distance_m == pytest.approx(100.0, abs=1e-6)
    inside = check_sites(land, points(1750.0)).answers[0]
    assert inside.law.judgement.verdict == "insufficient_data"
    assert inside.lots_here == 2


def test_a_subzone_is_a_border_within_a_lot() -> None:
    forest = lots(ldlr=["TXB"] * 3, malr3=[2] * 3, mamdsd=[5] * 3, nqh=[0] * 3)
    zones = vector(
        "polygons", "subzones", [patch(0, 600), patch(600, 3000)],
        phan_khu=["bảo vệ nghiêm ngặt", "dịch vụ, hành chính"],
    )  # fmt: skip
    said = {"judged_on": DAY, "subzones": "subzones", "subzone_column": "phan_khu"}
    land = country(20.0, zones, forest=forest, law=said)
    strict = law_at(560.0, 5.0, land)
    assert strict.judgement.verdict == "barred_unless_approved"
    assert strict.border.distance_m == pytest.approx(40.0, abs=1e-6)
    outside = law_at(660.0, 5.0, land)
    assert outside.border.verdict == "barred_unless_approved"
    assert outside.border.kind == "subzone"
    assert outside.border.distance_m == pytest.approx(60.0, abs=1e-6)


def test_fixes_are_answered_alike_together_and_alone() -> None:
    rng = np.random.default_rng(5)
    asked = points(*map(tuple, rng.uniform(0, 3000, (40, 2))))
    together = check_sites(LAND, asked, reading=Reading(accuracy_m=10.0)).answers
    for n, answer in enumerate(together):
        alone = check_sites(LAND, asked.iloc[n : n + 1], reading=Reading(accuracy_m=10.0))
        assert replace(alone.answers[0], number=n + 1) == answer


def test_the_nearest_border_agrees_with_a_search_on_a_lattice() -> None:
    """A peer: of points every 5 m around, the nearest whose exact lot gives another verdict."""
    rng = np.random.default_rng(6)
    asked = rng.uniform(300, 2300, (12, 2))
    by_lot = ["needs_plan", "needs_plan", "no_rule_against", "insufficient_data"]
    steps = np.arange(-SEARCH_M, SEARCH_M + 1, 5.0)
    for east, south in asked:
        x, y = np.meshgrid(east + steps, south + steps)
        lot = np.digitize(x, [900, 1800, 2400])
        verdict = np.array(by_lot)[lot]
        own = by_lot[int(np.digitize(east, [900, 1800, 2400]))]
        # Beyond the lots' north and south ends nothing is known.
        verdict[(y < 0) | (y > 3000) | (x < 0)] = "insufficient_data"
        far = np.hypot(x - east, y - south)[verdict != own]
        law = check_sites(LAND, points((east, south))).answers[0].law
        if law.border is None or law.border.kind == "dem_edge":
            continue
        assert law.border.distance_m == pytest.approx(far.min(), abs=5.0)


def test_elevation_is_that_of_the_plane() -> None:
    # 2000 m - tan 20° × metres east of the origin: bilinear heights of a plane are exact.
    answer = check_sites(LAND, points(1234.5)).answers[0]
    assert answer.ground.elevation_m == pytest.approx(2000 - np.tan(np.radians(20)) * 1234.5)


def test_what_the_lot_says_is_untouched() -> None:
    lot = check_sites(LAND, points(1350.0)).answers[0].lot
    assert {k: lot.values[k] for k in ("tk", "khoanh", "lo")} == {
        "tk": "0643", "khoanh": "4", "lo": "a1",
    }  # fmt: skip
    assert lot.state.vi.startswith("Rừng gỗ trồng")
    assert lot.values["churung"] == "Sùng A Páo"
    assert lot.ha == pytest.approx(270.0)  # 900 m × 3000 m


def test_both_coordinates_are_told() -> None:
    answer = check_site(LAND, WEST, NORTH - 300, crs=VN2000)
    assert (answer.place.east_m, answer.place.north_m) == (WEST, NORTH - 300)
    back = check_site(LAND, answer.place.lon_deg, answer.place.lat_deg)
    assert back.place.east_m == pytest.approx(WEST, abs=0.005)
    assert back.place.north_m == pytest.approx(NORTH - 300, abs=0.005)


@pytest.mark.parametrize(
    ("x", "y", "crs", "code"),
    [
        (22.5, 103.3, None, "run.not_a_place"),
        (float("nan"), 22.0, None, "run.not_a_place"),
        (NORTH, WEST, VN2000, "site.east_and_north"),
        (WEST, float("inf"), VN2000, "site.east_and_north"),
        (WEST, NORTH, "EPSG:1", "layers.crs_unknown"),
    ],
)
def test_what_is_no_place_is_refused_by_name(x: float, y: float, crs: str, code: str) -> None:
    with pytest.raises(NuongError) as refused:
        check_site(LAND, x, y, crs=crs)
    assert [p.code for p in refused.value.problems] == [code]


@pytest.mark.parametrize("error", [-1.0, float("nan"), float("inf")])
def test_an_error_that_is_no_length_is_refused(error: float) -> None:
    with pytest.raises(NuongError) as refused:
        check_sites(LAND, points(10.0), reading=Reading(accuracy_m=error))
    assert refused.value.problems[0].code == "site.accuracy"


def test_kin_of_both_sides_of_the_reform() -> None:
    # Nậm Xe went whole into Sin Suối Hồ; new Phong Thổ was formed of several.
    gone, one = _kin("03586", "Nậm Xe", after=False)
    assert ([u.name for u in gone], one) == (["Sin Suối Hồ"], True)
    held, told = _kin("03549", "Phong Thổ", after=True)
    assert len(held) > 1
    assert not told
    assert all(u.valid_to == date(2025, 6, 30) for u in held)
    # A code under another name is not that unit.
    assert _kin("03549", "Nơi khác", after=True) == ((), False)
    assert _kin("99999", "Nơi khác", after=False) == ((), False)


def test_a_commune_border_within_the_error() -> None:
    answer = check_sites(LAND, points((5.0, 1500.0))).answers[0]
    assert answer.commune.code == "00001"
    assert answer.commune.border_m == pytest.approx(5.0)


def test_verdicts_within_the_error_are_ranked() -> None:
    law = law_at(2395.0, 700.0)
    assert list(law.within) == sorted(law.within, key=VERDICTS.index)
    assert set(law.within) == {"insufficient_data", "needs_plan", "no_rule_against"}


def test_the_law_is_asked_even_where_the_project_asks_nothing() -> None:
    land = country(heights=plane(20.0, 90.0, (100, 100)))
    assert not land.project.zones
    assert land.law.judgements
    assert shapely.area(land.lots).sum() > 0
    assert at(10.0).x == WEST + 10


def test_a_cell_beyond_30_degrees_within_the_gps_error_is_a_doubt_where_the_slope_decides() -> None:
    # A plane of 20° that turns to 40° at 600 m: column 20 begins there. Horn's slope of the column
    # before (570–600 m) mixes both: tan = (tan 20° + tan 40°) / 2, 31.0°; that of 540–570 m is 20°.
    run = np.concatenate([np.full(20, np.tan(np.radians(20))), np.full(80, np.tan(np.radians(40)))])
    fall = np.concatenate([[0.0], np.cumsum((run[:-1] + run[1:]) / 2 * 30)])
    heights = np.broadcast_to(5000 - fall, (100, 100)).copy()
    land = country(heights=heights, error=None)
    slope = [check_sites(land, points(x)).answers[0].ground.slope_deg for x in (555.0, 585.0)]
    steep_from = 570.0 if slope[1] > 30 else 600.0
    assert slope[0] < 30
    assert law_at(steep_from - 12.0, 10.0, land).doubts == ()
    doubtful = law_at(steep_from - 12.0, 14.0, land)
    assert doubtful.doubts == ("slope_beside",)
    assert doubtful.within == ("barred_unless_approved", "needs_plan")
    # The same slopes decide nothing in a plantation.
    assert law_at(1350.0, 14.0, land).doubts == ()
