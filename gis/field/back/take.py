"""Checked returns into a ledger as proposals, and what becomes of each: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gis.errors import raise_errors
from gis.field.back.check import Checked
from gis.history import Book, LedgerFile
from gis.history.proposals import (
    Proposal,
    Proposed,
    answer_proposals,
    propose,
    read_proposals,
)
from gis.history.proposals.sorted_out import Sorted, said_by, sort_out, unheld
from gis.ledger.states.model import Entry
from gis.office.review.rows import last_date


@dataclass(frozen=True)
class Taken:
    """What a merge brought, and every proposal that is open now, sorted out."""

    brought: Proposed
    open: tuple[Sorted, ...]


def take_returns(
    file: LedgerFile, returns: Sequence[Checked], who: str, *, now: datetime | None = None
) -> Taken:
    """Keep what came back as proposals: all of it or nothing. No figure of the ledger changes.

    Args:
        file: the open ledger.
        returns: checked; one with faults is refused.
        who: who brings them in.
        now: the moment (UTC); the clock's when not given.

    Raises:
        NuongError: a return has faults, nobody is named, or the file cannot be written.
    """
    raise_errors(p for one in returns for p in one.problems)
    brought = propose(file, (p for one in returns for p in one.proposals), who, now=now)
    return Taken(brought, open_proposals(file))


def open_proposals(file: LedgerFile, more: Iterable[Proposal] = ()) -> tuple[Sorted, ...]:
    """Every proposal nobody has answered, and some that are not in the ledger yet, sorted out.

    Args:
        file: the ledger.
        more: proposals of returns that are only looked at.
    """
    kept = read_proposals(file.sql)
    answered = {k.digest for k in kept if k.answers}
    listed = [k.proposal for k in kept if not k.answers]
    listed += [p for p in more if p.digest not in answered]
    book = Book(file)
    on = last_date(book)
    if on == date.min:
        return sort_out(listed, unheld)
    return sort_out(listed, said_by(book, on, (p.key for p in listed if p.about == "plot")))


def answer_both(
    file: LedgerFile,
    accept: Sequence[str],
    refuse: Sequence[str],
    who: str,
    why: str,
    on: date | None = None,
    *,
    now: datetime | None = None,
) -> Entry | None:
    """Accept some proposals and refuse others, together or not at all.

    Args:
        file: the open ledger.
        accept: names of proposals that become a correction.
        refuse: names of those that do not.
        who: who decides.
        why: the reason.
        on: the date from which accepted values hold; the last state's when not given.
        now: the moment (UTC); the clock's when not given.

    Returns:
        The correction; None where nothing of a plot was accepted.

    Raises:
        NuongError: as :func:`gis.history.proposals.answer_proposals`.
    """
    day = on or last_date(Book(file))
    with file.writing():
        if refuse:
            answer_proposals(file, refuse, "refused", who, why, day, now=now)
        if not accept:
            return None
        return answer_proposals(file, accept, "accepted", who, why, day, now=now)
