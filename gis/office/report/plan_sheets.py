"""The sheets of plans: TT, Chỉ tiêu, ĐVT, Kế hoạch, Thực hiện, Đạt (%), Ghi chú; and their sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gis.ledger.amount import bar
from gis.maps.text.wording import coded
from gis.messages import Lang, number_text, visible
from gis.office.cells import put, put_formula, put_text, ref, row_height, text_in_formula
from gis.office.report.model import Line, PlanLines
from gis.office.report.sheets import HEAD_ROW, Sheets
from gis.units import is_whole

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADS = ("no", "indicator", "unit", "target", "done", "percent", "note")
WIDTHS = (5.0, 52.0, 9.0, 14.0, 14.0, 11.0, 34.0)
_DATA_HEADS = ("no", "indicator", "code", "commune", "known", "more", "whole", "whole_more")
_DATA_WIDTHS = (5.0, 52.0, 10.0, 24.0, 15.0, 15.0, 15.0, 15.0)
# Columns of the data sheet.
KNOWN, UNKNOWN, WHOLE, WHOLE_UNKNOWN = 4, 5, 6, 7
_TARGET, _DONE, _PERCENT, _NOTE = 3, 4, 5, 6


@dataclass(frozen=True)
class Data:
    """Where the data of computed lines stand: the sheet, and the first row of each line."""

    name: str
    first: Mapping[str, int]
    communes: int

    def sums(self, line: Line) -> Sequence[str]:
        """Formulas of the line's sums: known, unknown, whole, whole unknown."""
        first = self.first[line.target_id]
        last = first + self.communes - 1
        columns = (KNOWN, UNKNOWN, WHOLE, WHOLE_UNKNOWN)
        return [f"SUM({ref(self.name, first, c, last)})" for c in columns]

    def cells(self, line: Line, commune: int) -> Sequence[str]:
        """The cells of one commune, in the same order."""
        row = self.first[line.target_id] + commune
        return [ref(self.name, row, c) for c in (KNOWN, UNKNOWN, WHOLE, WHOLE_UNKNOWN)]


def plan_data(plans: Sequence[PlanLines], communes: int) -> tuple[list[Line], dict[str, int]]:
    """Computed lines in order, and the row each begins at in the data sheet."""
    lines = [line for plan in plans for line in plan.lines if line.parts]
    return lines, {ln.target_id: HEAD_ROW + 1 + n * communes for n, ln in enumerate(lines)}


def write_data(sheets: Sheets, name: str) -> None:
    """The sheet every figure of a plan is added up from: hectares by indicator and commune."""
    report = sheets.report
    heads = [sheets.word(f"report_head_{h}") for h in _DATA_HEADS]
    _, sheet = sheets.begin(name, sheets.word("report_data"), heads, _DATA_WIDTHS, wide=True)
    lines, first = plan_data(report.plans, len(report.communes))
    for number, line in enumerate(lines, start=1):
        parts = zip(report.communes, line.parts or (), strict=True)
        for row, ((code, commune), part) in enumerate(parts, first[line.target_id]):
            texts = (number, line.text, code, commune)
            said = ((line.text, _DATA_WIDTHS[1]), (commune, _DATA_WIDTHS[3]))
            sheet.set_row(row, row_height(said))
            for column, value in enumerate(texts):
                kind = ("cell", "text") if column in (1, 3) else ("cell", "plain")
                put(sheet, row, column, value, sheets.styles, *kind)
            figures = (part.known, part.unknown, part.whole, part.whole_unknown)
            for column, figure in enumerate(figures, KNOWN):
                put(sheet, row, column, figure, sheets.styles, "cell", "ha")


def write_plan(sheets: Sheets, plan: PlanLines, data: Data) -> str:
    """The sheet of a plan; its name."""
    heads = [sheets.word(f"report_head_{h}") for h in HEADS]
    title = plan_title(plan, sheets.styles.lang)
    short = f"KH {plan.plan}" if plan.plan else sheets.word("report_own_targets")
    name, sheet = sheets.begin(short, title, heads, WIDTHS, wide=True)
    for number, line in enumerate(plan.lines, start=1):
        row = HEAD_ROW + number
        sums = data.sums(line) if line.parts is not None else None
        write_line(sheets, sheet, row, (number, line), sums, (line.target, line.held, line.unknown))
    row = HEAD_ROW + len(plan.lines) + 2
    for key in ("report_plan_note", "report_unknown_note"):
        sheets.note(sheet, row, WIDTHS, sheets.word(key))
        row += 1
    return name


def plan_title(plan: PlanLines, lang: Lang) -> str:
    """The title of a plan; the office's own targets have ours."""
    from gis.messages import word

    if plan.document is None:
        return word("report_own_targets", lang)
    title = plan.document.title_vi if lang == "vi" else plan.document.title_en
    return f"{title} ({coded('plan_status', plan.document.status, lang)})"


