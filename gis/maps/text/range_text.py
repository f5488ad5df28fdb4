"""Land over a slope, and candidate land, with the range the DEM's error leaves it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from gis.maps.results import Results
from gis.maps.text.doubt_text import range_text
from gis.maps.text.text_table import TextTable
from gis.maps.text.wording import figure_of, is_missing, zone_title
from gis.messages import Lang, visible, word
from gis.project.criterion_text import figure_text
from gis.units import number_text

FIGURES = ("measured_ha", "low_ha", "central_ha", "high_ha", "unknown_ha")


def range_note(results: Results, lang: Lang) -> str:
    """What a range of land allows for, or that none is estimated."""
    if not results.doubt.estimated:
        return word("doubt_not_estimated", lang)
    method = results.doubt.method.get("land")
    taken = method.get("one_cell_of", 1) if isinstance(method, Mapping) else 1
    share = number_text(100 * results.project.doubt.range_share, lang, 0)
    said = [word("range_note", lang).format(range=share)]
    if taken > 1:
        said.append(word("range_sampled", lang).format(n=number_text(float(taken), lang, 0)))
    return " ".join(said)


def zone_range(results: Results, rule: str, lang: Lang) -> Iterator[str]:
    """The line under a zone rule: its eligible land in total, with the range."""
    rows = results.doubt.ranges
    for row in rows[(rows["rule"] == rule) & (rows["place"] == "total")].to_dict("records"):
        yield f"{word('range_eligible', lang)}: {range_text(row, lang)}"


def range_tables(results: Results, lang: Lang) -> Iterator[TextTable]:
    """Land over each break by commune, then a table for each zone rule that asks for the slope."""
    rows = results.doubt.ranges
    if not results.doubt.estimated or not len(rows):
        return
    yield _slopes(rows[rows["rule"].isna()], range_note(results, lang), lang)
    for name, rule in results.project.zones.items():
        own = rows[rows["rule"] == name]
        if len(own):
            yield _zone(own, f"{word('range_zone', lang)}: {zone_title(rule, lang)}", lang)


def _slopes(rows: pd.DataFrame, note: str, lang: Lang) -> TextTable:
    breaks = list(dict.fromkeys(rows["above_deg"]))
    heads = [word("head_commune", lang), *(f">\u00a0{figure_text(d, lang)}°" for d in breaks)]
    places = rows.groupby(["place", "commune_code"], dropna=False, sort=False)
    body = [
        _row(own.iloc[0].to_dict(), [_in_short(row, lang) for row in own.to_dict("records")], lang)
        for _, own in places
    ]
    return TextTable(word("range_slopes", lang), heads, list(range(1, len(heads))), body, note)


def _zone(rows: pd.DataFrame, title: str, lang: Lang) -> TextTable:
    keys = ("flagged_ha", *FIGURES[1:])
    heads = [word("head_commune", lang), *(word(f"head_doubt_{key}", lang) for key in keys)]
    body = [
        _row(row, [number_text(figure_of(row[c]), lang) for c in FIGURES], lang)
        for row in rows.to_dict("records")
    ]
    return TextTable(title, heads, list(range(1, len(heads))), body)


def _row(row: Mapping[Any, Any], figures: list[str], lang: Lang) -> dict[str, Any]:
    total = row["place"] == "total"
    place = word("place_total", lang) if total else visible(row["commune"])
    return {"cells": [place, *figures], "kind": "total" if total else "", "notes": []}


def _in_short(row: Mapping[Any, Any], lang: Lang) -> str:
    """Central (low–high)."""
    if is_missing(row["central_ha"]):
        return number_text(figure_of(row["central_ha"]), lang)
    low, central, high = (number_text(row[f"{k}_ha"], lang) for k in ("low", "central", "high"))
    return f"{central} ({low}–{high})"
