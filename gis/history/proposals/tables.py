"""Tables of proposals in a ledger's file; made with the first one, guarded like all others."""

from __future__ import annotations

import sqlite3

from gis.history.entries import START
from gis.history.schema import guards
from gis.ledger.states.digest import canonical, chain_digest

_TABLES = {
    "proposal": "proposal_no INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, body TEXT NOT NULL",
    "proposal_answer": "answer_no INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, "
    "body TEXT NOT NULL",
    "proposal_arrival": "arrival_no INTEGER PRIMARY KEY AUTOINCREMENT, said TEXT NOT NULL UNIQUE, "
    "brought_by TEXT NOT NULL, brought_at TEXT NOT NULL, chain TEXT NOT NULL",
}
_KEYS = {
    "proposal": "proposal_no = NEW.proposal_no OR digest = NEW.digest",
    "proposal_answer": "answer_no = NEW.answer_no OR digest = NEW.digest",
    "proposal_arrival": "arrival_no = NEW.arrival_no OR said = NEW.said",
}


def has_proposals(sql: sqlite3.Connection, schema: str = "main") -> bool:
    """Whether a ledger has ever kept a proposal."""
    asked = f"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'table' AND name = ?"  # noqa: S608 - a name of our own
    return sql.execute(asked, ["proposal"]).fetchone() is not None


def make_tables(sql: sqlite3.Connection) -> None:
    """Make the tables where there are none, within the caller's transaction."""
    if has_proposals(sql):
        return
    for name, columns in _TABLES.items():
        sql.execute(f"CREATE TABLE {name} ({columns})")
        for statement in guards(name, _KEYS[name]):
            sql.execute(statement)


def arrive(sql: sqlite3.Connection, said: str, who: str, at: str) -> None:
    """Note that a proposal or an answer has come in, chained to all that came before it."""
    last = sql.execute(
        "SELECT chain FROM proposal_arrival ORDER BY arrival_no DESC LIMIT 1"
    ).fetchone()
    chain = chain_of(last[0] if last else START, said, who, at)
    row = [said, who, at, chain]
    sql.execute(
        "INSERT INTO proposal_arrival (said, brought_by, brought_at, chain) VALUES (?, ?, ?, ?)",
        row,
    )


def chain_of(before: str, said: str, who: str, at: str) -> str:
    """The digest of an arrival: of the one before it, what arrived, by whom and when."""
    return chain_digest(before, canonical([said, who, at]))
