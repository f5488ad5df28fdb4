from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely.affinity import rotate, scale
from shapely.geometry import box

from gis.criteria.mask import Mask
from gis.errors import NuongError
from gis.project.model import Target
from gis.units import area_ha
from gis.zones.closing import Found, close_communes
from gis.zones.commune_land import measure_communes
from gis.zones.outline import outline_zones
from gis.zones.tables import LIMIT_COLUMNS, ZONE_COLUMNS, ZONE_COMMUNE_COLUMNS
from tests.land import NORTH, WEST, communes, layers, raster, square
from tests.zones.pictures import land, picture, project, rule, seen

PARTS = ["candidate_ha", "too_small_ha", "excluded_ha", "unknown_ha"]
GOOD = picture(
    "###..?",
    "###..#",
    "..#...",
    "#....?",
)


def outlined(place, good=GOOD, min_area_ha=2.0, *targets):
    asked = project(*targets, r=rule(min_area_ha=min_area_ha))
    return outline_zones(asked, place, seen(place, good=good))


def closed(zones) -> list[float]:
    return zones.communes.iloc[0][PARTS].tolist()


def test_every_hectare_of_a_commune_has_one_place():
    # 4 × 6 cells of 1 ha under one commune of 6 × 6 cells: 12 ha lie beyond the grid.
    # One zone of 7 cells, two single cells under the minimum of 2 ha, two unknown, 13 no.
    zones = outlined(land((4, 6)))
    assert zones.communes["commune_ha"].tolist() == [36.0]
    assert closed(zones) == pytest.approx([7, 2, 13, 2 + 12])
    assert zones.zones.frame["area_ha"].tolist() == [7.0]
    assert tuple(zones.communes.columns) == ZONE_COMMUNE_COLUMNS
    assert tuple(zones.limits.columns) == LIMIT_COLUMNS


def test_communes_close_one_by_one():
    # A holds columns 1-2½ of 4 rows (10 ha), B the rest (14 ha). The zone: A 2 × 2½ = 5, and half
    # of its cell in row 3; B the other halves.
    west, east = (
        box(WEST, NORTH - 400, WEST + 250, NORTH),
        box(WEST + 250, NORTH - 400, WEST + 600, NORTH),
    )
    table = outlined(land((4, 6), west, east)).communes
    assert table["commune_ha"].tolist() == pytest.approx([10, 14])
    assert table["candidate_ha"].tolist() == pytest.approx([5.5, 1.5])
    assert table["too_small_ha"].tolist() == pytest.approx([1, 1])
    assert table["unknown_ha"].tolist() == pytest.approx([0, 2])
    assert table["excluded_ha"].tolist() == pytest.approx([3.5, 9.5])


def test_land_of_two_communes_counts_in_the_first():
    twice = outlined(land((4, 6), square(0, 0, 400), square(0, 0, 400))).communes
    assert twice[PARTS].iloc[0].tolist() == pytest.approx([7, 1, 8, 0])
    assert twice[PARTS].iloc[1].tolist() == [0, 0, 0, 0]


def test_unknown_land_is_never_in_a_zone():
    zones = outlined(land((2, 2)), picture("#?", "??"), 1.0)
    assert zones.zones.frame["area_ha"].tolist() == [1.0]
    assert closed(zones) == pytest.approx([1, 0, 0, 3])


def test_an_unknown_exclusion_makes_land_unknown_and_a_known_refusal_beats_it():
    place = land((1, 3), box(WEST, NORTH - 100, WEST + 300, NORTH))
    asked = project(r=rule(("good",), ("bad",)))
    evaluation = seen(place, good=picture("##."), bad=picture(".??"))
    assert closed(outline_zones(asked, place, evaluation)) == pytest.approx([1, 0, 1, 1])


def test_the_limiting_criterion_stands_in_the_close():
    place = land((1, 3), box(WEST, NORTH - 100, WEST + 300, NORTH))
    asked = project(r=rule(("good",), ("bad",)))
    evaluation = seen(place, good=picture("###"), bad=picture(".##"))
    zones = outline_zones(asked, place, evaluation)
    assert zones.communes["limiting_criterion"].tolist() == ["bad"]


