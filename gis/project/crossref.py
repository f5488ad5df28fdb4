"""Names of a project file that must name something: criteria, layers, sentences, plans.

Every check takes what was declared and yields problems; the place is the TOML table and key.
"""

from __future__ import annotations

from collections.abc import Iterator

from gis.errors import Problem, Where
from gis.project.area_rules import area_faults
from gis.project.criteria_model import CombinedTest
from gis.project.criterion_layers import criterion_layer_faults
from gis.project.declared import Declared
from gis.project.law_rules import law_faults
from gis.project.layers_model import DemLayer, PlotsLayer
from gis.project.names import named, unknown_name
from gis.project.suggest import listed
from gis.project.target_rules import target_faults
from gis.reference.plans import KNOWN_PLANS, plan_rule, plan_rules


def cross_faults(declared: Declared) -> Iterator[Problem]:
    """Every fault between parts of a project that are each well formed."""
    yield from area_faults(declared)
    yield from _one_of_a_kind(declared)
    yield from _criteria_named(declared)
    yield from _circles(declared)
    yield from _dates(declared)
    yield from criterion_layer_faults(declared)
    yield from _flagged_plots(declared)
    yield from _citations(declared)
    yield from _plans(declared)
    yield from target_faults(declared)
    yield from law_faults(declared)


def _one_of_a_kind(declared: Declared) -> Iterator[Problem]:
    """Exactly one communes layer and one DEM; a refused layer may have been the missing one.
    Beside the DEM, at most one more to compare with.
    """
    layers = declared.project.layers
    compared = [n for n, spec in layers.items() if isinstance(spec, DemLayer) and spec.compare]
    for kind, code in (
        ("communes", "project.one_communes_layer"),
        ("dem", "project.one_dem_layer"),
    ):
        names = [n for n, spec in layers.items() if spec.kind == kind and n not in compared]
        absent = not names and not declared.left_out("layers")
        if absent or len(names) > 1:
            yield Problem(code, Where(column="[layers]"), {"n": len(names), "names": listed(names)})
    if len(compared) > 1:
        values = {"n": len(compared), "names": listed(compared)}
        yield Problem("project.one_dem_to_compare", Where(column="[layers]"), values)


def _criteria_named(declared: Declared) -> Iterator[Problem]:
    project = declared.project
    for name, test in project.criteria.items():
        if isinstance(test, CombinedTest):
            yield from named(declared, "criteria", f"[criteria.{name}] criteria", test.criteria)
    for name, flag in project.flags.items():
        yield from named(declared, "criteria", f"[flags.{name}] when", flag.when)
    for name, zone in project.zones.items():
        place = f"[zones.{name}]"
        yield from named(declared, "criteria", f"{place} require", zone.require)
        yield from named(declared, "criteria", f"{place} exclude", zone.exclude)
        if both := sorted(set(zone.require) & set(zone.exclude)):
            values = {"names": listed(both)}
            yield Problem("project.required_and_excluded", Where(column=place), values)


def _circles(declared: Declared) -> Iterator[Problem]:
    """Combined criteria that lead back to themselves, each circle once."""
    told: set[str] = set()
    for name in declared.project.criteria:
        circle = _circle_from(name, declared)
        if circle and not told & set(circle):
            told |= set(circle)
            path = " → ".join((*circle, circle[0]))
            yield Problem("project.circle", Where(column=f"[criteria.{name}]"), {"path": path})


def _circle_from(start: str, declared: Declared) -> tuple[str, ...]:
    """A way from a criterion back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop()
        for name in _parts(way[-1], declared):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _parts(name: str, declared: Declared) -> tuple[str, ...]:
    test = declared.project.criteria.get(name)
    return test.criteria if isinstance(test, CombinedTest) else ()


def _dates(declared: Declared) -> Iterator[Problem]:
    for name, test in declared.project.criteria.items():
        if test.valid_from and test.valid_to and test.valid_from > test.valid_to:
            values = {"start": test.valid_from, "end": test.valid_to}
            yield Problem("project.dates_reversed", Where(column=f"[criteria.{name}]"), values)


def _flagged_plots(declared: Declared) -> Iterator[Problem]:
    layers = declared.project.layers
    plots = [n for n, spec in layers.items() if isinstance(spec, PlotsLayer)]
    for name, flag in declared.project.flags.items():
        place = f"[flags.{name}] plots"
        yield from named(declared, "layers", place, [flag.plots])
        if flag.plots in layers and flag.plots not in plots:
            values = {"layer": flag.plots, "kind": layers[flag.plots].kind, "known": listed(plots)}
            yield Problem("project.not_plots", Where(column=place), values)


def _citations(declared: Declared) -> Iterator[Problem]:
    project = declared.project
    cited = {f"[flags.{name}] cites": flag.cites for name, flag in project.flags.items()}
    cited |= {f"[zones.{n}] cites": zone.cites for n, zone in project.zones.items() if zone.cites}
    known = [rule.cites for plan in KNOWN_PLANS for rule in plan_rules(plan)]
    for place, cites in cited.items():
        if plan_rule(cites) is None:
            yield unknown_name("sentence", place, cites, known)


def _plans(declared: Declared) -> Iterator[Problem]:
    plans = declared.project.plans
    for plan in dict.fromkeys(plans):
        if plan not in KNOWN_PLANS:
            yield unknown_name("plan", "plans", plan, KNOWN_PLANS)
        elif plans.count(plan) > 1:
            values = {"plan": plan, "n": plans.count(plan)}
            yield Problem("project.plan_twice", Where(column="plans"), values)
