"""Targets that can be counted: one id each, a figure in the right unit, shares of something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gis.errors import Problem, Where
from gis.project.declared import Declared
from gis.project.model import Target
from gis.project.targets import to_reach
from gis.reference.plans import KNOWN_PLANS, plan_targets

VALUES = ("value_ha", "value_share", "value_t", "value_count", "value")


_SITES = ("facilities", "slaughterhouses", "disease_free_farms")
_KEYS = {"production": "value_t"} | dict.fromkeys(_SITES, "value_count")


def value_key(indicator: str) -> str:
    """The key that holds an indicator's figure: ``value_share`` for ``coded_share``."""
    if indicator.endswith("_share"):
        return "value_share"
    if indicator.endswith("_area"):
        return "value_ha"
    return _KEYS.get(indicator, "value")


def target_faults(declared: Declared) -> Iterator[Problem]:
    """Faults of the project's own targets, ids of the plans' registers included."""
    project = declared.project
    yield from _ids_once(declared)
    for target in project.targets:
        place = f"[[targets]] {target.id}"
        key = value_key(target.indicator)
        given = next((k for k in VALUES if getattr(target, k) is not None), key)
        if given != key:
            values = {"indicator": target.indicator, "given": given, "key": key}
            yield Problem("project.target_unit", Where(column=f"{place} {given}"), values)
        yield from _denominator(place, target)


def _ids_once(declared: Declared) -> Iterator[Problem]:
    plans = [p for p in dict.fromkeys(declared.project.plans) if p in KNOWN_PLANS]
    register = [row.id for plan in plans for row in plan_targets(plan) if to_reach(row)]
    ids = Counter([*register, *(t.id for t in declared.project.targets)])
    for target_id, n in ids.items():
        if n > 1:
            values = {"id": target_id, "n": n}
            yield Problem("project.target_twice", Where(column="[[targets]] id"), values)


def _denominator(place: str, target: Target) -> Iterator[Problem]:
    if target.value_share is None:
        return
    where = Where(column=f"{place} denominator")
    if target.denominator is None:
        yield Problem("project.needs_denominator", where, {"indicator": target.indicator})
    elif target.denominator.endswith("_share"):
        yield Problem("project.share_of_share", where, {"given": target.denominator})
