"""An explanation as a person reads it, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gis.explain.model import CriterionFound, Explanation, FlagFound, ZoneFound
from gis.messages import Lang, visible, word
from gis.project.base import LocalText
from gis.project.criterion_text import criterion_text
from gis.units import date_text, number_text

WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def explanation_text(explanation: Explanation, lang: Lang) -> str:
    """The whole explanation as lines of plain text.

    Text from data is shown with control characters escaped. Unknown values read "?".

    Args:
        explanation: what was found.
        lang: of labels and numbers.
    """
    return "\n".join(_lines(explanation, lang))


def _lines(found: Explanation, lang: Lang) -> Iterator[str]:
    titles = {c.name: _title(c.title, c.name, lang) for c in found.criteria}
    yield from _where(found, lang)
    yield from _section(
        "explain_criteria", (_criterion(c, titles, lang) for c in found.criteria), lang
    )
    yield from _section("explain_zones", (_zone(z, titles, lang) for z in found.zones), lang)
    yield from _section("explain_flags", (_flag(f, lang) for f in found.flags), lang)
    plots = (f"{p.layer} {visible(p.plot_id)} ({_crop(p.crop, lang)})" for p in found.plots)
    yield from _section("explain_plots", plots, lang)


def _section(heading: str, lines: Iterator[str], lang: Lang) -> Iterator[str]:
    yield word(heading, lang)
    shown = list(lines) or [word("explain_none", lang)]
    yield from (f"  – {line}" for line in shown)


def _where(found: Explanation, lang: Lang) -> Iterator[str]:
    yield _fill(
        "explain_place",
        lang,
        lon=number_text(found.lon_deg, lang, 6),
        lat=number_text(found.lat_deg, lang, 6),
        east=number_text(found.east, lang, 1),
        north=number_text(found.north, lang, 1),
        crs=found.crs,
    )
    yield _commune(found, lang)
    if not found.in_dem:
        yield word("explain_outside_dem", lang)
    yield _fill(
        "explain_ground",
        lang,
        elevation=number_text(found.elevation_m, lang, 1),
        slope=number_text(found.slope_deg, lang, 1),
    )
    yield _fill("explain_aspect", lang, aspect=_aspect(found, lang))


def _aspect(found: Explanation, lang: Lang) -> str:
    """Degrees and the nearest of eight winds; flat land falls nowhere, which is known."""
    if found.aspect_deg is None:
        return word("aspect_flat", lang) if found.slope_deg is not None else "?"
    wind = WINDS[round(found.aspect_deg / 45) % 8]
    return f"{number_text(found.aspect_deg, lang, 0)}° ({word(f'aspect_{wind}', lang)})"


def _commune(found: Explanation, lang: Lang) -> str:
    dated = date_text(found.communes_as_of)
    if found.commune_code is None:
        return _fill("explain_outside_communes", lang, date=dated)
    name, code = visible(found.commune), visible(found.commune_code)
    return _fill("explain_commune", lang, name=name, code=code, date=dated)


def _criterion(found: CriterionFound, titles: Mapping[str, str], lang: Lang) -> str:
    asked = found.asked
    source = visible(asked.source) if asked.source else word("explain_no_source", lang)
    confidence = word(f"confidence_{asked.confidence}", lang)
    return _fill(
        "explain_criterion",
        lang,
        title=titles[found.name],
        asked=criterion_text(asked, lang, titles),
        value=_value(found, titles, lang),
        verdict=word(f"answer_{found.verdict}", lang),
        source=f"{source}, {confidence}",
    )


def _value(found: CriterionFound, titles: Mapping[str, str], lang: Lang) -> str:
    if found.value is None:
        return word(f"explain_nothing_{found.test}", lang)
    if isinstance(found.value, str):
        return _TEXTS.get(found.test, _as_found)(found.value, titles, lang)
    digits, unit = _UNITS[found.test]
    scale = 100 if found.test == "canopy_cover" else 1
    return f"{number_text(found.value * scale, lang, digits)}{unit}"


def _as_found(value: str, _titles: Mapping[str, str], _lang: Lang) -> str:
    return visible(value)


def _inside(value: str, _titles: Mapping[str, str], lang: Lang) -> str:
    return _fill("explain_inside", lang, polygon=visible(value))


def _combined(value: str, titles: Mapping[str, str], _lang: Lang) -> str:
    return " + ".join(titles.get(name, name) for name in value.split(", "))


def _legal(value: str, _titles: Mapping[str, str], lang: Lang) -> str:
    return word(f"legal_{value}", lang)


_TEXTS: Mapping[str, Callable[[str, Mapping[str, str], Lang], str]] = {
    "inside": _inside,
    "outside": _inside,
    "all_of": _combined,
    "any_of": _combined,
    "law": _legal,
}
_UNITS = {
    "slope": (1, "°"),
    "elevation": (1, " m"),
    "distance": (1, " m"),
    "canopy_cover": (0, " %"),
}


def _zone(found: ZoneFound, titles: Mapping[str, str], lang: Lang) -> str:
    text = f"{_title(found.title, found.rule, lang)}: {word(f'eligible_{found.eligible}', lang)}"
    for label, names in (
        ("explain_removed_by", found.removed_by),
        ("explain_unknown_by", found.unknown_by),
    ):
        if names:
            shown = "; ".join(titles.get(name, name) for name in names)
            text += f" · {_fill(label, lang, criteria=shown)}"
    return text


def _flag(found: FlagFound, lang: Lang) -> str:
    title = _title(found.title, found.rule, lang)
    return f"{title} ({found.cites}): {word(f'flagged_{found.flagged}', lang)}"


def _crop(crop: str | None, lang: Lang) -> str:
    """The crop's name; a crop without one in our words is shown as the data writes it."""
    try:
        return word(f"crop_{crop}", lang)
    except KeyError:
        return visible(crop or "?")


def _title(title: LocalText | None, name: str, lang: Lang) -> str:
    return visible(title.text(lang)) if title else name


def _fill(key: str, lang: Lang, **values: str) -> str:
    return word(key, lang).format(**values)
