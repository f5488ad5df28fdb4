"""Sheets by place: all holdings with their sums, and one sheet per commune."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gis.maps.text.wording import coded, crop_and_method, is_missing
from gis.messages import visible
from gis.office.cells import put, put_formula, put_text, ref
from gis.office.report.plan_sheets import HEADS, WIDTHS, Data, plan_title, write_line
from gis.office.report.sheets import HEAD_ROW, Sheets

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FIGURES = ("drawn", "overlap", "held", "planned", "flagged", "clear", "unknown", "candidate")
_WIDTHS = (5.0, 34.0, 30.0, *([13.0] * len(FIGURES)))
_FIRST = 3
# What nobody asked for is a dash, which is not "unknown".
_ONLY_IF_JUDGED = ("flagged", "clear", "unknown", "candidate")


@dataclass(frozen=True)
class Held:
    """Where hectares of a crop, method and commune stand: (crop, method, code) → row."""

    name: str
    rows: Mapping[tuple[str, str, str], int]


def holding_rows(holdings: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    """The row of every place of the holdings sheet; the total of a crop has the code "total"."""
    return {_key(row): HEAD_ROW + 1 + n for n, row in enumerate(holdings.to_dict("records"))}


def _key(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    crop, method = ("" if is_missing(row[c]) else str(row[c]) for c in ("crop", "method"))
    place = str(row["commune_code"]) if row["place"] == "commune" else str(row["place"])
    return crop, method, place


def write_holdings(sheets: Sheets, name: str) -> Held:
    """Hectares by crop, method and place; every total is a sum of the rows above it."""
    heads = ["no", "crop_method", "commune", *FIGURES]
    said = [sheets.word(f"report_head_{h}") for h in heads]
    title = sheets.word("report_holdings")
    named, sheet = sheets.begin(name, title, said, _WIDTHS, wide=True)
    first, number = HEAD_ROW + 1, 0
    for row, record in enumerate(sheets.report.holdings.to_dict("records"), HEAD_ROW + 1):
        total = record["place"] == "total"
        number = 0 if total else number + 1
        kinds = ("total",) if total else ("cell",)
        put(sheet, row, 0, None if total else number, sheets.styles, *kinds, "middle")
        about = crop_and_method(record["crop"], record["method"], sheets.styles.lang)
        put_text(sheet, row, 1, about, sheets.styles, *kinds, "text")
        put_text(sheet, row, 2, _place(sheets, record), sheets.styles, *kinds, "text")
        for column, figure in enumerate(FIGURES, _FIRST):
            _write_ha(sheets, sheet, (row, column), record[f"{figure}_ha"], figure,
                      first if total else None)  # fmt: skip
        first = row + 1 if total else first
    row = HEAD_ROW + 2 + len(sheets.report.holdings)
    sheets.note(sheet, row, _WIDTHS, sheets.word("report_holdings_note"))
    return Held(named, holding_rows(sheets.report.holdings))


def _write_ha(
    sheets: Sheets,
    sheet: Worksheet,
    cell: tuple[int, int],
    value: float,
    figure: str,
    first: int | None,
) -> None:
    row, column = cell
    kinds = ("cell", "ha") if first is None else ("total", "ha")
    if math.isnan(value) and figure in _ONLY_IF_JUDGED:
        put_text(sheet, row, column, "–", sheets.styles, *kinds)
    elif first is None or math.isnan(value):
        put(sheet, row, column, float(value), sheets.styles, *kinds)
    else:
        from xlsxwriter.utility import xl_range

        formula = f"=SUM({xl_range(first, column, row - 1, column)})"
        put_formula(sheet, row, column, formula, float(value), sheets.styles, *kinds)


def _place(sheets: Sheets, record: Mapping[Any, Any]) -> str:
    if record["place"] == "commune":
        return f"{visible(record['commune'])} ({visible(record['commune_code'])})"
    return coded("place", record["place"], sheets.styles.lang)


def write_communes(sheets: Sheets, data: Data, held: Held) -> list[str]:
    """A sheet per commune: its part of every plan and its holdings; names of the sheets."""
    return [
        _write_commune(sheets, (n, code, name), data, held)
        for n, (code, name) in enumerate(sheets.report.communes)
    ]


def _write_commune(sheets: Sheets, commune: tuple[int, str, str], data: Data, held: Held) -> str:
    place, code, name = commune
    heads = [sheets.word(f"report_head_{h}") for h in HEADS]
    title = sheets.word("report_of_commune").format(commune=visible(name), code=visible(code))
    named, sheet = sheets.begin(visible(name), title, heads, WIDTHS, wide=True)
    row = HEAD_ROW + 1
    for plan in sheets.report.plans:
        lines = [line for line in plan.lines if line.parts is not None]
        if not lines:
            continue
        row = _group(sheets, sheet, row, plan_title(plan, sheets.styles.lang))
        for number, line in enumerate(lines, start=1):
            part = (line.parts or ())[place]
            share = line.is_share
            whole = part.whole if part.whole > 0 and not part.whole_unknown > 0 else math.nan
            done = part.known / whole if share else part.known
            more = part.unknown / whole if share else part.unknown
            target = line.target if line.only_commune == code else math.nan
            write_line(sheets, sheet, row, (number, line), data.cells(line, place),
                       (target, done, more))  # fmt: skip
            row += 1
    for about, rows in _holdings_of(sheets, code):
        row = _group(sheets, sheet, row, about)
        for number, (figure, key, value) in enumerate(rows, start=1):
            _write_held(sheets, sheet, row, (number, figure), (held, key), value)
            row += 1
    sheets.note(sheet, row + 1, WIDTHS, sheets.word("report_unknown_note"))
    return named


def _group(sheets: Sheets, sheet: Worksheet, row: int, text: str) -> int:
    sheets.across(sheet, row, len(HEADS) - 1, text, "group", "text")
    return row + 1


def _holdings_of(
    sheets: Sheets, code: str
) -> Iterator[tuple[str, list[tuple[str, tuple[str, str, str], float]]]]:
    for record in sheets.report.holdings.to_dict("records"):
        if record["place"] != "commune" or str(record["commune_code"]) != code:
            continue
        about = crop_and_method(record["crop"], record["method"], sheets.styles.lang)
        values = [(f, float(record[f"{f}_ha"])) for f in FIGURES]
        rows = [(f, _key(record), v) for f, v in values if not math.isnan(v)]
        yield f"{sheets.word('report_holdings')}: {about}", rows


def _write_held(
    sheets: Sheets,
    sheet: Worksheet,
    row: int,
    numbered: tuple[int, str],
    where: tuple[Held, tuple[str, str, str]],
    value: float,
) -> None:
    (number, figure), (held, key) = numbered, where
    style = sheets.styles
    put(sheet, row, 0, number, style, "cell", "middle")
    text = sheets.word(f"report_head_{figure}").removesuffix(" (ha)")
    put_text(sheet, row, 1, text, style, "cell", "text")
    put_text(sheet, row, 2, "ha", style, "cell", "middle")
    put_text(sheet, row, 3, "–", style, "cell", "middle")
    cell = ref(held.name, held.rows[key], _FIRST + FIGURES.index(figure))
    put_formula(sheet, row, 4, f"={cell}", value, style, "cell", "ha")
    put_text(sheet, row, 5, "–", style, "cell", "middle")
    put_text(sheet, row, 6, "", style, "cell", "text")
