"""The page that is the law of layers is true: its example loads, its lists are ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from gis.layers.allocation_columns import ALLOCATION_COLUMNS
from gis.layers.columns import PLOT_COLUMNS
from gis.project.audit_model import Audit
from gis.project.criteria_model import Criterion
from gis.project.layers_model import LayerSpec
from gis.project.load import load_project, project_warnings
from gis.reference.forest import code_list, forest_column
from gis.reference.plans import KNOWN_PLANS, plan_rules
from tests.project.office import told, written

PAGE = (Path(__file__).parents[2] / "layers" / "README.md").read_text("utf-8")
TEMPLATE = Path(__file__).parents[2] / "gis" / "project" / "template.toml"


def words(union: object, field: str) -> set[str]:
    models = get_args(get_args(union)[0])
    return {w for m in models for w in get_args(m.model_fields[field].annotation)}


@pytest.fixture
def example(tmp_path: Path):
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    return load_project(written(tmp_path, block))


def test_the_example_shows_every_kind_and_every_test(example):
    assert {spec.kind for spec in example.layers.values()} == words(LayerSpec, "kind")
    assert {test.test for test in example.criteria.values()} == words(Criterion, "test")


def test_the_example_is_plausible(example):
    # The decree begins after the commune set: said, as it should be.
    assert told(project_warnings(example)) == [("not_in_force", "[criteria.over_30_deg]")]


def test_every_kind_and_test_is_explained():
    for kind in words(LayerSpec, "kind"):
        assert re.search(rf"^### .*`{kind}`", PAGE, re.MULTILINE), kind
    for test in words(Criterion, "test"):
        assert re.search(rf"^\| .*`{test}`", PAGE, re.MULTILINE), test


def test_every_standard_column_of_plots_is_listed():
    section = PAGE[PAGE.index("### `plots`") : PAGE.index("### `forest`")]
    assert [c for c in PLOT_COLUMNS if f"`{c}`" not in section] == []


def test_every_standard_column_of_allocations_and_every_setting_of_the_audit_is_listed():
    section = PAGE[PAGE.index("### `allocations`") : PAGE.index("## Communes and dates")]
    assert [c for c in ALLOCATION_COLUMNS if f"`{c}`" not in section] == []
    section = PAGE[PAGE.index("### Audit of allocations") : PAGE.index("### Lots put right")]
    assert [name for name in Audit.model_fields if f"`{name}`" not in section] == []


def test_forest_columns_and_codes_are_the_register_s():
    section = PAGE[PAGE.index("### `forest`") : PAGE.index("### `polygons`")]
    for line in re.findall(r"^\| `.*$", section, re.MULTILINE):
        standard, _, variants = (re.findall(r"`(\w+)`", cell) for cell in line.split("|")[1:4])
        assert {forest_column(v) for v in variants} <= set(standard)
        assert all(forest_column(name) == name for name in standard)
    purposes = [names.en.lower() for names in code_list("mamdsd").values()]
    assert purposes[0].split()[0] in section
    assert (
        len(re.findall(r"\b(?:[1-9]|1[0-2]) [a-z]", section.split("`mamdsd`")[1].split("\n")[0]))
        == 12
    )


def test_every_section_that_can_be_cited_is_listed():
    line = next(x for x in PAGE.splitlines() if x.startswith("Sections that can be cited"))
    for plan in KNOWN_PLANS:
        for rule in plan_rules(plan):
            assert re.search(rf"\b{re.escape(rule.section)}\b", line), rule.cites


def test_a_new_project_loads_without_a_warning(tmp_path: Path):
    text = TEMPLATE.read_text("utf-8").replace("@area@", "a-place")
    assert project_warnings(load_project(written(tmp_path, text))) == []
    # And so it does with every commented line taken in.
    full = re.sub(r"^# (?=\[|[a-z_]+ = )|^#$", "", text, flags=re.MULTILINE)
    assert full.count("[layers.") == text.count("[layers.")
    assert "ginseng_under_canopy" in load_project(written(tmp_path, full)).zones