def write_line(
    sheets: Sheets,
    sheet: Worksheet,
    row: int,
    numbered: tuple[int, Line],
    sums: Sequence[str] | None,
    known: tuple[float, float, float],
) -> None:
    """One line of a table.

    Args:
        sheets: the workbook.
        sheet: the sheet.
        row: from 0.
        numbered: TT and line.
        sums: formulas of known, unknown, whole, whole unknown hectares; None where the map cannot
            measure it and the office types the figure in.
        known: target, amount done and unknown amount as they are now, in the line's unit.
    """
    number, line = numbered
    style, (target, done, _) = sheets.styles, known
    put(sheet, row, 0, number, style, "cell", "middle")
    put_text(sheet, row, 1, line.text, style, "cell", "text")
    put_text(sheet, row, 2, unit_text(line.unit, style.lang), style, "cell", "middle")
    kind = figure_kind(line.unit)
    if math.isnan(target):
        key = "report_no_figure" if not line.has_figure else "report_not_assigned"
        put_text(sheet, row, _TARGET, sheets.word(key), style, "cell", "middle", "text")
    else:
        put(sheet, row, _TARGET, target, style, "cell", kind)
    if sums is None:
        put(sheet, row, _DONE, done, style, "cell", "open", kind)
    else:
        put_formula(sheet, row, _DONE, _done(sheets, line, sums), done, style, "cell", kind)
    more = _more(line, sums)
    remarks = "; ".join(_remarks(sheets, line, known[2]))
    sheet.set_row(row, row_height([(line.text, WIDTHS[1]), (f"xxxxxxxx; {remarks}", WIDTHS[6])]))
    _write_percent(sheets, sheet, row, more, known)
    _write_note(sheets, sheet, row, line, more, known)


def _done(sheets: Sheets, line: Line, sums: Sequence[str]) -> str:
    known, _, whole, whole_more = sums
    if not line.is_share:
        return f"={known}"
    blank = text_in_formula(sheets.word("not_known"))
    return f"=IF(OR({whole_more}>0,{whole}<=0),{blank},{known}/{whole})"


def _more(line: Line, sums: Sequence[str] | None) -> str:
    if sums is None:
        return "0"
    return f"{sums[1]}/{sums[2]}" if line.is_share else sums[1]


def _write_percent(
    sheets: Sheets, sheet: Worksheet, row: int, more: str, known: tuple[float, float, float]
) -> None:
    target, done, unknown = known
    blank = text_in_formula(sheets.word("not_known"))
    if math.isnan(target):
        put_text(sheet, row, _PERCENT, "–", sheets.styles, "cell", "middle")
        return
    cells = [_cell(row, c) for c in (_TARGET, _DONE)]
    formula = (
        f"=IF(AND(ISNUMBER({cells[0]}),ISNUMBER({cells[1]})),"
        f"IF({cells[0]}=0,{blank},IF({more}>1E-9*ABS({cells[1]})+1E-12,{blank},{cells[1]}/{cells[0]})),{blank})"
    )
    settled = target and not unknown > 1e-9 * abs(done) + 1e-12
    percent = done / target if settled else math.nan
    put_formula(sheet, row, _PERCENT, formula, percent, sheets.styles, "cell", "share", "middle")


def _write_note(
    sheets: Sheets,
    sheet: Worksheet,
    row: int,
    line: Line,
    more: str,
    known: tuple[float, float, float],
) -> None:
    target, _, unknown = known
    said = "".join(f"; {text}" for text in _remarks(sheets, line, unknown))
    if math.isnan(target):
        text = said.removeprefix("; ")
        put_text(sheet, row, _NOTE, text, sheets.styles, "cell", "text")
        return
    sign, factor = bar(line.sense, line.hedge)
    aim, got = (_cell(row, c) for c in (_TARGET, _DONE))
    yes, no, open_ = (text_in_formula(sheets.word(k)) for k in ("met_yes", "met_no", "not_known"))
    reached = [f"{amount}{sign}{aim}*{factor!r}" for amount in (got, f"({got}+{more})")]
    verdict = (
        f"IF(AND(ISNUMBER({aim}),ISNUMBER({got})),"
        f"IF(({reached[0]})=({reached[1]}),IF({reached[0]},{yes},{no}),{open_}),{open_})"
    )
    now = _verdict(sheets, line, known)
    formula = f"={verdict}&{text_in_formula(said)}" if said else f"={verdict}"
    put_formula(sheet, row, _NOTE, formula, now + said, sheets.styles, "cell", "text")


def _verdict(sheets: Sheets, line: Line, known: tuple[float, float, float]) -> str:
    """Met, not met or unknown, as the formula finds it now."""
    import operator

    target, done, unknown = known
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    sign, factor = bar(line.sense, line.hedge)
    if math.isnan(done):
        return sheets.word("not_known")
    more = 0.0 if math.isnan(unknown) else unknown
    answers = {bool(compare[sign](amount, target * factor)) for amount in (done, done + more)}
    if len(answers) == 2:
        return sheets.word("not_known")
    return sheets.word("met_yes" if answers.pop() else "met_no")


def _remarks(sheets: Sheets, line: Line, unknown: float) -> list[str]:
    """Short words of ours only: they become part of a formula."""
    lang, said = sheets.styles.lang, []
    if unknown > 0:
        by, digits = (100, 1) if line.is_share else (1, 0 if is_whole(line.unit) else 2)
        figure = f"{number_text(unknown * by, lang, digits)} {unit_text(line.unit, lang)}"
        said.append(sheets.word("report_more_unknown").format(figure=figure))
    if line.basis != "computed":
        said.append(sheets.word(f"report_basis_{line.basis}"))
    if line.question:
        said.append(sheets.word("report_has_question"))
    return said


def unit_text(unit: str, lang: Lang) -> str:
    """The unit as a table shows it; a share in percent."""
    return "%" if unit == "share" else visible(coded("unit", unit, lang))


def figure_kind(unit: str) -> str:
    """How figures of a unit are formatted."""
    return "share" if unit == "share" else "whole" if is_whole(unit) else "ha"


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
