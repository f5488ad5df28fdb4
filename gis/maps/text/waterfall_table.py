"""From drawn to counted as a table of text: steps down, crops across."""

from __future__ import annotations

import pandas as pd

from gis.maps.results import Results
from gis.maps.text.text_table import TextTable
from gis.maps.text.wording import coded
from gis.messages import Lang, word
from gis.units import number_text


def waterfall_table(results: Results, lang: Lang) -> TextTable:
    """Where the drawn hectares of every crop went; without plots it has no rows.

    Args:
        results: one run; hectares in the project CRS.
        lang: of headings and figures.
    """
    return steps_table(results.ledger.waterfall, lang)


def steps_table(rows: pd.DataFrame, lang: Lang) -> TextTable:
    """The same of the steps of a run, or of a date of the ledger over time.

    Args:
        rows: ``crop, step, step_ha``; hectares that are not known read "?".
        lang: of headings and figures.
    """
    crops, steps = list(dict.fromkeys(rows["crop"])), list(dict.fromkeys(rows["step"]))
    ha = {(row["crop"], row["step"]): row["step_ha"] for row in rows.to_dict("records")}
    body = [
        {
            "cells": [
                word(f"step_of_{step}", lang),
                *(number_text(ha.get((crop, step)), lang) for crop in crops),
            ],
            "kind": "total" if step == "drawn" else "",
            "notes": [],
        }
        for step in steps
    ]
    heads = [word("waterfall_step", lang), *(coded("crop", crop or "none", lang) for crop in crops)]
    title = f"{word('waterfall', lang)} (ha)"
    figures = list(range(1, len(heads)))
    return TextTable(title, heads, figures, body, word("waterfall_note", lang))
