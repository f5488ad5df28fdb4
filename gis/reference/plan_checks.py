"""Figures of the plans held against each other: parts and totals, one figure stated twice, pace.

Which rows are compared, and how, is data (``plan_checks.toml``). A check says what it finds and
never which of two figures is right; figures of different kinds are not compared, and so not added.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

from gis.reference.plans import KNOWN_PLANS, PlanTarget, plan_targets
from gis.reference.programmes import ProgrammeFigure, programme_figures

Verdict = Literal["agrees", "differs", "not_comparable"]
Found = tuple[Verdict, dict[str, float]]

# Printed figures have few decimals: what is left of a sum of them is rounding of 64-bit numbers.
_ROUNDING_SHARE = 1e-9


@dataclass(frozen=True)
class Bounds:
    """Yields in t/ha that pass without a word, and whose figures they are."""

    low: float
    high: float
    source_vi: str = ""
    source_en: str = ""


@dataclass(frozen=True)
class PlanCheck:
    """One comparison, of rows with each other or with a programme's figure (``against``).
    ``found`` are the figures it comes to, in the unit of its rows; an implied
    yield is in t/ha, a pace in % a year, a share in %.
    """

    id: str
    kind: str
    verdict: Verdict
    rows: tuple[PlanTarget, ...]
    found: Mapping[str, float] = field(default_factory=dict)
    note_vi: str = ""
    note_en: str = ""
    against: ProgrammeFigure | None = None


def plan_checks(bounds: Mapping[str, Bounds] | None = None) -> tuple[PlanCheck, ...]:
    """Every comparison between the rows of the registers, repeated figures last.

    Args:
        bounds: t/ha by crop, instead of the package's own; a crop without bounds is not judged.
    """
    rows = {row.id: row for plan in KNOWN_PLANS for row in plan_targets(plan)}
    within = yield_bounds() if bounds is None else bounds
    declared = [_check(said, rows, within) for said in _settings()["check"]]
    repeated = [_repeated(row, rows[row.repeats]) for row in rows.values() if row.repeats]
    return (*declared, *repeated)


def yield_bounds() -> dict[str, Bounds]:
    """The package's own bounds of yields by crop, t/ha."""
    return {
        crop: Bounds(said["low"], said["high"], said["source"]["vi"], said["source"]["en"])
        for crop, said in _settings()["bounds_t_per_ha"].items()
    }


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads((files("gis.reference") / "plan_checks.toml").read_text("utf-8"))


def _check(
    said: Mapping[str, Any], rows: Mapping[str, PlanTarget], bounds: Mapping[str, Bounds]
) -> PlanCheck:
    asked = tuple(rows[row_id] for row_id in said["rows"])
    above = programme_figures()[said["against"]] if "against" in said else None
    if above is not None:
        verdict, found = reaches(asked[0], above, judged=said["kind"] == "reaches")
    elif said["kind"] == "implied":
        verdict, found = implied(asked, bounds.get(said["crop"]))
    elif said["kind"] == "pace":
        verdict, found = pace(asked, said["base_year"], said["at_most_times"])
    else:
        verdict, found = _KINDS[said["kind"]](asked)
    note = said.get("note", {"vi": "", "en": ""})
    return PlanCheck(said["id"], said["kind"], verdict, asked, found, note["vi"], note["en"], above)


def _repeated(row: PlanTarget, first: PlanTarget) -> PlanCheck:
    verdict, found = same((first, row))
    asked = row.question_vi or "", row.question_en or ""
    return PlanCheck(f"{row.id}_repeats", "same", verdict, (first, row), found, *asked)


def ends(row: PlanTarget | ProgrammeFigure) -> tuple[float, float]:
    """The lower and upper end of a row's figure; twice the same for a single figure."""
    if row.value_range is not None:
        return row.value_range
    value = math.nan if row.value is None else row.value
    return value, value


