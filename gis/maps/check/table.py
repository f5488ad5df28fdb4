"""The ledger's CSV read back as a spreadsheet would: header, rows, figures, no formula."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from gis.errors import Problem, Where
from gis.maps.check.found import Found, check_counts
from gis.maps.columns import kind_of
from gis.maps.contents import Count
from gis.maps.tables import DECIMAL, FORMULA_STARTS, LEDGER_COLUMNS, SEPARATOR, UNKNOWN
from gis.messages import Lang


def check_table(path: Path, tables: Mapping[str, Count], lang: Lang) -> Found:
    """Faults of ``ledger.csv``, and its candidate hectares by zone rule.

    Args:
        path: the file.
        tables: rows per section as ``run.json`` says.
        lang: language it was written in (separator and decimal sign).

    Returns:
        Faults; sums named ``zones.<rule>`` from the rows of section ``zone_commune``, and
        ``waterfall.<crop>.<step>``.
    """
    where = Where(file=path.name)
    rows = _read(path, lang)
    if rows is None or rows[0] != list(LEDGER_COLUMNS) or len({len(r) for r in rows}) != 1:
        return Found([Problem("maps.table_unreadable", where)], readable=False)
    said = [dict(zip(LEDGER_COLUMNS, row, strict=True)) for row in rows[1:]]
    found = _sums(said, lang)
    seen = {name: Count(rows=n) for name, n in Counter(r["section"] for r in said).items()}
    found.problems += check_counts(path.name, tables, seen)
    live = [str(n) for n, row in enumerate(said, start=2) if _has_formula(row, lang)]
    if live:
        found.problems.append(
            Problem("maps.table_formula", Where(file=path.name, rows=tuple(live)))
        )
    return found


def _read(path: Path, lang: Lang) -> list[list[str]] | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR[lang]))
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    return rows or None


def _sums(rows: list[dict[str, str]], lang: Lang) -> Found:
    found = Found()
    for row in rows:
        if row["section"] == "zone_commune":
            found.add(f"zones.{row['rule']}", _number(row["candidate_ha"], lang))
            found.rows += 1
        if row["section"] == "waterfall":
            name = f"waterfall.{row['crop'] or None}.{row['step']}"
            found.add(name, _number(row["step_ha"], lang))
    return found


def _number(cell: str, lang: Lang) -> float:
    try:
        return float(cell.replace(DECIMAL[lang], "."))
    except ValueError:
        return math.nan


def _has_formula(row: Mapping[str, str], lang: Lang) -> bool:
    """Whether a spreadsheet could run a cell; a figure may begin with a minus sign."""
    return any(
        cell.lstrip()[:1] in tuple(FORMULA_STARTS)
        and not (kind_of(column) == "number" and _is_figure(cell, lang))
        for column, cell in row.items()
    )


def _is_figure(cell: str, lang: Lang) -> bool:
    return cell == UNKNOWN or math.isfinite(_number(cell, lang))
