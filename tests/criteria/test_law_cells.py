"""The law cell by cell: one row of 100 m cells, one lot a cell, slopes given by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from shapely.geometry import box

from gis.criteria.law import LandFacts
from gis.criteria.law_cells import LawOfCells, law_of_cells
from gis.criteria.law_facts import lot_facts, subzone_kinds
from gis.grid.blocks import Block
from gis.layers.model import Layers
from gis.project.law_model import Law
from gis.project.model import Project
from gis.reference.law import law_book
from tests.land import NORTH, WEST, communes, layers, raster, square, vector
from tests.zones.asked import project
from tests.zones.pictures import seen

RULE = {"crop": "ginseng", "method": "under_canopy", "require": ("high",), "min_area_ha": 0.5}
HIGH = {"high": {"test": "elevation", "from_m": 0.0}}
# state, malr3, mamdsd, nqh of the six lots from west to east; None: empty.
LOTS = [
    ("TXB", 1, 1, 0), ("TXB", 1, 1, 0), ("TXB", 1, 1, 0), ("RTG", 3, 10, 0), ("NN", None, None, 1),
    ("TXG", 2, 6, 0),
]  # fmt: skip
SLOPES = np.array([[30.001, 30.0, np.nan, 45.0, 10.0, 10.0]])
SAID = [
    "barred_unless_approved", "needs_plan", "insufficient_data", "needs_plan", "no_rule_against",
    "check_on_site",
]  # fmt: skip


def cell(col: int, width: float = 1.0):
    return box(WEST + col * 100, NORTH - 100, WEST + (col + width) * 100, NORTH)


def forest(lots=LOTS, shapes=None, **changed: object):
    columns = dict(zip(("ldlr", "malr3", "mamdsd", "nqh"), zip(*lots, strict=True), strict=True))
    table = {name: list(values) for name, values in columns.items()} | changed
    kept = {name: values for name, values in table.items() if values is not None}
    return vector("forest", "forest", shapes or [cell(n) for n in range(len(lots))], **kept)


def place(*more) -> Layers:
    dem = raster("dem", np.zeros((1, 6)), cell_m=100.0)
    return layers(dem, communes(square(0, 0, 600)), *more)


def asked(land: Layers, **law: object) -> Project:
    rows = (*land.vectors.values(), *land.rasters.values())
    return project(*rows, criteria=HIGH, zones={"under": RULE}, law=law)


def verdicts(land: Layers, slopes=SLOPES, **law: object) -> list[str]:
    cells, terrain = made(land, slopes, **law)
    numbers = cells(Block(0, 0, 1, 6), terrain)
    return [cells.judgements[n].verdict for n in numbers[0]]


def made(land: Layers, slopes=SLOPES, **law: object) -> tuple[LawOfCells, object]:
    evaluation = seen(land, slopes_deg=slopes)
    found = law_of_cells(asked(land, **law), land, evaluation.grid)
    assert found is not None
    return found, evaluation.terrain


def test_lot_and_slope_of_every_cell():
    assert verdicts(place(forest())) == SAID


def test_without_a_forest_layer_nothing_is_known():
    assert set(verdicts(place())) == {"insufficient_data"}


def test_a_column_that_is_missing_leaves_its_land_open():
    # Without mamdsd protection forest may be watershed or coast; the category rules the others out.
    found = verdicts(place(forest(mamdsd=None)))
    assert found[:2] == ["insufficient_data"] * 2
    assert found[3:] == SAID[3:]
    # Without nqh farm land is not known to be outside forest planning.
    assert verdicts(place(forest(nqh=None)))[4] == "insufficient_data"


def test_subzones_bar_what_they_cover_and_answer_for_special_use_forest():
    # A strict subzone over the two eastern cells' lots; the reserve's lot is strict.
    strict = vector("polygons", "subzones", [cell(4, 2)], pk=["Phân khu bảo vệ nghiêm ngặt"])
    law = {"subzones": "subzones", "subzone_column": "pk"}
    assert verdicts(place(forest(), strict), **law) == SAID[:4] + ["barred_unless_approved"] * 2
    service = vector("polygons", "subzones", [cell(5)], pk=["PK3"])
    assert verdicts(place(forest(), service), **law)[5] == "check_on_site"
    labelled = law | {"subzone_labels": {"PK3": "other"}}
    assert verdicts(place(forest(), service), **labelled)[5] == "needs_plan"
    # Nobody said which column: no layer is asked.
    assert verdicts(place(forest(), strict))[5] == "check_on_site"


def test_where_subzones_overlap_the_stricter_one_speaks():
    both = vector("polygons", "subzones", [cell(5), cell(5)], pk=["DVHC", "PHST"])
    found = verdicts(place(forest(), both), subzones="subzones", subzone_column="pk")
    assert found[5] == "barred_unless_approved"


def test_lots_that_overlap_and_differ_leave_their_land_open():
    # A second lot, production forest, over the watershed forest of the second cell.
    lots = [*LOTS, ("RTG", 3, 10, 0)]
    shapes = [*(cell(n) for n in range(6)), cell(1)]
    assert verdicts(place(forest(lots, shapes)))[1] == "insufficient_data"
    # One that says the same changes nothing.
    same = forest([*LOTS, LOTS[1]], shapes)
    assert verdicts(place(same)) == SAID


def test_the_day_is_the_projects_else_that_of_the_last_review():
    land = place(forest())
    assert made(land)[0].judged_on == law_book().reviewed_on
    assert set(verdicts(land, judged_on=date(2025, 8, 14))) == {
        "insufficient_data", "no_rule_against",
    }  # fmt: skip
    assert verdicts(land, judged_on=date(2025, 8, 15)) == SAID


def test_any_block_gives_the_same_numbers():
    land = place(forest())
    cells, _ = made(land)
    whole = cells(Block(0, 0, 1, 6), seen(land, slopes_deg=SLOPES).terrain)
    for col in range(6):
        terrain = seen(place(), slopes_deg=np.roll(SLOPES, -col)).terrain
        part = type(terrain)(
            terrain.grid, *(a[:, :1] for a in (terrain.elevation_m, terrain.elevation_known,
                                               terrain.slope_deg, terrain.slope_known))
        )  # fmt: skip
        assert cells(Block(0, col, 1, 1), part)[0, 0] == whole[0, col]


def test_the_last_judgement_is_of_land_of_which_nothing_is_known():
    cells, _ = made(place(forest()))
    assert cells.judgements[-1].verdict == "insufficient_data"
    assert len(set(cells.judgements)) == len(cells.judgements)


def test_nothing_is_asked_without_a_medicinal_crop():
    land = place(forest())
    project_ = asked(land, medicinal_crops=("codonopsis",))
    assert law_of_cells(project_, land, seen(land).grid) is None


@pytest.mark.parametrize(
    ("lot", "facts"),
    [
        ({}, LandFacts()),
        # Letters and number of the state agree, disagree, or are no state.
        ({"ldlr": "TXG", "maldlr": 14}, LandFacts(forest=True)),
        ({"ldlr": "TXG", "maldlr": 88}, LandFacts()),
        ({"ldlr": "RSX"}, LandFacts()),
        ({"maldlr": 71}, LandFacts(forest=True)),
        ({"maldlr": 72}, LandFacts(forest=False)),
        ({"maldlr": 94}, LandFacts()),
        # Outside forest planning only where no category is recorded.
        ({"nqh": 1}, LandFacts(category="none")),
        ({"nqh": 0}, LandFacts()),
        ({"nqh": 1, "malr3": 3}, LandFacts(category="production")),
        ({"nqh": 1, "mamdsd": 1}, LandFacts(purpose=1)),
        ({"malr3": 0, "mamdsd": 13}, LandFacts()),
        ({"malr3": "2.0"}, LandFacts(category="special_use")),
        ({"dtuong": 3}, LandFacts(owner="commune_office")),
        ({"dtuong": 8}, LandFacts(owner="organisation")),
        ({"dtuong": 9}, LandFacts()),
    ],
)
def test_facts_of_a_lot(lot, facts):
    assert lot_facts(lot, None) == facts


def test_code_9_is_the_army_in_one_version_and_anyone_in_the_other():
    assert lot_facts({"dtuong": 9}, "4").owner == "organisation"
    assert lot_facts({"dtuong": 9}, "3").owner is None


def test_kinds_of_subzones():
    drawn = vector("polygons", "s", [cell(n) for n in range(4)], pk=["BVNN", None, "PK9", "PHST"])
    law = Law(subzones="s", subzone_column="pk", subzone_labels={"PK9": "other"})
    kinds = subzone_kinds(drawn.frame, law, law_book())
    assert kinds.tolist() == ["strict", "unnamed", "other", "restoration"]
