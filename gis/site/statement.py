"""An answer in words: a headline, and labelled lines for terminal and slip alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gis.criteria.law import Judgement
from gis.messages import Lang, visible, word
from gis.reference.admin import LAST_OLD_DAY, Unit
from gis.reference.forest import CodeName
from gis.reference.law import Verdict
from gis.reference.vn2000 import zones
from gis.site.borders import SEARCH_M
from gis.site.counts import verdict_of
from gis.site.faces import SLIVER_M
from gis.site.model import About, Border, Commune, Law, Lot, PolygonLand, SiteAnswer, TrackLand
from gis.units import date_text, ha_text, number_text

Line = tuple[str, str]
# Lots and stretches named one by one; all of them stand in the JSON.
MOST_NAMED = 6
_ALMOST = 0.005


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
        error = _fill("site_dem_error", lang, sd=number_text(about.dem_error_m, lang, 1))
    data = _fill(
        "site_data",
        lang,
        dem=visible(about.dem),
        cell=number_text(about.dem_cell_m, lang, 1),
        error=error,
        forest="?" if about.forest_dated is None else date_text(about.forest_dated),
    )
    method = _fill("site_method", lang, sliver=number_text(SLIVER_M, lang, 1))
    judged_on = date_text(about.judged_on)
    return (
        (word("site_label_judged_on", lang), judged_on),
        (word("site_label_data", lang), f"{data}. {method}"),
    )


def verdict_text(verdict: Verdict, lang: Lang) -> str:
    """A verdict of the law in words; none of them permits anything."""
    return word(f"legal_{verdict}", lang)


def note_text(note: str, lang: Lang) -> str:
    """A fault or a remark in words."""
    return word(f"site_note_{note}", lang)


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
    return [_fill(key, lang, own=own_text, whole=whole_text)] if own_text != whole_text else []


def _of_fix(law: Law, lang: Lang) -> tuple[str, list[str]]:
    own = verdict_text(law.judgement.verdict, lang)
    under = [word(f"site_doubt_{doubt}", lang) for doubt in law.doubts]
    if law.by_slope is not None:
        gentle, steep = (verdict_text(v, lang) for v in law.by_slope)
        under.append(_fill("site_by_slope", lang, gentle=gentle, steep=steep))
    if law.sure is None:
        under.append(word("site_error_not_given", lang))
    if not law.doubts:
        return own, under
    may_be = "; ".join(verdict_text(v, lang) for v in law.within)
    told = [_fill("site_of_cell", lang, verdict=own), _fill("site_may_be", lang, verdicts=may_be)]
    return word("site_cannot_tell", lang), [*told, *under]


def _reasons(answer: SiteAnswer, lang: Lang) -> Iterator[Line]:
    reason, cited = "", ""
    if answer.polygon is not None:
        reason, cited = _in(answer.polygon.reason, lang), answer.polygon.citation
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
        yield from _where(answer, about, lang)
    if answer.fault is None:
        yield word("site_label_commune", lang), _commune(answer, about, lang)
    if answer.polygon is not None:
        yield from _polygon(answer.polygon, lang)
    elif answer.track is not None:
        yield from _track(answer.track, lang)
    elif answer.law is not None:
        yield from _fix(answer, answer.law, lang)
    notes = [note_text(note, lang) for note in answer.notes]
    if notes:
        yield word("site_label_notes", lang), "; ".join(notes)


def _where(answer: SiteAnswer, about: About, lang: Lang) -> Iterator[Line]:
    place = answer.place
    if place is None:
        return
    lon, lat = (number_text(v, lang, 6) for v in (place.lon_deg, place.lat_deg))
    yield word("site_label_wgs84", lang), f"{lon}; {lat}"
    east, north = (_coordinate(v, lang) for v in (place.east_m, place.north_m))
    zone = next((z for z in zones() if z.epsg == about.crs_epsg), None)
    label = "site_label_grid" if zone is None else "site_label_vn2000"
    code = f"EPSG:{about.crs_epsg} · " if about.crs_epsg else ""
    yield word(label, lang), f"{east}; {north} · {code}{visible(about.crs_name)}"
    if answer.kind == "point":
        error = answer.accuracy_m
        shown = "?" if error is None else f"± {number_text(error, lang, 1)} m"
        yield word("site_label_accuracy", lang), shown
    if answer.taken_on is not None:
        yield word("site_label_taken_on", lang), date_text(answer.taken_on)


def _coordinate(metres: float, lang: Lang) -> str:
    """A coordinate as a device takes it: no marks for thousands."""
    return f"{metres:.1f}".replace(".", "," if lang == "vi" else ".")


def _commune(answer: SiteAnswer, about: About, lang: Lang) -> str:
    dated, own = date_text(about.communes_as_of), answer.commune
    if own is None:
        return _fill("site_outside_communes", lang, date=dated)
    names = {"name": visible(own.name), "code": visible(own.code), "date": dated}
    parts = [_fill("site_commune", lang, **names), _kin(own, lang)]
    if answer.kind == "point" and own.border_m is not None:
        if own.border_m <= (answer.accuracy_m or 0.0):
            parts.append(word("site_commune_unsure", lang))
        else:
            metres = number_text(own.border_m, lang, 0)
            parts.append(_fill("site_commune_border", lang, metres=metres))
    return "; ".join(parts)


def _kin(own: Commune, lang: Lang) -> str:
    if not own.kin:
        return word("site_kin_none", lang)
    other = "old" if own.side == "new" else "new"
    units = ", ".join(_unit(unit) for unit in own.kin)
    return _fill(f"site_kin_{other}_{'one' if own.one_kin else 'many'}", lang, units=units)


def _unit(unit: Unit) -> str:
    return unit.label() if unit.valid_from <= LAST_OLD_DAY else f"{unit.name} ({unit.code})"


def _fix(answer: SiteAnswer, law: Law, lang: Lang) -> Iterator[Line]:
    lot, ground = answer.lot, answer.ground
    if lot is None:
        yield word("site_label_lot", lang), word("site_no_lot", lang)
    else:
        overlap = _fill("site_lots_overlap", lang, n=str(answer.lots_here))
        shown = lot_text(lot, lang) + (f" ({overlap})" if answer.lots_here > 1 else "")
        yield word("site_label_lot", lang), f"{shown} · {ha_text(lot.ha, lang)}"
        yield word("site_label_owner", lang), owner_text(lot, lang)
        yield word("site_label_function", lang), _coded(lot.values.get("mamdsd"), lot.purpose, lang)
        yield word("site_label_state", lang), state_text(lot, lang)
    if ground is not None:
        share = ground.canopy_share
        canopy = "?" if share is None else f"{number_text(share * 100, lang, 0)} %"
        height = number_text(ground.elevation_m, lang, 0)
        shown = _fill("site_ground", lang, elevation=height, canopy=canopy)
        yield word("site_label_ground", lang), shown
        yield word("site_label_slope", lang), _slope(answer, lang)
    yield word("site_label_border", lang), _border(law.border, lang)


def _slope(answer: SiteAnswer, lang: Lang) -> str:
    ground = answer.ground
    if not answer.in_dem or ground is None:
        return word("site_outside_dem", lang)
    return _fill(
        "site_slope",
        lang,
        slope=number_text(ground.slope_deg, lang, 1),
        over25=_chance(ground.over_25_probability, lang),
        over30=_chance(ground.over_30_probability, lang),
    )


def _chance(chance: float | None, lang: Lang) -> str:
    """A probability in percent; all but certain is not certain."""
    if chance is None:
        return "?"
    if 0 < chance < _ALMOST or 1 - _ALMOST < chance < 1:
        return f"< {number_text(1, lang, 0)} %" if chance < _ALMOST else "> 99 %"
    return f"{number_text(chance * 100, lang, 0)} %"


def _border(border: Border | None, lang: Lang) -> str:
    if border is None:
        return _fill("site_no_border", lang, metres=number_text(SEARCH_M, lang, 0))
    kind = word(f"site_border_{border.kind}", lang)
    if border.lot is not None:
        beyond = _keys(border.lot, "site_border_lot_named", lang)
        kind = beyond if border.kind == "lot" else f"{kind}, {beyond}"
    return _fill(
        "site_border",
        lang,
        metres=number_text(border.distance_m, lang, 1),
        kind=kind,
        verdict=verdict_text(border.verdict, lang),
    )


def lot_text(lot: Lot, lang: Lang) -> str:
    """A lot by its keys, untouched."""
    return _keys(lot.values, "site_lot", lang)


def _keys(values: Mapping[str, object], key: str, lang: Lang) -> str:
    shown = {k: visible(values.get(k) or "?") for k in ("tk", "khoanh", "lo")}
    return _fill(key, lang, **shown)


def owner_text(lot: Lot, lang: Lang) -> str:
    """The owner's name as the file writes it, and what kind of owner the code means."""
    name, kind = lot.values.get("churung"), lot.values.get("dtuong")
    return f"{visible(name or '?')} ({_coded(kind, lot.owner_kind, lang)})"


