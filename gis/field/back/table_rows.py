"""Rows of a CSV from a phone: a column ``layer``, UUIDs, values as text, points as lon and lat."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import Problem, Where
from gis.field.back.model import BackLayer, BackRow
from gis.field.form import UUID
from gis.field.manifest import Manifest

_DELIMITERS = ";\t,"
LAYER, LON, LAT = "field_layer", "lon", "lat"


def read_csv(
    file: Path, shown: str, manifest: Manifest, problems: list[Problem]
) -> list[BackLayer]:
    """Rows of a table with a heading: ``field_layer, uuid``, then columns of the layer.

    An empty cell says nothing: a table need not hold every column of a row.

    Args:
        file: a checked local file, UTF-8.
        shown: its name for messages.
        manifest: of the pack.
        problems: takes what is wrong.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=head.count)
        listed = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey=""))
    except (UnicodeDecodeError, csv.Error) as fault:
        problems.append(Problem("field.file_damaged", Where(shown), {"reason": str(fault)}))
        return []
    columns = [c.strip() for c in (listed[0] if listed else {})]
    if LAYER not in columns or UUID not in columns or "" in columns:
        values = {"layer": shown, "columns": f"{LAYER}, {UUID}"}
        problems.append(Problem("field.columns_missing", Where(shown), values))
        return []
    return _layers(listed, columns, shown, manifest, problems)


def _layers(
    listed: list[dict[str | Any, str | Any]],
    columns: list[str],
    shown: str,
    manifest: Manifest,
    problems: list[Problem],
) -> list[BackLayer]:
    shapes = _points(listed).to_crs(manifest.crs)
    rows: dict[str, list[BackRow]] = {}
    for n, (cells, shape) in enumerate(zip(listed, shapes, strict=True), 1):
        values = {str(k).strip(): (v or "").strip() or None for k, v in cells.items()}
        name, uuid = values.pop(LAYER), values.pop(UUID)
        if name not in manifest.layers:
            told = {"layer": str(name), "known": ", ".join(manifest.layers)}
            problems.append(Problem("field.layer_unknown", Where(shown, rows=(str(n),)), told))
            continue
        layer = manifest.layers[name]
        kept = {c: v for c, v in values.items() if c in layer.columns}
        strange = [c for c, v in values.items() if v and c not in (*layer.columns, LON, LAT)]
        if strange:
            told = {"layer": name, "columns": ", ".join(strange)}
            problems.append(Problem("field.columns_added", Where(shown, rows=(str(n),)), told))
        rows.setdefault(name, []).append(BackRow(n, uuid, {**kept, UUID: uuid}, shape))
    return [BackLayer(name, shown, tuple(columns), tuple(own), whole=False)
            for name, own in rows.items()]  # fmt: skip


def _points(listed: list[dict[str | Any, str | Any]]) -> gpd.GeoSeries:
    found = [(_degrees(r.get(LON)), _degrees(r.get(LAT))) for r in listed]
    points = [shapely.Point(xy) if np.isfinite(xy).all() else None for xy in found]
    return gpd.GeoSeries(points, crs=4326)


def _degrees(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return float("nan")
