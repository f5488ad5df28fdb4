from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import union_all

from gis.ledger.doubts import plot_doubts
from gis.ledger.model import HOLDING_COLUMNS
from gis.zones.pieces import cut_plots
from tests import land
from tests.ledger.books import halves, ledger_of
from tests.zones.asked import project
from tests.zones.test_pieces import TWO, plots

OPEN = {"crop": "ginseng", "method": "open_land", "require": ("steep",), "min_area_ha": 0.1}
SHADE = OPEN | {"method": "under_canopy"}


def row(table: pd.DataFrame, place: str, crop: str | None = "cassava", method: str | None = None):
    """The row of a commune code, "outside_communes" or "total"."""
    own = table[(table["crop"].fillna("") == (crop or ""))]
    own = own[own["method"].fillna("") == (method or "")]
    return own[(own["commune_code"] == place) | (own["place"] == place)].iloc[0]


def test_cassava_of_two_communes_by_pencil():
    # 100 m squares, 1 ha each: p1 in A (flat); p2 from 250 m, half A (flat) half B (steep);
    # p3 = p2 again, counts nowhere; p4 planned in B, steep; p5 from 560 m: 0.4 ha in B, 0.6 out.
    shapes = [land.square(x, y, 100) for x, y in ((0, 0), (250, 0), (250, 0), (400, 0), (560, 150))]
    states = ["planted", "planted", "planted", "planned", "planted"]
    table = ledger_of(plots(shapes, crop=["cassava"] * 5, state=states)).holdings
    assert tuple(table.columns) == HOLDING_COLUMNS
    assert table["place"].tolist() == ["commune", "commune", "outside_communes", "total"]
    figures = ["drawn_ha", "overlap_ha", "held_ha", "planned_ha", "flagged_ha", "clear_ha"]
    expected = {
        #         drawn over  held plan flagged clear
        "00001": [2.0, 0.5, 1.5, 0.0, 0.0, 1.5],
        "00002": [2.4, 0.5, 0.9, 1.0, 1.9, 0.0],
        "outside_communes": [0.6, 0.0, 0.6, 0.0, 0.6, 0.0],
        "total": [5.0, 1.0, 3.0, 1.0, 2.5, 1.5],
    }
    for place, values in expected.items():
        assert row(table, place)[figures].tolist() == pytest.approx(values, abs=1e-7), place
    assert table["unknown_ha"].tolist() == pytest.approx([0.0] * 4, abs=1e-7)
    assert table["candidate_ha"].isna().all()  # nobody looks for cassava land


def test_a_commune_without_plots_has_zeros_and_a_crop_without_a_rule_has_no_answer():
    ginseng = plots([land.square(0, 0, 100)], "ginseng", crop=["ginseng"])
    table = ledger_of(ginseng, flags={}).holdings
    empty = row(table, "00002", "ginseng")
    assert empty[["drawn_ha", "held_ha", "planned_ha"]].tolist() == [0.0, 0.0, 0.0]
    assert table[["flagged_ha", "clear_ha", "unknown_ha"]].isna().all(axis=None)


def test_land_of_the_crop_that_no_rule_judged_is_unknown():
    judged = plots([land.square(400, 0, 100)], "cassava", crop=["cassava"])
    other = plots([land.square(500, 200, 100)], "survey", crop=["cassava"])
    total = row(ledger_of(judged, other).holdings, "total")
    figures = total[["flagged_ha", "clear_ha", "unknown_ha"]].tolist()
    assert figures == pytest.approx([1.0, 0.0, 1.0], abs=1e-7)


def test_the_first_declared_rule_answers_and_rules_are_not_added_up():
    rules = {
        name: {"plots": "cassava", "when": (name,), "cites": "000 III.2"}
        for name in ("steep", "gentle")
    }
    layer = plots([land.square(400, 0, 100)], crop=["cassava"])  # steep
    total = row(ledger_of(layer, flags=rules).holdings, "total")
    assert total["flagged_ha"] == pytest.approx(1.0, abs=1e-7)
    total = row(ledger_of(layer, flags=dict(reversed(rules.items()))).holdings, "total")
    assert total["flagged_ha"] == pytest.approx(0.0, abs=1e-7)


def test_unknown_slope_has_its_own_hectares():
    # the last row of cells (870-900 m south) is unknown: 30 m of the 100 m
    layer = plots([land.square(0, 800, 100)], crop=["cassava"])
    total = row(ledger_of(layer, evaluation=halves(unknown_rows=1)).holdings, "total")
    figures = total[["flagged_ha", "clear_ha", "unknown_ha"]].tolist()
    assert figures == pytest.approx([0.0, 0.7, 0.3], abs=1e-7)


