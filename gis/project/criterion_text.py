"""A criterion's test and figures in the words of an office: "Độ dốc trên 25°"."""

from __future__ import annotations

from collections.abc import Mapping

from gis.messages import Lang, visible, word
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    Criterion,
    DistanceTest,
    ElevationTest,
    LawTest,
    SlopeTest,
)
from gis.project.model import Project
from gis.units import number_text

_NO_TITLES: Mapping[str, str] = {}


def criterion_titles(project: Project, lang: Lang) -> dict[str, str]:
    """The office's title of every criterion, else its name in the project."""
    return {
        name: visible(test.title.text(lang)) if test.title else name
        for name, test in project.criteria.items()
    }


def criterion_text(test: Criterion, lang: Lang, titles: Mapping[str, str] = _NO_TITLES) -> str:
    """One criterion in a line.

    Args:
        test: as declared.
        lang: of the words and numbers.
        titles: what to call the criteria a combined one is made of; their names when not given.
    """
    name = word(f"map_test_{test.test}", lang) if not isinstance(test, DistanceTest) else ""
    if isinstance(test, SlopeTest):
        return _range(name, "°", test.above_deg, test.at_most_deg, lang, low_word="map_above")
    if isinstance(test, ElevationTest):
        return _range(name, " m", test.from_m, test.to_m, lang)
    if isinstance(test, CanopyTest):
        low, high = (None if s is None else 100 * s for s in (test.from_share, test.to_share))
        return _range(name, " %", low, high, lang)
    if isinstance(test, DistanceTest):
        return _distance(test, lang)
    if isinstance(test, CombinedTest):
        return name.format(parts="; ".join(titles.get(c, c) for c in test.criteria))
    if isinstance(test, LawTest):
        verdicts = "; ".join(word(f"legal_{verdict}", lang) for verdict in test.any_of)
        return name.format(verdicts=verdicts)
    if isinstance(test, CodeTest):
        place = f"{test.layer}.{test.column}" if test.column else test.layer
        return name.format(place=visible(place), codes=visible(", ".join(map(str, test.any_of))))
    kept = "; ".join(f"{key}: {', '.join(map(str, v))}" for key, v in test.where.items())
    return name.format(layer=test.layer) + (f" ({visible(kept)})" if kept else "")


def figure_text(value: float, lang: Lang) -> str:
    """A figure with as many decimals as it has, three at most: ``1.400``, ``0,05``."""
    digits = next(d for d in (0, 1, 2, 3) if d == 3 or round(value, d) == round(value, 6))
    return number_text(value, lang, digits)


def _distance(test: DistanceTest, lang: Lang) -> str:
    if test.within_m is not None:
        key, metres = "map_test_within", test.within_m
    else:
        key, metres = "map_test_beyond", test.beyond_m or 0.0
    return word(key, lang).format(layer=test.layer, m=figure_text(metres, lang))


def _range(
    name: str,
    unit: str,
    low: float | None,
    high: float | None,
    lang: Lang,
    low_word: str = "map_from",
) -> str:
    """Both ends are spelled out: "trên 25°, không quá 30°" says which end is included."""
    ends = [] if low is None else [f"{word(low_word, lang)} {figure_text(low, lang)}{unit}"]
    if high is not None:
        ends.append(f"{word('map_at_most', lang)} {figure_text(high, lang)}{unit}")
    return f"{name} {', '.join(ends)}"