def test_rules_stand_one_after_the_other():
    place = land((4, 6))
    asked = project(b=rule(min_area_ha=2.0), a=rule(("other",)))
    zones = outline_zones(asked, place, seen(place, good=GOOD, other=~GOOD))
    assert zones.communes["rule"].tolist() == ["b", "a"]
    assert zones.zones.frame["rule"].unique().tolist() == ["b", "a"]
    assert zones.zones.frame["zone_id"].is_unique


def test_no_rules_and_no_zones_give_empty_tables():
    place = land((4, 6))
    nothing = outline_zones(project(), place, seen(place))
    assert (len(nothing.zones.frame), len(nothing.communes), len(nothing.limits)) == (0, 0, 0)
    assert tuple(nothing.zones.columns) == ZONE_COLUMNS
    barren = outlined(place, picture(*["......"] * 4))
    assert barren.zones.frame.empty
    assert closed(barren) == pytest.approx([0, 0, 24, 12])


def test_the_order_of_communes_in_their_file_has_no_influence():
    squares = square(0, 0, 300), square(300, 0, 300)
    place = land((4, 6), *squares)
    turned = place.communes.frame.iloc[::-1].reset_index(drop=True)
    shuffled = replace(place, communes=replace(place.communes, frame=turned))
    one, other = outlined(place), outlined(shuffled)
    assert one.communes.equals(other.communes)
    assert one.zones.frame.equals(other.zones.frame)
    assert one.limits.equals(other.limits)


def target(**what) -> Target:
    fields = {"id": "t", "plan": "x", "crop": "ginseng", "indicator": "planted_area"}
    return Target(**fields | {"sense": "at_least", "value_ha": 1.0} | what)


def test_communes_outside_the_plans_list_are_marked_not_dropped():
    # Land.communes names them Xã A and Xã B; the plan of the same commune set names B alone.
    place = land((4, 6), square(0, 0, 300), square(300, 0, 300))
    plan = target(communes=("Xã B",), communes_as_of=date(2024, 1, 1), open_list=True)
    zones = outlined(place, GOOD, 1.0, plan)
    assert zones.communes["named_by_plan"].tolist() == ["other", "named"]
    marks = dict(zip(zones.zones.frame["commune"], zones.zones.frame["named_by_plan"], strict=True))
    assert marks == {"Xã A": "other", "Xã B": "named"}


def test_only_targets_of_the_rules_crop_name_communes():
    place = land((4, 6))
    plan = target(crop="cassava", communes=("Xã A",))
    assert outlined(place, GOOD, 1.0, plan).communes["named_by_plan"].tolist() == [None]
    both = (plan, target(communes=("Xã B",)), target(id="u", communes=("Xã A",)))
    assert outlined(place, GOOD, 1.0, *both).communes["named_by_plan"].tolist() == ["named"]


def test_hectares_that_do_not_close_are_refused_by_name():
    place = land((4, 6))
    measured = measure_communes(place, seen(place).grid)
    # 36 ha allow 1e-4 × 36 + 0.01 = 0.0136 ha; the cells say 9 ha of yes, 13 of no;
    # 2 are unknown and 12 lie off the grid.
    cells_ha = tuple(np.array([ha]) for ha in (9.0, 13.0, 14.0))
    good = close_communes(
        "r", rule(), cells_ha, Found(np.array([7.0]), np.array([2.013])), measured
    )
    assert good["too_small_ha"].tolist() == [2.013]
    with pytest.raises(NuongError) as raised:
        close_communes("r", rule(), cells_ha, Found(np.array([7.0]), np.array([2.014])), measured)
    problem = raised.value.problems[0]
    assert (problem.code, problem.where.rows) == ("zones.do_not_close", ("00001",))
    assert "0.014 ha" in problem.text("en")


def test_excluded_land_is_never_less_than_nothing():
    place = land((1, 1))
    measured = measure_communes(place, seen(place).grid)
    over = Found(np.array([1.001]), np.array([0.0]))
    cells_ha = np.array([1.0]), np.array([0.0]), np.array([0.0])
    table = close_communes("r", rule(), cells_ha, over, measured)
    assert table["excluded_ha"].tolist() == [0.0]


answers = arrays(np.int8, (6, 6), elements=st.integers(0, 2))


