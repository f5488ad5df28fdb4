"""Entries of the ledger over time, and plots as one entry gives them.

Two times are kept apart: ``of`` is the date an entry speaks of, ``recorded_at`` when it was
written down. Hectares are whole square centimetres (``_cm2``), so that sums close exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

Kind = Literal["state", "correction"]
Value = str | int | float | bool | None

CM2_PER_HA = 100_000_000
# Columns with a meaning for hectares, beside those a plot merely carries.
PRESENT, LAND, COMMUNE = "present", "land", "commune_code"


class PlotKey(NamedTuple):
    """What a plot is known by for ever: its layer and its id in it."""

    layer: str
    plot_id: str

    def __str__(self) -> str:
        return f"{self.layer}:{self.plot_id}"


class Land(NamedTuple):
    """The part of a plot in one commune (``None`` outside them all), drawn and counted."""

    commune_code: str | None
    area_cm2: int
    counted_cm2: int


class Drawn(NamedTuple):
    """Where a plot lies: the digest of its outline (CRS of the ledger), its land by commune."""

    shape: str
    land: tuple[Land, ...]


@dataclass(frozen=True)
class PlotState:
    """A plot as one state gives it.

    ``columns`` holds its known values by column; ``shape`` is the digest of its outline in the CRS
    of the ledger; ``land`` its parts by commune of the state's commune set.
    """

    columns: Mapping[str, Value]
    shape: str
    land: tuple[Land, ...]


@dataclass(frozen=True)
class Correction:
    """One column of one plot, put right. Column "present" set to False says there is no such plot;
    "commune_code" places all its land in that commune; "land" is an outline drawn anew, or the
    old one whose land is counted anew because a neighbour was.
    """

    key: PlotKey
    column: str
    value: Value | Drawn


@dataclass(frozen=True)
class Entry:
    """One operation on the ledger. Nothing of it is ever changed.

    Args:
        digest: of everything in it, its parents' digests among that.
        kind: "state": every plot of ``layers``, also by leaving plots out; "correction": columns
            of some plots.
        of: the date it speaks of.
        recorded_at: when it was written, UTC.
        who: who answers for it.
        why: the reason; required of a correction.
        parents: digests of the entries nobody had followed when this one was written. An entry
            knows its parents and all they know.
        layers: layers of plots a state speaks for; empty for a correction.
        as_of: date of the commune set its commune codes belong to.
        communes: names by code, as the run's layer gives them; of a correction only those an
            outline drawn anew reaches into.
    """

    digest: str
    kind: Kind
    of: date
    recorded_at: datetime
    who: str
    why: str
    parents: tuple[str, ...]
    layers: tuple[str, ...]
    as_of: date
    communes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """One entry's word on one column of a plot."""

    entry: Entry
    value: Value | Drawn


@dataclass(frozen=True)
class Dispute:
    """Entries of one date that did not know of each other and say different things."""

    of: date
    key: PlotKey
    column: str
    said: tuple[Said, ...]
