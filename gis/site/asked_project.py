"""What is asked of sites, as a project: the office's flag rules, 25° and 30°, and the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gis.criteria.law import LIMIT_DEG
from gis.project.criteria_model import CombinedTest, Criterion, LawTest, SlopeTest
from gis.project.layers_model import PlotsLayer
from gis.project.model import FlagRule, Project

# Polygons are judged as plots of a layer of this name would be. No name of a project has a dash.
LAYER = "site-check"
STEEP_DEG = (25.0, LIMIT_DEG)
_LAW = "site-law"


def steep_rule(above_deg: float) -> str:
    """Name of the rule, and of its criterion, that asks for land over a slope."""
    return f"site-over-{above_deg:g}"


def asked_of_sites(project: Project) -> Project:
    """The project with what is asked of sites and nothing else.

    Its flag rules speak of any polygon, whatever its crop; a rule each asks for land over 25° and
    30°; and the law is asked even where the project itself does not.

    Args:
        project: checked; its layers, ``[law]`` and ``[doubt]`` stay.
    """
    steep: Mapping[str, Criterion] = {
        steep_rule(deg): SlopeTest(test="slope", above_deg=deg) for deg in STEEP_DEG
    }
    law = LawTest(test="law", any_of=("barred_unless_approved",))
    rules = {
        name: rule.model_copy(update={"plots": LAYER, "crop": None})
        for name, rule in project.flags.items()
    }
    # Unchecked, for a name with a dash is none a project could have.
    over = {n: FlagRule.model_construct(plots=LAYER, when=(n,), cites="–") for n in steep}
    asked = {name: project.criteria[name] for name in _needed(project)}
    return project.model_copy(
        update={
            "criteria": {**asked, **steep, _LAW: law},
            "flags": {**rules, **over},
            "zones": {},
            "plans": (),
            "targets": (),
            "law": project.law.model_copy(update={"medicinal_crops": (LAYER,)}),
        }
    )


def site_layer(project: Project) -> PlotsLayer:
    """What the layer of polygons says of itself."""
    return PlotsLayer(kind="plots", path="–", source="–", dated=project.area.communes_as_of)


def _needed(project: Project) -> list[str]:
    """Names of the criteria flag rules ask, with all that these combine, as declared."""
    found: set[str] = set()
    wanted = [name for rule in project.flags.values() for name in rule.when]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += _parts(project.criteria[name])
    return [name for name in project.criteria if name in found]


def _parts(test: Criterion) -> Iterable[str]:
    return test.criteria if isinstance(test, CombinedTest) else ()
