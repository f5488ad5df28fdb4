"""Slips as one PDF file, a page for each site, in letters that have every Vietnamese sign."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from gis.messages import Lang, word
from gis.site.land import SiteLand
from gis.site.model import SiteReport
from gis.site.statement import statement
from gis.site.suffix import check_slip_name


def write_slips(land: SiteLand, report: SiteReport, path: Path, lang: Lang) -> None:
    """Write the slips of a report; the same report gives the same bytes.

    Args:
        land: the project's, for the sketches.
        report: what was found.
        path: a ``.pdf``; replaced when it is there.
        lang: of labels and numbers.

    Raises:
        NuongError: the name ends otherwise.
    """
    check_slip_name(path)
    path.write_bytes(slips_pdf(land, report, lang))


def slips_pdf(land: SiteLand, report: SiteReport, lang: Lang) -> bytes:
    """The slips of a report as the bytes of a PDF; see :func:`write_slips`."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from gis.site.slip.page import Slip, draw_slip
    from gis.site.slip.sketch import sketch_of

    _letters()
    out = io.BytesIO()
    pdf = Canvas(out, pagesize=A4, invariant=True)
    pdf.setTitle(word("site_title", lang))
    for answer, shape in zip(report.answers, report.shapes, strict=True):
        said = statement(answer, report.about, lang)
        draw_slip(pdf, Slip(said, report.about, sketch_of(land, answer, shape), lang))
        pdf.showPage()
    pdf.save()
    return out.getvalue()


@cache
def _letters() -> None:
    """Register the letters once; they come with a package of their own."""
    from importlib.resources import as_file, files

    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    from gis.site.slip.page import BOLD, PLAIN

    shelf = files("font_source_sans_pro") / "files"
    for name, file in ((PLAIN, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Bold.ttf")):
        with as_file(shelf / file) as path:
            registerFont(TTFont(name, str(path)))
