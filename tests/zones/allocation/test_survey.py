"""The checks of the audit on land by pencil (see ``ground``)."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Polygon

from gis.errors import NuongError
from gis.zones.allocation.tables import FUNCTION_HA
from gis.zones.tables import LEGAL_HA
from tests.land import square, vector
from tests.zones.allocation.ground import KEYS, ROWS, country, given, lots, patch, surveyed


@pytest.fixture(scope="module")
def found():
    return surveyed(country(given(ROWS)))


@pytest.fixture(scope="module")
def rows(found):
    return found.rows.frame.set_index("allocation_id")


def test_functions_are_exact_and_land_in_no_lot_is_unknown(rows):
    # A3: 0.5 ha in the watershed, 0.5 in production; A4 outside planning; A5 in no lot at all.
    assert list(rows.loc["A3", list(FUNCTION_HA)]) == pytest.approx([0, 0.5, 0.5, 0, 0])
    assert list(rows.loc["A4", list(FUNCTION_HA)]) == pytest.approx([0, 0, 0, 1.3, 0])
    assert list(rows.loc["A5", list(FUNCTION_HA)]) == pytest.approx([0, 0, 0, 0, 1.0])
    assert rows.loc["A5", "no_lot_ha"] == pytest.approx(1.0)


def test_what_the_law_says_is_of_medicinal_plants_on_that_land(rows):
    # A1: watershed of 31°. A4: outside planning, no forest stands there.
    assert rows.loc["A1", "legal_verdict"] == "barred_unless_approved"
    assert rows.loc["A1", "legal_barred_ha"] == pytest.approx(1.0)
    assert "Điều" in rows.loc["A1", "legal_citation"]
    assert rows.loc["A4", "legal_verdict"] == "no_rule_against"
    assert rows[list(LEGAL_HA)].sum(axis=1).to_numpy() == pytest.approx(rows["area_ha"].to_numpy())


def test_slope_over_25_and_over_30_with_unknown():
    # 27°: over 25, not over 30. E1 reaches from column 0 (slope unknown) into column 1.
    land = country(given([("E1", square(50, 100, 100), {})]), slope_deg=27.0)
    row = surveyed(land).rows.frame.iloc[0]
    assert row["over_25_ha"] == pytest.approx(0.5)
    assert row["over_30_ha"] == 0
    assert row["slope_unknown_ha"] == pytest.approx(0.5)
    # No error of the DEM is stated: nothing is estimated.
    assert np.isnan(row["over_25_probability"])


def test_overlaps_between_owners(found):
    pairs = found.shared.frame.set_index("overlap_id")
    assert list(pairs.index) == ["given:A1+given:A2"]
    assert pairs["area_ha"].iloc[0] == pytest.approx(0.5)
    assert pairs["relation"].iloc[0] == "other_owner"


@pytest.mark.parametrize(
    ("owner", "relation"),
    [(" giàng  a páo", "same_owner"), (None, "owner_unknown"), ("Lý Chin Sủ", "other_owner")],
)
def test_the_same_name_is_told_apart(owner, relation):
    two = [("A", square(100, 100, 100), {"owner": "Giàng A Páo"}),
           ("B", square(150, 150, 100), {"owner": owner})]  # fmt: skip
    pair = surveyed(country(given(two))).shared.frame.iloc[0]
    # 50 m × 50 m
    assert (pair["relation"], pair["area_ha"]) == (relation, pytest.approx(0.25))


def test_neighbours_that_share_a_border_do_not_overlap():
    two = [("A", square(100, 100, 100), {}), ("B", square(200, 100, 100), {})]
    assert surveyed(country(given(two))).shared.frame.empty


def test_land_outside_the_lot_it_names(found, rows):
    assert rows.loc["A3", "lot_verdict"] == "partly_outside"
    assert rows.loc["A3", "outside_lot_ha"] == pytest.approx(0.5)
    assert rows.loc["A3", "inside_lot_ha"] == pytest.approx(0.5)
    outside = found.outside.frame.set_index("audit_id")
    assert list(outside.index) == ["given:A3"]
    # The part outside is its western half.
    assert outside.geometry.iloc[0].equals(patch(250, 300, 300, 400))
    assert rows.loc["A1", "lot_verdict"] == "inside"


def test_a_near_key_is_told_and_never_matched(rows):
    assert rows.loc["A5", "lot_verdict"] == "no_such_lot"
    assert rows.loc["A5", "missing_lots"] == "513/1/3"
    assert rows.loc["A5", "near_lots"] == "513/01/3"
    assert np.isnan(rows.loc["A5", "outside_lot_ha"])
    assert rows.loc["A5", "lies_in"] is None
    assert rows.loc["A3", "lies_in"] in ("512/1/1", "512/1/2")


def test_several_lots_in_one_cell():
    both = [("B", square(250, 300, 100), {"key": ("512", "1", "1, 2")}),
            ("C", square(250, 500, 100), {"key": ("512", "1", "1; 9")})]  # fmt: skip
    rows = surveyed(country(given(both))).rows.frame.set_index("allocation_id")
    assert rows.loc["B", "lot_verdict"] == "inside"
    assert rows.loc["C", "lot_verdict"] == "partly_outside"
    assert rows.loc["C", "missing_lots"] == "512/1/9"


def test_paper_against_drawing(rows):
    # 1.3 drawn, 1.0 on paper: 0.3 ha and 30 %; 1.0 and 0.97: 0.03 ha, less than 0.05.
    assert rows.loc["A4", "paper_difference_ha"] == pytest.approx(0.3)
    assert rows.loc["A4", "paper_difference_share"] == pytest.approx(0.3)
    assert rows.loc["A4", "paper_verdict"] == "differs"
    assert rows.loc["A6", "paper_verdict"] == "agrees"
    assert rows.loc["A3", "paper_verdict"] == "not_given"
    assert np.isnan(rows.loc["A3", "paper_difference_ha"])


def test_a_column_of_square_metres_is_divided_where_no_unit_is_stated():
    in_m2 = [(f"B{n}", square(100 + 150 * n, 600, 100), {"paper_ha": 1e4}) for n in range(3)]
    rows = surveyed(country(given(in_m2))).rows.frame
    assert list(rows["paper_ha"]) == [1.0] * 3
    assert set(rows["paper_verdict"]) == {"agrees"}


def test_commune_totals_count_overlapping_land_once(found):
    totals = found.totals.set_index(["place", "commune_code"])
    west = totals.loc[("commune", "00001")]
    # A1, A2, A3 and half of A6: 3.5 ha drawn, of which A1 and A2 share 0.5.
    assert west["drawn_ha"] == pytest.approx(3.5)
    assert west["overlap_ha"] == pytest.approx(0.5)
    assert west["counted_ha"] == pytest.approx(3.0)
    assert west["paper_missing"] == 1
    # A3 has no paper figure: 1 ha drawn of which paper is unknown. A6 lies half and half: its
    # paper stands under one of the two.
    assert west["paper_missing_drawn_ha"] == pytest.approx(1.0)
    whole = totals.loc["total"].iloc[0]
    assert whole["drawn_ha"] == pytest.approx(6.3)
    assert whole["paper_ha"] == pytest.approx(4.97)
    assert whole[list(FUNCTION_HA)].sum() == pytest.approx(6.3)
    empty = totals.loc[("commune", "00003")]
    assert (empty["drawn_ha"], empty["paper_ha"]) == (0, 0)


def test_a_paper_sum_of_nothing_known_is_unknown():
    totals = surveyed(country(given([("A", square(100, 100, 100), {})]))).totals
    assert np.isnan(totals.loc[totals["place"] == "total", "paper_ha"].iloc[0])


def test_planned_plots_are_audited_and_at_home_on_their_owner_s_land():
    plots = vector(
        "plots", "ginseng", [square(100, 100, 50), square(150, 150, 50), square(400, 400, 50)],
        id=["G1", "G2", "G3"], crop=["ginseng"] * 3, method=["under_canopy"] * 3,
        state=["planned", "planned", "planted"], owner=["Giàng A Páo", "Lý Chin Sủ", "x"],
    )  # fmt: skip
    found = surveyed(country(given(ROWS[:1]), plots))
    assert list(found.rows.frame["audit_id"]) == ["ginseng:G1", "ginseng:G2", "given:A1"]
    # G2 of another owner lies on A1 wholly: 50 m × 50 m.
    assert list(found.shared.frame["overlap_id"]) == ["ginseng:G2+given:A1"]
    assert found.shared.frame["area_ha"].iloc[0] == pytest.approx(0.25)
    assert list(found.totals["role"].unique()) == ["allocation", "planned_plot"]
    without = surveyed(country(given(ROWS[:1]), plots), audit={"planned_plots": False})
    assert list(without.rows.frame["audit_id"]) == ["given:A1"]


def test_overlapping_lots_of_two_functions_are_unknown_of_one_count_once():
    # A special-use lot over the watershed's columns 1-2, and a second watershed lot over all three.
    special = (patch(100, 300), ("600", "1", "1"), {"ldlr": "TXB", "malr3": 2, "mamdsd": 6})
    again = (patch(0, 300), ("600", "1", "2"), {"ldlr": "TXB", "malr3": 1, "mamdsd": 1})
    row = [("A", square(50, 300, 100), {})]
    twice = surveyed(country(given(row), forest=lots(again))).rows.frame.iloc[0]
    assert twice["protection_ha"] == pytest.approx(1.0)
    told = surveyed(country(given(row), forest=lots(special))).rows.frame.iloc[0]
    assert list(told[list(FUNCTION_HA)]) == pytest.approx([0, 0.5, 0, 0, 0.5])
    assert told["no_lot_ha"] == 0


def test_without_a_forest_layer_nothing_is_claimed():
    land = country(given(ROWS[:1]))
    bare = {n: v for n, v in land.vectors.items() if n != "forest"}
    row = surveyed(type(land)(land.project_crs, land.communes, land.dem, bare, land.rasters))
    told = row.rows.frame.iloc[0]
    assert told["function_unknown_ha"] == pytest.approx(1.0)
    assert told["lot_verdict"] == "no_forest_layer"
    assert told["legal_verdict"] == "insufficient_data"


def test_nothing_to_audit_is_refused_by_name():
    with pytest.raises(NuongError) as refused:
        surveyed(country())
    assert [p.code for p in refused.value.problems] == ["zones.nothing_to_audit"]


def test_blocks_change_no_digit():
    land = country(given(ROWS))
    one, many = surveyed(land), surveyed(land, block_cells=7)
    for name in ("over_25_ha", "over_30_ha", "slope_unknown_ha", *LEGAL_HA):
        assert list(one.rows.frame[name]) == list(many.rows.frame[name])


@pytest.mark.parametrize("seed", range(4))
def test_functions_and_unknown_are_the_drawn_land_to_a_tenth_of_a_square_metre(seed):
    random = np.random.default_rng(seed)
    shapes = []
    for n in range(25):
        angles = np.sort(random.uniform(0, 2 * np.pi, 7))
        away = random.uniform(20, 160, 7)
        x, y = random.uniform(-50, 1050, 2)
        ring = np.column_stack([x + away * np.cos(angles), y + away * np.sin(angles)])
        shape = Polygon(ring + np.array([500_000.0, 2_499_000.0]))
        if shape.is_valid and shape.area > 1:
            shapes.append((f"R{n}", shape, {"key": KEYS["P"]}))
    odd = (patch(250, 420, 100, 700), ("700", "1", "1"), {"ldlr": "TXB", "malr3": 2, "mamdsd": 6})
    found = surveyed(country(given(shapes), forest=lots(odd)))
    rows = found.rows.frame
    apart_m2 = (rows[list(FUNCTION_HA)].sum(axis=1) - rows["area_ha"]).abs() * 10_000
    assert apart_m2.max() < 0.1
    apart_m2 = (rows["inside_lot_ha"] + rows["outside_lot_ha"] - rows["area_ha"]).abs() * 10_000
    assert apart_m2.max() < 0.1
