"""A report of sites as a person reads it in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from gis.messages import Lang, visible, word
from gis.reference.law import VERDICTS
from gis.site.counts import CANNOT_TELL, NOT_JUDGED, counts
from gis.site.model import SiteReport
from gis.site.statement import method_lines, statement
from gis.site.wording import verdict_text


def report_text(report: SiteReport, lang: Lang) -> str:
    """All answers, then what they rest on and how many there are, as lines of plain text.

    Args:
        report: what was found.
        lang: of labels and numbers; control characters in texts of data are shown escaped.
    """
    return "\n".join(_lines(report, lang))


def _lines(report: SiteReport, lang: Lang) -> Iterator[str]:
    if report.about.illustrative:
        yield word("map_illustrative", lang)
    yield word("site_question", lang)
    for answer in report.answers:
        said = statement(answer, report.about, lang)
        yield f"{said.headline}"
        yield f"  ⇒ {said.verdict}"
        yield from (f"    {text}" for text in said.under)
        yield from (f"  – {label}: {text}" for label, text in (*said.lines, *said.reasons))
    area = report.about.title
    yield visible(area.vi if lang == "vi" else area.en)
    yield from (f"  – {label}: {text}" for label, text in method_lines(report.about, lang))
    yield counted_text(report, lang)
    yield word("site_no_permission", lang)


def counted_text(report: SiteReport, lang: Lang) -> str:
    """How many features came in, how many sites were answered, and how many of each verdict."""
    found = counts(report)
    each = [(verdict_text(v, lang), found[v]) for v in VERDICTS]
    each += [(word(f"site_{name}", lang), found[name]) for name in (CANNOT_TELL, NOT_JUDGED)]
    told = "; ".join(f"{text}: {n}" for text, n in each if n)
    values = {"features": report.features, "answers": len(report.answers), "counts": told}
    return word("site_counted", lang).format(**values)
