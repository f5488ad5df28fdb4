from __future__ import annotations

import math

import pandas as pd
import pytest

from gis.ledger.model import TARGET_COLUMNS
from gis.project.targets import all_targets
from gis.reference.plans import KNOWN_PLANS, plan_targets
from tests import land
from tests.ledger.books import halves, ledger_of
from tests.zones.asked import project
from tests.zones.test_pieces import plots

# Five squares of 1 ha in commune A, one in B, one outside every commune.
SPOTS = [(0, 0), (100, 0), (0, 100), (100, 100), (0, 200), (400, 0), (2000, 0)]
SQUARES = [land.square(x, y, 100) for x, y in SPOTS]


def target(indicator: str = "planted_area", **parts: object) -> dict[str, object]:
    common = {"id": "t", "plan": "x", "crop": "ginseng", "sense": "at_least"}
    return common | {"indicator": indicator} | parts


def one(asked: dict[str, object], *layers, **parts: object) -> pd.Series:
    """The row of one target over some layers."""
    table = ledger_of(*layers, **({"flags": {}} | parts), targets=(asked,)).targets
    assert tuple(table.columns) == TARGET_COLUMNS and len(table) == 1
    return table.iloc[0]


def ginseng(n: int = 7, **columns: object):
    return plots(SQUARES[:n], "ginseng", **({"crop": ["ginseng"] * n} | columns))


def test_planted_area_counts_held_land_inside_communes():
    shapes = [*SQUARES, land.square(2200, 0, 100)]
    states = ["planted"] * 4 + ["planned"] + ["planted"] * 2 + ["planned"]
    layer = plots(shapes, "ginseng", crop=["ginseng"] * 8, state=states)
    row = one(target(value_ha=8.0), layer)
    # inside 4 + 1 planted and 1 planned; one of each outside does not count
    assert (row["held"], row["planned"], row["held_unknown"]) == (5.0, 1.0, 0.0)
    assert (row["shortfall"], row["excess"], row["share"]) == (3.0, 0.0, 5 / 8)
    assert (row["unit"], row["met"], row["basis"]) == ("ha", "no", "computed")
    assert math.isnan(row["candidate"])  # no zone rule looks for ginseng here
    assert row["denominator"] is None and math.isnan(row["denominator_ha"])
    assert row["year"] is None


def test_the_words_of_the_plan_are_kept():
    asked = target(
        value_ha=5.0,
        sense="about",
        hedge="khoảng",
        year=2030,
        communes=("A", "B"),
        open_list=True,
        section="II.2",
        quote_vi="đạt khoảng 5 ha",
        status="draft",
        question={"vi": "Theo xã nào?", "en": "By which commune?"},
    )
    row = one(asked, ginseng())
    kept = ["sense", "hedge", "year", "communes", "open_list", "section", "quote_vi", "status"]
    assert row[kept].tolist() == [
        "about", "khoảng", 2030, "A, B", True, "II.2", "đạt khoảng 5 ha", "draft"
    ]  # fmt: skip
    assert row["question"] == "Theo xã nào?"
    assert (row["met"], row["excess"]) == ("yes", 1.0)  # 6 ha held


def test_a_closed_list_counts_named_communes_only():
    assert one(target(value_ha=8.0, communes=("A",)), ginseng())["held"] == 5.0
    assert one(target(value_ha=8.0, communes=("A",), open_list=True), ginseng())["held"] == 6.0


def test_a_share_has_its_denominator_and_missing_answers_stay_open():
    # 6 ha inside: gi yes on 3 ha, no on 1 ha, not said on 2 ha → 50 %, up to 83 %
    gi = [True, True, True, False, None, None, True]
    row = one(target("gi_share", value_share=0.6), ginseng(gi=gi))
    assert (row["unit"], row["denominator"], row["denominator_ha"]) == (
        "share", "planted_area", 6.0
    )  # fmt: skip
    assert row["held"] == pytest.approx(3 / 6) and row["held_unknown"] == pytest.approx(2 / 6)
    assert row["met"] == "unknown" and math.isnan(row["shortfall"])
    assert one(target("gi_share", value_share=0.5), ginseng(gi=gi))["met"] == "yes"
    assert one(target("gi_share", value_share=0.9), ginseng(gi=gi))["met"] == "no"


