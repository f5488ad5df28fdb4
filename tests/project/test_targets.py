"""Register rows and the office's own targets stand in one list, hedges kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.describe import describe_project
from gis.project.targets import all_targets, to_reach
from gis.reference.plans import KNOWN_PLANS, plan_targets
from tests.project.office import edited, loaded


def test_register_rows_come_first_and_are_checked_targets(tmp_path: Path):
    targets = all_targets(loaded(tmp_path))
    # 8 rows of plan 000, 6 of plan 002, 1 own.
    assert [t.plan for t in targets] == ["000"] * 8 + ["002"] * 6 + ["office"]
    assert len({t.id for t in targets}) == 15
    by_id = {t.id: t for t in targets}
    ginseng = by_id["p002_planted_area"]
    assert (ginseng.value_ha, ginseng.hedge, ginseng.sense) == (750.0, "khoảng", "about")
    assert len(ginseng.communes) == 8
    assert ginseng.open_list
    assert by_id["p000_steep_area"].value_ha is None
    assert by_id["p000_standard_variety_share"].question.en.startswith("The plan states no")


def test_only_the_plans_asked_for(tmp_path: Path):
    project = loaded(tmp_path, edited(('plans = ["000", "002"]', 'plans = ["002"]')))
    assert {t.plan for t in all_targets(project)} == {"002", "office"}


def test_every_register_becomes_targets_and_nothing_is_lost(tmp_path: Path):
    plans = ", ".join(f'"{plan}"' for plan in KNOWN_PLANS)
    project = loaded(tmp_path, edited(('plans = ["000", "002"]', f"plans = [{plans}]")))
    by_id = {t.id: t for t in all_targets(project)}
    rows = [row for plan in KNOWN_PLANS for row in plan_targets(plan)]
    assert set(by_id) == {r.id for r in rows if to_reach(r)} | {"own_target"}
    # Thresholds and figures in passing are no targets, nor is a figure said again.
    left_out = {r.id for r in rows} - set(by_id)
    assert {"p000_steep_threshold", "p004_value_chains", "p004_ocop_products_more"} <= left_out
    timber = by_id["p003_timber_yield"]
    assert (timber.value, timber.value_high, timber.unit) == (18.0, 20.0, "m3_per_ha")
    assert (timber.crop, timber.subject.en) == (None, "Planted forest")
    sector = by_id["p003_sector_share_2025"]
    assert (sector.value_share, sector.value_high) == (0.16, 0.17)
    assert sector.denominator == "regional_product"
    growth = by_id["p003_growth_rate_2025"]
    assert (growth.value, growth.unit, growth.period) == (3.0, "percent", "per_year")
    # Districts are no communes, and the ledger counts by commune.
    assert by_id["p003_fish_cages"].communes == ()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_register_can_be_described(tmp_path: Path, lang):
    plans = ", ".join(f'"{plan}"' for plan in KNOWN_PLANS)
    project = loaded(tmp_path, edited(('plans = ["000", "002"]', f"plans = [{plans}]")))
    told = describe_project(project, lang)
    assert "None" not in told
    assert ("18–20 m³/ha" in told) and ("16–17 %" in told)
