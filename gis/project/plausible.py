"""What is legal in a project file but hardly meant: warnings before long work, never a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from gis.errors import Problem, Where
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    DistanceTest,
    ElevationTest,
    PlaceTest,
    SlopeTest,
)
from gis.project.layers_model import ForestLayer
from gis.project.model import Project
from gis.project.suggest import did_you_mean
from gis.project.targets import all_targets
from gis.reference.admin import REFORM
from gis.reference.forest import ldlr_codes, ldlr_number
from gis.reference.plans import plan_targets

_STEEPEST_DEG = 60.0
_HIGHEST_M = 4000.0
_LARGEST_ZONE_HA = 1000.0
_FARTHEST_M = 50_000.0
# Lines and polygons are drawn on the map, canopy describes zones; codes serve criteria alone.
_ONLY_FOR_CRITERIA = ("codes",)


def project_warnings(project: Project) -> list[Problem]:
    """Everything in a checked project that may be a slip; all of level ``"warning"``.

    Args:
        project: as ``load_project`` gives it.
    """
    checks = (
        _idle, _figures, _states, _sizes, _zones_without_target, _commune_sets, _plans_before_set,
        _in_force,
    )  # fmt: skip
    return [problem for check in checks for problem in check(project)]


def _warning(code: str, place: str, **values: object) -> Problem:
    return Problem(code, Where(column=place), values, level="warning")


def _idle(project: Project) -> Iterator[Problem]:
    """Parts nobody uses: a name left behind by an edit, or a rule forgotten."""
    if not (project.flags or project.zones or project.plans or project.targets):
        yield _warning("project.nothing_asked", "[flags] [zones] [[targets]]")
    used = _used_criteria(project)
    for name in project.criteria:
        if name not in used:
            yield _warning("project.unused_criterion", f"[criteria.{name}]", name=name)
    layers = {getattr(test, "layer", None) for test in project.criteria.values()}
    for name, spec in project.layers.items():
        if spec.kind in _ONLY_FOR_CRITERIA and name not in layers:
            yield _warning("project.unused_layer", f"[layers.{name}]", name=name)


def _used_criteria(project: Project) -> set[str]:
    used = {name for flag in project.flags.values() for name in flag.when}
    used |= {n for zone in project.zones.values() for n in (*zone.require, *zone.exclude)}
    for test in project.criteria.values():
        if isinstance(test, CombinedTest):
            used |= set(test.criteria)
    return used


def _figures(project: Project) -> Iterator[Problem]:
    for name, test in project.criteria.items():
        place = f"[criteria.{name}]"
        if isinstance(test, SlopeTest):
            yield from _slope(place, test)
        elif isinstance(test, ElevationTest):
            highest = max(test.from_m or 0.0, test.to_m or 0.0)
            if highest > _HIGHEST_M:
                yield _warning("project.elevation_high", place, given=f"{highest:g}")
        elif isinstance(test, DistanceTest):
            far = test.within_m or test.beyond_m or 0.0
            if far > _FARTHEST_M:
                yield _warning("project.distance_far", place, given=f"{far:g}")
        elif isinstance(test, CanopyTest) and test.to_share == 0:
            yield _warning("project.canopy_none", place)


def _slope(place: str, test: SlopeTest) -> Iterator[Problem]:
    steepest = max(test.above_deg or 0.0, test.at_most_deg or 0.0)
    if steepest > _STEEPEST_DEG and test.at_most_deg != 90:
        yield _warning("project.slope_steep", place, given=f"{steepest:g}")
    if test.above_deg is not None and test.above_deg == test.at_most_deg:
        yield _warning("project.slope_empty", place, given=f"{test.above_deg:g}")


def _states(project: Project) -> Iterator[Problem]:
    """State codes that are none of the rangers' 93."""
    for name, test in project.criteria.items():
        if not isinstance(test, CodeTest | PlaceTest):
            continue
        if not isinstance(project.layers.get(test.layer), ForestLayer):
            continue
        asked = test.any_of if isinstance(test, CodeTest) else test.where.get("ldlr", ())
        if isinstance(test, CodeTest) and test.column != "ldlr":
            continue
        for code in asked:
            if isinstance(code, str) and ldlr_number(code) is None:
                near = did_you_mean(code, ldlr_codes()) or "–"
                yield _warning("project.state_unknown", f"[criteria.{name}]", given=code, near=near)


def _sizes(project: Project) -> Iterator[Problem]:
    sized = [(f"[flags.{n}]", f.min_area_ha) for n, f in project.flags.items()]
    sized += [(f"[zones.{n}]", z.min_area_ha) for n, z in project.zones.items()]
    for place, least in sized:
        if least > _LARGEST_ZONE_HA:
            yield _warning("project.min_area_large", f"{place} min_area_ha", given=f"{least:g}")


def _zones_without_target(project: Project) -> Iterator[Problem]:
    crops = {target.crop for target in all_targets(project)}
    for name, zone in project.zones.items():
        if zone.crop not in crops:
            yield _warning("project.zone_without_target", f"[zones.{name}]", crop=zone.crop)


def _commune_sets(project: Project) -> Iterator[Problem]:
    """The file's date and the set asked for lie on different sides of the 2025 reform."""
    asked = project.area.communes_as_of
    for name, spec in project.layers.items():
        if spec.kind == "communes" and (spec.dated < REFORM) != (asked < REFORM):
            values = {"asked": asked, "dated": spec.dated}
            yield _warning("project.commune_sets_differ", f"[layers.{name}] dated", **values)


def _plans_before_set(project: Project) -> Iterator[Problem]:
    """A plan whose last year ended before the communes of the project were formed."""
    day = project.area.communes_as_of
    if day < REFORM:
        return
    for plan in project.plans:
        years = [row.year for row in plan_targets(plan) if row.year is not None]
        if years and max(years) < REFORM.year:
            values = {"plan": plan, "year": max(years), "day": day}
            yield _warning("project.plan_before_set", "[area] communes_as_of", **values)


def _in_force(project: Project) -> Iterator[Problem]:
    day = project.area.communes_as_of
    for name, test in project.criteria.items():
        late = test.valid_from is not None and test.valid_from > day
        if late or (test.valid_to is not None and test.valid_to < day):
            values = {"start": test.valid_from or "–", "end": test.valid_to or "–", "day": day}
            yield _warning("project.not_in_force", f"[criteria.{name}]", **values)