def test_a_column_no_layer_has_is_unknown_and_not_zero():
    row = one(target("gi_share", value_share=0.5), ginseng())
    assert math.isnan(row["held"]) and math.isnan(row["held_unknown"])
    assert (row["met"], row["basis"]) == ("unknown", "computed")
    assert row["denominator_ha"] == 6.0


def test_an_empty_planting_area_code_is_no_code_but_a_missing_column_is_unknown():
    coded = ginseng(4, planting_area_code=["VN-1", "", "  ", None])
    row = one(target("coded_share", value_share=1.0), coded)
    assert (row["held"], row["held_unknown"], row["met"]) == (0.25, 0.0, "no")
    silent = plots([land.square(300, 200, 100)], "survey", crop=["ginseng"])
    row = one(target("coded_share", value_share=0.3), coded, silent)
    # 1 of 5 ha coded, 1 of 5 unknown
    assert (row["held"], row["held_unknown"], row["met"]) == (0.2, 0.2, "unknown")


def test_intensive_area_is_in_hectares():
    row = one(
        target("intensive_area", crop="cassava", value_ha=2.0),
        plots(SQUARES[:4], crop=["cassava"] * 4, intensive=[True, True, False, True],
              state=["planted", "planted", "planted", "planned"]),
    )  # fmt: skip
    assert (row["held"], row["planned"], row["met"]) == (2.0, 1.0, "yes")


def test_harvested_area_is_of_the_targets_year():
    years = [2030, 2030, 2029, None]
    row = one(target("harvested_area", value_ha=2.0, year=2030), ginseng(4, harvest_year=years))
    assert (row["held"], row["held_unknown"], row["met"]) == (2.0, 1.0, "yes")
    row = one(target("harvested_area", value_ha=2.0), ginseng(4, harvest_year=years))
    assert math.isnan(row["held"])  # no year to ask for


def test_what_needs_reports_is_said_to():
    for indicator, figure, unit in (
        ("production", {"value_t": 5.0}, "t"),
        ("facilities", {"value_count": 1.0}, "count"),
        ("processed_share", {"value_share": 0.7}, "share"),
    ):
        row = one(target(indicator, **figure), ginseng())
        assert (row["basis"], row["met"], row["unit"]) == ("reported", "unknown", unit)
        assert math.isnan(row["held"]) and row["target"] == next(iter(figure.values()))


def test_a_crop_no_layer_can_hold_is_not_mapped_and_one_with_no_plots_is_zero():
    row = one(target(crop="tea", value_ha=1.0), ginseng())
    assert (row["basis"], row["met"]) == ("not_mapped", "unknown") and math.isnan(row["held"])
    layer = ginseng()
    spec = layer.spec.model_copy(update={"labels": {"crop": {"chè": "tea"}}})
    labelled = type(layer)(layer.name, spec, layer.frame, layer.source)
    row = one(target(crop="tea", value_ha=1.0), labelled)
    assert (row["basis"], row["held"], row["met"]) == ("computed", 0.0, "no")


def test_steep_area_has_a_direction_and_no_verdict():
    # from 250 to 350 m east: half steep; the last row of cells is unknown
    shapes = [land.square(250, 0, 100), land.square(400, 800, 100)]
    asked = target("steep_area", crop="cassava", sense="decrease")
    layer = plots(shapes, crop=["cassava"] * 2)
    on_steep = {"r": {"plots": "cassava", "when": ("steep",), "cites": "000 III.2"}}
    place = land.communes(land.square(0, 0, 1000))
    row = one(asked, layer, flags=on_steep, evaluation=halves(unknown_rows=1), communes=place)
    assert row["held"] == pytest.approx(0.5 + 0.7, abs=1e-7)
    assert row["held_unknown"] == pytest.approx(0.3, abs=1e-7)
    assert (row["met"], row["unit"]) == ("unknown", "ha") and math.isnan(row["target"])
    # a rule of anything but steep land does not measure it
    for flags in ({}, {"r": on_steep["r"] | {"when": ("gentle",)}}):
        row = one(asked, layer, flags=flags, communes=place)
        assert row["basis"] == "not_mapped" and math.isnan(row["held"])


