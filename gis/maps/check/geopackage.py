"""The GeoPackage read back through SQLite alone: whole, indexed, counted and added again."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from gis.errors import Problem, Where
from gis.maps.check.found import Found, check_counts
from gis.maps.contents import Count
from gis.maps.geopackage import LISTS, SHAPES

# Bit of the GeoPackage blob header that says "this geometry is empty" (OGC 12-128r18, 2.1.3).
_EMPTY = 0x10
Declared = tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]
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
    return check_tables(path, tables, (SHAPES, LISTS), _SUMMED)


def check_tables(
    path: Path,
    tables: Mapping[str, Count],
    declared: Declared,
    summed: Mapping[str, str] | None = None,
) -> Found:
    """Faults of a GeoPackage of ours, whatever its tables.

    Args:
        path: the file; opened read-only.
        tables: rows and hectares of every table as recorded.
        declared: columns of the tables of polygons, and of the plain ones, by name.
        summed: queries of (rule, hectares) whose sums other files must share, by name.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            found = _checked(base, path.name, tables, declared)
            _add_sums(base, summed or {}, found)
            return found
    except sqlite3.Error as fault:
        reason = {"reason": str(fault)}
        damaged = Problem("maps.geopackage_damaged", Where(file=path.name), reason)
        return Found([damaged], readable=False)


def _checked(
    base: sqlite3.Connection, file: str, tables: Mapping[str, Count], declared: Declared
) -> Found:
    found = Found()
    (state,) = base.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        found.problems.append(
            Problem("maps.geopackage_damaged", Where(file=file), {"reason": state})
        )
    found.problems += check_counts(file, tables, dict(_counts(base, declared)))
    found.problems += [
        Problem("maps.geopackage_index", Where(file=file, column=name))
        for name in declared[0]
        if not _is_indexed(base, name)
    ]
    return found


def _add_sums(base: sqlite3.Connection, summed: Mapping[str, str], found: Found) -> None:
    for start, query in summed.items():
        for rule, hectares in base.execute(query):
            found.add(f"{start}.{rule}", hectares if isinstance(hectares, float) else math.nan)


def _counts(base: sqlite3.Connection, declared: Declared) -> Iterator[tuple[str, Count]]:
    """Rows and hectares of every declared table; the names are ours, not the file's."""
    for name, columns in {**declared[0], **declared[1]}.items():
        has_area = "area_ha" in columns
        total = "total(area_ha)" if has_area else "NULL"
        rows, hectares = base.execute(f"SELECT count(*), {total} FROM {name}").fetchone()  # noqa: S608
        yield name, Count(rows=rows, area_ha=hectares)


def _is_indexed(base: sqlite3.Connection, name: str) -> bool:
    """Whether the spatial index knows every shape: on a full disk GDAL ends well without it.

    The name is declared, ours and not the file's, so it may stand in a query.
    """
    shapes = f"SELECT CAST(substr(geom, 4, 1) AS BLOB) FROM {name} WHERE geom IS NOT NULL"  # noqa: S608
    drawn = sum(not int.from_bytes(flag) & _EMPTY for (flag,) in base.execute(shapes))
    # The index keeps its rows in a plain table that needs no R-tree module to be read.
    (known,) = base.execute(f"SELECT count(*) FROM rtree_{name}_geom_rowid").fetchone()  # noqa: S608
    return bool(drawn == known)
