"""What the law says, in words: the day, what the data could not tell, hectares by verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from gis.criteria.law_facts import forest_layer
from gis.layers.frms_version import frms_version
from gis.maps.results import Results
from gis.maps.text.text_table import TextTable
from gis.maps.text.wording import coded, crop_and_method, is_missing, zone_title
from gis.messages import Lang, visible, word
from gis.project.under_law import judged_on
from gis.reference.law import VERDICTS, law_book
from gis.units import date_text, number_text

_KINDS = {"total": "total", "outside_communes": "outside"}


def law_notes(results: Results, lang: Lang) -> Iterator[tuple[str, str]]:
    """Notes of a run as (name, text); none where the law was not asked."""
    if results.legal is not None and results.legal.asked:
        yield "law", law_note(results, lang)
    forest = forest_layer(results.layers)
    if forest is not None:
        found = frms_version(forest)
        text = word(f"law_frms_{found.how}", lang)
        yield (
            "frms_version",
            text.format(version={"3": "3.0.x", "4": "4.0"}.get(found.version or "")),
        )


def law_note(results: Results, lang: Lang) -> str:
    """The day judged for, when the rules were reviewed, and that a verdict is no permission."""
    book = law_book()
    return word("law_note", lang).format(
        day=date_text(judged_on(results.project)), reviewed=date_text(book.reviewed_on)
    )


def law_tables(results: Results, lang: Lang) -> list[TextTable]:
    """A table for every crop and method of plots, and for every zone rule; communes down.

    Args:
        results: one run; hectares in the project CRS.
        lang: of headings and figures.
    """
    rows = results.ledger.legal
    groups = rows.groupby(["legal_land", "rule", "crop", "method"], dropna=False, sort=False)
    tables = [_table(own, results, lang) for _, own in groups]
    note = law_note(results, lang)  # once: the same holds for all of them
    return [replace(table, note="" if n else note) for n, table in enumerate(tables)]


def _table(rows: pd.DataFrame, results: Results, lang: Lang) -> TextTable:
    first = rows.iloc[0]
    rule = results.project.zones.get(str(first["rule"]))
    about = (
        zone_title(rule, lang) if rule else crop_and_method(first["crop"], first["method"], lang)
    )
    kind = word(f"law_land_{first['legal_land']}", lang)
    heads = [
        word("head_commune", lang),
        *(coded("legal", verdict, lang) for verdict in VERDICTS),
        word("place_total", lang),
    ]
    places = rows.groupby(["place", "commune_code"], dropna=False, sort=False)
    body = [_row(own, lang) for _, own in places]
    title = f"{word('law_land', lang)} (ha): {kind} · {about}"
    return TextTable(title, heads, list(range(1, len(heads))), body)


def _row(own: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    first, ha = own.iloc[0], own.set_index("legal_verdict")["legal_ha"]
    commune = first["commune"]
    place = coded("place", first["place"], lang) if is_missing(commune) else visible(commune)
    figures = [number_text(float(v), lang) for v in (*ha[list(VERDICTS)], first["land_ha"])]
    return {"cells": [place, *figures], "kind": _KINDS.get(first["place"], ""), "notes": []}
