"""The other sheets: where hectares went, what changed, the plans' words, sources."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gis.maps.text.wording import coded, is_missing
from gis.messages import visible
from gis.office.cells import put, put_formula, put_text, row_height
from gis.office.report.model import Changes
from gis.office.report.sheets import HEAD_ROW, Sheets
from gis.reference.plan_reports import next_due
from gis.units import date_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_QUOTE_WIDTHS = (9.0, 12.0, 52.0, 60.0, 50.0)
_SOURCE_WIDTHS = (5.0, 28.0, 70.0, 13.0, 34.0)
_FLOW_WIDTHS = (5.0, 30.0, 52.0, 16.0)


def write_waterfall(sheets: Sheets, name: str) -> None:
    """From drawn to counted by crop, and the difference that must be nothing, as a formula."""
    heads = [sheets.word(f"report_head_{h}") for h in ("no", "crop", "step", "ha")]
    title = sheets.word("report_flow")
    _, sheet = sheets.begin(name, title, heads, _FLOW_WIDTHS, wide=False)
    row, style = HEAD_ROW + 1, sheets.styles
    table = sheets.report.waterfall
    for crop, own in table.groupby(table["crop"].fillna(""), sort=True):
        first = row
        for number, step in enumerate(own.to_dict("records"), start=1):
            put(sheet, row, 0, number, style, "cell", "middle")
            put_text(sheet, row, 1, coded("crop", crop or "none", style.lang), style, "cell")
            put_text(sheet, row, 2, sheets.word(f"step_of_{step['step']}"), style, "cell", "text")
            put(sheet, row, 3, float(step["step_ha"]), style, "cell", "ha")
            row += 1
        for column in (0, 1):
            put(sheet, row, column, None, style, "total")
        put_text(sheet, row, 2, sheets.word("report_flow_check"), style, "total", "text")
        formula = f"=ROUND(D{first + 1}-SUM(D{first + 2}:D{row}),6)"
        put_formula(sheet, row, 3, formula, 0, style, "total", "ha")
        row += 1


def write_changes(sheets: Sheets, name: str, changes: Changes) -> None:
    """What changed since the last report: start + steps = end, the end as a formula."""
    steps = (*(f"report_change_{s}" for s in changes.steps), "report_change_end")
    keys = [*(f"report_head_{c}" for c in changes.labels), "report_change_start", *steps]
    widths = [5.0, *([28.0] * len(changes.labels)), *([14.0] * (len(steps) + 1))]
    heads = [sheets.word("report_head_no"), *map(sheets.word, keys)]
    title = sheets.word("report_changes").format(
        since=changes.since, until=date_text(changes.until)
    )
    _, sheet = sheets.begin(name, title, heads, widths, wide=True)
    row = HEAD_ROW + 1
    for number, record in enumerate(changes.rows.to_dict("records"), start=1):
        put(sheet, row, 0, number, sheets.styles, "cell", "middle")
        for column, label in enumerate(changes.labels, start=1):
            put_text(sheet, row, column, str(record[label]), sheets.styles, "cell", "text")
        _write_steps(sheets, sheet, row, changes, record)
        row += 1
    if changes.rows.empty:
        sheets.note(sheet, row, widths, sheets.word("report_no_change"))
        row += 1
    sheets.note(sheet, row + 1, widths, changes.note)


def _write_steps(
    sheets: Sheets, sheet: Worksheet, row: int, changes: Changes, record: dict[Any, Any]
) -> None:
    from xlsxwriter.utility import xl_range

    first = 1 + len(changes.labels)
    values = [float(record[c]) for c in ("start", *changes.steps)]
    for column, value in enumerate(values, first):
        put(sheet, row, column, value, sheets.styles, "cell", "ha")
    end, last = float(record["end"]), first + len(values)
    if any(map(math.isnan, (*values, end))):
        put(sheet, row, last, end, sheets.styles, "cell", "ha")
        return
    formula = f"=SUM({xl_range(row, first, row, last - 1)})"
    put_formula(sheet, row, last, formula, end, sheets.styles, "cell", "ha")


def write_quotes(sheets: Sheets, name: str) -> None:
    """Every line with the plan's own sentence and the question it leaves."""
    keys = ("plan", "section", "indicator", "quote", "question")
    heads = [sheets.word(f"report_head_{h}") for h in keys]
    title = sheets.word("report_quotes")
    _, sheet = sheets.begin(name, title, heads, _QUOTE_WIDTHS, wide=True)
    row = HEAD_ROW + 1
    for plan in sheets.report.plans:
        for line in plan.lines:
            said = (plan.plan, line.section, line.text, line.quote, line.question or "")
            for column, text in enumerate(said):
                put_text(sheet, row, column, text, sheets.styles, "cell", "text")
            sheet.set_row(row, row_height(list(zip(said, _QUOTE_WIDTHS, strict=True))))
            row += 1


def write_sources(sheets: Sheets, name: str) -> None:
    """Layers with source and date; who reports to whom and when, as the plans say."""
    heads = [sheets.word(f"report_head_{h}") for h in ("no", "layer", "source", "dated", "crs")]
    title = sheets.word("report_sources")
    _, sheet = sheets.begin(name, title, heads, _SOURCE_WIDTHS, wide=True)
    row = HEAD_ROW + 1
    for number, source in enumerate(sheets.report.sources, start=1):
        put(sheet, row, 0, number, sheets.styles, "cell", "middle")
        for column, text in enumerate((source.name, source.source), start=1):
            put_text(sheet, row, column, text, sheets.styles, "cell", "text")
        put(sheet, row, 3, source.dated, sheets.styles, "cell")
        put_text(sheet, row, 4, source.crs, sheets.styles, "cell", "text")
        texts = ((source.source, _SOURCE_WIDTHS[2]), (source.crs, _SOURCE_WIDTHS[4]))
        sheet.set_row(row, row_height(texts))
        row += 1
    row += 1
    for text in duty_lines(sheets):
        sheets.note(sheet, row, _SOURCE_WIDTHS, text)
        row += 1


def duty_lines(sheets: Sheets) -> list[str]:
    """Who reports to whom and when, a line per duty, the plan's words quoted."""
    vi = sheets.styles.lang == "vi"
    said = []
    for duty in sheets.report.duties:
        due = next_due(duty, sheets.report.asked.on)
        through = duty.through_vi if vi else duty.through_en
        said.append(
            sheets.word("report_duty").format(
                plan=duty.plan, section=duty.section,
                office=duty.from_vi if vi else duty.from_en,
                to=duty.to_vi if vi else duty.to_en,
                through=f" ({through})" if through else "",
                when=sheets.word(f"report_every_{duty.period.replace('-', '_')}"),
                due=date_text(due) if due else sheets.word("report_no_day"),
                quote=duty.quote_vi,
            )
        )  # fmt: skip
    return said


def missing_text(value: Any) -> str:
    """A label of a row, empty where it is missing."""
    return "" if is_missing(value) else visible(value)
