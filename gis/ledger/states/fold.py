"""One plot on a date: what several entries say of it, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gis.ledger.states.belief import stands
from gis.ledger.states.lineage import Lineage
from gis.ledger.states.model import (
    COMMUNE,
    LAND,
    PRESENT,
    Correction,
    Dispute,
    Drawn,
    Entry,
    Land,
    PlotKey,
    PlotState,
    Said,
    Value,
)

# A dispute on one of these leaves open how many hectares lie where.
MEASURED = (PRESENT, LAND, "crop", "method", "state")


@dataclass(frozen=True)
class Folded:
    """A plot on a date. ``shapes`` are the outlines given, one unless land is in dispute; none for
    a plot a correction alone says is there, whose hectares are then not known.
    """

    present: bool
    columns: Mapping[str, Value]
    land: tuple[Land, ...]
    shapes: tuple[str, ...]
    disputes: tuple[Dispute, ...]
    measured: bool


def fold(
    key: PlotKey,
    states: Sequence[tuple[Entry, PlotState | None]],
    corrections: Sequence[tuple[Entry, Correction]],
    lineage: Lineage,
) -> Folded:
    """Take together what the entries of a date say of one plot.

    Args:
        key: the plot.
        states: every state that speaks, with the plot in it (None where it has no such plot).
        corrections: every correction of the plot that speaks.
        lineage: of all entries.

    Returns:
        The plot; a column in dispute has no value, and ``measured`` is False when the dispute
        leaves its hectares open.
    """
    said = _by_column(states, corrections)
    standing = {column: stands(words, lineage) for column, words in said.items()}
    disputes = [
        Dispute(max(w.entry.of for w in words), key, column, words)
        for column, words in sorted(standing.items())
        if len(_different(words)) > 1
    ]
    values = {c: _agreed(words) for c, words in standing.items() if c not in (PRESENT, LAND)}
    # A commune said to be unknown places nothing: land lies where the outline does.
    moved = [w for w in standing.get(COMMUNE, ()) if w.entry.kind == "correction" and w.value]
    disputed = {d.column for d in disputes}
    present = _agreed(standing[PRESENT]) is not False
    land = _placed(standing[LAND], moved)
    open_by = {*MEASURED, COMMUNE} if moved else {*MEASURED}
    return Folded(
        present=present,
        columns={c: v for c, v in values.items() if v is not None},
        land=land,
        shapes=tuple(sorted({w.value.shape for w in standing[LAND] if isinstance(w.value, Drawn)})),
        disputes=tuple(disputes),
        measured=not present or (bool(land) and not disputed & open_by),
    )


def _by_column(
    states: Sequence[tuple[Entry, PlotState | None]],
    corrections: Sequence[tuple[Entry, Correction]],
) -> dict[str, list[Said]]:
    columns = {c for _, plot in states if plot is not None for c in plot.columns}
    columns |= {c.column for _, c in corrections}
    said: dict[str, list[Said]] = {PRESENT: [], LAND: []}
    for entry, plot in states:
        said[PRESENT].append(Said(entry, plot is not None))
        said[LAND].append(Said(entry, None if plot is None else Drawn(plot.shape, plot.land)))
        # A state without the plot says that nothing is known of it.
        values = {} if plot is None else plot.columns
        for column in columns - {PRESENT}:
            said.setdefault(column, []).append(Said(entry, values.get(column)))
    for entry, correction in corrections:
        said.setdefault(correction.column, []).append(Said(entry, correction.value))
    return said


def _different(words: Sequence[Said]) -> set[object]:
    """The values said; an unknown one contradicts nothing. Of two outlines only the hectares by
    commune are held against each other: two surveys of one field seldom agree to the millimetre.
    """
    values = [w.value.land if isinstance(w.value, Drawn) else w.value for w in words]
    return {(type(v).__name__, v) for v in values if v is not None}


def _agreed(words: Sequence[Said]) -> Value:
    values = [w.value for w in words if w.value is not None]
    if len(_different(words)) != 1 or isinstance(values[0], Drawn):
        return None
    return values[0]


def _placed(words: Sequence[Said], moved: Sequence[Said]) -> tuple[Land, ...]:
    """Land as drawn, or all of it in the commune a correction names."""
    lands = {w.value.land for w in words if isinstance(w.value, Drawn)}
    if len(lands) != 1:
        return ()
    land = lands.pop()
    codes = {w.value for w in moved}
    if not moved:
        return land
    if len(codes) > 1:
        return ()
    area, counted = sum(p.area_cm2 for p in land), sum(p.counted_cm2 for p in land)
    return (Land(str(codes.pop()), area, counted),)
