"""What the law says of zones and plots, by pencil: 100 m cells, one hectare each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

from gis.criteria.judge import prepare
from gis.criteria.law import Judgement, Reason
from gis.ledger.legal_rows import legal_closures, legal_rows
from gis.ledger.places import commune_list
from gis.project.under_law import under_law
from gis.reference.forest import CodeName
from gis.zones.commune_land import measure_communes
from gis.zones.legal import legal_columns
from gis.zones.legal_plots import LegalTally
from gis.zones.one_pass import one_pass
from gis.zones.outline import OutlineTally
from gis.zones.pieces import cut_plots
from tests.land import NORTH, WEST, communes, layers, plane, raster, square, vector
from tests.zones.asked import project

ZONE = {"crop": "ginseng", "method": "under_canopy", "require": ("low",), "min_area_ha": 0.5}
LOW = {"low": {"test": "elevation", "to_m": 9000.0}}


def patch(west: float, east: float, north: float = 0, south: float = 1000):
    return box(WEST + west, NORTH - south, WEST + east, NORTH - north)


def lots():
    """From west to east: 3 columns of watershed, 3 of production, 2 of farm land, 2 of nothing."""
    return vector(
        "forest", "forest", [patch(0, 300), patch(300, 600), patch(600, 800)],
        ldlr=["TXB", "RTG", "NN"], malr3=[1, 3, None], mamdsd=[1, 10, None], nqh=[0, 0, 1],
        dtuong=[4, 1, 1],
    )  # fmt: skip


def country(slope_deg: float, *more):
    """10 × 10 cells of a plane that falls east; slope is known in the inner 8 × 8 alone."""
    dem = raster("dem", plane(slope_deg, 90.0, (10, 10), 100.0), cell_m=100.0)
    place = communes(square(0, 0, 500), patch(500, 1000), patch(0, 500, 500))
    return layers(dem, place, lots(), *more)


def ginseng(*fields: tuple[str, object]):
    ids, shapes = zip(*fields, strict=True)
    columns = {"crop": ["ginseng"] * len(ids), "method": ["under_canopy"] * len(ids)}
    states = {"state": ["planned"] * len(ids)}
    return vector("plots", "ginseng", shapes, id=list(ids), **columns, **states)


def measured(land, block_cells: int = 1 << 19, **parts):
    asked = project(
        *land.vectors.values(), *land.rasters.values(),
        criteria=LOW, zones={"under": ZONE}, **parts,
    )  # fmt: skip
    asked = under_law(asked)
    judge = prepare(asked, land)
    judge = replace(judge, unit=(1, 1))
    place = measure_communes(land, judge.grid)
    plots = cut_plots(asked, land)
    zones = OutlineTally(asked, land, judge.grid, place, judge.law)
    legal = LegalTally(asked, plots, judge.grid, judge.law)
    one_pass(judge, [zones, legal], block_cells=block_cells)
    return zones.zones(), legal.land({}), plots


def by_rule(zones):
    frame = zones.zones.frame
    columns = [c for c in frame.columns if c.startswith("legal_") and c.endswith("_ha")]
    return frame[["area_ha", *columns]].sum()


def test_barred_land_is_no_candidate():
    # 31°: watershed (30 ha) is barred where the slope is known: rows 1-8, columns 1-2 = 16 ha.
    zones, _, _ = measured(country(31.0))
    found = by_rule(zones)
    assert found["area_ha"] == pytest.approx(100 - 16)
    assert found["legal_barred_ha"] == 0
    # 14 ha of watershed without a slope and the 20 ha of no lot: insufficient.
    assert found["legal_insufficient_ha"] == pytest.approx(14 + 20)
    assert found["legal_plan_ha"] == pytest.approx(30)
    assert found["legal_no_rule_ha"] == pytest.approx(20)
    # A commune's close has them as excluded, by the criterion that is added.
    limits = zones.limits[zones.limits["criterion"] == "barred_by_law"]
    assert limits["removes_alone_ha"].sum() == pytest.approx(16)


def test_exactly_thirty_degrees_is_not_over():
    found = by_rule(measured(country(30.0))[0])
    assert found["area_ha"] == pytest.approx(100)
    assert found["legal_plan_ha"] == pytest.approx(16 + 30)


def test_a_zone_speaks_with_its_most_restrictive_verdict_and_its_hectares():
    zones, _, _ = measured(country(30.0))
    rows = zones.zones.frame.set_index("commune_code")
    # Commune 00002 (columns 5-9): 10 ha production, 20 ha farm land, 20 ha of no lot.
    east = rows.loc["00002"]
    assert (east["legal_verdict"], east["legal_verdict_ha"]) == ("insufficient_data", 20)
    assert east["legal_plan_ha"] == pytest.approx(10)
    assert east["legal_no_rule_ha"] == pytest.approx(20)
    assert "missing_forest" in east["legal_reasons"]


@pytest.mark.parametrize("block_cells", [1, 7, 30])
def test_any_block_gives_the_same_digits(block_cells):
    land = country(31.0, ginseng(("A", patch(150, 450, 130, 370))))
    whole, small = measured(land), measured(land, block_cells)
    for a, b in zip(whole[:2], small[:2], strict=True):
        left, right = (getattr(x, "zones", None) or x.plots for x in (a, b))
        assert left.frame.equals(right.frame)


def test_a_plots_land_by_verdict():
    # 300 m × 200 m = 6 ha: half on barred watershed, half on production forest.
    _, legal, _ = measured(country(31.0, ginseng(("A", patch(150, 450, 150, 350)))))
    (row,) = legal.plots.frame.to_dict("records")
    assert row["legal_verdict"] == "barred_unless_approved"
    assert row["legal_reasons"] == "steep_watershed"
    assert row["legal_verdict_ha"] == row["legal_barred_ha"] == pytest.approx(3)
    assert row["legal_plan_ha"] == pytest.approx(3)
    assert "Điều 11 khoản 2 điểm c Nghị định 146/2026/NĐ-CP" in row["legal_citation"]


def test_land_of_two_plots_counts_once_in_the_ledger_and_everything_closes():
    # B lies on the eastern half of A: 3 ha counted for one of them only.
    fields = ginseng(("A", patch(150, 450, 150, 350)), ("B", patch(300, 450, 150, 350)))
    land = country(31.0, fields)
    zones, legal, plots = measured(land)
    rows = legal_rows(legal, zones.zones.frame, commune_list(land))
    total = rows[(rows["legal_land"] == "plots") & (rows["place"] == "total")]
    assert dict(zip(total["legal_verdict"], total["legal_ha"].round(9), strict=True)) == {
        "barred_unless_approved": 3, "check_on_site": 0, "insufficient_data": 0, "needs_plan": 3,
        "no_rule_against": 0,
    }  # fmt: skip
    assert legal.plots.frame["area_ha"].sum() == pytest.approx(9)
    sums = list(legal_closures(legal, zones.zones.frame, plots.pieces.frame, rows))
    assert {c.name for c in sums} >= {"law.plots", "law.no_barred_candidate:under"}
    assert all(c.holds for c in sums)


def test_a_barred_hectare_among_candidates_stops_the_run():
    land = country(31.0)
    zones, legal, plots = measured(land)
    frame = zones.zones.frame.assign(legal_barred_ha=0.01)
    rows = legal_rows(legal, frame, commune_list(land))
    sums = legal_closures(legal, frame, plots.pieces.frame, rows)
    assert "law.no_barred_candidate:under" in {c.name for c in sums if not c.holds}


def said(verdict: str, reason: str) -> Judgement:
    return Judgement(verdict, (Reason(reason, CodeName(reason, reason)),), (reason,))


def test_slivers_do_not_speak():
    # Of 2 ha half a square metre is barred: less than 1 m² decides nothing, but is counted.
    judgements = [said("needs_plan", "p"), said("barred_unless_approved", "b")]
    row = legal_columns(np.array([[1.99995, 0.00005]]), judgements).iloc[0]
    assert (row["legal_verdict"], row["legal_reasons"]) == ("needs_plan", "p")
    assert row["legal_barred_ha"] == 0.00005
    # A square metre does.
    row = legal_columns(np.array([[1.9999, 0.0001]]), judgements).iloc[0]
    assert (row["legal_verdict"], row["legal_verdict_ha"]) == ("barred_unless_approved", 0.0001)
    # A row with less than that altogether speaks with most of its land.
    row = legal_columns(np.array([[0.00002, 0.00001]]), judgements).iloc[0]
    assert row["legal_verdict"] == "needs_plan"


def test_a_project_that_asks_the_law_already_is_left_alone():
    land = country(31.0)
    rows = (*land.vectors.values(), *land.rasters.values())
    barred = LOW | {"not_here": {"test": "law"}}
    own = project(*rows, criteria=barred, zones={"under": ZONE | {"exclude": ("not_here",)}})
    assert under_law(own) is own
    # Asked of other verdicts it is not enough.
    other = LOW | {"not_here": {"test": "law", "any_of": ("needs_plan",)}}
    own = project(*rows, criteria=other, zones={"under": ZONE | {"exclude": ("not_here",)}})
    assert under_law(own).zones["under"].exclude == ("not_here", "barred_by_law")


def test_without_forest_and_subzones_a_project_stays_as_it_is():
    land = layers(raster("dem", np.zeros((3, 3))), communes(square(0, 0, 90)))
    rows = (*land.vectors.values(), *land.rasters.values())
    own = project(*rows, criteria=LOW, zones={"under": ZONE})
    assert under_law(own) is own
