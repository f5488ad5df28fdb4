"""Which proposals can be taken as they are, and which contradict each other or the ledger.

A pure function of what is proposed and what the ledger says: no order of arrival enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import shapely

from gis.history.book import Book
from gis.history.file import unpacked
from gis.history.proposals.model import BESIDE, OUTLINE, Proposal
from gis.history.proposals.outlines import hex_of, moved, shape_of
from gis.ledger.states.model import PRESENT, PlotKey, Value

Outcome = Literal["ready", "already", "conflict"]
# What a ledger says of a plot's column; the second is False where it has no such plot.
Now = Callable[[Proposal], tuple[Value, bool]]


@dataclass(frozen=True)
class Sorted:
    """A proposal and what becomes of it; ``now`` is what the ledger says today."""

    proposal: Proposal
    outcome: Outcome
    now: Value


def sort_out(proposals: Iterable[Proposal], now: Now) -> tuple[Sorted, ...]:
    """Every proposal once, in order of place and digest.

    Args:
        proposals: open ones; the same one may stand several times.
        now: what the ledger says of it today.

    Returns:
        "already" where the ledger says so; "conflict" where two of one place differ, the ledger
        has changed otherwise since the pack went out, or has no such plot; else "ready".
    """
    listed = {p.digest: p for p in proposals}
    said: dict[tuple[str, ...], set[tuple[str, Value]]] = {}
    for p in listed.values():
        said.setdefault(p.place, set()).add(_mark(p.after))
    found = [_sorted(p, now, len(said[p.place]) > 1) for p in listed.values()]
    return tuple(sorted(found, key=lambda s: (s.proposal.place, s.proposal.digest)))


def _sorted(proposal: Proposal, now: Now, contradicted: bool) -> Sorted:
    if proposal.column in BESIDE:
        return Sorted(proposal, "ready", None)
    value, there = now(proposal)
    if there and same_value(value, proposal.after):
        return Sorted(proposal, "already", value)
    if contradicted or not there or not same_value(value, proposal.before):
        return Sorted(proposal, "conflict", value)
    return Sorted(proposal, "ready", value)


def _mark(value: Value) -> tuple[str, Value]:
    """True is not 1, and 1 is 1.0."""
    kind = "yes_no" if isinstance(value, bool) else "figure" if _figure(value) else "text"
    return kind, value


def _figure(value: Value) -> bool:
    return isinstance(value, int | float)


def _as_drawn(proposal: Proposal, blob: bytes | None) -> str | None:
    """The ledger's outline, in the proposal's own words where it is the same to 5 cm; None where
    the ledger holds several.
    """
    if blob is None:
        return None
    shape = shapely.from_wkb(unpacked(blob))
    for value in (proposal.after, proposal.before):
        if not moved(shape_of(value), shape):
            return str(value)
    return hex_of(shape)


def same_value(one: Value, other: Value) -> bool:
    """Whether two values of a ledger are the same."""
    return _mark(one) == _mark(other)


def unheld(proposal: Proposal) -> tuple[Value, bool]:
    """Where no ledger says anything: as it went out."""
    return proposal.before, True


def said_by(book: Book, on: date, keys: Iterable[PlotKey], *, outlines: bool = False) -> Now:
    """What a ledger says on a date, of some plots; visits and findings are not its.

    Args:
        book: the ledger.
        on: the date.
        keys: plots that may be asked for.
        outlines: whether their outlines may be asked for, too.

    Raises:
        NuongError: the ledger does not reach the date.
    """
    wanted, state = set(keys), book.at(on)
    plots = state.there.tolist()
    numbers = {k: n for n, k in zip(plots, book.keys(plots), strict=True) if k in wanted}
    values = book.values(state, list(numbers.values()))
    drawn = book.outlines(state) if outlines else {}
    known = {k: {PRESENT: True, **values[n]} for k, n in numbers.items()}

    def now(proposal: Proposal) -> tuple[Value, bool]:
        if proposal.about != "plot":
            return unheld(proposal)
        said = known.get(proposal.key)
        if proposal.column == OUTLINE and said is not None:
            return _as_drawn(proposal, drawn.get(numbers[proposal.key])), True
        if said is None:
            # A plot that is gone is gone: "not there" agrees, everything else does not.
            return (False, True) if proposal.column == PRESENT else (None, False)
        return said.get(proposal.column), True

    return now
