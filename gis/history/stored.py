"""Rows of the ledger file as what they stand for: plots, what entries say of them, outlines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gis.history.numbers import Whole, two_in_one, whole_rows
from gis.ledger.states.model import LAND, Correction, Drawn, Land, PlotKey, PlotState, Value


def plot_keys(sql: sqlite3.Connection, plots: Iterable[int]) -> dict[int, PlotKey]:
    """Keys by plot number."""
    rows = sql.execute(
        "SELECT plot_no, layer, plot_id FROM plot "
        "WHERE plot_no IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(set(plots)))],
    )
    return {number: PlotKey(layer, plot_id) for number, layer, plot_id in rows}


def plots_named(sql: sqlite3.Connection, text: str) -> list[PlotKey]:
    """Plots a text may mean: ``layer:id``, or an id of any layer."""
    layer, colon, rest = text.partition(":")
    rows = sql.execute(
        "SELECT layer, plot_id FROM plot WHERE plot_id = ? OR (layer = ? AND plot_id = ?)",
        [text, layer if colon else "", rest],
    )
    return sorted(PlotKey(*row) for row in rows)


def plots_of_layers(sql: sqlite3.Connection, layers: Sequence[str]) -> Iterable[tuple[int]]:
    """Numbers of every plot of some layers, as rows."""
    marks = ", ".join("?" * len(layers))
    return sql.execute(
        f"SELECT plot_no FROM plot WHERE layer IN ({marks})",  # noqa: S608 - only marks
        list(layers),
    )


def crops_met(sql: sqlite3.Connection) -> set[str]:
    """Every crop a recorded plot has or had."""
    rows = sql.execute(
        "SELECT text FROM word WHERE word_no IN (SELECT DISTINCT crop_no FROM version)"
    )
    return {text for (text,) in rows}


def corrections_of(
    sql: sqlite3.Connection, entries: Sequence[int]
) -> list[tuple[int, int, Correction]]:
    """Corrections of entries: number of the entry, number of the plot, what it says."""
    rows = sql.execute(
        "SELECT c.entry_no, c.plot_no, p.layer, p.plot_id, c.column_name, c.value "
        "FROM correction c JOIN plot p USING (plot_no) "
        "WHERE c.entry_no IN (SELECT value FROM json_each(?))",
        [json.dumps(list(entries))],
    )
    return [
        (n, plot, Correction(PlotKey(layer, plot_id), column, said_value(column, value)))
        for n, plot, layer, plot_id, column, value in rows
    ]


def said_value(column: str, text: str) -> Value | Drawn:
    """What a correction says of a column, from its row."""
    value: Value | tuple[str, list[tuple[str | None, int, int]]] = json.loads(text)
    if column != LAND or not isinstance(value, list):
        return value  # type: ignore[return-value]
    shape, land = value
    return Drawn(shape, tuple(Land(*part) for part in land))


def plot_states(
    sql: sqlite3.Connection, words: Sequence[str | None], versions: Iterable[int]
) -> dict[int, PlotState]:
    """Plots as states gave them, by version number."""
    asked = json.dumps(sorted(set(versions)))
    rows = sql.execute(
        "SELECT v.version_no, v.plot_values, o.digest "
        "FROM version v JOIN outline o USING (shape_no) "
        "WHERE v.version_no IN (SELECT value FROM json_each(?))",
        [asked],
    ).fetchall()
    lands: dict[int, list[Land]] = {}
    parts = sql.execute(
        "SELECT version_no, place_no, area_cm2, counted_cm2 FROM land "
        "WHERE version_no IN (SELECT value FROM json_each(?)) ORDER BY version_no, part",
        [asked],
    )
    for version, place, area, counted in parts:
        lands.setdefault(version, []).append(Land(words[place], area, counted))
    return {
        number: PlotState(json.loads(said), shape, tuple(lands.get(number, ())))
        for number, said, shape in rows
    }


def version_number(sql: sqlite3.Connection, digest: str) -> int | None:
    """The number of a version, None where no state ever gave it."""
    found = sql.execute("SELECT version_no FROM version WHERE digest = ?", [digest]).fetchone()
    return int(found[0]) if found else None


def land_rows(sql: sqlite3.Connection, first: int, last: int) -> Whole:
    """Land of the versions from one number to another (``LAND_COLUMNS``), by version."""
    rows = sql.execute(
        "SELECT l.version_no << 31 | v.shape_no, v.crop_no << 31 | v.method_no, "
        "v.state_no << 31 | l.place_no, l.area_cm2, l.counted_cm2 "
        "FROM land l JOIN version v USING (version_no) "
        "WHERE l.version_no BETWEEN ? AND ? ORDER BY l.version_no, l.part",
        [first, last],
    )
    packed = whole_rows(rows, 5)
    (version, shape), (crop, method), (state, place) = map(two_in_one, packed[:, :3].T)
    columns = (version, crop, method, state, shape, place, packed[:, 3], packed[:, 4])
    return np.column_stack(columns)


def shape_numbers(sql: sqlite3.Connection, digests: Iterable[str]) -> dict[str, int]:
    """Numbers of outlines by digest."""
    rows = sql.execute(
        "SELECT digest, shape_no FROM outline WHERE digest IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(digests))],
    )
    return dict(rows.fetchall())


def outlines_of(sql: sqlite3.Connection, numbers: Iterable[int]) -> Mapping[int, bytes]:
    """Outlines by number, as the file keeps them."""
    rows = sql.execute(
        "SELECT shape_no, geom FROM outline WHERE shape_no IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(set(numbers)))],
    )
    return dict(rows.fetchall())
