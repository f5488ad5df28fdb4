"""What is said of polygons and tracks, as labelled lines."""

from __future__ import annotations

from collections.abc import Iterator

from gis.messages import Lang, number_text, visible, word
from gis.site.fix_lines import Line
from gis.site.model import PolygonLand, TrackLand
from gis.site.wording import (
    chance_text,
    fill,
    in_lang,
    lot_text,
    owner_text,
    state_text,
    verdict_text,
)
from gis.units import ha_text

# Lots and stretches named one by one; all of them stand in the JSON.
MOST_NAMED = 6


def polygon_lines(land: PolygonLand, lang: Lang) -> Iterator[Line]:
    """Hectares by verdict, steep land, flag rules, lots."""
    yield word("site_label_area", lang), ha_text(land.area_ha, lang)
    each = [
        fill("site_hectares", lang, ha=ha_text(ha, lang), verdict=verdict_text(verdict, lang))
        for verdict, ha in land.by_verdict_ha.items()
        if ha > 0
    ]
    yield word("site_label_by_verdict", lang), "; ".join(each)
    for one in land.steep:
        share = number_text(100 * one.over_ha / land.area_ha if land.area_ha else None, lang, 1)
        shown = fill(
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
        shown = fill(
            "site_rule",
            lang,
            title=visible(in_lang(rule.title, lang)),
            cites=visible(rule.cites),
            verdict=word(f"verdict_{rule.verdict}", lang),
            sure=word(f"sure_{rule.sure_verdict}", lang),
            over=chance_text(rule.over_probability, lang),
        )
        yield word("site_label_rule", lang), shown
    for lot in land.lots[:MOST_NAMED]:
        shown = fill(
            "site_lot_ha",
            lang,
            lot=lot_text(lot, lang),
            ha=ha_text(lot.ha, lang),
            state=state_text(lot, lang),
            owner=owner_text(lot, lang),
        )
        yield word("site_label_lot", lang), shown
    yield from _more(len(land.lots), "site_label_lot", lang)


def track_lines(track: TrackLand, lang: Lang) -> Iterator[Line]:
    """Metres by verdict and its stretches."""
    yield word("site_label_length", lang), f"{number_text(track.length_m, lang, 0)} m"
    each = [
        fill(
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
        yield word(label, lang), fill("site_more", lang, n=str(count - MOST_NAMED))
