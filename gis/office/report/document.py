"""The report as a document in the office's form, for a person to complete and sign."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gis.errors import raise_errors
from gis.maps.one_file import check_new_file, new_file
from gis.maps.text.wording import coded, crop_and_method
from gis.messages import Lang, number_text, visible, word
from gis.office.report.document_changes import write_changes_part
from gis.office.report.model import Line, PlanLines, Report
from gis.office.report.paper import (
    BOTH,
    CENTER,
    TEXT_WIDTH_MM,
    bare_table,
    grid,
    line,
    new_paper,
    say,
)
from gis.office.report.plan_sheets import HEADS, plan_title, unit_text
from gis.office.report.sheets import period_text
from gis.reference.admin import REFORM
from gis.units import date_text, is_whole

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.table import _Cell

_PLAN_MM = (10, 53, 14, 22, 22, 17, 27)
_HELD = ("drawn", "held", "planned", "flagged", "unknown")
_HELD_MM = (10, 36, 27, 19, 19, 18, 18, 18)


def write_document(report: Report, to: Path, lang: Lang = "vi", today: date | None = None) -> None:
    """Write a report as .docx: heading block, grounds, tables, recipients.

    Args:
        report: what to write.
        to: a name that is free.
        lang: of headings and notes.
        today: the day it is dated; the clock's when not given.

    Raises:
        NuongError: the name is taken or not .docx, or the disk refused.
    """
    raise_errors(check_new_file(to, (".docx",)))
    paper = new_paper()
    day = today or date.today()
    _heading(paper, report, lang, day)
    _grounds(paper, report, lang)
    _results(paper, report, lang, day)
    _holdings(paper, report, lang)
    write_changes_part(paper, report.changes, lang)
    _issues(paper, report, lang)
    _ending(paper, report, lang)
    with new_file(to) as part:
        paper.save(str(part))


def _heading(paper: Paper, report: Report, lang: Lang, today: date) -> None:
    asked, blank = report.asked, word("report_office_blank", lang)
    left, right = bare_table(paper, (70, TEXT_WIDTH_MM - 70)).rows[0].cells
    _stack(left, [(asked.above or blank, False), (asked.office or blank, True),
                  ("――――", False), (word("doc_number", lang), False)])  # fmt: skip
    when = word("doc_place_date", lang).format(
        place=asked.place or "…………", day=f"{today.day:02d}", month=f"{today.month:02d}",
        year=today.year,
    )  # fmt: skip
    _stack(right, [(word("doc_state", lang), True), (word("doc_motto", lang), True),
                   ("――――――――", False)])  # fmt: skip
    say(right.add_paragraph(), when, align=CENTER, italic=True)
    line(paper, word("doc_title", lang), align=CENTER, bold=True, size=14)
    period = period_text(asked.period, asked.on, lang)
    subject = word("doc_subject", lang).format(title=report.title, period=period)
    line(paper, subject, align=CENTER, bold=True)
    if report.illustrative:
        line(paper, word("doc_illustrative", lang), align=CENTER, bold=True)
    line(paper, word("doc_draft", lang), align=CENTER, italic=True, size=11)
    line(paper, word("doc_to", lang).format(to=_to(report, lang)), align=CENTER)


def _stack(cell: _Cell, texts: list[tuple[str, bool]]) -> None:
    for n, (text, bold) in enumerate(texts):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        say(paragraph, text, align=CENTER, bold=bold, size=12)


def _to(report: Report, lang: Lang) -> str:
    """Whom the plans name for this period; nobody is made up."""
    own = [d for d in report.duties if d.period == report.asked.period]
    names = dict.fromkeys(d.to_vi if lang == "vi" else d.to_en for d in own)
    return "; ".join(names) or word("report_office_blank", lang)


def _grounds(paper: Paper, report: Report, lang: Lang) -> None:
    for plan in report.plans:
        if plan.document is not None:
            document = plan.document
            said = word("doc_ground", lang).format(
                title=document.title_vi if lang == "vi" else document.title_en,
                issuer=document.issuer, dated=document.dated or "……",
                status=coded("plan_status", document.status, lang),
            )  # fmt: skip
            line(paper, said, italic=True, align=BOTH)
    line(paper, word("doc_to_fill", lang), italic=True)
    opening = word("doc_opening", lang).format(
        office=report.asked.office or word("report_office_blank", lang),
        until=date_text(report.last_data),
    )
    line(paper, opening, align=BOTH)


def _results(paper: Paper, report: Report, lang: Lang, today: date) -> None:
    line(paper, word("doc_part_results", lang), bold=True)
    heads = [word(f"report_head_{h}", lang) for h in HEADS]
    for plan in report.plans:
        line(paper, plan_title(plan, lang), bold=True)
        line(paper, _counted(plan, lang))
        rows = [_row(n, one, lang) for n, one in enumerate(plan.lines, start=1)]
        grid(paper, heads, _PLAN_MM, rows, range(3, 6))
    line(paper, word("report_unknown_note", lang), italic=True, size=11)
    line(paper, _source(report, lang, today), italic=True, size=11, align=BOTH)


def _counted(plan: PlanLines, lang: Lang) -> str:
    found = Counter(one.met if one.has_figure else "none" for one in plan.lines)
    return word("doc_counted", lang).format(
        all=len(plan.lines), **{k: found[k] for k in ("yes", "no", "unknown", "none")}
    )


def _row(number: int, one: Line, lang: Lang) -> list[str]:
    plan = _amount(one.target, one, lang) if one.has_figure else word("report_no_figure", lang)
    percent = "–" if not one.has_figure else _percent(one.percent, lang)
    note = word("report_no_figure", lang) if not one.has_figure else _met(one, lang)
    if one.unknown > 0:
        more = word("report_more_unknown", lang)
        note += "; " + more.format(figure=f"{_amount(one.unknown, one, lang)}")
    return [str(number), one.text, unit_text(one.unit, lang), plan,
            _amount(one.held, one, lang), percent, note]  # fmt: skip


def _met(one: Line, lang: Lang) -> str:
    return word("not_known" if one.met == "unknown" else f"met_{one.met}", lang)


def _amount(value: float, one: Line, lang: Lang) -> str:
    if math.isnan(value):
        return word("not_known", lang)
    if one.is_share:
        return _percent(value, lang)
    return number_text(value, lang, 0 if is_whole(one.unit) else 2)


def _percent(value: float, lang: Lang) -> str:
    return (
        word("not_known", lang) if math.isnan(value) else f"{number_text(value * 100, lang, 1)} %"
    )


def _source(report: Report, lang: Lang, today: date) -> str:
    sources = dict.fromkeys(f"{s.source} ({date_text(s.dated)})" for s in report.sources)
    return word("report_source_line", lang).format(
        sources="; ".join(sources), until=date_text(report.last_data), crs=report.hectares_crs,
        today=date_text(today),
    )  # fmt: skip


def _holdings(paper: Paper, report: Report, lang: Lang) -> None:
    line(paper, word("doc_part_holdings", lang), bold=True)
    keys = ("no", "crop_method", "commune", *_HELD)
    heads = [word(f"report_head_{k}", lang) for k in keys]
    rows = []
    for number, record in enumerate(report.holdings.to_dict("records"), start=1):
        figures = [float(record[f"{f}_ha"]) for f in _HELD]
        if record["place"] == "commune" and not any(f > 0 for f in figures):
            continue
        about = crop_and_method(record["crop"], record["method"], lang)
        named = record["place"] == "commune"
        place = visible(record["commune"]) if named else coded("place", record["place"], lang)
        said = ["–" if math.isnan(f) else number_text(f, lang) for f in figures]
        rows.append([str(number), about, place, *said])
    rows = [[str(n), *row[1:]] for n, row in enumerate(rows, start=1)]
    grid(paper, heads, _HELD_MM, rows, range(3, 8))


def _issues(paper: Paper, report: Report, lang: Lang) -> None:
    line(paper, word("doc_part_issues", lang), bold=True)
    asked = list(dict.fromkeys(_questions(report)))
    if asked:
        line(paper, word("doc_questions", lang))
        for question in asked:
            line(paper, f"- {question}", align=BOTH)
    line(paper, word("doc_to_fill", lang), italic=True)


def _questions(report: Report) -> Iterator[str]:
    for plan in report.plans:
        for one in plan.lines:
            if one.question:
                yield visible(one.question, 1000)


def _ending(paper: Paper, report: Report, lang: Lang) -> None:
    left, right = bare_table(paper, (80, TEXT_WIDTH_MM - 80), whole=True).rows[0].cells
    say(left.paragraphs[0], word("doc_recipients", lang), bold=True, italic=True, size=12)
    for text in (word("doc_as_above", lang), word("doc_archive", lang)):
        say(left.add_paragraph(), text, size=11)
    say(right.paragraphs[0], word("doc_signed", lang), align=CENTER, bold=True)
    say(right.add_paragraph(), word("doc_sign_here", lang), align=CENTER, italic=True, size=12)
    named = [d for d in report.duties if d.period == report.asked.period]
    if named and report.asked.on >= REFORM:
        line(paper, word("doc_after_reform", lang), italic=True, size=11)