def state_text(lot: Lot, lang: Lang) -> str:
    """The state's code and its meaning; of a state put right both values."""
    shown = _coded(lot.values.get("ldlr") or lot.values.get("maldlr"), lot.state, lang)
    if lot.values.get("changed_by") is None:
        return shown
    return _fill(
        "site_recorded",
        lang,
        state=shown,
        recorded=visible(lot.values.get("recorded") or "?"),
        by=visible(lot.values.get("changed_by")),
        on=visible(lot.values.get("changed_on") or "?"),
        why=visible(lot.values.get("changed_why") or "?"),
    )


def _coded(code: object, meaning: CodeName | None, lang: Lang) -> str:
    if code is None:
        return "?"
    return f"{visible(code)} – {'?' if meaning is None else _in(meaning, lang)}"


def _polygon(land: PolygonLand, lang: Lang) -> Iterator[Line]:
    yield word("site_label_area", lang), ha_text(land.area_ha, lang)
    each = [
        _fill("site_hectares", lang, ha=ha_text(ha, lang), verdict=verdict_text(verdict, lang))
        for verdict, ha in land.by_verdict_ha.items()
        if ha > 0
    ]
    yield word("site_label_by_verdict", lang), "; ".join(each)
    for one in land.steep:
        share = number_text(100 * one.over_ha / land.area_ha if land.area_ha else None, lang, 1)
        shown = _fill(
            "site_steep",
            lang,
            ha=ha_text(one.over_ha, lang),
            share=f"{share} %",
            expected=ha_text(one.expected_ha, lang),
            low=number_text(one.low_ha, lang),
            high=ha_text(one.high_ha, lang),
            unknown=ha_text(one.unknown_ha, lang),
        )
        label = word("site_label_steep", lang).format(deg=number_text(one.above_deg, lang, 0))
        yield label, shown
    for rule in land.rules:
        shown = _fill(
            "site_rule",
            lang,
            title=visible(_in(rule.title, lang)),
            cites=visible(rule.cites),
            verdict=word(f"verdict_{rule.verdict}", lang),
            sure=word(f"sure_{rule.sure_verdict}", lang),
            over=_chance(rule.over_probability, lang),
        )
        yield word("site_label_rule", lang), shown
    for lot in land.lots[:MOST_NAMED]:
        shown = _fill(
            "site_lot_ha",
            lang,
            lot=lot_text(lot, lang),
            ha=ha_text(lot.ha, lang),
            state=state_text(lot, lang),
            owner=owner_text(lot, lang),
        )
        yield word("site_label_lot", lang), shown
    yield from _more(len(land.lots), "site_label_lot", lang)


