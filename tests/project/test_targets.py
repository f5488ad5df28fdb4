"""Register rows and the office's own targets stand in one list, hedges kept."""

from __future__ import annotations

from pathlib import Path

from gis.project.targets import all_targets
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
