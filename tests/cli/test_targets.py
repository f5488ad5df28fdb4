"""nuong targets: the registers and their checks as a person and a program read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.cli.targets_view import FIELDS, asked_text, check_line
from gis.reference.plan_checks import plan_checks
from gis.reference.plans import KNOWN_PLANS, plan_targets
from tests.cli.test_cli import nuong

ROWS = {row.id: row for plan in KNOWN_PLANS for row in plan_targets(plan)}


def test_json_has_every_field_of_every_row(tmp_path: Path):
    done = nuong("targets", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == list(ROWS)
    assert all(tuple(row) == FIELDS for row in rows)
    by_id = {row["id"]: row for row in rows}
    assert by_id["p003_new_forest_area"]["value_range"] == {"low": 9000, "high": 10000}
    assert by_id["p002_planted_area"]["localities_as_of"] == "2025-06-30"
    assert by_id["p000_steep_threshold"]["question"]["vi"].startswith('Văn bản in "trên 250"')


def test_one_plan_as_a_table_and_its_checks(tmp_path: Path):
    table = nuong("targets", "--plan", "002", "--lang", "vi", cwd=tmp_path)
    assert table.returncode == 0, table.stderr
    assert "750" in table.stdout
    assert "1.300" not in table.stdout
    checks = nuong("targets", "--plan", "001", "--check", "--lang", "en", cwd=tmp_path)
    assert "= 329.2 ha" in checks.stdout
    assert "plan 000" not in checks.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[cassava]\nlow = 12\nhigh = 45\n", "DIFFERS"),
        ("[cassava]\nlow = 45\nhigh = 5\n", "[cassava]"),
        ('[cassava]\nlow = "5"\nhigh = 45\n', "[cassava]"),
        ("cassava = 5\n", "[cassava]"),
        ("[cassava]\nlow = 5\nhigh = inf\n", "[cassava]"),
    ],
)
def test_bounds_of_the_office(tmp_path: Path, content: str, told: str):
    (tmp_path / "năng suất.toml").write_text(content, "utf-8")
    words = ["targets", "--check", "--plan", "000", "--bounds", "năng suất.toml", "--lang", "en"]
    done = nuong(*words, cwd=tmp_path)
    assert told in done.stdout + done.stderr
    assert done.returncode == (0 if told == "DIFFERS" else 1)


def test_a_plan_without_a_register_is_named(tmp_path: Path):
    done = nuong("targets", "--plan", "999", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert "999" in done.stderr


@pytest.mark.parametrize(
    ("row_id", "vi", "en"),
    [
        ("p003_understorey_medicinal_area", "khoảng trên 500 ha", "khoảng trên 500 ha"),
        ("p004_spring_summer_area", "từ 6.750 ha trở lên", "từ 6,750 ha trở lên"),
        ("p003_cooperative_groups_2025", "15 tổ hợp tác trở lên",
         "15 cooperative groups trở lên"),
        ("p003_new_forest_area", "khoảng 9.000–10.000 ha", "khoảng 9,000–10,000 ha"),
        ("p000_steep_area", "giảm dần (kế hoạch không nêu số)",
         "decrease (the plan states no figure)"),
    ],
)  # fmt: skip
def test_a_figure_is_said_with_the_plan_s_own_hedge(row_id: str, vi: str, en: str):
    assert asked_text(ROWS[row_id], "vi") == vi
    assert asked_text(ROWS[row_id], "en") == en


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_check_is_one_line_with_every_quote(lang):
    for check in plan_checks():
        line = check_line(check, lang)
        assert "\n" not in line
        assert all(f"“{row.quote_vi}”" in line for row in check.rows)
