"""``[audit]`` and the layers it asks, as a project file says them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.project.describe import describe_project
from gis.project.load import load_project
from gis.project.under_audit import under_audit
from tests.project.office import SOUND, refused, told

LAYER = """
[layers.given]
kind = "allocations"
path = "given.gpkg"
source = "invented"
dated = 2025-06-30
"""


def loaded(tmp_path: Path, more: str):
    file = tmp_path / "project.toml"
    file.write_text(SOUND + more, "utf-8")
    return load_project(file)


def test_tolerances_are_unverified_until_the_office_says_whose_they_are(tmp_path: Path) -> None:
    text = describe_project(loaded(tmp_path, LAYER), "en")
    assert "more than 5.0 % of the paper figure and more than 0.05 ha" in text
    assert "working values without a source (unverified)" in text
    own = LAYER + '[audit]\nleast_ha = 0.1\nsource = "QĐ 12"\nconfidence = "confirmed"\n'
    assert "from 0.10 ha. Source: QĐ 12 (confirmed)" in describe_project(
        loaded(tmp_path, own), "en"
    )


def test_a_project_without_allocations_says_nothing_of_the_audit(tmp_path: Path) -> None:
    assert "Audit of" not in describe_project(loaded(tmp_path, ""), "en")


@pytest.mark.parametrize(
    ("said", "told_of"),
    [
        ("paper_tolerance_share = 5.0", ("must_be_at_most", "[audit] paper_tolerance_share")),
        ("least_ha = -1.0", ("must_be_at_least", "[audit] least_ha")),
        ('slope_purposes = ["agroforestri"]', ("misspelt_word", "[audit] slope_purposes #1")),
        ("leest_ha = 1.0", ("misspelt_key", "[audit]")),
        ('planned_plots = "no"', ("needs_true_false", "[audit] planned_plots")),
    ],
)
def test_a_faulty_setting_is_named(tmp_path: Path, said: str, told_of: tuple[str, str]) -> None:
    assert told_of in told(refused(tmp_path, f"{SOUND}\n[audit]\n{said}\n"))


@pytest.mark.parametrize(
    ("said", "told_of"),
    [
        ('form = "contract"', ("misspelt_word", "[layers.given] form")),
        ('purpose = "x"', ("unknown_word", "[layers.given] purpose")),
        ('crop = "cassava"', ("unknown_key", "[layers.given]")),
    ],
)
def test_a_faulty_layer_is_named(tmp_path: Path, said: str, told_of: tuple[str, str]) -> None:
    assert told_of in told(refused(tmp_path, f"{SOUND}{LAYER}{said}\n"))


def test_the_audit_asks_its_own_questions_and_leaves_the_project_alone(tmp_path: Path) -> None:
    project = loaded(tmp_path, LAYER + "[audit]\nleast_ha = 0.2\n")
    asked = under_audit(project, ["given"], ["allocation"])
    assert sorted(asked.flags) == ["over_25_given", "over_30_given"]
    assert {rule.min_area_ha for rule in asked.flags.values()} == {0.2}
    assert (asked.criteria["over_30"].above_deg, asked.zones) == (30.0, {})
    assert asked.law.medicinal_crops == ("allocation",)
    assert (project.law.medicinal_crops, asked.layers) == (("ginseng",), project.layers)
