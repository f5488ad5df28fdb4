"""Rows of a GeoPackage from a phone, with the type each value was stored as.

GDAL reads a text in a column of numbers as the figure it begins with; here it stays a text, so that
it can be refused. Tables are read through ``sqlite3`` from a copy: what came back is never touched.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from gis.errors import Problem, Where
from gis.field.back.model import BackLayer, BackRow
from gis.field.form import UUID
from gis.field.manifest import Manifest
from gis.field.pack.geopackages import PACK_MARK

# Bytes of the envelope by its code in the header of a GeoPackage's geometry.
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_WAL = b"\x02\x02"
_OWN = ("fid", "geom")


def read_geopackage(
    file: Path, shown: str, manifest: Manifest, problems: list[Problem]
) -> list[BackLayer]:
    """Layers of a GeoPackage that are the pack's; others are named.

    Args:
        file: a checked local file; changes a phone has not yet settled are in ``-wal`` beside it.
        shown: its name for messages.
        manifest: of the pack.
        problems: takes what is wrong.
    """
    where = Where(file=shown)
    if _lost_its_tail(file):
        problems.append(Problem("field.wal_missing", where, {"wal": f"{file.name}-wal"}))
        return []
    try:
        with _copied(file) as sql:
            found = [_layer(sql, table, shown, manifest, problems)
                     for table in _tables(sql, where, manifest, problems)]  # fmt: skip
    except (sqlite3.Error, UnicodeDecodeError) as fault:
        problems.append(Problem("field.file_damaged", where, {"reason": str(fault)}))
        return []
    return [layer for layer in found if layer is not None]


def _lost_its_tail(file: Path) -> bool:
    """Whether a phone kept the last changes in a file beside this one, which is not there."""
    with file.open("rb") as stream:
        head = stream.read(20)
    return head[18:20] == _WAL and not file.with_name(f"{file.name}-wal").is_file()


@contextmanager
def _copied(file: Path) -> Iterator[sqlite3.Connection]:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "back.gpkg"
        shutil.copyfile(file, copy)
        wal = file.with_name(f"{file.name}-wal")
        if wal.is_file():
            shutil.copyfile(wal, copy.with_name("back.gpkg-wal"))
        with closing(sqlite3.connect(copy, isolation_level=None)) as sql:
            sql.execute("PRAGMA trusted_schema = OFF")
            for (said,) in sql.execute("PRAGMA quick_check(1)"):
                if said != "ok":
                    raise sqlite3.DatabaseError(said)
            yield sql


def _tables(
    sql: sqlite3.Connection, where: Where, manifest: Manifest, problems: list[Problem]
) -> list[str]:
    """Plain tables of the file that are layers of the pack; a view or a virtual table is none."""
    plain = {
        name for name, made in sql.execute("SELECT name, sql FROM sqlite_master "
                                           "WHERE type = 'table'")
        if str(made).upper().startswith("CREATE TABLE")
    }  # fmt: skip
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= plain:
        problems.append(Problem("field.file_damaged", where, {"reason": "gpkg_contents"}))
        return []
    listed = sql.execute("SELECT table_name, description FROM gpkg_contents "
                         "WHERE data_type = 'features'").fetchall()  # fmt: skip
    known = []
    for name, described in listed:
        if name not in manifest.layers or name not in plain:
            values = {"layer": str(name), "known": ", ".join(manifest.layers)}
            problems.append(Problem("field.layer_unknown", where, values, "warning"))
        elif _pack_of(described) not in (None, manifest.pack):
            values = {"found": str(_pack_of(described)), "ours": manifest.pack}
            problems.append(Problem("field.other_pack", where, values))
        else:
            known.append(name)
    return known


def _pack_of(described: object) -> str | None:
    text = str(described or "")
    return text.partition(PACK_MARK)[2] or None


def _layer(
    sql: sqlite3.Connection, name: str, shown: str, manifest: Manifest, problems: list[Problem]
) -> BackLayer | None:
    where = Where(file=shown)
    columns = [c for _, c, *_ in sql.execute(f"PRAGMA table_info({name})")]
    expected = manifest.layers[name].columns
    missing = [c for c in (*expected, "geom") if c not in columns]
    added = [c for c in columns if c not in (*expected, *_OWN)]
    for code, changed in (("columns_missing", missing), ("columns_added", added)):
        if changed:
            values = {"layer": name, "columns": ", ".join(map(str, changed))}
            problems.append(Problem(f"field.{code}", where, values))
    if missing or not _same_crs(sql, name, manifest, where, problems):
        return None
    picked = ", ".join(f'"{c}"' for c in expected)
    rows = sql.execute(f"SELECT geom, {picked} FROM {name} ORDER BY rowid")  # noqa: S608 - our names
    read = [_row(n, expected, row, where, problems) for n, row in enumerate(rows, 1)]
    return BackLayer(name, shown, tuple(columns), tuple(read), whole=True)


def _row(
    number: int, columns: list[str], row: tuple[Any, ...], where: Where, problems: list[Problem]
) -> BackRow:
    values = dict(zip(columns, row[1:], strict=True))
    own = values.get(UUID)
    uuid = own if isinstance(own, str) and own.strip() else None
    shape = None
    if row[0] is not None:
        try:
            shape = unpacked_shape(row[0])
        except (ValueError, TypeError, shapely.errors.ShapelyError) as fault:
            place = Where(where.file, rows=(uuid or str(number),))
            problems.append(Problem("field.shape_unreadable", place, {"reason": str(fault)}))
    return BackRow(number, uuid, values, shape)


def unpacked_shape(blob: bytes) -> BaseGeometry | None:
    """The geometry of a GeoPackage's blob; None where it is empty.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("GP")
    (flags,) = struct.unpack_from("B", blob, 3)
    size = _ENVELOPE.get((flags >> 1) & 7)
    if size is None:
        raise ValueError("envelope")
    shape = shapely.from_wkb(blob[8 + size :])
    return None if shape is None or shape.is_empty else shape


def _same_crs(
    sql: sqlite3.Connection, name: str, manifest: Manifest, where: Where, problems: list[Problem]
) -> bool:
    row = sql.execute(
        "SELECT r.organization, r.organization_coordsys_id, r.definition "
        "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys r USING (srs_id) "
        "WHERE g.table_name = ?", [name]
    ).fetchone()  # fmt: skip
    ours = CRS(manifest.crs)
    if row is not None:
        try:
            theirs = CRS(row[2]) if row[2] else CRS(f"{row[0]}:{row[1]}")
            if same_crs(ours, theirs):
                return True
        except CRSError:
            pass
    values = {"found": str(row[2] if row else "-")[:80], "ours": ours.name}
    problems.append(Problem("field.crs_changed", where, values))
    return False


def same_crs(one: CRS, other: CRS) -> bool:
    """Whether two CRSs are one, by what they say or by their number."""
    numbers = (one.to_authority(), other.to_authority())
    return one == other or (None not in numbers and numbers[0] == numbers[1])
