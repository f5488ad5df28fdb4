"""Tables of points (CSV, XLSX): one row per point, x and y in named columns, in a stated CRS."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from gis.layers.cell_values import plain
from gis.layers.findings import Findings
from gis.project.layers_model import VectorSpec

_DELIMITERS = ";\t,"
_POINT = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]{1,9},[0-9]+")


def read_csv(file: Path, spec: VectorSpec, found: Findings) -> gpd.GeoDataFrame | None:
    """The points of a CSV file: UTF-8, separated by ``;``, tab or ``,`` as its first line shows.

    A decimal comma is taken where the separator is ``;`` or a tab; a number with marks for
    thousands is refused, since "1.300" may be 1300 or 1.3.

    Args:
        file: a checked local file.
        spec: names the columns ``x`` and ``y``, and the CRS.
        found: takes what is wrong.

    Returns:
        Every column as text and a point per row; ``None`` when the findings say why not.
    """
    try:
        text = file.read_bytes().decode("iso-8859-1" if spec.text else "utf-8-sig")
    except UnicodeDecodeError as fault:
        found.error("csv_encoding", reason=fault)
        return None
    lines = text.splitlines()
    first = 1 if lines and lines[0].lower().startswith("sep=") else 0
    head = lines[first] if len(lines) > first else ""
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=delimiter))
    except csv.Error as fault:
        found.error("file_unreadable", reason=fault)
        return None
    uneven = [str(n) for n, row in enumerate(rows[1:], 1) if row and len(row) != len(rows[0])]
    if uneven or not rows:
        found.error("csv_uneven", rows=uneven, n=len(rows[0]) if rows else 0)
        return None
    frame = pd.DataFrame([r for r in rows[1:] if r], columns=[c.strip() for c in rows[0]])
    return _points(frame.astype(object), spec, delimiter != ",", found)


def read_workbook(file: Path, spec: VectorSpec, found: Findings) -> gpd.GeoDataFrame | None:
    """The points of a sheet of an XLSX workbook that passed ``archives`` and ``markup``.

    Args and result: as :func:`read_csv`; ``layer`` names the sheet where there are several.
    """
    sheets = [str(name) for name, _ in pyogrio.list_layers(file)]
    sheet = spec.layer or (sheets[0] if len(sheets) == 1 else None)
    if sheet not in sheets:
        listed = ", ".join(sheets)
        if sheet is None:
            found.error("table_unstated", tables=listed)
        else:
            found.error("table_missing", table=sheet, tables=listed)
        return None
    frame = pyogrio.read_dataframe(file, layer=sheet, HEADERS="FORCE")
    return _points(frame.astype(object), spec, True, found)


def _points(
    frame: pd.DataFrame, spec: VectorSpec, comma: bool, found: Findings
) -> gpd.GeoDataFrame | None:
    if spec.crs is None:
        found.error("points_crs")
    names = {axis: spec.columns.get(axis, axis) for axis in ("x", "y")}
    lacking = [name for name in names.values() if name not in frame]
    if lacking:
        listed = ", ".join(map(str, frame.columns))
        found.error("points_columns", lacking=", ".join(lacking), columns=listed)
    if found.failed:
        return None
    xy = [_numbers(axis, frame[name], comma, found) for axis, name in names.items()]
    shapes = gpd.points_from_xy(*xy)
    shapes[~np.isfinite(xy).all(axis=0)] = None
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index))


def _numbers(axis: str, values: pd.Series, comma: bool, found: Findings) -> np.ndarray:
    numbers = [_number(plain(v), comma) for v in values]
    bad = np.array([n is None for n in numbers], dtype=bool)
    if bad.any():
        sample = values.iloc[int(np.flatnonzero(bad)[0])]
        found.error("number_expected", column=axis, rows=found.rows(bad), sample=sample)
    return np.array([np.nan if n is None else n for n in numbers], dtype=float)


def _number(value: object, comma: bool) -> float | None:
    """A coordinate; NaN for an empty cell, ``None`` for what cannot be read in one way only."""
    if value is None:
        return float("nan")
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str):
        return None
    if _POINT.fullmatch(value):
        return float(value)
    return float(value.replace(",", ".")) if comma and _COMMA.fullmatch(value) else None
