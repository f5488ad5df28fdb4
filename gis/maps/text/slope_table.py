"""Hectares by slope class as tables of text: communes down, classes across."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from gis.maps.results import Results
from gis.maps.text.text_table import TextTable
from gis.maps.text.wording import coded, crop_and_method, is_missing
from gis.messages import Lang, visible, word
from gis.project.slope_class_text import class_text, slope_note
from gis.project.slope_classes import UNKNOWN
from gis.units import number_text

_KINDS = {"total": "total", "outside_communes": "outside"}


def slope_tables(results: Results, lang: Lang) -> list[TextTable]:
    """A table for every crop and method that has plots, then one for all land of the communes.

    Args:
        results: one run; hectares in the project CRS.
        lang: of headings and figures.
    """
    rows = results.ledger.slope_classes
    groups = rows.groupby(["land", "crop", "method"], dropna=False, sort=False)
    tables = [_table(own, results, lang) for _, own in groups]
    note = slope_note(results.project.slope_classes, lang)  # once: the same holds for all of them
    return [replace(table, note="" if n else note) for n, table in enumerate(tables)]


def _title(land: str, crop: object, method: object, lang: Lang) -> str:
    about = word("slope_all_land", lang) if land == "all" else crop_and_method(crop, method, lang)
    return f"{word('slope_land', lang)} (ha): {about}"


def _table(rows: pd.DataFrame, results: Results, lang: Lang) -> TextTable:
    asked, first = results.project.slope_classes, rows.iloc[0]
    title = _title(first["land"], first["crop"], first["method"], lang)
    classes = [one.name for one in asked.classes()]
    heads = [
        word("head_commune", lang),
        *(class_text(one, lang) for one in asked.classes()),
        word("not_known", lang).capitalize(),
        word("place_total", lang),
    ]
    places = rows.groupby(["place", "commune_code"], dropna=False, sort=False)
    body = [_row(own, [*classes, UNKNOWN], lang) for _, own in places]
    return TextTable(title, heads, list(range(1, len(heads))), body)


def _row(own: pd.DataFrame, classes: list[str], lang: Lang) -> dict[str, Any]:
    first, ha = own.iloc[0], own.set_index("slope_class")["class_ha"]
    commune = first["commune"]
    place = coded("place", first["place"], lang) if is_missing(commune) else visible(commune)
    figures = [number_text(float(v), lang) for v in (*ha[classes], first["land_ha"])]
    return {"cells": [place, *figures], "kind": _KINDS.get(first["place"], ""), "notes": []}
