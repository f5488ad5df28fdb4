"""Allocations of forest land as an office lists them: decision, keys, paper area with its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.layers.cell_values import as_written, plain
from gis.layers.columns import Content, check_unique, find_columns, read_column, require
from gis.layers.findings import Findings
from gis.layers.labels import read_words
from gis.project.layers_model import AllocationsLayer
from gis.units import M2_PER_HA

ALLOCATION_COLUMNS: dict[str, Content] = {
    "id": "text",
    "owner": "text",
    "contract": "text",
    "contract_date": "date",
    "form": "word",
    "tk": "text",
    "khoanh": "text",
    "lo": "text",
    "paper_area": "number",
    "paper_unit": "word",
    "commune_code": "commune_code",
    "purpose": "word",
}
KEYS = ("tk", "khoanh", "lo")
# What a file may write without a table of its own → the word Nương works with.
USUAL_LABELS: Mapping[str, Mapping[str, str]] = {
    "form": {"giao": "allocated", "khoán": "contracted", "thuê": "leased"},
    "purpose": {
        "bảo vệ": "protection",
        "bảo vệ rừng": "protection",
        "sản xuất": "production",
        "dược liệu": "medicinal",
        "nông lâm kết hợp": "agroforestry",
        "khác": "other",
    },
    "paper_unit": {"ha": "ha", "m2": "m2", "m²": "m2"},
}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_allocation_columns(
    raw: gpd.GeoDataFrame, spec: AllocationsLayer, found: Findings
) -> dict[str, pd.Series]:
    """Standard columns of an allocations layer; every fault of every column is noted.

    Args:
        raw: as read.
        spec: as the project file declares it.
        found: takes the problems; rows go by ``id`` from here on.

    Returns:
        The columns of ``ALLOCATION_COLUMNS`` the file has, ``form`` and ``purpose`` always, and
        ``paper_ha`` where an area is given: in hectares by the row's unit; a row without a unit is
        taken as hectares. Empty cells are missing.
    """
    read = find_columns(raw, spec.columns, ALLOCATION_COLUMNS, found)
    _name_rows(read, found)
    fixed = {n: v for n in ("form", "purpose") if (v := getattr(spec, n)) is not None}
    _check_fixed(fixed, spec, read, found)
    columns = {n: _read(n, v, spec, found) for n, v in read.items() if n not in fixed}
    for name in ("form", "purpose"):
        if name not in columns:
            columns[name] = pd.Series([fixed.get(name)] * len(raw), dtype=object)
    if require("id", read, found):
        check_unique("id", columns["id"], found)
    _check_values(read, columns, found)
    if "paper_area" in columns:
        columns["paper_ha"] = _hectares(columns)
    return {n: columns[n] for n in (*ALLOCATION_COLUMNS, "paper_ha") if n in columns}


def _name_rows(read: Mapping[str, pd.Series], found: Findings) -> None:
    if "id" in read:
        texts = [as_written(v) for v in read["id"]]
        found.row_names = [t or f"#{n}" for n, t in enumerate(texts, start=1)]


def _check_fixed(
    fixed: Mapping[str, str], spec: AllocationsLayer, read: Mapping[str, Any], found: Findings
) -> None:
    for name, value in fixed.items():
        if name in spec.columns:
            found.error("fixed_and_mapped", column=name, value=value)
    for name in sorted(set(spec.labels) - (set(read) & set(USUAL_LABELS) - set(fixed))):
        found.error("labels_without_column", column=name)


def _read(name: str, values: pd.Series, spec: AllocationsLayer, found: Findings) -> pd.Series:
    content = ALLOCATION_COLUMNS[name]
    if content == "word":
        usual = USUAL_LABELS[name]
        words = frozenset(usual.values())
        usual = {w: w for w in words} | dict(usual) | {k.capitalize(): w for k, w in usual.items()}
        return read_words(name, values, usual | spec.labels.get(name, {}), words, found)
    if content == "date":
        return _dates(name, values, found)
    return read_column(name, values, content, found)


def _dates(name: str, values: pd.Series, found: Findings) -> pd.Series:
    """Days as such, or as texts ``dd/mm/yyyy`` and ``yyyy-mm-dd``; anything else is refused."""
    cells = [plain(v) for v in values]
    days = [None if c is None else _day(c) for c in cells]
    pairs = zip(cells, days, strict=True)
    bad = np.array([c is not None and d is None for c, d in pairs], dtype=bool)
    if bad.any():
        sample = as_written(cells[int(np.flatnonzero(bad)[0])])
        found.error("date_expected", column=name, rows=found.rows(bad), sample=sample)
    return pd.Series(days, dtype=object)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):  # a Timestamp too
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell)
    day_first, year_first = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    parts = day_first.groups()[::-1] if day_first else year_first.groups() if year_first else None
    try:
        return None if parts is None else date(*map(int, parts))
    except ValueError:  # the 31st of a month of thirty
        return None


def _check_values(
    read: Mapping[str, pd.Series],
    columns: Mapping[str, pd.Series],
    found: Findings,
) -> None:
    if "paper_area" in columns:
        negative = (columns["paper_area"] < 0).to_numpy(dtype=bool)
        if negative.any():
            sample = float(columns["paper_area"][negative].iloc[0])
            rows = found.rows(negative)
            found.error("amount_negative", column="paper_area", rows=rows, sample=sample)
    _check_keys(read, found)
    if "contract" in columns:
        said = columns["contract"]
        twice = (said.notna() & said.duplicated(keep=False)).to_numpy(dtype=bool)
        if twice.any():
            numbers = ", ".join(f"“{n}”" for n in dict.fromkeys(said[twice]))
            rows = found.rows(twice)
            found.warning("contract_twice", column="contract", rows=rows, numbers=numbers)


def _check_keys(read: Mapping[str, pd.Series], found: Findings) -> None:
    """Numbers have lost the zeros they were written with: "01" and "1" are two lots."""
    lost = [n for n in KEYS if n in read and pd.api.types.is_numeric_dtype(read[n])]
    if lost:
        found.warning("key_numeric", column=", ".join(lost))


def _hectares(columns: Mapping[str, pd.Series]) -> pd.Series:
    area = columns["paper_area"]
    if "paper_unit" not in columns:
        return area
    return area.where(columns["paper_unit"] != "m2", area / M2_PER_HA)
