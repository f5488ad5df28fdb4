"""Whether a ledger is whole: every digest again, the chain of arrivals, no tail lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

import numpy as np
import shapely

from gis.errors import Problem, Where
from gis.history.chain import body_faults, chain_faults
from gis.history.file import LedgerFile, named_faults, unpacked
from gis.history.numbers import members, words
from gis.history.proposals.kept import proposal_faults
from gis.history.stored import said_value, shape_numbers
from gis.ledger.states.digest import (
    canonical,
    corrections_digest,
    outline_digests,
    plot_digest,
    state_digest,
)
from gis.ledger.states.model import Correction, Drawn, Land, PlotKey


def verify_ledger(file: LedgerFile) -> list[Problem]:
    """Everything that is not as it was written; empty when the ledger is whole.

    Recomputes every digest from the rows, so it reads the whole file.

    Args:
        file: the open ledger.

    Raises:
        NuongError: SQLite itself finds the file damaged.
    """
    with named_faults(file.path):
        said = [
            *_damaged(file.sql),
            *chain_faults(file.sql),
            *_entries(file.sql),
            *_plots(file.sql),
            *proposal_faults(file.sql),
        ]
    where = Where(file=str(file.path))
    return [Problem("history.damaged", where, {"reason": reason}) for reason in said]


def _damaged(sql: sqlite3.Connection) -> Iterator[str]:
    for (said,) in sql.execute("PRAGMA integrity_check(5)"):
        if said != "ok":
            yield str(said)
    if sql.execute("PRAGMA foreign_key_check").fetchone():
        yield "foreign keys"


def _entries(sql: sqlite3.Connection) -> Iterator[str]:
    yield from body_faults(sql)
    keys = {n: PlotKey(a, b) for n, a, b in sql.execute("SELECT * FROM plot")}
    digests = dict(sql.execute("SELECT version_no, digest FROM version"))
    for number, text in sql.execute("SELECT entry_no, body FROM entry").fetchall():
        body = json.loads(text)
        if body["kind"] == "state":
            versions = members(sql, number)
            plots = np.flatnonzero(versions >= 0).tolist()
            content = state_digest((keys[p], digests[int(versions[p])]) for p in plots)
        else:
            rows = sql.execute(
                "SELECT plot_no, column_name, value FROM correction WHERE entry_no = ?", [number]
            )
            said = [Correction(keys[p], c, said_value(c, v)) for p, c, v in rows]
            yield from _drawn(sql, number, said)
            content = corrections_digest(said)
        if content != body["content"]:
            yield f"entry {number}: content"


def _drawn(sql: sqlite3.Connection, number: int, said: Iterable[Correction]) -> Iterator[str]:
    """Outlines drawn anew that are not there."""
    shapes = {c.value.shape for c in said if isinstance(c.value, Drawn)}
    if len(shape_numbers(sql, shapes)) != len(shapes):
        yield f"entry {number}: outline"


def _plots(sql: sqlite3.Connection) -> Iterator[str]:
    """Versions and outlines give the digest they are known by."""
    told = words(sql)
    lands: dict[int, list[Land]] = {}
    for n, _, place, area, counted in sql.execute("SELECT * FROM land ORDER BY version_no, part"):
        lands.setdefault(n, []).append(Land(told[place], area, counted))
    rows = sql.execute(
        "SELECT v.version_no, v.digest, p.layer, p.plot_id, o.digest, v.plot_values, "
        "v.crop_no, v.method_no, v.state_no "
        "FROM version v JOIN plot p USING (plot_no) JOIN outline o USING (shape_no)"
    )
    for n, digest, layer, plot_id, shape, text, *numbers in rows:
        values = json.loads(text)
        found = plot_digest(PlotKey(layer, plot_id), values, shape, lands.get(n, ()))
        named = [values.get(c) for c in ("crop", "method", "state")]
        if found != digest or named != [told[i] for i in numbers] or canonical(values) != text:
            yield f"version {n}"
    yield from _outlines(sql)


def _outlines(sql: sqlite3.Connection) -> Iterator[str]:
    rows = sql.execute("SELECT shape_no, digest, geom FROM outline").fetchall()
    if not rows:
        return
    try:
        shapes = shapely.from_wkb([unpacked(blob) for _, _, blob in rows])
    except shapely.errors.ShapelyError as fault:
        yield f"outline: {fault}"
        return
    for (n, digest, _), found in zip(rows, outline_digests(shapes), strict=True):
        if digest != found:
            yield f"outline {n}"
