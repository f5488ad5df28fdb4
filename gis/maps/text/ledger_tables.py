"""The ledger as tables of text: targets, hectares by commune, candidate land by commune.

A figure that is not known reads "?"; it is never shown as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gis.maps.results import Results
from gis.maps.text.doubt_text import doubt_tables
from gis.maps.text.law_text import law_tables
from gis.maps.text.range_text import range_tables
from gis.maps.text.slope_table import slope_tables
from gis.maps.text.text_table import TextTable
from gis.maps.text.waterfall_table import waterfall_table
from gis.maps.text.wording import (
    coded,
    criterion_title,
    crop_and_method,
    figure_of,
    is_missing,
    value_text,
    zone_title,
)
from gis.messages import Lang, visible, word
from gis.units import is_whole, number_text

NOTHING = "–"  # there is no such figure, which is not the same as not knowing it
# Communes the plan does not name are marked, not dropped.
MARKS = {"other": " †", "contains_named": " ‡"}
HELD = ("drawn", "overlap", "held", "planned", "flagged", "clear", "unknown", "candidate")
FOUND = ("commune", "candidate", "too_small", "excluded", "unknown")


def ledger_tables(results: Results, lang: Lang) -> list[TextTable]:
    """Every table of the ledger, targets first."""
    ledger = results.ledger
    tables = [_targets(ledger.targets, lang), waterfall_table(results, lang)]
    for (crop, method), rows in ledger.holdings.groupby(["crop", "method"], dropna=False):
        tables.append(_holdings(rows, crop_and_method(crop, method, lang), lang))
    tables += slope_tables(results, lang)
    tables += [TextTable(**table) for table in doubt_tables(results, lang)]
    tables += range_tables(results, lang)
    tables += law_tables(results, lang)
    for name, rule in results.project.zones.items():
        rows = ledger.zone_communes[ledger.zone_communes.rule == name]
        tables.append(_found(results, rows, zone_title(rule, lang), lang))
    return [t for t in tables if t.rows]


def _targets(targets: pd.DataFrame, lang: Lang) -> TextTable:
    keys = ("plan", "indicator", "target", "held", "gap", "share", "met")
    heads = [word(f"head_{key}", lang) for key in keys]
    rows = [_target_row(row, lang) for row in targets.to_dict("records")]
    return TextTable(word("targets", lang), heads, [3, 4, 5], rows, word("map_targets_note", lang))


def _target_row(row: dict[Any, Any], lang: Lang) -> dict[str, Any]:
    section = "" if is_missing(row["section"]) else f" {row['section']}"
    indicator = coded("indicator", row["indicator"], lang)
    cells = [
        visible(f"{row['plan']}{section}"),
        f"{_about(row, lang)} · {indicator}",
        _asked(row, lang),
        *_standing(row, lang),
        coded("met", row["met"], lang),
    ]
    return {"cells": cells, "kind": f"met-{row['met']}", "notes": _target_notes(row, lang)}


def _about(row: dict[Any, Any], lang: Lang) -> str:
    """What a target is about: its crop, or the subject of one that has none; and its one place."""
    if is_missing(row["crop"]):
        return visible(row[f"subject_{lang}"]) + one_place(row)
    return coded("crop", row["crop"], lang) + one_place(row)


def one_place(row: Mapping[Any, Any]) -> str:
    """The place of a target that names a single one, in brackets: parts of a total differ by it
    alone. Longer lists stand in the ledger file.
    """
    communes = row["communes"]
    single = not is_missing(communes) and communes and "," not in communes
    return f" ({visible(communes)})" if single else ""


def _asked(row: dict[Any, Any], lang: Lang) -> str:
    """The figure with its sense and year; the plan's own hedge word stands in its place."""
    year = "" if is_missing(row["year"]) else f" ({int(row['year'])})"
    sense = coded("sense", row["sense"], lang)
    if is_missing(row["target"]):
        return sense + year
    hedge = sense if is_missing(row["hedge"]) else f"“{visible(row['hedge'])}”"
    amount = _amount(row["target"], row["unit"], lang)
    if not is_missing(row["target_high"]):
        amount = f"{amount} – {_amount(row['target_high'], row['unit'], lang)}"
    return f"{hedge} {amount}{year}"


def _standing(row: dict[Any, Any], lang: Lang) -> tuple[str, str, str]:
    """Held, gap and share; of what only reports can tell, that no report is at hand."""
    if is_unreported(row):
        return word("not_reported", lang), NOTHING, NOTHING
    share = value_text("held_share", row["share"], lang)
    return _held(row, lang), _gap(row, lang), NOTHING if is_missing(row["target"]) else share


def is_unreported(row: Mapping[Any, Any]) -> bool:
    """Whether a target's figure must come from a report, and none is given."""
    return row["basis"] == "reported" and is_missing(row["held"])


