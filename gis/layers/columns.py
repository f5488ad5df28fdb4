"""From a file's column names to the standard ones, and the values each standard column holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.cell_values import (
    as_written,
    cleaned_column,
    number_column,
    plain,
    text_column,
    whole_column,
)
from gis.layers.findings import Findings

Content = Literal[
    "text", "name", "commune_code", "number", "year", "date", "word", "yes_no"
]  # fmt: skip

COMMUNE_COLUMNS: dict[str, Content] = {"code": "commune_code", "name": "name"}
PLOT_COLUMNS: dict[str, Content] = {
    "id": "text",
    "crop": "word",
    "method": "word",
    "state": "word",
    "owner": "text",
    "area_ha": "number",
    "commune_code": "commune_code",
    "planted_year": "year",
    "harvest_year": "year",
    "planting_area_code": "text",
    "facility_code": "text",
    "gi": "yes_no",
    "standard_variety": "yes_no",
    "sustainable_practice": "yes_no",
    "intensive": "yes_no",
    "measured": "word",
    "planted_ha": "number",
    "existing_ha": "number",
    "productive_ha": "number",
    "harvested_ha": "number",
    "production_t": "number",
    "yield_t_per_ha": "number",
    "planting_area_code_history": "text",
}
YEARS = (1950, 2100)
COMMUNE_CODE_DIGITS = 5


def find_columns(
    frame: gpd.GeoDataFrame,
    mapping: Mapping[str, str],
    standard: Mapping[str, Content],
    found: Findings,
) -> dict[str, pd.Series]:
    """The file's columns by their standard names.

    Args:
        frame: as read.
        mapping: standard name → the file's name, from the project file; a column that already has
            its standard name needs none.
        standard: the names there are.
        found: takes unknown standard names and columns the file lacks.

    Returns:
        Standard name → values as read, in file order.
    """
    own = frame.drop(columns=frame.geometry.name)
    for name in sorted(set(mapping) - set(standard)):
        found.error("column_not_standard", column=name, near=_near(name, standard))
    columns = {}
    for name in standard:
        if name not in mapping and name in own.columns:
            columns[name] = own[name]
        elif name in mapping and mapped(own, mapping[name], found):
            columns[name] = own[mapping[name]]
    return columns


def mapped(own: pd.DataFrame, name: str, found: Findings) -> bool:
    """Whether the file has a column the project names; if not, the findings say what is near."""
    if name in own.columns:
        return True
    found.error("column_missing", column=name, near=_near(name, map(str, own.columns)))
    return False


def own_columns(
    frame: gpd.GeoDataFrame, mapping: Mapping[str, str], found: Findings
) -> gpd.GeoDataFrame:
    """All columns of a file under their own names, but those the project file renames.

    Args:
        frame: as read.
        mapping: new name → the file's name.
        found: takes columns the file lacks.

    Returns:
        The columns beside ``geometry``; texts in NFC without outer blanks.
    """
    own = frame.drop(columns=frame.geometry.name)
    there = {new: old for new, old in mapping.items() if mapped(own, old, found)}
    kept = [c for c in own.columns if c not in there.values() and c not in there]
    columns = {str(c): cleaned_column(own[c]) for c in kept}
    columns |= {new: cleaned_column(own[old]) for new, old in there.items()}
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def read_column(name: str, values: pd.Series, content: Content, found: Findings) -> pd.Series:
    """A column of text, numbers or years as its standard type; faults name their rows.

    Args:
        name: standard name.
        values: as read.
        content: what the column holds; words, yes/no and dates are read elsewhere.
        found: takes what does not fit.

    Returns:
        Text (object), float64 or Int64, missing where empty.
    """
    if content == "number":
        return _numbers(name, *number_column(values), values, found)
    if content == "year":
        years = _numbers(name, *whole_column(values), values, found)
        _check_years(name, years, found)
        return years
    if content == "commune_code":
        _check_leading_zeros(name, values, found)
    elif content == "name":
        numeric = np.array([plain(v) is not None and not isinstance(v, str) for v in values])
        if numeric.any():
            found.error("text_expected", column=name, rows=found.rows(numeric))
    return text_column(values)


def require(name: str, columns: Mapping[str, pd.Series], found: Findings) -> bool:
    """Whether a column every layer of the kind must have is there and has no empty cell."""
    if name not in columns:
        found.error("column_required", column=name)
        return False
    empty = np.array([plain(v) is None for v in columns[name]], dtype=bool)
    if empty.any():
        found.error("value_missing", column=name, rows=found.rows(empty))
    return not empty.any()


def check_unique(name: str, values: pd.Series, found: Findings) -> None:
    """Note the values of a key that stand in several rows."""
    twice = values[values.notna() & values.duplicated(keep=False)]
    if len(twice):
        found.error("key_twice", column=name, rows=tuple(twice.unique()), n=len(twice))


def _numbers(
    name: str, numbers: pd.Series, bad: NDArray[np.bool_], values: pd.Series, found: Findings
) -> pd.Series:
    if bad.any():
        sample = as_written(values.iloc[int(np.flatnonzero(bad)[0])])
        found.error("number_expected", column=name, rows=found.rows(bad), sample=sample)
    return numbers


def _check_years(name: str, years: pd.Series, found: Findings) -> None:
    odd = ((years < YEARS[0]) | (years > YEARS[1])).fillna(False).to_numpy(dtype=bool)
    if odd.any():
        sample = years[odd].iloc[0]
        found.warning(
            "year_implausible",
            column=name,
            rows=found.rows(odd),
            sample=sample,
            low=YEARS[0],
            high=YEARS[1],
        )


def _check_leading_zeros(name: str, values: pd.Series, found: Findings) -> None:
    """A numeric code of fewer than five digits was 0… once; five digits have lost nothing."""
    texts = [as_written(v) for v in values]
    numeric = [plain(v) is not None and not isinstance(v, str) for v in values]
    short = np.array(
        [
            n and t is not None and len(t) < COMMUNE_CODE_DIGITS
            for n, t in zip(numeric, texts, strict=True)
        ],
        dtype=bool,
    )
    if short.any():
        sample = texts[int(np.flatnonzero(short)[0])] or ""
        found.error(
            "code_zero_lost",
            column=name,
            rows=found.rows(short),
            sample=sample,
            likely=sample.zfill(COMMUNE_CODE_DIGITS),
        )


def _near(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name.lower(), list(names), n=1, cutoff=0.5)
    return str(close[0]) if close else "?"