@settings(max_examples=40, deadline=None)
@given(answers, st.sampled_from([1.0, 1.5, 3.0]))
def test_whatever_the_land_hectares_close_and_no_zone_is_small(cells, min_area_ha):
    mask = Mask(cells == 1, cells != 2)
    place = land((6, 6), square(-50, 30, 333), square(283, 30, 400))
    zones = outlined(place, mask, min_area_ha)
    table, rows = zones.communes, zones.zones.frame
    assert table[PARTS].sum(axis=1).to_numpy() == pytest.approx(table["commune_ha"].to_numpy())
    by_rows = rows.groupby("commune_code")["area_ha"].sum()
    for code, ha in zip(table["commune_code"], table["candidate_ha"], strict=True):
        assert by_rows.get(code, 0.0) == pytest.approx(ha)
    assert rows.geometry.is_valid.all()
    assert (rows["zone_area_ha"] >= min_area_ha).all()
    assert (rows["area_ha"] == area_ha(rows.geometry)).all()


@settings(max_examples=25, deadline=None)
@given(answers, st.sampled_from(["quarter turn", "mirror"]))
def test_turned_and_mirrored_land_has_the_same_hectares(cells, how):
    mask = Mask(cells == 1, cells != 2)
    parts = square(0, 0, 250), box(WEST + 250, NORTH - 600, WEST + 600, NORTH)
    centre = (WEST + 300, NORTH - 300)
    if how == "mirror":
        turned = Mask(np.fliplr(mask.holds), np.fliplr(mask.known))
        moved = [scale(p, -1, 1, origin=centre) for p in parts]
    else:
        turned = Mask(np.rot90(mask.holds), np.rot90(mask.known))
        moved = [rotate(p, 90, origin=centre) for p in parts]
    one = outlined(land((6, 6), *parts), mask)
    other = outlined(land((6, 6), *moved), turned)
    assert one.communes[PARTS].to_numpy() == pytest.approx(other.communes[PARTS].to_numpy())
    mine = sorted(one.zones.frame["area_ha"])
    assert mine == pytest.approx(sorted(other.zones.frame["area_ha"]))


def test_a_longitude_latitude_grid_closes_in_the_project_crs():
    # Cells of 0.001° from 103.000° E, 22.600° N: about 103 m × 111 m. The point (500 000 m,
    # 2 500 000 m) lies at 103.0019° E, 22.5991° N, so both communes lie on the grid.
    holds = np.ones((20, 20), dtype=bool)
    holds[3:5, 4:8] = holds[7, 6] = holds[8, 7] = False  # holes, two of them corner to corner
    grid = Affine(0.001, 0, 103.0, 0, -0.001, 22.6)
    dem = raster("dem", np.zeros(holds.shape), crs="EPSG:4326", transform=grid)
    place = layers(dem, communes(square(100, 100, 900), square(1000, 100, 100)))
    zones = outlined(place, Mask(holds, np.ones_like(holds)), 0.5)
    table = zones.communes
    assert zones.zones.frame.geometry.is_valid.all()
    assert table["unknown_ha"].tolist() == [0, 0]
    assert table["commune_ha"].tolist() == pytest.approx([81, 1])
    assert table[PARTS].sum(axis=1).tolist() == pytest.approx([81, 1])
    # Holes of A: 10 cells. A cell at 22.59°: 102.83 m × 110.74 m on the ellipsoid, 0.9999² of it
    # on the map: 1.1385 ha. B has no hole.
    assert table["excluded_ha"].tolist() == pytest.approx([10 * 1.1385, 0], rel=1e-4, abs=1e-6)
    # The communes' cells are rows 1-9 and columns 2-12; with one more all round rows 0-10 and
    # columns 1-13, 143 cells, 10 of them holes.
    assert zones.zones.frame["zone_area_ha"][0] == pytest.approx(133 * 1.1385, rel=1e-4)


def test_the_same_input_gives_the_same_tables():
    place = land((4, 6), square(-20, 0, 300), square(280, 0, 300))
    one, other = outlined(place), outlined(place)
    assert one.zones.frame.to_json() == other.zones.frame.to_json()
    assert one.communes.equals(other.communes)
