"""The audit as .xlsx: ranked cases, totals by commune, every allocation, method and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis.maps.audit.about import audit_facts, newest, source_rows
from gis.maps.audit.results import AuditResults
from gis.maps.audit.text_tables import place_text
from gis.maps.audit.wording import CODED, audit_label, audit_text
from gis.maps.columns import kind_of
from gis.maps.text.wording import is_missing
from gis.messages import Lang, visible, word
from gis.office.cells import Styles, put, put_text, row_height, set_page, sheet_name
from gis.units import date_text
from gis.zones.allocation.tables import COMMUNE_TOTAL_COLUMNS, FUNCTION_HA

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD_ROW = 3
CASES = (
    "case_rank", "case_id", "severity", "kinds", "stake_ha", "commune", "owner", "other_owner",
    "contract", "contract_date", "form", "purpose", "sentence", "citation",
)  # fmt: skip
ROWS = (
    "audit_id", "role", "owner", "commune", "contract", "contract_date", "form", "purpose",
    "tk", "khoanh", "lo", "paper_ha", "area_ha", "paper_difference_ha", "paper_difference_share",
    "paper_verdict", *FUNCTION_HA, "no_lot_ha", "over_25_ha", "over_30_ha", "slope_unknown_ha",
    "over_25_probability", "lot_verdict", "inside_lot_ha", "outside_lot_ha", "missing_lots",
    "near_lots", "lies_in", "legal_verdict", "legal_verdict_ha",
)  # fmt: skip
OVERLAPS = (
    "audit_id", "other_audit_id", "relation", "owner", "other_owner", "form", "other_form",
    "commune", "area_ha",
)  # fmt: skip
TOTALS = ("role", "place", *COMMUNE_TOTAL_COLUMNS[4:])
_WIDTHS = {
    "case_rank": 6, "case_id": 24, "sentence": 60, "citation": 34, "owner": 22, "other_owner": 22,
    "audit_id": 22, "other_audit_id": 22, "kinds": 18, "place": 22, "role": 24, "purpose": 18,
    "lot_verdict": 20, "severity": 18,
    "legal_verdict": 26, "tk": 7, "khoanh": 7, "lo": 8,
}  # fmt: skip
_WIDTH = 13


def write_audit_workbook(results: AuditResults, path: Path, lang: Lang) -> None:
    """Write the workbook; the same audit gives the same bytes.

    Names of owners are in it: it stays in the office. Unknown figures read so and are never 0.

    Args:
        results: one audit.
        path: a file that does not exist yet.
        lang: of headings and sentences.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(newest(results), datetime.min.time())})
    try:
        _write(book, Styles(book, lang), results)
    finally:
        book.close()


def _write(book: Workbook, style: Styles, results: AuditResults) -> None:
    lang, land = style.lang, results.ledger.land
    names: set[str] = set()
    tables: tuple[tuple[str, Sequence[str], Any], ...] = (
        ("audit_cases", CASES, results.ledger.cases.frame),
        ("audit_totals", TOTALS, land.totals),
        ("audit_rows_sheet", ROWS, land.rows.frame),
        ("audit_overlaps", OVERLAPS, land.shared.frame),
    )
    for key, columns, frame in tables:
        title = word(key, lang)
        sheet = book.add_worksheet(sheet_name(title, names))
        records = frame.rename(columns={f"sentence_{lang}": "sentence"}).to_dict("records")
        _table(sheet, style, results, title, columns, records)
    title = word("audit_method", lang)
    _method(book.add_worksheet(sheet_name(title, names)), style, results, title)


def _table(
    sheet: Worksheet,
    style: Styles,
    results: AuditResults,
    title: str,
    columns: Sequence[str],
    records: Sequence[Mapping[Any, Any]],
) -> None:
    widths = [float(_WIDTHS.get(c, _WIDTH)) for c in columns]
    set_page(sheet, widths, HEAD_ROW, wide=True)
    _heading(sheet, style, results, title)
    heads = [_head(c, style.lang) for c in columns]
    for n, head in enumerate(heads):
        put_text(sheet, HEAD_ROW, n, head, style, "head")
    sheet.set_row(HEAD_ROW, row_height(list(zip(heads, widths, strict=True))))
    for row, record in enumerate(records, HEAD_ROW + 1):
        total = ("total",) if record.get("place") == "total" else ("cell",)
        for n, column in enumerate(columns):
            _cell(sheet, style, (row, n), column, record, total)
        long = [(str(record.get(c) or ""), w) for c, w in zip(columns, widths, strict=True)]
        sheet.set_row(row, row_height([one for one in long if one[1] > _WIDTH]))
    if records:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(records), len(columns) - 1)


def _heading(sheet: Worksheet, style: Styles, results: AuditResults, title: str) -> None:
    area, lang = results.project.area, style.lang
    put_text(sheet, 0, 0, f"{word('audit_title', lang)}: {title}", style, "group_title")
    about = [visible(area.title.text(lang)), date_text(newest(results)), word("audit_permit", lang)]
    notice = [word("map_illustrative", lang)] if area.illustrative else []
    put_text(sheet, 1, 0, " · ".join([*notice, *about]), style, "line")


def _head(column: str, lang: Lang) -> str:
    if column == "place":
        return word("head_commune", lang)
    if column in ("tk", "khoanh", "lo"):
        return {"tk": "TK", "khoanh": "Khoảnh", "lo": "Lô"}[column]
    head = audit_label(column, lang)
    return f"{head} (ha)" if column.endswith("_ha") and "(ha)" not in head else head


def _cell(
    sheet: Worksheet,
    style: Styles,
    place: tuple[int, int],
    column: str,
    record: Mapping[Any, Any],
    kinds: tuple[str, ...],
) -> None:
    value = record[column]
    if column == "place":
        put_text(sheet, *place, place_text(record, style.lang), style, *kinds)
    elif kind_of(column) == "number":
        figure = "share" if column.endswith(("_share", "_probability")) else "ha"
        put(
            sheet,
            *place,
            float("nan") if is_missing(value) else float(value),
            style,
            *kinds,
            figure,
        )
    elif kind_of(column) == "year":
        put(sheet, *place, int(value), style, *kinds, "whole")
    elif is_missing(value):
        put(sheet, *place, None, style, *kinds)
    elif column in CODED or column in ("kinds", "legal_verdict"):
        put_text(sheet, *place, audit_text(column, value, style.lang), style, *kinds, "text")
    elif column == "contract_date":
        put(sheet, *place, value, style, *kinds)
    else:
        put_text(sheet, *place, str(value), style, *kinds, "text")


def _method(sheet: Worksheet, style: Styles, results: AuditResults, title: str) -> None:
    widths = [30.0, 60.0, 50.0, 14.0, 20.0]
    set_page(sheet, widths, HEAD_ROW, wide=True)
    _heading(sheet, style, results, title)
    row = HEAD_ROW
    for name, text in audit_facts(results, style.lang):
        put_text(sheet, row, 0, name, style, "cell", "text")
        sheet.merge_range(row, 1, row, 4, "", style.of("cell", "text"))
        put_text(sheet, row, 1, text, style, "cell", "text")
        sheet.set_row(row, row_height([(text, sum(widths[1:]))]))
        row += 1
    heads = ("layer", "kind", "source", "dated", "crs")
    for n, key in enumerate(heads):
        put_text(sheet, row + 1, n, word(f"map_head_{key}", style.lang), style, "head")
    for line, cells in enumerate(source_rows(results, style.lang), row + 2):
        for n, text in enumerate(cells):
            put_text(sheet, line, n, text, style, "cell", "text")
