"""Bringing proposals into a ledger, and those of another copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from gis.errors import raise_errors
from gis.history.file import LedgerFile
from gis.history.proposals.model import Proposal
from gis.history.proposals.tables import arrive, has_proposals, make_tables
from gis.ledger.states.check import check_who_why


@dataclass(frozen=True)
class Proposed:
    """What came of bringing proposals in: those that are new, and those the ledger had already."""

    new: tuple[Proposal, ...]
    known: tuple[Proposal, ...]


def propose(
    file: LedgerFile, proposals: Iterable[Proposal], who: str, *, now: datetime | None = None
) -> Proposed:
    """Keep proposals in a ledger: all of them or none. The same one is kept once.

    Args:
        file: the open ledger. No figure of it changes.
        proposals: in any order; they may repeat.
        who: who brings them in.
        now: the moment (UTC); the clock's when not given.

    Raises:
        NuongError: nobody is named, or the file cannot be written.
    """
    raise_errors(check_who_why(who, "", "proposal"))
    moment = (now or datetime.now(UTC)).isoformat(timespec="microseconds")
    listed = {p.digest: p for p in proposals}
    with file.writing() as sql:
        known = _known(sql)
        fresh = {d: p for d, p in sorted(listed.items()) if d not in known}
        if fresh:
            make_tables(sql)
        for digest, proposal in fresh.items():
            add_row(sql, "proposal", digest, proposal.body)
            arrive(sql, digest, who.strip(), moment)
    before = tuple(p for d, p in sorted(listed.items()) if d in known)
    return Proposed(tuple(fresh.values()), before)


def add_row(sql: sqlite3.Connection, table: str, digest: str, body: str) -> None:
    """Write a proposal's or an answer's row; its arrival comes beside."""
    sql.execute(f"INSERT INTO {table} (digest, body) VALUES (?, ?)", [digest, body])  # noqa: S608 - our names


def bring_proposals(sql: sqlite3.Connection) -> None:
    """Bring in what the attached copy ``other`` keeps and this one does not, within a transaction.

    Who brought a proposal in and when stays as the other copy says it.
    """
    if not has_proposals(sql, "other"):
        return
    make_tables(sql)
    for table in ("proposal", "proposal_answer"):
        rows = sql.execute(
            f"SELECT t.digest, t.body, a.brought_by, a.brought_at FROM other.{table} t "  # noqa: S608 - our names
            "JOIN other.proposal_arrival a ON a.said = t.digest "
            f"WHERE t.digest NOT IN (SELECT digest FROM main.{table}) ORDER BY t.digest"
        ).fetchall()
        for digest, body, who, at in rows:
            add_row(sql, table, digest, body)
            arrive(sql, digest, who, at)


def _known(sql: sqlite3.Connection) -> frozenset[str]:
    if not has_proposals(sql):
        return frozenset()
    return frozenset(d for (d,) in sql.execute("SELECT digest FROM proposal"))