def _held(row: dict[Any, Any], lang: Lang) -> str:
    """What is known to be held, and beside it what may be held too."""
    held = _amount(row["held"], row["unit"], lang)
    if is_missing(row["held_unknown"]) or not row["held_unknown"] > 0:
        return held
    return f"{held} (+ {_amount(row['held_unknown'], row['unit'], lang)} {word('not_known', lang)})"


def _gap(row: dict[Any, Any], lang: Lang) -> str:
    """What is missing or left over; a plan without a figure has neither."""
    if is_missing(row["target"]):
        return NOTHING
    for key in ("shortfall", "excess"):
        if not is_missing(row[key]) and row[key] > 0:
            return f"{word(f'gap_{key}', lang)} {_amount(row[key], row['unit'], lang)}"
    return _amount(row["shortfall"], row["unit"], lang)


def _amount(value: object, unit: object, lang: Lang) -> str:
    if unit == "share":
        return value_text("held_share", value, lang)
    figure = figure_of(value)
    return (
        f"{number_text(figure, lang, 0 if is_whole(str(unit)) else 2)} {coded('unit', unit, lang)}"
    )


def _target_notes(row: dict[Any, Any], lang: Lang) -> list[str]:
    said = []
    if not is_missing(row["quote_vi"]):
        said.append(f"“{visible(row['quote_vi'], 1000)}”")
    if not is_missing(row["denominator"]):
        of = coded("indicator", row["denominator"], lang)
        said.append(f"{word('map_share_of', lang)}: {of}")
    said.append(coded("basis", row["basis"], lang))
    if not is_missing(row["question"]):
        said.append(f"{word('map_question', lang)}: {visible(row['question'], 1000)}")
    return said


def _holdings(rows: pd.DataFrame, title: str, lang: Lang) -> TextTable:
    kept = [key for key in HELD if not rows[f"{key}_ha"].isna().all()]
    heads = [word("head_commune", lang), *(_bare_head(key, lang) for key in kept)]
    body = [
        {
            "cells": [_place(row, lang), *(_bare_ha(row[f"{key}_ha"], lang) for key in kept)],
            "kind": _kind(row),
            "notes": [],
        }
        for row in rows.to_dict("records")
    ]
    title = f"{word('holdings', lang)} (ha): {title}"
    note = _marked_note(rows, "map_holdings_note", lang)
    return TextTable(title, heads, list(range(1, len(heads))), body, note)


def _place(row: dict[Any, Any], lang: Lang) -> str:
    if is_missing(row["commune"]):
        return coded("place", row["place"], lang)
    return visible(row["commune"]) + MARKS.get(row["named_by_plan"], "")


def _marked_note(rows: pd.DataFrame, note: str, lang: Lang) -> str:
    """The table's note, with a line for every mark its communes carry."""
    marks = [m for m in MARKS if (rows["named_by_plan"] == m).any()]
    said = [f"{MARKS[mark].strip()} {word(f'named_{mark}', lang)}." for mark in marks]
    return " ".join([word(note, lang), *said])


def _kind(row: dict[Any, Any]) -> str:
    return {"total": "total", "outside_communes": "outside"}.get(str(row["place"]), "")


def _found(results: Results, rows: pd.DataFrame, title: str, lang: Lang) -> TextTable:
    keys = ("commune_area", "candidate", "too_small", "excluded", "unknown", "limiting")
    heads = [word("head_commune", lang), *(_bare_head(key, lang) for key in keys)]
    body = [
        {
            "cells": [
                visible(row["commune"]) + MARKS.get(row["named_by_plan"], ""),
                *(_bare_ha(row[f"{key}_ha"], lang) for key in FOUND),
                _limit(results, row["limiting_criterion"], lang),
            ],
            "kind": "",
            "notes": [],
        }
        for row in rows.to_dict("records")
    ]
    body.append(_found_total(rows, lang))
    title = f"{word('map_zones', lang)} (ha): {title}"
    note = _marked_note(rows, "map_found_note", lang)
    return TextTable(title, heads, list(range(1, 6)), body, note)


def _bare_head(key: str, lang: Lang) -> str:
    """A heading without its unit: the table's title has it."""
    return word(f"head_{key}", lang).removesuffix(" (ha)")


def _found_total(rows: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    sums = [_bare_ha(rows[f"{key}_ha"].sum(skipna=False), lang) for key in FOUND]
    return {"cells": [word("place_total", lang), *sums, ""], "kind": "total", "notes": []}


def _limit(results: Results, name: object, lang: Lang) -> str:
    return "" if is_missing(name) else criterion_title(results.project, name, lang)


def _bare_ha(value: object, lang: Lang) -> str:
    return number_text(figure_of(value), lang)
