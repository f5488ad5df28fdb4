"""Zones of medicinal plants leave out land the law bars: the rule is put into the project."""

from __future__ import annotations

from datetime import date

from gis.project.base import LocalText
from gis.project.criteria_model import LawTest
from gis.project.layers_model import ForestLayer
from gis.project.model import Project, ZoneRule
from gis.reference.law import law_book

BARRED = "barred_by_law"


def judged_on(project: Project) -> date:
    """The day whose rules are asked: as stated, else the day the rules were last reviewed."""
    return project.law.judged_on or law_book().reviewed_on


def under_law(project: Project) -> Project:
    """The project whose zones of medicinal plants exclude barred land.

    A criterion ``barred_by_law`` is added and excluded by every such zone rule that does not ask
    the law already, so that it is seen, measured and recorded as any other. Where nothing is known
    of forests and subzones no land can be barred, and the project stays as it is.

    Args:
        project: checked.
    """
    asked = {name for name, test in project.criteria.items() if isinstance(test, LawTest)}
    known = project.law.subzones or any(isinstance(s, ForestLayer) for s in project.layers.values())
    rules = {
        name: rule
        for name, rule in project.zones.items()
        if rule.crop in project.law.medicinal_crops and not _bars(rule, project, asked)
    }
    if not rules or not known:
        return project
    criterion = _free_name(project)
    zones = {n: _excluding(r, criterion) if n in rules else r for n, r in project.zones.items()}
    criteria = project.criteria | {criterion: _criterion()}
    return project.model_copy(update={"criteria": criteria, "zones": zones})


def _bars(rule: ZoneRule, project: Project, asked: set[str]) -> bool:
    tests = (project.criteria[name] for name in rule.exclude if name in asked)
    return any(isinstance(t, LawTest) and "barred_unless_approved" in t.any_of for t in tests)


def _excluding(rule: ZoneRule, criterion: str) -> ZoneRule:
    return rule.model_copy(update={"exclude": (*rule.exclude, criterion)})


def _free_name(project: Project) -> str:
    name = BARRED
    while name in project.criteria:
        name += "_too"
    return name


def _criterion() -> LawTest:
    book = law_book()
    bases = [b for r in book.rules if r.verdict == "barred_unless_approved" for b in r.basis]
    found = all(basis.confidence == "found" for basis in bases)
    return LawTest(
        test="law",
        title=LocalText(
            vi="Không được theo luật, trừ khi được chấp thuận", en="Barred by law unless approved"
        ),
        source="; ".join(dict.fromkeys(basis.citation for basis in bases)),
        confidence="found" if found else "unverified",
    )
