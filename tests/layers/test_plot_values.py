"""Values of plots that cannot be: each named with layer, column and row."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from gis.layers.code_history import read_history
from gis.layers.findings import Findings
from gis.layers.plot_values import check_plot_values
from gis.project.layers_model import PlotsLayer

SPEC = PlotsLayer(kind="plots", path="p.gpkg", source="a test", dated=date(2025, 6, 30))


def faults(**columns: object) -> list[tuple[str, str | None, tuple[str, ...]]]:
    plain = {"id": ["a", "b"], "crop": ["cassava"] * 2, "method": [None, "under_canopy"],
             "state": [None, "planned"]}  # fmt: skip
    series = {k: v if isinstance(v, pd.Series) else pd.Series(v, dtype=object)
              for k, v in (plain | columns).items()}  # fmt: skip
    found = Findings("p.gpkg", "plots", ["a", "b"])
    check_plot_values(series, SPEC, found)
    assert {p.where.layer for p in found.problems} <= {"plots"}
    return [(p.code, p.where.column, p.where.rows) for p in found.problems]


@pytest.mark.parametrize("column", ["harvested_ha", "production_t", "yield_t_per_ha", "area_ha"])
def test_negative_amounts(column):
    said = {column: pd.Series([1.0, -0.5])}
    assert faults(**said) == [("layers.amount_negative", column, ("b",))]
    assert faults(**{column: pd.Series([0.0, np.nan])}) == []


def test_productive_land_beyond_what_exists():
    said = {"existing_ha": pd.Series([1.0, np.nan]), "productive_ha": pd.Series([1.5, 2.0])}
    assert faults(**said) == [("layers.part_exceeds_whole", "productive_ha", ("a",))]


def test_a_year_to_come_is_for_planned_plots():
    years = pd.Series([2026, 2027], dtype="Int64")
    assert faults(planted_year=years) == [("layers.year_to_come", "planted_year", ("a",))]


def test_under_canopy_is_not_measured_from_imagery():
    assert faults(measured=["imagery", "imagery"]) == [
        ("layers.under_canopy_from_imagery", "measured", ("b",))
    ]


def test_a_history_needs_its_code():
    assert faults(planting_area_code_history=["2023-05-01 cấp", None]) == [
        ("layers.history_without_code", "planting_area_code_history", ("a",))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cấp",
        "2023-05-01 nope",
        "2023-13-01 issued",
        "2023-05-01 suspended",  # never issued
        "2023-05-01 issued; 2023-05-01 suspended",  # days must rise
        "2023-05-01 issued; 2024-01-01 issued",
        "2023-05-01 issued; 2025-07-01 suspended",  # after the day of the layer
        ";",
    ],
)
def test_histories_that_cannot_be(text):
    assert read_history(text, SPEC.dated) is None
    found = faults(planting_area_code=["VN-1", None], planting_area_code_history=[text, None])
    assert found == [("layers.code_history", "planting_area_code_history", ("a",))]


def test_a_history_in_both_forms():
    steps = read_history("01/05/2023 Cấp ; 2024-02-01 đình chỉ", SPEC.dated)
    assert steps == ((date(2023, 5, 1), "issued"), (date(2024, 2, 1), "suspended"))
