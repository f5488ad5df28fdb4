"""The rangers' forest layer: their column names, text keys, integer codes and their lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.layers.cell_values import (
    as_written,
    cleaned_column,
    number_column,
    text_column,
    whole_column,
)
from gis.layers.columns import mapped
from gis.layers.findings import Findings
from gis.reference.forest import FOREST_COLUMNS, code_list, forest_column, ldlr_codes, ldlr_number
from gis.reference.land_use import code_system, land_uses

# The columns the rest of the program judges by; every other code is kept as the file writes it.
CHECKED_CODES = ("maldlr", "malr3", "mamdsd", "dtuong", "nqh")


def read_forest_columns(
    frame: gpd.GeoDataFrame, mapping: Mapping[str, str], found: Findings
) -> gpd.GeoDataFrame:
    """A forest layer under the rangers' names in lower case.

    Args:
        frame: as read.
        mapping: standard name → the file's name; a name of the rangers' schema, in any case and
            in the ten-character form of a shapefile, needs none.
        found: takes columns the file lacks or has twice, and cells that do not fit.

    Returns:
        Every column of the file: text columns of the schema as text, ``maldlr malr3 mamdsd
        dtuong nqh`` as nullable Int64, ``dtich`` as float64 hectares, the others as read.
    """
    own = frame.drop(columns=frame.geometry.name)
    names = _standard_names(own, mapping, found)
    columns = {new: _read(new, own[old], found) for new, old in names.items()}
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def check_planted_years(frame: gpd.GeoDataFrame, dated: date, found: Findings) -> None:
    """Warn of lots planted (``namtr``) in a year after the layer's.

    Args:
        frame: with standard columns.
        dated: the day the layer is of.
        found: takes the rows; the values stay as they are.
    """
    if "namtr" not in frame:
        return
    years = number_column(frame["namtr"])[0]
    late = (years > dated.year).to_numpy(dtype=bool)
    if late.any():
        sample, day = f"{years[late].iloc[0]:.0f}", dated.isoformat()
        rows = found.rows(late)
        found.warning("date_after", column="namtr", rows=rows, sample=sample, dated=day)


def check_forest_codes(frame: gpd.GeoDataFrame, found: Findings) -> None:
    """Warn of codes no list has, and of rows whose state letters and state number disagree.

    Args:
        frame: with standard columns.
        found: takes the rows; the values stay as they are.
    """
    for name in CHECKED_CODES:
        if name in frame:
            strange = frame[name].notna() & ~frame[name].isin(list(_known_codes(name)))
            _warn(name, frame[name], strange, found)
    if "ldlr" not in frame:
        return
    if code_system(frame["ldlr"].dropna().astype(str).unique()) == "land_use":
        foreign = frame["ldlr"].isin(list(land_uses())).to_numpy(dtype=bool)
        found.error("land_use_in_ldlr", column="ldlr", rows=found.rows(foreign))
        return
    _check_mixed(frame["ldlr"], found)
    numbers = pd.Series(
        [None if t is None else ldlr_number(t) for t in frame["ldlr"]], dtype="Int64"
    )
    _warn("ldlr", frame["ldlr"], frame["ldlr"].notna() & numbers.isna(), found)
    if "maldlr" in frame:
        unlike = (numbers != frame["maldlr"]).fillna(False).to_numpy(dtype=bool)
        if unlike.any():
            found.warning("forest_state_disagrees", column="ldlr", rows=found.rows(unlike))


def _check_mixed(states: pd.Series, found: Findings) -> None:
    """Warn of letters that stand in both lists where land-use codes stand among the states."""
    told = {str(t).strip().upper() for t in states.dropna().unique()}
    uses = {t for t in told if t in land_uses()}
    foreign = sorted(t for t in uses if ldlr_number(t) is None)
    both = sorted(uses - set(foreign))
    if foreign and both:
        doubtful = states.astype(object).map(lambda t: str(t).strip().upper() in both)
        found.warning(
            "land_use_mixed",
            column="ldlr",
            rows=found.rows(doubtful),
            uses=", ".join(foreign),
            both=", ".join(both),
        )


def _standard_names(
    own: pd.DataFrame, mapping: Mapping[str, str], found: Findings
) -> dict[str, str]:
    """Standard (or lower-case own) name → the file's name; a mapped or exact name comes first."""
    names = {new: old for new, old in mapping.items() if mapped(own, old, found)}
    rest = [str(c) for c in own.columns if c not in names.values()]
    for name in sorted(rest, key=lambda c: c.lower() not in FOREST_COLUMNS):
        lower = name.lower()
        standard = forest_column(lower) or lower
        if standard not in names:
            names[standard] = name
        elif lower not in names:
            names[lower] = name  # a variant beside the column itself, or beside its mapping
        else:
            found.error("columns_collide", column=name, other=names[lower])
    return names


def _read(name: str, values: pd.Series, found: Findings) -> pd.Series:
    column = FOREST_COLUMNS.get(name)
    if column is not None and column.kind == "text":
        return text_column(values)
    if name not in CHECKED_CODES and name != "dtich":
        return cleaned_column(values)
    numbers, bad = number_column(values) if name == "dtich" else whole_column(values)
    if bad.any():
        sample = as_written(values.iloc[int(np.flatnonzero(bad)[0])])
        found.error("number_expected", column=name, rows=found.rows(bad), sample=sample)
    return numbers


def _known_codes(name: str) -> set[int]:
    if name == "maldlr":
        return set(range(1, len(ldlr_codes()) + 1))
    if name == "dtuong":  # the file does not say which version of FRMS wrote it
        return set(code_list(name, "3")) | set(code_list(name, "4"))
    return set(code_list(name))


def _warn(name: str, values: pd.Series, strange: pd.Series, found: Findings) -> None:
    mask = strange.to_numpy(dtype=bool)
    if mask.any():
        listed = ", ".join(str(v) for v in values[mask].value_counts().index[:12])
        found.warning("code_not_listed", column=name, rows=found.rows(mask), codes=listed)
