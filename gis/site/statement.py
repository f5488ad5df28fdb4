"""An answer in words: a headline, and labelled lines for terminal and slip alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gis.criteria.law import Judgement
from gis.messages import Lang, visible, word
from gis.reference.law import Verdict
from gis.site.counts import verdict_of
from gis.site.faces import SLIVER_M
from gis.site.fix_lines import Line, commune_text, fix_lines, where_lines
from gis.site.land_lines import polygon_lines, track_lines
from gis.site.model import About, Law, SiteAnswer
from gis.site.wording import fill, in_lang, note_text, verdict_text
from gis.units import date_text, ha_text, number_text


@dataclass(frozen=True)
class Statement:
    """What is said of a site.

    Args:
        headline: what and where from, in one line.
        verdict: the verdict in large letters, or that it cannot be told.
        under: what belongs right below it.
        lines: label and text.
        reasons: why, then what to cite.
    """

    headline: str
    verdict: str
    under: tuple[str, ...]
    lines: tuple[Line, ...]
    reasons: tuple[Line, ...]


def statement(answer: SiteAnswer, about: About, lang: Lang) -> Statement:
    """A site in words.

    Args:
        answer: what was found.
        about: what it rests on.
        lang: of labels and numbers; texts of data stay as they are.
    """
    verdict, under = _verdict(answer, lang)
    return Statement(
        headline=_headline(answer, lang),
        verdict=verdict,
        under=tuple(under),
        lines=tuple(_lines(answer, about, lang)),
        reasons=tuple(_reasons(answer, lang)),
    )


def method_lines(about: About, lang: Lang) -> tuple[Line, ...]:
    """What every answer rests on: the day judged for, data, method."""
    error = word("site_dem_error_none", lang)
    if about.dem_error_m is not None:
        error = fill("site_dem_error", lang, sd=number_text(about.dem_error_m, lang, 1))
    data = fill(
        "site_data",
        lang,
        dem=visible(about.dem),
        cell=number_text(about.dem_cell_m, lang, 1),
        error=error,
        forest="?" if about.forest_dated is None else date_text(about.forest_dated),
    )
    method = fill("site_method", lang, sliver=number_text(SLIVER_M, lang, 1))
    judged_on = date_text(about.judged_on)
    return (
        (word("site_label_judged_on", lang), judged_on),
        (word("site_label_data", lang), f"{data}. {method}"),
    )


def _headline(answer: SiteAnswer, lang: Lang) -> str:
    parts = [f"{word(f'site_kind_{answer.kind}', lang)} {answer.number}"]
    parts += [visible(text) for text in (answer.name, answer.origin) if text]
    return " · ".join(parts)


def _verdict(answer: SiteAnswer, lang: Lang) -> tuple[str, list[str]]:
    if answer.fault is not None:
        return word("site_not_judged", lang), [note_text(answer.fault, lang)]
    if answer.law is not None:
        return _of_fix(answer.law, lang)
    own = verdict_of(answer)
    return verdict_text(own, lang), _parts(answer, own, lang)


def _parts(answer: SiteAnswer, own: Verdict, lang: Lang) -> list[str]:
    """How much of a polygon or track has its most restrictive verdict, where that is not all."""
    if answer.polygon is not None:
        whole, part = answer.polygon.area_ha, answer.polygon.by_verdict_ha[own]
        shown = [ha_text(v, lang) for v in (part, whole)]
        key = "site_part_ha"
    elif answer.track is not None:
        whole, part = answer.track.length_m, answer.track.by_verdict_m[own]
        shown = [number_text(v, lang, 0) for v in (part, whole)]
        key = "site_part_m"
    else:
        return []
    own_text, whole_text = shown
    return [fill(key, lang, own=own_text, whole=whole_text)] if own_text != whole_text else []


def _of_fix(law: Law, lang: Lang) -> tuple[str, list[str]]:
    own = verdict_text(law.judgement.verdict, lang)
    under = [word(f"site_doubt_{doubt}", lang) for doubt in law.doubts]
    if law.by_slope is not None:
        gentle, steep = (verdict_text(v, lang) for v in law.by_slope)
        under.append(fill("site_by_slope", lang, gentle=gentle, steep=steep))
    if law.sure is None:
        under.append(word("site_error_not_given", lang))
    if not law.doubts:
        return own, under
    may_be = "; ".join(verdict_text(v, lang) for v in law.within)
    told = [fill("site_of_cell", lang, verdict=own), fill("site_may_be", lang, verdicts=may_be)]
    return word("site_cannot_tell", lang), [*told, *under]


def _reasons(answer: SiteAnswer, lang: Lang) -> Iterator[Line]:
    reason, cited = "", ""
    if answer.polygon is not None:
        reason, cited = in_lang(answer.polygon.reason, lang), answer.polygon.citation
    judged: list[Judgement] = []
    if answer.law is not None:
        judged = [answer.law.judgement]
    elif answer.track is not None:
        worst = verdict_of(answer)
        found = (s.judgement for s in answer.track.stretches)
        judged = list(dict.fromkeys(j for j in found if j.verdict == worst))
    if judged:
        reason = "; ".join(dict.fromkeys(j.reason_text(lang) for j in judged))
        cited = "; ".join(dict.fromkeys(text for j in judged for text in j.citations))
    if reason:
        yield word("site_label_reason", lang), reason
    if cited:
        yield word("site_label_citation", lang), cited


def _lines(answer: SiteAnswer, about: About, lang: Lang) -> Iterator[Line]:
    if answer.place is not None:
        yield from where_lines(answer, about, lang)
    if answer.fault is None:
        yield word("site_label_commune", lang), commune_text(answer, about, lang)
    if answer.polygon is not None:
        yield from polygon_lines(answer.polygon, lang)
    elif answer.track is not None:
        yield from track_lines(answer.track, lang)
    elif answer.law is not None:
        yield from fix_lines(answer, answer.law, lang)
    notes = [note_text(note, lang) for note in answer.notes]
    if notes:
        yield word("site_label_notes", lang), "; ".join(notes)
