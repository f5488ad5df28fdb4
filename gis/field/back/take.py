"""Checked returns into a ledger as proposals, and what becomes of each: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pyproj import CRS

from gis.errors import Problem, Where, raise_errors
from gis.field.back.check import Checked
from gis.field.back.geopackage_rows import same_crs
from gis.history import Book, LedgerFile
from gis.history.proposals import (
    Proposal,
    Proposed,
    answer_proposals,
    propose,
    read_proposals,
)
from gis.history.proposals.model import OUTLINE
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
    problems = [p for one in returns for p in one.problems]
    raise_errors([*problems, *_other_crs(file, returns)])
    brought = propose(file, (p for one in returns for p in one.proposals), who, now=now)
    return Taken(brought, open_proposals(file))


def _other_crs(file: LedgerFile, returns: Sequence[Checked]) -> Iterator[Problem]:
    """Places of a pack in another CRS than the ledger's would be read wrong later."""
    for crs in dict.fromkeys(one.crs for one in returns):
        if not same_crs(CRS(crs), CRS(file.crs)):
            values = {"given": CRS(crs).name, "kept": file.crs}
            yield Problem("history.other_crs", Where(file=str(file.path)), values)


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
    keys = [p.key for p in listed if p.about == "plot"]
    outlines = any(p.column == OUTLINE for p in listed)
    return sort_out(listed, said_by(book, on, keys, outlines=outlines))


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
