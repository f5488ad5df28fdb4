"""One slip on one page of A4: plain drawing and plain texts, so nothing of the data is markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit

from gis.messages import Lang, number_text, visible, word
from gis.site.fix_lines import Line
from gis.site.model import About
from gis.site.slip.sketch import Sketch
from gis.site.statement import Statement, method_lines

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD = "Nuong-Plain", "Nuong-Bold"
_WIDTH, _HEIGHT = A4
_MARGIN = 18 * mm
_LABEL = 46 * mm
_SKETCH = 58 * mm
# What stands at the foot: room for findings, date and signature, sketch beside it, method below.
_FOOT = 92 * mm
# Sizes tried in turn until everything stands on one page.
_SIZES = (9.5, 8.5, 7.5, 6.5, 5.5)
_LEADING = 1.28
_SMALL = 7.5


@dataclass(frozen=True)
class Slip:
    """What stands on a page.

    Args:
        said: of the site.
        about: what it rests on.
        sketch: None where the site has no place.
        lang: of labels.
    """

    said: Statement
    about: About
    sketch: Sketch | None
    lang: Lang


def draw_slip(pdf: Canvas, slip: Slip) -> None:
    """Draw one slip on the page at hand; the caller turns the page."""
    size = next((s for s in _SIZES if _height(slip, s) <= _room()), _SIZES[-1])
    y = _head(pdf, slip)
    y = _verdict(pdf, slip, y)
    _rows(pdf, _lines(slip), y - 5 * mm, size)
    _foot(pdf, slip)


def _room() -> float:
    return _HEIGHT - 2 * _MARGIN - _FOOT - 24 * mm


def _height(slip: Slip, size: float) -> float:
    """How much of the page verdict and rows take."""
    rows = (max(map(len, _row(line, size))) for line in _lines(slip))
    return sum(n * size * _LEADING + 1.5 for n in rows) + _verdict_height(slip)


def _lines(slip: Slip) -> list[Line]:
    """What is found, why, and for which day; a label that repeats stands once."""
    dated = method_lines(slip.about, slip.lang)[0]
    told = [*slip.said.lines, *slip.said.reasons, dated]
    labels = ["", *(label for label, _ in told)]
    return [
        ("" if label == before else label, text)
        for before, (label, text) in zip(labels, told, strict=False)
    ]


def _row(line: Line, size: float) -> tuple[list[str], list[str]]:
    """Label and text in lines."""
    label, text = line
    return (
        _wrapped(label, BOLD, size, _LABEL - 6),
        _wrapped(text, PLAIN, size, _inner() - _LABEL),
    )


def _inner() -> float:
    return _WIDTH - 2 * _MARGIN


def _head(pdf: Canvas, slip: Slip) -> float:
    y = _HEIGHT - _MARGIN
    lang, title = slip.lang, slip.about.title
    pdf.setFont(BOLD, 15)
    pdf.drawString(_MARGIN, y - 12, word("site_title", lang))
    pdf.setFont(PLAIN, 9)
    area = visible(title.vi if lang == "vi" else title.en)
    pdf.drawRightString(_WIDTH - _MARGIN, y - 8, area)
    if slip.about.illustrative:
        pdf.setFont(BOLD, 9)
        pdf.drawRightString(_WIDTH - _MARGIN, y - 20, word("map_illustrative", lang))
    y -= 28
    pdf.setFont(BOLD, 10.5)
    for text in _wrapped(slip.said.headline, BOLD, 10.5, _inner())[:2]:
        pdf.drawString(_MARGIN, y, text)
        y -= 13
    return y


def _verdict(pdf: Canvas, slip: Slip, y: float) -> float:
    height = _verdict_height(slip)
    pdf.setLineWidth(1.4)
    pdf.rect(_MARGIN, y - height, _inner(), height)
    pdf.setFont(PLAIN, 9)
    pdf.drawString(_MARGIN + 8, y - 13, word("site_question", slip.lang) + ":")
    at = y - 34
    pdf.setFont(BOLD, 17)
    for text in _wrapped(slip.said.verdict, BOLD, 17, _inner() - 16):
        pdf.drawString(_MARGIN + 8, at, text)
        at -= 20
    pdf.setFont(PLAIN, 9)
    at += 6
    for text in _under(slip):
        pdf.drawString(_MARGIN + 8, at, text)
        at -= 11.5
    return y - height


def _under(slip: Slip) -> list[str]:
    return [t for text in slip.said.under for t in _wrapped(text, PLAIN, 9, _inner() - 16)]


def _verdict_height(slip: Slip) -> float:
    large = len(_wrapped(slip.said.verdict, BOLD, 17, _inner() - 16))
    return 22 + large * 20 + len(_under(slip)) * 11.5


def _rows(pdf: Canvas, rows: Sequence[Line], y: float, size: float) -> None:
    leading = size * _LEADING
    for line in rows:
        label, text = _row(line, size)
        for font, left, parts in ((BOLD, _MARGIN, label), (PLAIN, _MARGIN + _LABEL, text)):
            pdf.setFont(font, size)
            for at, part in enumerate(parts, start=1):
                pdf.drawString(left, y - at * leading + size * (_LEADING - 1), part)
        y -= max(len(label), len(text)) * leading + 1.5


def _foot(pdf: Canvas, slip: Slip) -> None:
    lang, top = slip.lang, _MARGIN + _FOOT
    small = list(_method(slip))
    pdf.setFont(PLAIN, _SMALL)
    for at, text in enumerate(reversed(small)):
        pdf.drawString(_MARGIN, _MARGIN + at * _SMALL * _LEADING, text)
    if slip.sketch is not None:
        _sketch(pdf, slip.sketch, _MARGIN, top - _SKETCH - 4 * mm, lang)
    left = _MARGIN + _SKETCH + 8 * mm
    right = _WIDTH - _MARGIN
    pdf.setFont(BOLD, 9)
    pdf.drawString(left, top - 6 * mm, word("site_seen", lang))
    pdf.setLineWidth(0.4)
    pdf.setDash(1, 2)
    for step in range(3):
        at = top - (14 + 8 * step) * mm
        pdf.line(left, at, right, at)
    pdf.setDash()
    pdf.setFont(PLAIN, 9)
    middle = (left + right) / 2
    pdf.drawCentredString(middle, top - 38 * mm, word("site_signed_on", lang))
    pdf.setFont(BOLD, 9)
    pdf.drawCentredString(middle, top - 43 * mm, word("site_signed", lang))


def _method(slip: Slip) -> Iterator[str]:
    label, text = method_lines(slip.about, slip.lang)[1]
    for line in (f"{label}: {text}", word("site_no_permission", slip.lang)):
        yield from _wrapped(line, PLAIN, _SMALL, _inner())


def _sketch(pdf: Canvas, sketch: Sketch, left: float, bottom: float, lang: Lang) -> None:
    pdf.saveState()
    frame = pdf.beginPath()
    frame.rect(left, bottom, _SKETCH, _SKETCH)
    pdf.clipPath(frame, stroke=0, fill=0)
    for width, lines in ((0.4, sketch.lots), (1.5, sketch.own)):
        pdf.setLineWidth(width)
        for line in lines:
            path = pdf.beginPath()
            points = [(left + x * _SKETCH, bottom + y * _SKETCH) for x, y in line.tolist()]
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            pdf.drawPath(path)
    if sketch.fix is not None:
        _cross(pdf, sketch, left, bottom)
    pdf.restoreState()
    pdf.setLineWidth(0.6)
    pdf.rect(left, bottom, _SKETCH, _SKETCH)
    pdf.setFont(PLAIN, 7)
    said = word("site_scale", lang).format(metres=number_text(sketch.side_m, lang, 0))
    pdf.drawString(left, bottom - 9, said)
    _north(pdf, left + _SKETCH - 9, bottom + _SKETCH - 22, lang)


def _cross(pdf: Canvas, sketch: Sketch, left: float, bottom: float) -> None:
    if sketch.fix is None:
        return
    x, y = left + sketch.fix[0] * _SKETCH, bottom + sketch.fix[1] * _SKETCH
    pdf.setLineWidth(1)
    pdf.line(x - 4, y, x + 4, y)
    pdf.line(x, y - 4, x, y + 4)
    if sketch.error_share is not None:
        pdf.setDash(2, 1.5)
        pdf.circle(x, y, sketch.error_share * _SKETCH)
        pdf.setDash()


def _north(pdf: Canvas, x: float, y: float, lang: Lang) -> None:
    pdf.setLineWidth(0.8)
    pdf.line(x, y, x, y + 11)
    pdf.line(x, y + 11, x - 2.5, y + 6)
    pdf.line(x, y + 11, x + 2.5, y + 6)
    pdf.setFont(BOLD, 7)
    pdf.drawCentredString(x, y + 13, word("site_north", lang))


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """A text in lines no wider than asked; a word too long for one is broken."""
    found: list[str] = []
    for line in simpleSplit(text, font, size, width) or [""]:
        found += _broken(line, font, size, width)
    return found


def _broken(line: str, font: str, size: float, width: float) -> Iterator[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    while stringWidth(line, font, size) > width and len(line) > 1:
        fits = next(
            n for n in range(len(line) - 1, 0, -1)
            if n == 1 or stringWidth(line[:n], font, size) <= width
        )  # fmt: skip
        yield line[:fits]
        line = line[fits:]
    yield line
