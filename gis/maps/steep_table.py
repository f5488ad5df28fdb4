"""Steep hectares of plots and communes as one CSV, what they rest on in its first rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from gis.maps.one_file import new_file
from gis.maps.tables import SEPARATOR, defused, number_cell
from gis.messages import Lang

SUFFIXES = (".csv",)
HECTARES = ("area_ha", "steep_ha", "not_steep_ha", "unknown_ha")
STEEP_COLUMNS = ("section", "row", "id", *HECTARES, "text")


def write_steep_table(
    to: Path, tables: Mapping[str, pd.DataFrame], notes: Mapping[str, str], lang: Lang
) -> int:
    """Write the CSV whole or not at all.

    Args:
        to: a free name that ends in ``.csv``.
        tables: section → rows with ``row``, ``id`` and hectares; each begins with its total.
        notes: what the figures rest on, written first.
        lang: separator and decimal sign, as in the ledger; column names never change.

    Returns:
        Rows written, notes and totals not counted. An id that is missing is empty.

    Raises:
        NuongError: the file could not be written; nothing is left behind.
    """
    with new_file(to) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=SEPARATOR[lang], lineterminator="\r\n")
        writer.writerow(STEEP_COLUMNS)
        for name, text in notes.items():
            writer.writerow(["note", "", name, *[""] * len(HECTARES), defused(text)])
        for section, rows in tables.items():
            writer.writerows(_section(section, rows, lang))
    return sum(map(len, tables.values()))


def totals(rows: pd.DataFrame) -> dict[str, float]:
    """Hectares of a whole table; shapes that overlap are counted as often as they are drawn."""
    return {c: float(rows[c].sum()) for c in HECTARES}


def _section(section: str, rows: pd.DataFrame, lang: Lang) -> Iterator[list[str]]:
    whole = totals(rows)
    yield ["total", "", section, *(number_cell(c, whole[c], lang) for c in HECTARES), ""]
    columns = [rows[c].tolist() for c in ("row", "id", *HECTARES)]
    for number, name, *hectares in zip(*columns, strict=True):
        cells = [number_cell(c, v, lang) for c, v in zip(HECTARES, hectares, strict=True)]
        known = isinstance(name, str)
        yield [section, str(number), defused(name) if known else "", *cells, ""]
