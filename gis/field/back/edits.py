"""What a row that came back says otherwise than it went out: proposals, or why they are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import shapely

from gis.errors import Problem
from gis.field.back.base import BasePack
from gis.field.back.model import BackLayer, BackRow
from gis.field.back.shapes import shape_fault
from gis.field.back.values import read_value
from gis.field.form import NOTES, WHO
from gis.field.pack.rows import row_uuid
from gis.history.proposals.model import OUTLINE, About, Proposal
from gis.history.proposals.outlines import hex_of, moved
from gis.history.proposals.sorted_out import same_value
from gis.ledger.states.digest import canonical
from gis.ledger.states.model import PRESENT, Value

# Faults of a value that reviews know already are said in their words.
_OWN = ("slope_text", "slope_unfit", "moment_unfit", "moment_future", "photo_unfit",
        "shape_missing", "shape_kind", "shape_invalid", "shape_outside")  # fmt: skip
# Places of findings to the millimetre.
_PLACE_DIGITS = 3


def row_edits(
    base: BasePack, layer: BackLayer, row: BackRow, today: date
) -> Iterator[Proposal | Problem]:
    """Everything a row says otherwise, and every value in it that does not fit.

    Args:
        base: the pack.
        layer: the layer it came in.
        row: a row of the pack, or a new finding.
        today: no moment may be later.
    """
    problems: list[Problem] = []
    values = _values(base, layer, row, today, problems)
    yield from problems
    if layer.name == "findings":
        yield from _finding(base, layer, row, values, bad=bool(problems))
    elif base.layers[layer.name].edits:
        yield from _edits(base, layer, row, values)
    elif _spoken(base, row):
        yield _of(base, layer, row, "note", None, _text(row), {})


def _values(
    base: BasePack, layer: BackLayer, row: BackRow, today: date, problems: list[Problem]
) -> dict[str, Value]:
    """Editable values of a row that fit; the others are named and left out."""
    found: dict[str, Value] = {}
    for column, content in base.layers[layer.name].edits.items():
        if column not in row.values:
            continue
        given = row.values[column]
        value, fault = read_value(column, content, given, base.allowed, today, typed=layer.whole)
        if fault is None and value is None and column == PRESENT and layer.whole:
            fault = ("present_missing", {})
        if fault is not None:
            problems.append(_problem(layer, row, column, fault))
        else:
            found[column] = value
    return found


def _problem(
    layer: BackLayer, row: BackRow, column: str | None, fault: tuple[str, Mapping[str, object]]
) -> Problem:
    code, values = fault
    room = "field" if code in _OWN else "office"
    return Problem(f"{room}.{code}", layer.where(row, column), values)


def _edits(
    base: BasePack, layer: BackLayer, row: BackRow, values: Mapping[str, Value]
) -> Iterator[Proposal | Problem]:
    before = _before(base, layer, row)
    changed = [c for c, v in values.items() if c not in NOTES and not same_value(before[c], v)
               and not (v is None and not layer.whole)]  # fmt: skip
    for column in changed:
        yield _of(base, layer, row, column, before[column], values[column], values)
    old = base.rows[layer.name][str(row.uuid)].shape
    may = layer.name == "corrections" and (layer.whole or row.shape is not None)
    redrawn = may and moved(old, row.shape)
    if redrawn:
        fault = shape_fault(base, row.shape, "MultiPolygon")
        if fault is not None:
            yield _problem(layer, row, None, fault)
        elif row.shape is not None and old is not None:
            yield _of(base, layer, row, OUTLINE, hex_of(old), hex_of(row.shape), values)
    yield from _beside(base, layer, row, values, alone=not (changed or redrawn))


def _beside(
    base: BasePack, layer: BackLayer, row: BackRow, values: Mapping[str, Value], *, alone: bool
) -> Iterator[Proposal]:
    """A note without a change, and a signature without either: somebody looked and found it so."""
    if _spoken(base, row):
        yield _of(base, layer, row, "note", None, _text(row), values)
    note = values.get("note")
    signed = any(values.get(c) is not None for c in ("seen_by", "seen_at"))
    if alone and note is not None:
        yield _of(base, layer, row, "note", None, note, values)
    elif alone and signed:
        yield _of(base, layer, row, "seen", None, True, values)


def _before(base: BasePack, layer: BackLayer, row: BackRow) -> dict[str, Value]:
    """Values as they went out, read as those that came back are."""
    out = base.rows[layer.name][str(row.uuid)].values
    found: dict[str, Value] = {}
    for column, content in base.layers[layer.name].edits.items():
        value, fault = read_value(column, content, out[column], base.allowed, date.max, typed=True)
        # What the office wrote itself is not judged: it is what it is.
        found[column] = value if fault is None else out[column]
    return found


def _spoken(base: BasePack, row: BackRow) -> bool:
    """Whether a phone without forms has another description than went out."""
    return row.text is not None and row.text not in base.texts.get(str(row.uuid), {row.text})


def _text(row: BackRow) -> str:
    return " ".join(str(row.text).split())


def _of(
    base: BasePack,
    layer: BackLayer,
    row: BackRow,
    column: str,
    before: Value,
    after: Value,
    values: Mapping[str, Value],
) -> Proposal:
    note, who, when = (_str(values.get(c)) for c in WHO)
    return Proposal(
        *_target(base, layer, row), column, before, after, who, when,
        None if column == "note" else note, base.manifest.pack,
    )  # fmt: skip


def _target(base: BasePack, layer: BackLayer, row: BackRow) -> tuple[About, str, str]:
    said: Mapping[str, Any] = base.rows[layer.name][str(row.uuid)].values
    if layer.name == "corrections":
        return "plot", str(said["layer"]), str(said["plot_id"])
    name = str(said["doubt_id"]) if layer.name == "visits" else str(row.uuid)
    return "visit", str(said.get("layer") or layer.name), name


def _finding(
    base: BasePack, layer: BackLayer, row: BackRow, values: Mapping[str, Value], *, bad: bool
) -> Iterator[Proposal | Problem]:
    fault = shape_fault(base, row.shape, "Point")
    if fault is not None:
        yield _problem(layer, row, None, fault)
    if fault is not None or bad or row.shape is None:
        return
    point = shapely.force_2d(row.shape)
    told: dict[str, Value] = {c: v for c, v in values.items() if c not in NOTES}
    told |= {"x_m": _metres(shapely.get_x(point)), "y_m": _metres(shapely.get_y(point))}
    note, who, when = (_str(values.get(c)) for c in WHO)
    said = canonical(told)
    uuid = row.uuid or row_uuid(base.manifest.area, "findings", canonical([said, note, who, when]))
    pack = base.manifest.pack
    yield Proposal("finding", "", uuid, "finding", None, said, who, when, note, pack)


def _metres(value: float) -> float:
    return round(float(value), _PLACE_DIGITS)


def _str(value: Value) -> str | None:
    return None if value is None else str(value)
