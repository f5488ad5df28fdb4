"""The chain of arrivals and what entries say of themselves: checked whenever a ledger is opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from gis.history.entries import START
from gis.ledger.states.digest import chain_digest, entry_digest


def chain_faults(sql: sqlite3.Connection) -> Iterator[str]:
    """Arrivals follow each other without a gap up to the last one SQLite ever counted."""
    before, count = START, 0
    for number, entry, chain in sql.execute("SELECT * FROM arrival ORDER BY arrival_no"):
        count += 1
        before = chain_digest(before, entry)
        if number != count or chain != before:
            yield f"arrival {number}"
            return
    ever = sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'arrival'").fetchone()
    if ever is not None and ever[0] != count:
        yield f"arrival {count + 1}–{ever[0]} lost"
    entries = {d for (d,) in sql.execute("SELECT digest FROM entry")}
    arrived = {d for (d,) in sql.execute("SELECT entry FROM arrival")}
    if entries != arrived:
        yield f"entries {len(entries)}, arrivals {len(arrived)}"


def body_faults(sql: sqlite3.Connection) -> Iterator[str]:
    """Entries that are not what their digest says, or whose parents are not there."""
    known = {d for (d,) in sql.execute("SELECT digest FROM entry")}
    for number, digest, text in sql.execute("SELECT entry_no, digest, body FROM entry"):
        body = json.loads(text)
        if entry_digest(body, body.get("content", "")) != digest:
            yield f"entry {number}"
        elif not known.issuperset(body["parents"]):
            yield f"entry {number}: parents"
