"""The cells of a run as the page carries them, and what each of their numbers means in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gis.criteria.law import Judgement
from gis.maps.page.island import bytes_island
from gis.maps.results import Results
from gis.maps.text.wording import coded, flag_title, zone_title
from gis.messages import Lang, number_text, visible, word
from gis.project.criteria_model import SlopeTest
from gis.project.model import FlagRule, Project
from gis.zones.site_cells import SiteCells
from gis.zones.site_planes import Plane

NO, UNKNOWN, YES = range(3)


def cells_plain(cells: SiteCells, results: Results, lang: Lang) -> Mapping[str, Any]:
    """Everything but the bytes: where the squares lie, and words for their numbers."""
    at, project = cells.grid.transform, results.project
    rows, cols = cells.slope.shape
    return {
        "rows": rows,
        "cols": cols,
        "side": cells.side,
        "size": list(cells.grid.shape),
        "west": at.c,
        "north": at.f,
        "across": at.a,
        "down": -at.e,
        "slopes": list(_slopes(cells, project, lang)),
        "judgements": [_judged(one, lang) for one in cells.judgements],
        "zones": [zone_title(project.zones[name], lang) for name in cells.zones],
        "flags": [
            {"name": flag_title(name, rule, lang), "by_step": _by_step(rule, project, cells)}
            for name, rule in project.flags.items()
        ],
    }


def cells_islands(cells: SiteCells) -> Iterator[str]:
    """The bytes of slope, law and zones, these in the order of the rules.

    A byte is the difference to the square in the row above, modulo 256: land changes little from
    row to row, so differences pack to four fifths.
    """
    yield _plane("slope", cells.slope)
    if cells.law is not None:
        yield _plane("law", cells.law)
    for number, plane in enumerate(cells.zones.values()):
        yield _plane(f"zone-{number}", plane)


def _plane(name: str, plane: Plane) -> str:
    above = np.zeros((1, plane.shape[1]), dtype=np.uint8)
    return bytes_island(f"nuong-site-{name}", np.diff(plane, axis=0, prepend=above).tobytes())


def _judged(one: Judgement, lang: Lang) -> Mapping[str, Any]:
    return {
        "verdict": one.verdict,
        "says": coded("legal", one.verdict, lang),
        "reasons": [r.text.vi if lang == "vi" else r.text.en for r in one.reasons],
        "citations": list(one.citations),
    }


def _slopes(cells: SiteCells, project: Project, lang: Lang) -> Iterator[Mapping[str, str]]:
    """Words for every step: its degrees and its slope class. Step 0 is unknown."""
    yield {"degrees": word("tap_slope_unknown", lang), "class": ""}
    ends = [0.0, *cells.steps_deg]
    for number, low in enumerate(ends, start=1):
        high = ends[number] if number < len(ends) else None
        yield {"degrees": _between(low, high, lang), "class": _class(low, project, lang)}


def _between(low: float, high: float | None, lang: Lang) -> str:
    first = _degrees(low, lang)
    if high is None:
        return word("tap_slope_over", lang).format(low=first)
    return word("tap_slope_between", lang).format(low=first, high=_degrees(high, lang))


def _degrees(value: float, lang: Lang) -> str:
    """A slope with the decimals it has."""
    digits = next(n for n in range(7) if n == 6 or round(value, n) == value)
    return number_text(value, lang, digits)


def _class(low: float, project: Project, lang: Lang) -> str:
    """The class of land just above a slope; breaks are steps, so a step lies in one class."""
    classes = project.slope_classes.classes()
    name = [c.name for c in classes if c.above_deg is None or c.above_deg <= low][-1]
    return word("tap_slope_class", lang).format(name=visible(name))


def _by_step(rule: FlagRule, project: Project, cells: SiteCells) -> list[int] | None:
    """What a rule that asks only for the slope says of every step; None where it asks for more."""
    tests = [project.criteria[name] for name in rule.when]
    slopes = [test for test in tests if isinstance(test, SlopeTest)]
    if len(slopes) < len(tests):
        return None
    low = [0.0, *cells.steps_deg]
    return [UNKNOWN, *(YES if all(_holds(t, deg) for t in slopes) else NO for deg in low)]


def _holds(test: SlopeTest, low: float) -> bool:
    """Whether land of the step that begins above ``low`` meets a test."""
    over = test.above_deg is None or low >= test.above_deg
    return over and (test.at_most_deg is None or low < test.at_most_deg)
