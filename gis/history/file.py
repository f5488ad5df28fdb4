"""Opening and making the ledger file; what is wrong with it is said by name."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from gis.errors import NuongError, Problem, Where
from gis.history.chain import body_faults, chain_faults
from gis.history.schema import FORMAT, OUTLINES, PROGRAM, TABLES, statements

WAIT_S = 30.0
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class LedgerFile:
    """An open ledger. ``crs`` is of its outlines; ``srs_id`` is that CRS's number in the file."""

    path: Path
    sql: sqlite3.Connection
    crs: str
    srs_id: int

    def close(self) -> None:
        """Let go of the file."""
        self.sql.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One operation: all of it is written, or nothing; within another one it is part of that.

        Raises:
            NuongError: another writer holds the file still, or the disk refused.
        """
        if self.sql.in_transaction:
            yield self.sql
            return
        with named_faults(self.path):
            self.sql.execute("BEGIN IMMEDIATE")
            try:
                yield self.sql
                self.sql.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.sql.execute("ROLLBACK")
                raise


def create_ledger(path: Path, crs: str) -> None:
    """Make an empty ledger; it appears whole or not at all.

    Args:
        path: a file that does not exist yet.
        crs: the CRS of all outlines to come, as pyproj reads it.

    Raises:
        NuongError: the name is taken, or the disk refused.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.nuong-new.gpkg")
    with named_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_empty(fresh, crs)
            with fresh.open("r+b") as file:
                os.fsync(file.fileno())
            # A link refuses a taken name where a rename would replace it.
            os.link(fresh, path)
        except FileExistsError as taken:
            raise NuongError([Problem("history.name_taken", Where(file=str(path)))]) from taken
        finally:
            fresh.unlink(missing_ok=True)


def _write_empty(path: Path, crs: str) -> None:
    none = gpd.GeoDataFrame(
        {"digest": pd.Series(dtype="object")}, geometry=gpd.GeoSeries([], crs=crs), crs=crs
    )
    # No spatial index: its triggers call functions only GDAL has, and sqlite3 writes the rows.
    options = {"SPATIAL_INDEX": "NO", "GEOMETRY_NAME": "geom", "FID": "shape_no"}
    pyogrio.write_dataframe(
        none, path, layer=OUTLINES, driver="GPKG", geometry_type="Unknown",
        layer_options=options, dataset_options={"ADD_GPKG_OGR_CONTENTS": "NO"},
    )  # fmt: skip
    with _connected(path) as sql:
        sql.execute("BEGIN IMMEDIATE")
        for statement in statements():
            sql.execute(statement)
        told = {"program": PROGRAM, "format": str(FORMAT), "crs": crs}
        sql.executemany("INSERT INTO ledger_file VALUES (?, ?)", sorted(told.items()))
        sql.execute("COMMIT")


def open_ledger(path: Path, wait_s: float = WAIT_S) -> LedgerFile:
    """Open a ledger to read or write it.

    Args:
        path: the file.
        wait_s: how long to wait for another writer.

    Raises:
        NuongError: there is none, it is no ledger, it is damaged, or a newer Nương made it.
    """
    where = Where(file=str(path))
    if not path.is_file():
        raise NuongError([Problem("history.file_missing", where)])
    with named_faults(path):
        with path.open("rb") as head:
            if head.read(len(_SQLITE)) != _SQLITE:
                raise NuongError([Problem("history.not_a_ledger", where)])
        sql = _connect(path, wait_s)
        try:
            told = _told(sql, where)
            for reason in (*chain_faults(sql), *body_faults(sql)):
                raise NuongError([Problem("history.damaged", where, {"reason": reason})])
            return LedgerFile(path, sql, told["crs"], _srs_id(sql, where))
        except BaseException:
            sql.close()
            raise


def _connect(path: Path, wait_s: float = WAIT_S) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    sql = sqlite3.connect(uri, uri=True, timeout=wait_s, isolation_level=None)
    sql.execute("PRAGMA synchronous = FULL")
    sql.execute("PRAGMA foreign_keys = ON")
    sql.execute("PRAGMA trusted_schema = OFF")
    return sql


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    sql = _connect(path)
    try:
        yield sql
    finally:
        sql.close()


def _told(sql: sqlite3.Connection, where: Where) -> dict[str, str]:
    names = {n for (n,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "ledger_file" not in names:
        raise NuongError([Problem("history.not_a_ledger", where)])
    told = dict(sql.execute("SELECT name, value FROM ledger_file"))
    if told.get("program") != PROGRAM or not str(told.get("format")).isdigit():
        raise NuongError([Problem("history.not_a_ledger", where)])
    if int(told["format"]) > FORMAT:
        values = {"format": told["format"], "ours": FORMAT}
        raise NuongError([Problem("history.newer", where, values)])
    missing = {*TABLES, OUTLINES} - names
    if missing or "crs" not in told:
        values = {"reason": ", ".join(sorted(missing)) or "crs"}
        raise NuongError([Problem("history.damaged", where, values)])
    return told


def _srs_id(sql: sqlite3.Connection, where: Where) -> int:
    row = sql.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?", [OUTLINES])
    found = row.fetchone()
    if found is None:
        values = {"reason": "gpkg_geometry_columns"}
        raise NuongError([Problem("history.damaged", where, values)])
    return int(found[0])


@contextmanager
def named_faults(path: Path) -> Iterator[None]:
    """Whatever SQLite or the disk says, as a problem of this file."""
    where = Where(file=str(path))
    try:
        yield
    except sqlite3.OperationalError as fault:
        code = "busy" if "locked" in str(fault) else "not_written"
        raise NuongError([_problem(code, where, fault)]) from fault
    except sqlite3.DatabaseError as fault:
        raise NuongError([_problem("damaged", where, fault)]) from fault
    except OSError as fault:
        raise NuongError([_problem("not_written", where, fault)]) from fault


def _problem(code: str, where: Where, fault: Exception) -> Problem:
    return Problem(f"history.{code}", where, {} if code == "busy" else {"reason": str(fault)})


def packed(wkb: bytes, srs_id: int) -> bytes:
    """An outline as GeoPackage keeps it: magic, version 0, little-endian without envelope, CRS."""
    return struct.pack("<2sBBi", b"GP", 0, 1, srs_id) + wkb


def unpacked(blob: bytes) -> bytes:
    """The well-known binary of an outline as :func:`packed` wrote it."""
    return bytes(blob[8:])