def parts(rows: Sequence[PlanTarget]) -> Found:
    """The first row is the total of the others."""
    total, summed = ends(rows[0])[0], math.fsum(ends(row)[0] for row in rows[1:])
    found = {"total": total, "sum": summed}
    return _judged(math.isclose(total, summed, rel_tol=_ROUNDING_SHARE)), found


def part_within(rows: Sequence[PlanTarget]) -> Found:
    """The second row is a part of the first, so not more than it."""
    (low, high), (part, most) = ends(rows[0]), ends(rows[1])
    found = {"share_low": 100 * part / high, "share_high": 100 * most / low}
    return _judged(most <= low), found | {"rest_low": low - most, "rest_high": high - part}


def share_of(rows: Sequence[PlanTarget]) -> Found:
    """The share of the first row, of the second, is the third."""
    share, whole, amount = (ends(row)[0] for row in rows)
    product = whole * share / 100
    return _judged(math.isclose(product, amount, rel_tol=_ROUNDING_SHARE)), {"product": product}


def same(rows: Sequence[PlanTarget]) -> Found:
    """Two rows state one figure, or one lies in the other's range. Units and periods must agree."""
    one, other = rows
    if (one.unit, one.period, one.indicator) != (other.unit, other.period, other.indicator):
        return "not_comparable", {}
    (low, high), (least, most) = ends(one), ends(other)
    inside = least <= low and high <= most
    return _judged(inside or (low <= least and most <= high)), {}


def reaches(row: PlanTarget, above: ProgrammeFigure, *, judged: bool) -> Found:
    """A plan's figure beside a programme's; where judged, it agrees when it asks for no less than
    the lower end. Another unit or year is never judged.
    """
    found = {"low": ends(above)[0], "high": ends(above)[1]}
    if not judged or (row.unit, row.year) != (above.unit, above.year):
        return "not_comparable", found
    return _judged(ends(row)[0] >= found["low"]), found


def rising(rows: Sequence[PlanTarget]) -> Found:
    """The figure never falls from year to year."""
    if any(row.year is None for row in rows):
        return "not_comparable", {}
    steps = sorted(rows, key=lambda row: row.year or 0)
    return _judged(all(ends(a)[1] <= ends(b)[0] for a, b in pairwise(steps))), {}


def pace(rows: Sequence[PlanTarget], base_year: int, at_most_times: float) -> Found:
    """Two multiples of one base year: % a year up to the first, and from there to the second.

    They differ when one pace is more than ``at_most_times`` the other.
    """
    (first, second), years = (ends(row)[0] for row in rows), [row.year or 0 for row in rows]
    early = 100 * (first ** (1 / (years[0] - base_year)) - 1)
    late = 100 * ((second / first) ** (1 / (years[1] - years[0])) - 1)
    steady = max(early, late) <= at_most_times * min(early, late)
    return _judged(steady), {"early": early, "late": late}


def implied(rows: Sequence[PlanTarget], bounds: Bounds | None) -> Found:
    """Production (first row, t) by area (second row, ha): a yield the plan implies, t/ha."""
    production, area = (ends(row)[0] for row in rows)
    found = {"t_per_ha": production / area}
    if bounds is None:
        return "not_comparable", found
    inside = bounds.low <= found["t_per_ha"] <= bounds.high
    return _judged(inside), found | {"low": bounds.low, "high": bounds.high}


def open_sum(rows: Sequence[PlanTarget]) -> Found:
    """What a list without a total comes to; there is nothing to hold it against."""
    return "not_comparable", {"sum": math.fsum(ends(row)[0] for row in rows)}


def apart(_rows: Sequence[PlanTarget]) -> Found:
    """Figures that look alike and are different things."""
    return "not_comparable", {}


def _judged(agrees: bool) -> Verdict:
    return "agrees" if agrees else "differs"


_KINDS: dict[str, Callable[[Sequence[PlanTarget]], Found]] = {
    "parts": parts,
    "part_within": part_within,
    "share_of": share_of,
    "same": same,
    "rising": rising,
    "open_sum": open_sum,
    "apart": apart,
}
