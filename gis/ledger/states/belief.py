"""Which entries speak on a date, and what of their word stands.

The rule, for every plot and column: the latest date up to the one asked for stands; of one date,
the entry that knew of the other; where two of one date did not know of each other and differ, the
column is in dispute: unknown, with every value listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gis.ledger.states.lineage import Lineage
from gis.ledger.states.model import Entry, Said


@dataclass(frozen=True)
class Speakers:
    """Who speaks for one layer on a date.

    ``states`` are all of one date, none knew of another; usually there is one.
    ``corrections`` are of that date or later, oldest date first.
    """

    layer: str
    states: tuple[Entry, ...]
    corrections: tuple[Entry, ...]


def known(entries: Iterable[Entry], known_at: datetime | None) -> list[Entry]:
    """The entries recorded up to a moment; all when none is given."""
    return [e for e in entries if known_at is None or e.recorded_at <= known_at]


def speakers(entries: Sequence[Entry], on: date, lineage: Lineage) -> tuple[Speakers, ...]:
    """Who speaks for each layer on a date, by layer.

    Args:
        entries: what is known (:func:`known`).
        on: the date asked for.
        lineage: of all entries.
    """
    told = [e for e in entries if e.of <= on]
    layers = sorted({layer for e in told for layer in e.layers})
    return tuple(_of_layer(layer, told, lineage) for layer in layers)


def _of_layer(layer: str, told: Sequence[Entry], lineage: Lineage) -> Speakers:
    states = [e for e in told if layer in e.layers]
    day = max(e.of for e in states)
    last = lineage.last([e for e in states if e.of == day])
    later = [e for e in told if e.kind == "correction" and e.of >= day]
    heard = [c for c in later if c.of > day or not all(lineage.knew(s, c) for s in last)]
    return Speakers(layer, tuple(last), tuple(sorted(heard, key=lambda e: (e.of, e.digest))))


def stands(said: Sequence[Said], lineage: Lineage) -> tuple[Said, ...]:
    """What stands of several words on one column: one, or more that nothing decides between."""
    if len(said) == 1:
        return tuple(said)
    day = max(one.entry.of for one in said)
    latest = [one for one in said if one.entry.of == day]
    last = {entry.digest for entry in lineage.last([one.entry for one in latest])}
    stand = [one for one in latest if one.entry.digest in last]
    return tuple(sorted(stand, key=lambda one: (one.entry.recorded_at, one.entry.digest)))


def first_known(entries: Sequence[Entry], on: date) -> datetime | None:
    """When the state of a date was first told of: the moment every layer of it had been recorded.

    Corrections made later are then not yet known. None when no state reaches the date.
    """
    moments = []
    for layer in {layer for e in entries for layer in e.layers}:
        states = [e for e in entries if layer in e.layers and e.of <= on]
        if states:
            day = max(e.of for e in states)
            moments.append(min(e.recorded_at for e in states if e.of == day))
    return max(moments, default=None)