def test_candidates_of_both_methods_count_land_once():
    rules = {
        method: {"crop": "ginseng", "method": method, "require": ("steep",), "min_area_ha": 0.1}
        for method in ("open_land", "under_canopy")
    }
    zones = [
        {"rule": rule, "crop": "ginseng", "method": rule, "commune_code": "00001",
         "geometry": land.square(x, 0, 100)}
        for rule, x in (("open_land", 0), ("under_canopy", 50))
    ]  # fmt: skip
    row = one(target(value_ha=8.0), ginseng(), zones=rules, found=zones)
    assert row["candidate"] == pytest.approx(1.5)


def test_the_registers_of_both_plans_come_through():
    layers = (ginseng(), plots(SQUARES[:3], crop=["cassava"] * 3))
    table = ledger_of(*layers, plans=("000", "002")).targets
    assert table["target_id"].tolist() == [t.id for t in all_targets(project(plans=("000", "002")))]
    assert set(table["met"]) <= {"yes", "no", "unknown"}
    planted = table.set_index("target_id").loc["p002_planted_area"]
    assert (planted["target"], planted["held"], planted["hedge"]) == (750.0, 6.0, "khoảng")
    assert planted["shortfall"] == 744.0
    # an open list: communes the plan does not name count, and are marked in the holdings
    assert planted["open_list"]


def test_what_no_layer_computes_is_listed_as_reported():
    layers = (ginseng(), plots(SQUARES[:3], "tea", crop=["tea"] * 3))
    rows = ledger_of(*layers, plans=KNOWN_PLANS).targets.set_index("target_id")
    assert rows.index.tolist() == [t.id for t in all_targets(project(plans=KNOWN_PLANS))]
    computed = {r.id: r.computed_by for plan in KNOWN_PLANS for r in plan_targets(plan)}
    for target_id, row in rows.iterrows():
        assert (row["basis"] == "reported") == (computed[target_id] != "computed"), target_id
    tea = rows.loc["p001_tea_area"]
    assert (tea["basis"], tea["held"], tea["target"], tea["kind"]) == (
        "computed",
        3.0,
        963.45,
        "keep",
    )
    chains = rows.loc["p004_linkage_chains"]
    assert (chains["unit"], chains["target"], chains["met"]) == ("chains", 5.0, "unknown")
    assert pd.isna(chains["crop"])
    assert (chains["subject_en"], chains["period"]) == (
        "New linkage chains of production and sale of farm and forest products", "per_year"
    )  # fmt: skip
    planting = rows.loc["p003_large_timber_area"]
    assert (planting["unit"], planting["basis"]) == ("ha", "reported")
    assert rows.loc["p003_vegetable_zone", "basis"] == "not_mapped"  # no plots of vegetables
    people = rows.loc["p003_sector_share_2030"]
    assert (people["target"], people["target_high"], people["unit"]) == (0.12, 0.13, "share")


def test_a_range_is_met_from_its_lower_end_and_passed_at_its_upper():
    row = one(target(value_ha=4.0, value_high=5.0, sense="between"), ginseng())
    assert (row["met"], row["shortfall"], row["excess"]) == ("yes", 0.0, 1.0)  # 6 ha held
    row = one(target(value_ha=7.0, value_high=9.0, sense="between"), ginseng())
    assert (row["met"], row["shortfall"], row["excess"]) == ("no", 1.0, 0.0)