def test_methods_are_kept_apart_and_candidates_stand_beside_them():
    layer = plots(
        [land.square(0, 0, 100), land.square(0, 200, 50)],
        "ginseng",
        crop=["ginseng"] * 2,
        method=["under_canopy", "open_land"],
    )
    zones = [
        {"rule": "open", "crop": "ginseng", "method": "open_land", "commune_code": code,
         "geometry": land.square(x, 100, 100)}
        for code, x in (("00001", 100), ("00001", 250), ("00002", 400))
    ]  # fmt: skip
    books = ledger_of(layer, found=zones, zones={"open": OPEN}, flags={}).holdings
    assert row(books, "total", "ginseng", "under_canopy")["held_ha"] == pytest.approx(1.0)
    assert row(books, "total", "ginseng", "open_land")["held_ha"] == pytest.approx(0.25)
    assert row(books, "00001", "ginseng", "open_land")["candidate_ha"] == pytest.approx(2.0)
    assert row(books, "total", "ginseng", "open_land")["candidate_ha"] == pytest.approx(3.0)
    assert pd.isna(row(books, "total", "ginseng", "under_canopy")["candidate_ha"])


def test_a_method_nobody_grows_yet_has_rows_for_its_candidates():
    zone = {"rule": "shade", "crop": "ginseng", "method": "under_canopy", "commune_code": "00002",
            "geometry": land.square(400, 0, 100)}  # fmt: skip
    books = ledger_of(found=[zone], zones={"shade": SHADE}, flags={}).holdings
    total = row(books, "total", "ginseng", "under_canopy")
    assert (total["held_ha"], total["candidate_ha"]) == (0.0, pytest.approx(1.0))
    assert row(books, "00001", "ginseng", "under_canopy")["candidate_ha"] == 0.0


def test_land_two_rules_propose_is_one_candidate():
    # 1 ha each, 50 m apart in a row: 100 m + 50 m = 1.5 ha; a third apart from them 0.25 ha
    zones = [
        {"rule": rule, "crop": "ginseng", "method": "open_land", "commune_code": "00001",
         "geometry": land.square(x, 0, side)}
        for rule, x, side in (("one", 0, 100), ("two", 50, 100), ("two", 200, 50))
    ]  # fmt: skip
    books = ledger_of(found=zones, zones={"one": OPEN, "two": OPEN}, flags={}).holdings
    assert row(books, "total", "ginseng", "open_land")["candidate_ha"] == pytest.approx(1.75)


def test_communes_a_plan_names_are_marked_and_the_others_are_kept():
    target = {"id": "t", "plan": "x", "crop": "ginseng", "indicator": "planted_area",
              "sense": "about", "value_ha": 1.0, "communes": ("B",)}  # fmt: skip
    layer = plots([land.square(0, 0, 100)], "ginseng", crop=["ginseng"])
    table = ledger_of(layer, flags={}, targets=(target,)).holdings
    assert table["named_by_plan"].tolist() == ["other", "named", None, None]


def test_plots_without_a_crop_are_in_the_totals_and_a_warning_names_them():
    layer = plots([land.square(0, 0, 100), land.square(200, 0, 50)], state=["planted", None])
    table = ledger_of(layer, flags={}).holdings
    assert row(table, "total", None)["drawn_ha"] == pytest.approx(1.25)
    assert row(table, "total", None)["held_ha"] == pytest.approx(1.25)  # no state: as planted
    asked = project(layer)
    dem = land.raster("dem", halves().terrain.slope_deg)
    doubts = plot_doubts(cut_plots(asked, land.layers(dem, TWO, layer)))
    assert [(d.code, d.level, d.where.rows) for d in doubts] == [
        ("ledger.state_missing", "warning", ("p2",)),
        ("ledger.crop_missing", "warning", ("p1", "p2")),
    ]
    assert "0,25 ha" in doubts[0].text("vi")


squares = st.tuples(st.integers(-100, 700), st.integers(-100, 400), st.integers(5, 300))
kinds = st.tuples(
    squares,
    st.sampled_from(["cassava", "ginseng", None]),
    st.sampled_from(["planted", "planned", None]),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(kinds, min_size=1, max_size=7), st.randoms())
def test_whatever_is_drawn_closes_in_any_order(drawn, random):
    def books(rows):
        shapes = [land.square(*s) for s, _, _ in rows]
        ids = [f"p{drawn.index(r)}-{n}" for n, r in enumerate(rows)]
        crops, states = [c for _, c, _ in rows], [s for _, _, s in rows]
        return ledger_of(plots(shapes, id=ids, crop=crops, state=states))

    first = books(drawn)
    assert all(closure.holds for closure in first.closures)
    total = first.holdings[first.holdings["place"] == "total"]
    area = sum(land.square(*s).area for s, _, _ in drawn) / 1e4
    assert total["drawn_ha"].sum() == pytest.approx(area, rel=1e-9)
    for crop, own in total.groupby(total["crop"].fillna("")):
        shapes = [land.square(*s) for s, c, _ in drawn if (c or "") == crop]
        counted = own["held_ha"].sum() + own["planned_ha"].sum()
        assert counted == pytest.approx(union_all(shapes).area / 1e4, rel=1e-7)

    mixed = list(drawn)
    random.shuffle(mixed)
    sums = ["drawn_ha", "overlap_ha", "held_ha", "planned_ha"]
    again = books(mixed).holdings
    assert again[sums].to_numpy() == pytest.approx(first.holdings[sums].to_numpy(), abs=2e-5)
