"""Two copies of a ledger brought together: every entry of both, and nothing decided for anybody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyproj import CRS

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.history.book import Book
from gis.history.entries import Kept, arrive, insert_entry, read_entries
from gis.history.file import LedgerFile, named_faults, open_ledger
from gis.history.proposals.propose import bring_proposals
from gis.history.verify import verify_ledger
from gis.ledger.states.digest import canonical
from gis.ledger.states.lineage import in_order
from gis.ledger.states.model import Dispute, Entry

# What the other file has and ours has not, by what it is in every copy; numbers are our own.
_BROUGHT = (
    "INSERT INTO main.word (text) SELECT text FROM other.word "
    "WHERE text NOT IN (SELECT text FROM main.word) ORDER BY text",
    "INSERT INTO main.plot (layer, plot_id) SELECT layer, plot_id FROM other.plot o "
    "WHERE NOT EXISTS (SELECT 1 FROM main.plot p WHERE p.layer = o.layer "
    "AND p.plot_id = o.plot_id) ORDER BY layer, plot_id",
    "INSERT INTO main.outline (geom, digest) SELECT geom, digest FROM other.outline "
    "WHERE digest NOT IN (SELECT digest FROM main.outline) ORDER BY digest",
    "CREATE TEMP TABLE fresh AS SELECT version_no, digest FROM other.version "
    "WHERE digest NOT IN (SELECT digest FROM main.version)",
    "INSERT INTO main.version (digest, plot_no, shape_no, crop_no, method_no, state_no, "
    "plot_values) SELECT v.digest, p.plot_no, s.shape_no, {crop}, {method}, {state}, v.plot_values "
    "FROM other.version v JOIN fresh USING (version_no) "
    "JOIN other.plot op ON op.plot_no = v.plot_no "
    "JOIN main.plot p ON p.layer = op.layer AND p.plot_id = op.plot_id "
    "JOIN other.outline os ON os.shape_no = v.shape_no "
    "JOIN main.outline s ON s.digest = os.digest ORDER BY v.digest",
    "INSERT INTO main.land SELECT m.version_no, l.part, {place}, l.area_cm2, l.counted_cm2 "
    "FROM other.land l JOIN fresh f ON f.version_no = l.version_no "
    "JOIN main.version m ON m.digest = f.digest",
    "DROP TABLE temp.fresh",
)
_CHANGES = (
    "INSERT INTO main.change SELECT ?, p.plot_no, m.version_no FROM other.change c "
    "JOIN other.plot op ON op.plot_no = c.plot_no "
    "JOIN main.plot p ON p.layer = op.layer AND p.plot_id = op.plot_id "
    "LEFT JOIN other.version ov ON ov.version_no = c.version_no "
    "LEFT JOIN main.version m ON m.digest = ov.digest WHERE c.entry_no = ?"
)
_CORRECTIONS = (
    "INSERT INTO main.correction SELECT ?, p.plot_no, c.column_name, c.value "
    "FROM other.correction c JOIN other.plot op ON op.plot_no = c.plot_no "
    "JOIN main.plot p ON p.layer = op.layer AND p.plot_id = op.plot_id WHERE c.entry_no = ?"
)


@dataclass(frozen=True)
class Merged:
    """What a merge brought: the entries, and every dispute there is now, old ones too."""

    brought: tuple[Entry, ...]
    disputes: tuple[Dispute, ...]


def merge_ledgers(file: LedgerFile, other: Path) -> Merged:
    """Bring every entry of another copy into this one; the other is only read.

    Done twice it changes nothing, and both copies end with the same entries whichever was merged
    into which. Entries of one date that did not know of each other and differ are disputes: both
    are kept, the value is unknown until somebody who knows both settles it by a correction.

    Args:
        file: the open ledger.
        other: another one.

    Raises:
        NuongError: the other is no whole ledger, its outlines are in another CRS, or the file
            could not be written.
    """
    _check_other(file, other)
    with _attached(file, other), file.writing() as sql:
        ours = read_entries(sql)
        theirs = read_entries(sql, "other.entry")
        fresh = [e for e in in_order(k.entry for k in theirs.values()) if e.digest not in ours]
        if fresh:
            _bring(sql, fresh, theirs)
        bring_proposals(sql)
    return Merged(tuple(fresh), Book(file).disputes())


def _check_other(file: LedgerFile, other: Path) -> None:
    theirs = open_ledger(other)
    with closing(theirs.sql):
        raise_errors(verify_ledger(theirs))
        if CRS(theirs.crs) != CRS(file.crs):
            values = {"given": theirs.crs, "kept": file.crs}
            raise NuongError([Problem("history.other_crs", Where(file=str(other)), values)])


@contextmanager
def _attached(file: LedgerFile, other: Path) -> Iterator[None]:
    uri = f"{other.resolve().as_uri()}?mode=ro"
    with named_faults(other):
        file.sql.execute("ATTACH DATABASE ? AS other", [uri])
    try:
        yield
    finally:
        file.sql.execute("DETACH DATABASE other")


def _bring(sql: sqlite3.Connection, fresh: list[Entry], theirs: Mapping[str, Kept]) -> None:
    for statement in _BROUGHT:
        sql.execute(statement.format(**{c: _word(c) for c in ("crop", "method", "state", "place")}))
    for entry in fresh:
        kept = theirs[entry.digest]
        base, members = sql.execute(
            "SELECT base, members FROM other.entry WHERE digest = ?", [entry.digest]
        ).fetchone()
        number = insert_entry(sql, entry.digest, canonical(kept.body), base, members)
        sql.execute(_CHANGES, [number, kept.number])
        sql.execute(_CORRECTIONS, [number, kept.number])
        arrive(sql, entry.digest)


def _word(column: str) -> str:
    """SQL of our number of the word another file has under its own."""
    table = "l" if column == "place" else "v"
    return (
        "coalesce((SELECT w.word_no FROM other.word ow JOIN main.word w ON w.text = ow.text "  # noqa: S608 - names of our own
        f"WHERE ow.word_no = {table}.{column}_no), 0)"
    )
