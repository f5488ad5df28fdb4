"""What plots may say of themselves: no negative hectares, no year to come, codes with a history."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.code_history import read_history
from gis.layers.findings import Findings
from gis.project.layers_model import PlotsLayer

# Hectares, tonnes and yields as reported: never below zero.
AMOUNTS = (
    "area_ha", "planted_ha", "existing_ha", "productive_ha", "harvested_ha",
    "production_t", "yield_t_per_ha",
)  # fmt: skip
HISTORY, CODE = "planting_area_code_history", "planting_area_code"


def check_plot_values(columns: Mapping[str, pd.Series], spec: PlotsLayer, found: Findings) -> None:
    """Note every value that is a number, a year or a code and yet cannot be.

    Args:
        columns: standard columns, already typed.
        spec: of the layer; its ``dated`` is the day nothing in it can be later than.
        found: takes an error per column, with its rows.
    """
    for name in AMOUNTS:
        if name in columns:
            _note(name, (columns[name] < 0).to_numpy(dtype=bool), columns, found, "amount_negative")
    _check_parts(columns, found)
    _check_year(columns, spec, found)
    _check_codes(columns, spec, found)
    _check_imagery(columns, found)


def _check_parts(columns: Mapping[str, pd.Series], found: Findings) -> None:
    """Productive land is part of what exists."""
    if {"productive_ha", "existing_ha"} <= set(columns):
        more = columns["productive_ha"] > columns["existing_ha"]
        _note("productive_ha", more.to_numpy(dtype=bool), columns, found, "part_exceeds_whole")


def _check_year(columns: Mapping[str, pd.Series], spec: PlotsLayer, found: Findings) -> None:
    """What is planted was planted by the day the layer is of."""
    if "planted_year" not in columns:
        return
    planned = (columns["state"] == "planned").to_numpy(dtype=bool)
    late = (columns["planted_year"] > spec.dated.year).fillna(False).to_numpy(dtype=bool)
    rows = late & ~planned
    if rows.any():
        sample = int(columns["planted_year"][rows].iloc[0])
        found.error(
            "year_to_come", column="planted_year", rows=found.rows(rows), sample=sample,
            dated=spec.dated,
        )  # fmt: skip


def _check_codes(columns: Mapping[str, pd.Series], spec: PlotsLayer, found: Findings) -> None:
    if HISTORY not in columns:
        return
    said = columns[HISTORY]
    bad = np.array([t is not None and read_history(t, spec.dated) is None for t in said], bool)
    _note(HISTORY, bad, columns, found, "code_history")
    codes = columns.get(CODE, pd.Series([None] * len(said), dtype=object))
    without = (said.notna() & codes.isna()).to_numpy(dtype=bool)
    if without.any():
        found.error("history_without_code", column=HISTORY, rows=found.rows(without))


def _check_imagery(columns: Mapping[str, pd.Series], found: Findings) -> None:
    """Nobody sees ginseng under a closed canopy from above."""
    if "measured" not in columns:
        return
    seen = columns["measured"] == "imagery"
    rows = (seen & (columns["method"] == "under_canopy")).to_numpy(dtype=bool)
    if rows.any():
        found.error("under_canopy_from_imagery", column="measured", rows=found.rows(rows))


def _note(
    name: str,
    bad: NDArray[np.bool_],
    columns: Mapping[str, pd.Series],
    found: Findings,
    problem: str,
) -> None:
    if bad.any():
        sample = str(columns[name][bad].iloc[0])
        found.error(problem, column=name, rows=found.rows(bad), sample=sample)
