"""What is said of where a site lies and of a fix, as labelled lines."""

from __future__ import annotations

from collections.abc import Iterator

from gis.messages import Lang, number_text, visible, word
from gis.reference.admin import LAST_OLD_DAY, Unit
from gis.reference.vn2000 import zones
from gis.site.borders import SEARCH_M
from gis.site.model import About, Border, Commune, Law, SiteAnswer
from gis.site.wording import (
    chance_text,
    coded,
    fill,
    keys_text,
    lot_text,
    owner_text,
    state_text,
    verdict_text,
)
from gis.units import date_text, ha_text

Line = tuple[str, str]


def where_lines(answer: SiteAnswer, about: About, lang: Lang) -> Iterator[Line]:
    """Both coordinates, the GPS error and the day."""
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


def commune_text(answer: SiteAnswer, about: About, lang: Lang) -> str:
    """The commune with its kin, or that there is none."""
    dated, own = date_text(about.communes_as_of), answer.commune
    if own is None:
        return fill("site_outside_communes", lang, date=dated)
    names = {"name": visible(own.name), "code": visible(own.code), "date": dated}
    parts = [fill("site_commune", lang, **names), _kin(own, lang)]
    if answer.kind == "point" and own.border_m is not None:
        if own.border_m <= (answer.accuracy_m or 0.0):
            parts.append(word("site_commune_unsure", lang))
        else:
            metres = number_text(own.border_m, lang, 0)
            parts.append(fill("site_commune_border", lang, metres=metres))
    return "; ".join(parts)


def _kin(own: Commune, lang: Lang) -> str:
    if not own.kin:
        return word("site_kin_none", lang)
    other = "old" if own.side == "new" else "new"
    units = ", ".join(_unit(unit) for unit in own.kin)
    return fill(f"site_kin_{other}_{'one' if own.one_kin else 'many'}", lang, units=units)


def _unit(unit: Unit) -> str:
    return unit.label() if unit.valid_from <= LAST_OLD_DAY else f"{unit.name} ({unit.code})"


def fix_lines(answer: SiteAnswer, law: Law, lang: Lang) -> Iterator[Line]:
    """Lot, owner, function, state, ground and the nearest border."""
    lot, ground = answer.lot, answer.ground
    if lot is None:
        yield word("site_label_lot", lang), word("site_no_lot", lang)
    else:
        overlap = fill("site_lots_overlap", lang, n=str(answer.lots_here))
        shown = lot_text(lot, lang) + (f" ({overlap})" if answer.lots_here > 1 else "")
        yield word("site_label_lot", lang), f"{shown} · {ha_text(lot.ha, lang)}"
        yield word("site_label_owner", lang), owner_text(lot, lang)
        yield word("site_label_function", lang), coded(lot.values.get("mamdsd"), lot.purpose, lang)
        yield word("site_label_state", lang), state_text(lot, lang)
    if ground is not None:
        share = ground.canopy_share
        canopy = "?" if share is None else f"{number_text(share * 100, lang, 0)} %"
        height = number_text(ground.elevation_m, lang, 0)
        shown = fill("site_ground", lang, elevation=height, canopy=canopy)
        yield word("site_label_ground", lang), shown
        yield word("site_label_slope", lang), _slope(answer, lang)
    yield word("site_label_border", lang), _border(law.border, lang)


def _slope(answer: SiteAnswer, lang: Lang) -> str:
    ground = answer.ground
    if not answer.in_dem or ground is None:
        return word("site_outside_dem", lang)
    return fill(
        "site_slope",
        lang,
        slope=number_text(ground.slope_deg, lang, 1),
        over25=chance_text(ground.over_25_probability, lang),
        over30=chance_text(ground.over_30_probability, lang),
    )


def _border(border: Border | None, lang: Lang) -> str:
    if border is None:
        return fill("site_no_border", lang, metres=number_text(SEARCH_M, lang, 0))
    kind = word(f"site_border_{border.kind}", lang)
    if border.lot is not None:
        beyond = keys_text(border.lot, "site_border_lot_named", lang)
        kind = beyond if border.kind == "lot" else f"{kind}, {beyond}"
    return fill(
        "site_border",
        lang,
        metres=number_text(border.distance_m, lang, 1),
        kind=kind,
        verdict=verdict_text(border.verdict, lang),
    )
