"""Slope classes in words: "VI · > 25°", their usual names, where the breaks come from."""

from __future__ import annotations

from gis.messages import Lang, visible, word
from gis.project.criterion_text import figure_text
from gis.project.slope_classes import USUAL_BREAKS_DEG, SlopeClass, SlopeClasses


def class_text(one: SlopeClass, lang: Lang) -> str:
    """Numeral and degrees of a class: ``I · ≤ 3°``, ``II · 3–8°``, ``VI · > 25°`` (sign and figure
    stay on one line).
    """
    low, high = (None if d is None else figure_text(d, lang) for d in one[2:])
    if low is None:
        return f"{one.name} · ≤\u00a0{high}°"
    return f"{one.name} · >\u00a0{low}°" if high is None else f"{one.name} · {low}–{high}°"


def reading(asked: SlopeClasses, one: SlopeClass, lang: Lang) -> str:
    """What a class of the usual series is commonly called; empty where there is no such word."""
    named = asked.is_usual and one.number <= len(USUAL_BREAKS_DEG) + 1
    return word(f"slope_reading_{one.number}", lang) if named else ""


def readings_text(asked: SlopeClasses, lang: Lang) -> str:
    """Every class with its common name, marked as unverified; empty where there are no names."""
    named = [
        f"{one.name} {called}" for one in asked.classes() if (called := reading(asked, one, lang))
    ]
    return word("slope_readings", lang).format(names=", ".join(named)) if named else ""


def source_text(asked: SlopeClasses, lang: Lang) -> str:
    """Where the breaks come from, and how sure that is."""
    said = visible(asked.source, 400) if asked.source else word(_unsaid(asked), lang)
    return f"{said} ({word(f'confidence_{asked.confidence}', lang)})"


def _unsaid(asked: SlopeClasses) -> str:
    usual = asked.breaks_deg == USUAL_BREAKS_DEG
    return "slope_classes_source" if usual else "explain_no_source"


def classes_text(asked: SlopeClasses, lang: Lang) -> str:
    """All classes in one line: ``I · ≤ 3°; II · 3–8°; …``."""
    return "; ".join(class_text(one, lang) for one in asked.classes())


def slope_note(asked: SlopeClasses, lang: Lang) -> str:
    """What must stand beside figures by class: the rule at a break, and the usual names."""
    return " ".join(t for t in (word("slope_classes_rule", lang), readings_text(asked, lang)) if t)
