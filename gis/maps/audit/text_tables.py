"""The audit's tables for reading: ranked cases, totals by commune."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gis.maps.audit.results import AuditResults
from gis.maps.audit.wording import audit_label, audit_text
from gis.maps.text.text_table import TextTable
from gis.maps.text.wording import coded, is_missing
from gis.messages import Lang, number_text, visible, word
from gis.zones.allocation.tables import COMMUNE_TOTAL_COLUMNS

# A page lists so many cases; the CSV and the workbook have them all.
MOST_SHOWN = 400
CASE_HEADS = ("case_rank", "case_id", "stake_ha", "severity", "commune")
_KINDS = {"total": "total", "outside_communes": "outside"}


def audit_tables(results: AuditResults, lang: Lang) -> list[TextTable]:
    """The ranked cases, then totals by commune for allocations and for planned plots."""
    return [_cases(results, lang), *_totals(results, lang)]


def _cases(results: AuditResults, lang: Lang) -> TextTable:
    frame = results.ledger.cases.frame
    rows = [
        {
            "cells": [_figure(c, row[c], lang) for c in CASE_HEADS],
            "kind": "",
            "notes": [visible(row[f"sentence_{lang}"], 1000)],
        }
        for row in frame.head(MOST_SHOWN).to_dict("records")
    ]
    note = ""
    if len(frame) > MOST_SHOWN:
        figures = {
            "shown": number_text(MOST_SHOWN, lang, 0),
            "all": number_text(len(frame), lang, 0),
        }
        note = word("audit_cases_shown", lang).format(**figures)
    heads = [audit_label(c, lang) for c in CASE_HEADS]
    return TextTable(word("audit_cases", lang), heads, [0, 2], rows, note)


def _totals(results: AuditResults, lang: Lang) -> Iterator[TextTable]:
    totals = results.ledger.land.totals
    columns = COMMUNE_TOTAL_COLUMNS[4:]
    heads = [word("head_commune", lang), *(audit_label(c, lang) for c in columns)]
    for role, own in totals.groupby("role", sort=False):
        title = f"{word('audit_totals', lang)}: {word(f'audit_role_{role}', lang)}"
        rows = [
            {
                "cells": [place_text(row, lang), *(_figure(c, row[c], lang) for c in columns)],
                "kind": _KINDS.get(row["place"], ""),
                "notes": [],
            }
            for row in own.to_dict("records")
            if row["place"] != "outside_communes" or row["drawn_ha"] > 0
        ]
        yield TextTable(title, heads, list(range(1, len(heads))), rows)


def place_text(row: Any, lang: Lang) -> str:
    """A commune's name, else what the place is."""
    name = row["commune"]
    return coded("place", row["place"], lang) if is_missing(name) else visible(name)


def _figure(column: str, value: Any, lang: Lang) -> str:
    """A figure without its unit, which stands in the title; anything else as it reads."""
    if column.endswith("_ha"):
        return number_text(None if is_missing(value) else float(value), lang)
    return audit_text(column, value, lang)
