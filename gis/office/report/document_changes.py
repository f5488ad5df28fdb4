"""The part of a report's document that says what changed since the last one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gis.messages import Lang, number_text, word
from gis.office.report.model import Changes
from gis.office.report.paper import TEXT_WIDTH_MM, WIDE_TEXT_MM, grid, line, turn
from gis.units import date_text

if TYPE_CHECKING:
    import pandas as pd
    from docx.document import Document as Paper

# More columns of figures than this would break figures in two on an upright page.
_UPRIGHT = 5
_LABEL_MM = 30


def write_changes_part(paper: Paper, changes: Changes | None, lang: Lang) -> None:
    """Rows that changed, with the steps that occur: start + steps = end.

    Rows without a change and steps that no row has are told in a line each, not listed; the
    workbook has them all.

    Args:
        paper: the document.
        changes: since the last report; None when there is none.
        lang: of headings.
    """
    if changes is None:
        line(paper, word("doc_part_changes", lang), bold=True)
        line(paper, word("doc_no_last", lang))
        return
    steps = [s for s in changes.steps if _moves(changes.rows[s]).any()]
    moved = changes.rows[changes.rows[list(changes.steps)].apply(_moves).any(axis="columns")]
    wide = bool(len(moved)) and len(steps) + 2 > _UPRIGHT
    if wide:
        turn(paper, wide=True)
    line(paper, word("doc_part_changes", lang), bold=True)
    title = word("report_changes", lang)
    line(paper, title.format(since=changes.since, until=date_text(changes.until)))
    if len(moved):
        _table(paper, changes, (moved, steps), WIDE_TEXT_MM if wide else TEXT_WIDTH_MM, lang)
    else:
        line(paper, word("report_no_change", lang))
    _left_out(paper, changes, (moved, steps), lang)
    line(paper, changes.note, italic=True, size=11)
    if wide:
        turn(paper, wide=False)


def _moves(column: pd.Series) -> pd.Series:
    """Where a step has hectares, known or not."""
    return column.isna() | (column != 0)


def _table(
    paper: Paper, changes: Changes, shown: tuple[pd.DataFrame, list[str]], width_mm: int, lang: Lang
) -> None:
    rows, steps = shown
    columns = ("start", *steps, "end")
    keys = ("report_head_no", *(f"report_head_{c}" for c in changes.labels))
    heads = [word(k, lang) for k in (*keys, *(f"report_change_{c}" for c in columns))]
    texts = [
        [
            str(n),
            *(str(r[c]) for c in changes.labels),
            *(figure(float(r[c]), lang) for c in columns),
        ]
        for n, r in enumerate(rows.to_dict("records"), start=1)
    ]
    figures = (width_mm - 10 - _LABEL_MM * len(changes.labels)) / len(columns)
    widths = [10, *([_LABEL_MM] * len(changes.labels)), *([figures] * len(columns))]
    grid(paper, heads, widths, texts, range(1 + len(changes.labels), len(heads)))


def _left_out(
    paper: Paper, changes: Changes, shown: tuple[pd.DataFrame, list[str]], lang: Lang
) -> None:
    rows, steps = shown
    same, none = len(changes.rows) - len(rows), [s for s in changes.steps if s not in steps]
    if len(rows) and none:
        names = ", ".join(word(f"report_change_{s}", lang) for s in none)
        line(paper, word("doc_steps_left_out", lang).format(steps=names), size=11)
    if same:
        line(paper, word("doc_rows_left_out", lang).format(n=same), size=11)


def figure(value: float, lang: Lang) -> str:
    """Hectares; unknown ones say so."""
    return word("not_known", lang) if math.isnan(value) else number_text(value, lang)
