"""Entries as rows of the file, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from gis.ledger.states.digest import canonical, chain_digest, entry_digest
from gis.ledger.states.lineage import heads
from gis.ledger.states.model import Entry, Kind

START = ""


@dataclass(frozen=True)
class Kept:
    """An entry with its number in this file and all it says of itself."""

    number: int
    entry: Entry
    body: Mapping[str, Any]


def read_entries(
    sql: sqlite3.Connection, table: Literal["entry", "other.entry"] = "entry"
) -> dict[str, Kept]:
    """Every entry by digest, in the order it came into the file (or the one attached to it)."""
    rows = sql.execute(f"SELECT entry_no, digest, body FROM {table} ORDER BY entry_no")  # noqa: S608 - a name of our own
    return {digest: _kept(number, digest, json.loads(body)) for number, digest, body in rows}


def _kept(number: int, digest: str, body: Mapping[str, Any]) -> Kept:
    entry = Entry(
        digest=digest,
        kind=body["kind"],
        of=date.fromisoformat(body["of"]),
        recorded_at=datetime.fromisoformat(body["recorded_at"]),
        who=body["who"],
        why=body["why"],
        parents=tuple(body["parents"]),
        layers=tuple(body["layers"]),
        as_of=date.fromisoformat(body["as_of"]),
        communes=body["communes"],
    )
    return Kept(number, entry, body)


def new_body(
    kind: Kind,
    of: date,
    as_of: date,
    who: str,
    why: str,
    now: datetime,
    before: Iterable[Kept],
    **more: object,
) -> dict[str, object]:
    """What a new entry says of itself. It follows every entry nobody had followed.

    A clock that was set back must not make it older than what it knows of.
    """
    known = [kept.entry for kept in before]
    latest = max((e.recorded_at for e in known), default=None)
    moment = now if latest is None else max(now, latest + timedelta(microseconds=1))
    told = {"layers": [], "communes": {}, "sources": {}, "steps": []} | more
    return told | {
        "kind": kind, "of": of.isoformat(), "as_of": as_of.isoformat(), "who": who.strip(),
        "why": why.strip(), "recorded_at": moment.isoformat(timespec="microseconds"),
        "parents": list(heads(known)),
    }  # fmt: skip


def add_entry(
    sql: sqlite3.Connection,
    body: Mapping[str, object],
    content: str,
    base: str | None,
    members: int,
) -> Kept:
    """Write a new entry's row and its arrival; its changes or corrections come beside."""
    told = {**body, "content": content}
    digest = entry_digest(told, content)
    number = insert_entry(sql, digest, canonical(told), base, members)
    arrive(sql, digest)
    return _kept(number, digest, told)


def insert_entry(
    sql: sqlite3.Connection, digest: str, body: str, base: str | None, members: int
) -> int:
    """Write the row of an entry; its number."""
    row = sql.execute(
        "INSERT INTO entry (digest, body, base, members) VALUES (?, ?, ?, ?)",
        [digest, body, base, members],
    )
    return int(row.lastrowid or 0)


def arrive(sql: sqlite3.Connection, digest: str) -> None:
    """Note that an entry has come into this file, chained to all that came before it."""
    last = sql.execute("SELECT chain FROM arrival ORDER BY arrival_no DESC LIMIT 1").fetchone()
    chain = chain_digest(last[0] if last else START, digest)
    sql.execute("INSERT INTO arrival (entry, chain) VALUES (?, ?)", [digest, chain])
