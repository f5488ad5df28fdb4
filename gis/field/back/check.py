"""A return held against the pack: counted, every fault named, every edit a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import shapely

from gis.errors import Problem, Where
from gis.field.back.base import BasePack, read_base
from gis.field.back.edits import row_edits
from gis.field.back.model import BackLayer, BackRow, Return, row_label
from gis.field.back.open import read_return
from gis.field.digests import plain_cell
from gis.field.form import UUID
from gis.history.proposals.model import Proposal
from gis.history.proposals.outlines import moved


@dataclass(frozen=True)
class Count:
    """Rows of a layer: out, back (known ones, once each), missing, new, unknown, twice, edited."""

    out: int
    back: int
    missing: int
    new: int
    unknown: int
    twice: int
    edited: int


@dataclass(frozen=True)
class Checked:
    """A return, read: what it proposes, counts by layer, faults; ``crs`` is of its places."""

    name: str
    crs: str
    proposals: tuple[Proposal, ...]
    counts: Mapping[str, Count]
    problems: tuple[Problem, ...]


def check_returns(
    pack: Path, returned: Sequence[Path], today: date | None = None
) -> tuple[BasePack, tuple[Checked, ...]]:
    """Read and check everything that came back of a pack.

    Args:
        pack: the pack as it went out.
        returned: what each phone brought home.
        today: no moment may be later; the clock's when not given.

    Returns:
        The pack, and per return its proposals and every fault it has.

    Raises:
        NuongError: the pack itself is not as it went out.
    """
    base, day = read_base(pack), today or date.today()
    return base, tuple(check_return(base, path, day) for path in returned)


def check_return(base: BasePack, path: Path, today: date) -> Checked:
    """Read and check one return; arguments as for :func:`check_returns`."""
    problems: list[Problem] = []
    back = read_return(path, base.manifest, problems)
    proposals: dict[str, Proposal] = {}
    edited: dict[str, set[str]] = {}
    for layer in back.layers:
        for row in _judged(base, layer, problems):
            if _untouched(base, layer, row):
                continue
            for found in row_edits(base, layer, row, today):
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    proposals[found.digest] = found
                    edited.setdefault(layer.name, set()).add(str(row.uuid))
    counts = {name: _count(base, back, name, edited.get(name, set())) for name in base.layers}
    problems += _missing(base, back, counts)
    problems += _unsigned(back, list(proposals.values()))
    listed = tuple(p for _, p in sorted(proposals.items()))
    return Checked(back.name, base.manifest.crs, listed, counts, _once(problems))


def _untouched(base: BasePack, layer: BackLayer, row: BackRow) -> bool:
    """Whether a row came back to the last bit: most do, and need no closer look."""
    before = base.rows[layer.name].get(str(row.uuid))
    if before is None or not layer.whole or row.values != before.values:
        return False
    return bool(shapely.equals_identical(row.shape, before.shape))


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Problems once each, in the order they were met."""
    seen: dict[str, Problem] = {}
    for problem in problems:
        seen.setdefault(f"{problem.level} {problem.code} {problem.text('en')}", problem)
    return tuple(seen.values())


def _judged(base: BasePack, layer: BackLayer, problems: list[Problem]) -> Iterator[BackRow]:
    """Rows that are the pack's or may be new, each once; the others are named."""
    out = base.manifest.layers[layer.name].rows
    seen: dict[str, int] = {}
    for row in layer.rows:
        where = layer.where(row)
        if row.uuid is None and (layer.whole or layer.name != "findings"):
            problems.append(Problem("field.uuid_missing", where, {"layer": layer.name}))
        elif row.uuid is not None and row.uuid in seen:
            values = {"first": seen[row.uuid], "row": row.number, "layer": layer.name}
            problems.append(Problem("field.row_twice", where, values))
        elif row.uuid is not None and row.uuid not in out and layer.name != "findings":
            problems.append(Problem("field.row_unknown", where, {"layer": layer.name}))
        else:
            if row.uuid in out and not _untouched(base, layer, row):
                problems += _fixed(base, layer, row)
            yield row
        if row.uuid is not None:
            seen.setdefault(row.uuid, row.number)


def _fixed(base: BasePack, layer: BackLayer, row: BackRow) -> Iterator[Problem]:
    """Keys, figures and shapes that must come back as they went out."""
    before, form = base.rows[layer.name][str(row.uuid)], base.layers[layer.name]
    for column in form.fixed:
        if column == UUID or column not in row.values:
            continue
        old, new = plain_cell(before.values[column]), plain_cell(row.values[column])
        if not layer.whole:
            old, new = str(old), str(new if new is not None else old)
        if old != new:
            values = {"before": _said(old), "after": _said(new)}
            yield Problem("field.key_changed", layer.where(row, column), values)
    locked = layer.name not in ("corrections", "findings")
    if locked and (layer.whole or row.shape is not None) and moved(before.shape, row.shape):
        yield Problem("field.shape_changed", layer.where(row), {"layer": layer.name})


def _said(value: object) -> str:
    return "–" if value is None else str(value)


def _count(base: BasePack, back: Return, name: str, edited: set[str]) -> Count:
    out = set(base.manifest.layers[name].rows)
    own = [layer for layer in back.layers if layer.name == name]
    listed = [str(r.uuid) for layer in own for r in layer.rows]
    found = set(listed)
    strange = found - out
    new = strange if name == "findings" else set()
    per_file = [[str(r.uuid) for r in layer.rows if r.uuid] for layer in own]
    twice = sum(len(ids) - len(set(ids)) for ids in per_file)
    whole = any(layer.whole for layer in own)
    return Count(
        out=len(out), back=len(found & out), missing=len(out - found) if whole else 0,
        new=len(new), unknown=len(strange - new), twice=twice, edited=len(edited),
    )  # fmt: skip


def _missing(base: BasePack, back: Return, counts: Mapping[str, Count]) -> Iterator[Problem]:
    """Rows that did not come home: a deleted row says nothing, and a phone may have lost it."""
    for name, count in counts.items():
        if count.missing:
            out = set(base.manifest.layers[name].rows)
            seen = {str(r.uuid) for b in back.layers if b.name == name for r in b.rows}
            rows = base.rows[name]
            gone = tuple(row_label(rows[u].values, u) for u in sorted(out - seen))
            where = Where(back.name, rows=gone)
            values = {"layer": name, "n": count.missing, "out": count.out}
            yield Problem("field.rows_missing", where, values, "warning")
    whole = {layer.name for layer in back.layers if layer.whole}
    lacking = [n for n, layer in base.layers.items() if layer.edits and n not in whole]
    if whole and lacking:
        values = {"layers": ", ".join(lacking)}
        yield Problem("field.layers_missing", Where(back.name), values, "warning")


def _unsigned(back: Return, proposals: list[Proposal]) -> Iterator[Problem]:
    rows = tuple(sorted({p.target for p in proposals if p.seen_by is None}))
    if rows:
        yield Problem("field.unsigned", Where(back.name, rows=rows), {"n": len(rows)}, "warning")
