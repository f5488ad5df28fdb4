"""Proposals read again from a ledger, and whether they are as they were written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from gis.history.entries import START
from gis.history.proposals.model import Answer, KeptProposal, Proposal, digest_of
from gis.history.proposals.tables import chain_of, has_proposals


def read_proposals(sql: sqlite3.Connection) -> tuple[KeptProposal, ...]:
    """Every proposal of a ledger by digest, so that copies of it list them alike.

    Args:
        sql: the open ledger's connection.
    """
    if not has_proposals(sql):
        return ()
    answers: dict[str, list[Answer]] = {}
    for (body,) in sql.execute("SELECT body FROM proposal_answer ORDER BY digest"):
        answer = Answer(**json.loads(body))
        answers.setdefault(answer.proposal, []).append(answer)
    rows = sql.execute(
        "SELECT p.digest, p.body, a.brought_by, a.brought_at FROM proposal p "
        "JOIN proposal_arrival a ON a.said = p.digest ORDER BY p.digest"
    )
    return tuple(
        KeptProposal(Proposal(**json.loads(body)), digest, who, at, tuple(answers.get(digest, ())))
        for digest, body, who, at in rows
    )


def proposal_faults(sql: sqlite3.Connection) -> Iterator[str]:
    """What of proposals and answers is not as it was written."""
    if not has_proposals(sql):
        return
    said: set[str] = set()
    for name in ("proposal", "proposal_answer"):
        rows = sql.execute(f"SELECT digest, body FROM {name}").fetchall()  # noqa: S608 - our names
        said |= {digest for digest, _ in rows}
        yield from (f"{name} {d[:12]}" for d, body in rows if digest_of(body) != d)
    before, count = START, 0
    for number, what, who, at, chain in sql.execute(
        "SELECT * FROM proposal_arrival ORDER BY arrival_no"
    ):
        count += 1
        before = chain_of(before, what, who, at)
        if number != count or chain != before or what not in said:
            yield f"proposal_arrival {number}"
            return
    ever = sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'proposal_arrival'").fetchone()
    if (ever[0] if ever else 0) != count or count != len(said):
        yield f"proposal_arrival {count + 1}"
