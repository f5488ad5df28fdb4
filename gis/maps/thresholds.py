"""Criteria in the words of an office: "Độ dốc trên 25°", "Elevation 1,400–2,200 m"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gis.maps.notes import short_number
from gis.maps.wording import criterion_title
from gis.messages import Lang, visible, word
from gis.project.criteria_model import Criterion
from gis.project.model import Project


def threshold_text(project: Project, criterion: Criterion, lang: Lang) -> str:
    """One criterion's test and figures in a sentence of the language."""
    return _WORDS[criterion.test](project, criterion, lang)


def _slope(_: Project, test: Any, lang: Lang) -> str:
    return _range("slope", "°", test.above_deg, test.at_most_deg, lang, strict=True)


def _elevation(_: Project, test: Any, lang: Lang) -> str:
    return _range("elevation", " m", test.from_m, test.to_m, lang)


def _canopy(_: Project, test: Any, lang: Lang) -> str:
    low, high = (None if s is None else s * 100 for s in (test.from_share, test.to_share))
    return _range("canopy_cover", " %", low, high, lang)


def _code(_: Project, test: Any, lang: Lang) -> str:
    place = visible(f"{test.layer}.{test.column}" if test.column else test.layer)
    codes = visible(", ".join(str(code) for code in test.any_of))
    return word("map_test_code", lang).format(place=place, codes=codes)


def _distance(_: Project, test: Any, lang: Lang) -> str:
    if test.within_m is not None:
        key, metres = "map_test_within", test.within_m
    else:
        key, metres = "map_test_beyond", test.beyond_m
    return word(key, lang).format(layer=visible(test.layer), m=short_number(metres, lang))


def _place(_: Project, test: Any, lang: Lang) -> str:
    text = word(f"map_test_{test.test}", lang).format(layer=visible(test.layer))
    kept = [f"{c}: {', '.join(str(v) for v in values)}" for c, values in test.where.items()]
    return f"{text} ({visible('; '.join(kept))})" if kept else text


def _combined(project: Project, test: Any, lang: Lang) -> str:
    parts = [criterion_title(project, name, lang) for name in test.criteria]
    return word(f"map_test_{test.test}", lang).format(parts="; ".join(parts))


def _range(
    what: str,
    unit: str,
    low: float | None,
    high: float | None,
    lang: Lang,
    *,
    strict: bool = False,
) -> str:
    name = word(f"map_test_{what}", lang)
    ends = [None if end is None else short_number(end, lang) for end in (low, high)]
    if None not in ends:
        return f"{name} {ends[0]}–{ends[1]}{unit}"
    if ends[1] is None:
        return f"{name} {word('map_above' if strict else 'map_from', lang)} {ends[0]}{unit}"
    return f"{name} {word('map_at_most', lang)} {ends[1]}{unit}"


_WORDS: Mapping[str, Callable[[Project, Any, Lang], str]] = {
    "slope": _slope,
    "elevation": _elevation,
    "canopy_cover": _canopy,
    "code": _code,
    "distance": _distance,
    "inside": _place,
    "outside": _place,
    "all_of": _combined,
    "any_of": _combined,
}