def _track(track: TrackLand, lang: Lang) -> Iterator[Line]:
    yield word("site_label_length", lang), f"{number_text(track.length_m, lang, 0)} m"
    each = [
        _fill(
            "site_metres",
            lang,
            metres=number_text(metres, lang, 0),
            verdict=verdict_text(verdict, lang),
        )
        for verdict, metres in track.by_verdict_m.items()
        if metres > 0
    ]
    yield word("site_label_by_verdict", lang), "; ".join(each)
    for stretch in track.stretches[:MOST_NAMED]:
        ends = stretch.from_m, stretch.from_m + stretch.length_m
        begin, end = (number_text(v, lang, 0) for v in ends)
        verdict = verdict_text(stretch.judgement.verdict, lang)
        shown = word("site_stretch", lang).format(**{"from": begin, "to": end, "verdict": verdict})
        yield word("site_label_stretches", lang), shown
    yield from _more(len(track.stretches), "site_label_stretches", lang)


def _more(count: int, label: str, lang: Lang) -> Iterator[Line]:
    if count > MOST_NAMED:
        yield word(label, lang), _fill("site_more", lang, n=str(count - MOST_NAMED))


def _in(name: CodeName, lang: Lang) -> str:
    return name.vi if lang == "vi" else name.en


def _fill(key: str, lang: Lang, **values: str) -> str:
    return word(key, lang).format(**values)
