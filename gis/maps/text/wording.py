"""Values of tables as a person reads them: labels of columns, units, words for codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gis.maps.columns import COUNTS
from gis.messages import Lang, visible, word
from gis.project.base import LocalText
from gis.project.model import FlagRule, Project, ZoneRule
from gis.units import ha_text, number_text

# Columns whose values are words of ours, and the prefix of their keys in words.toml.
CODED = {
    "crop": "crop",
    "other_crop": "crop",
    "method": "method",
    "state": "state",
    "named_by_plan": "named",
    "sure_verdict": "sure",
    "legal_verdict": "legal",
}
# Unit at the end of a column's name: digits, factor, what follows the figure.
FIGURES: Mapping[str, tuple[int, float, str]] = {
    "_share": (1, 100.0, " %"),
    "_probability": (0, 100.0, " %"),
    "_deg": (1, 1.0, "°"),
    "_m": (0, 1.0, " m"),
}


def label(column: str, lang: Lang) -> str:
    """The heading of a column, e.g. ``label("slope_mean_deg", "en")`` is "Mean slope"."""
    return word(f"col_{column}", lang)


def value_text(column: str, value: object, lang: Lang) -> str:
    """A value of a column with its unit; an unknown figure is "?", a missing text says so."""
    if column.endswith("_ha"):
        return ha_text(figure_of(value), lang)
    for ending, (digits, factor, unit) in FIGURES.items():
        if column.endswith(ending):
            figure = figure_of(value)
            return number_text(None if figure is None else figure * factor, lang, digits) + unit
    return _words(column, value, lang)


def is_missing(value: Any) -> bool:
    """Whether a scalar of a table is missing (None, NaN, NA)."""
    return bool(pd.isna(value))


def coded(prefix: str, value: object, lang: Lang) -> str:
    """Our word for a code; a code without a word (a crop of the office's own) as it is."""
    try:
        return word(f"{prefix}_{value}", lang)
    except KeyError:
        return visible(value)


def crop_and_method(crop: object, method: object, lang: Lang) -> str:
    """A crop and, when it has one, its method: "Lai Châu ginseng · Under forest canopy"."""
    parts = [coded("crop", crop, lang)]
    if not is_missing(method):
        parts.append(coded("method", method, lang))
    return " · ".join(parts)


def flag_title(name: str, rule: FlagRule, lang: Lang) -> str:
    """The office's title of a flag rule, else one made from its crop or its name."""
    if name == "cassava_on_steep_land" and rule.title is None:
        return word("map_cassava_on_steep_land", lang)
    return _title(rule.title, name, lang)


def zone_title(rule: ZoneRule, lang: Lang) -> str:
    """The office's title of a zone rule, else its crop and method."""
    return _title(rule.title, crop_and_method(rule.crop, rule.method, lang), lang)


def criterion_title(project: Project, name: object, lang: Lang) -> str:
    """The office's title of a criterion, else its name."""
    criterion = project.criteria.get(str(name))
    return _title(criterion.title if criterion else None, str(name), lang)


def _title(text: LocalText | None, otherwise: str, lang: Lang) -> str:
    return visible(text.text(lang)) if text else visible(otherwise)


def figure_of(value: Any) -> float | None:
    """A figure of a table, None where it is missing."""
    return None if is_missing(value) else float(value)


def _words(column: str, value: object, lang: Lang) -> str:
    if is_missing(value):
        return word("place_outside_communes" if column == "commune" else "not_given", lang)
    if column in COUNTS:
        return number_text(float(str(value)), lang, 0)
    if isinstance(value, bool) or column in ("gi", "open_list"):
        return word("yes" if value else "no", lang)
    if column in CODED:
        return coded(CODED[column], value, lang)
    return visible(value, 1000)
