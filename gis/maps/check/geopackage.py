"""The GeoPackage read back through SQLite alone: whole, indexed, counted and added again."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from gis.errors import Problem, Where
from gis.maps.check.found import Found, check_counts
from gis.maps.contents import Count
from gis.maps.geopackage import LISTS, SHAPES

# Bit of the GeoPackage blob header that says "this geometry is empty" (OGC 12-128r18, 2.1.3).
_EMPTY = 0x10
_SUMMED = {
    "zones": "SELECT rule, area_ha FROM zones",
    "flags": "SELECT rule, area_ha FROM judged WHERE verdict = 'review'",
    "waterfall": "SELECT coalesce(crop, 'None') || '.' || step, step_ha FROM ledger_waterfall",
}


def check_geopackage(path: Path, tables: Mapping[str, Count]) -> Found:
    """Faults of ``layers.gpkg``, and its hectares by zone rule and by flag rule.

    Args:
        path: the file; opened read-only.
        tables: rows and hectares of every table as ``run.json`` says.

    Returns:
        Faults; sums named ``zones.<rule>`` (all zones), ``flags.<rule>`` (plots to review) and
        ``waterfall.<crop>.<step>``.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            return _checked(base, path.name, tables)
    except sqlite3.Error as fault:
        reason = {"reason": str(fault)}
        damaged = Problem("maps.geopackage_damaged", Where(file=path.name), reason)
        return Found([damaged], readable=False)


def _checked(base: sqlite3.Connection, file: str, tables: Mapping[str, Count]) -> Found:
    found = Found()
    (state,) = base.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        found.problems.append(
            Problem("maps.geopackage_damaged", Where(file=file), {"reason": state})
        )
    found.problems += check_counts(file, tables, dict(_counts(base)))
    found.problems += [
        Problem("maps.geopackage_index", Where(file=file, column=name))
        for name in SHAPES
        if not _is_indexed(base, name)
    ]
    for start, query in _SUMMED.items():
        for rule, hectares in base.execute(query):
            found.add(f"{start}.{rule}", hectares if isinstance(hectares, float) else math.nan)
    return found


def _counts(base: sqlite3.Connection) -> Iterator[tuple[str, Count]]:
    """Rows and hectares of every declared table; the names are ours, not the file's."""
    for name, columns in {**SHAPES, **LISTS}.items():
        has_area = "area_ha" in columns
        total = "total(area_ha)" if has_area else "NULL"
        rows, hectares = base.execute(f"SELECT count(*), {total} FROM {name}").fetchone()  # noqa: S608
        yield name, Count(rows=rows, area_ha=hectares)


def _is_indexed(base: sqlite3.Connection, name: str) -> bool:
    """Whether the spatial index knows every shape: on a full disk GDAL ends well without it.

    The name is one of ``SHAPES``, ours and not the file's, so it may stand in a query.
    """
    shapes = f"SELECT CAST(substr(geom, 4, 1) AS BLOB) FROM {name} WHERE geom IS NOT NULL"  # noqa: S608
    drawn = sum(not int.from_bytes(flag) & _EMPTY for (flag,) in base.execute(shapes))
    # The index keeps its rows in a plain table that needs no R-tree module to be read.
    (known,) = base.execute(f"SELECT count(*) FROM rtree_{name}_geom_rowid").fetchone()  # noqa: S608
    return bool(drawn == known)
