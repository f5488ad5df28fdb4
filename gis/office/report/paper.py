"""Paragraphs and tables of an office document: A4, Times New Roman, repeated heading rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from gis.messages import visible
from gis.office.cells import FONT

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

LEFT, CENTER, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
# Margins and sizes of Decree 30/2020 on paperwork: 20, 20, 30, 15 mm; 13-14 points.
_MARGINS_MM = (20, 20, 30, 15)
TEXT_WIDTH_MM = 210 - 30 - 15
WIDE_TEXT_MM = 297 - 30 - 15


def new_paper() -> Paper:
    """An empty A4 document in the office's font."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, bottom, left, right = map(Mm, _MARGINS_MM)
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(4)
    return paper


def turn(paper: Paper, *, wide: bool) -> None:
    """Begin a page lying (``wide``) or upright; margins stay."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    sides = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides


def say(
    paragraph: Paragraph,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    bold: bool = False,
    italic: bool = False,
    size: float = 13,
) -> None:
    """Fill a paragraph; control characters of data are shown escaped."""
    paragraph.alignment = align
    run = paragraph.add_run(visible(text, 4000))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def line(paper: Paper, text: str, **how: object) -> None:
    """A paragraph of its own."""
    say(paper.add_paragraph(), text, **how)  # type: ignore[arg-type]


def bare_table(paper: Paper, widths_mm: Sequence[float], *, whole: bool = False) -> Table:
    """One row without borders: what stands side by side; ``whole``, never torn by a page's end."""
    table = paper.add_table(rows=1, cols=len(widths_mm))
    table.autofit = False
    _set_widths(table, widths_mm)
    if whole:
        _mark(table.rows[0], "w:cantSplit")
    return table


def _set_widths(table: Table, widths_mm: Sequence[float]) -> None:
    """Widths of the columns and of the first row's cells: programs read the one or the other."""
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths_mm, strict=True):
        cell.width = Mm(width)


def grid(
    paper: Paper, heads: Sequence[str], widths_mm: Sequence[float], rows: Sequence[Sequence[str]],
    numbers: range,
) -> None:  # fmt: skip
    """A table with borders; its headings stand on every page, and no row is torn apart.

    Args:
        paper: the document.
        heads: headings.
        widths_mm: of the columns.
        rows: texts.
        numbers: columns aligned right.
    """
    table = paper.add_table(rows=1, cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    _set_widths(table, widths_mm)
    _fill(table.rows[0].cells, heads, widths_mm, [CENTER] * len(heads), bold=True)
    _mark(table.rows[0], "w:tblHeader")
    aligns = [CENTER if n == 0 else RIGHT if n in numbers else LEFT for n in range(len(heads))]
    for row in rows:
        added = table.add_row()
        _fill(added.cells, row, widths_mm, aligns, bold=False)
        _mark(added, "w:cantSplit")
    paper.add_paragraph()


def _fill(
    cells: Sequence[_Cell], texts: Sequence[str], widths_mm: Sequence[float],
    aligns: Sequence[WD_ALIGN_PARAGRAPH], *, bold: bool,
) -> None:  # fmt: skip
    for cell, text, width, align in zip(cells, texts, widths_mm, aligns, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        say(paragraph, text, align=align, bold=bold, size=11)


def _mark(row: object, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]  # python-docx has no setter for these
    properties.append(OxmlElement(name))
