"""The questions an audit puts to the land: slope over 25° and 30°, and the law, of every row."""

from __future__ import annotations

from collections.abc import Iterable

from gis.project.criteria_model import LawTest, SlopeTest
from gis.project.model import FlagRule, Project

# Over 25° is what plans ask to review, over 30° what the law asks of watershed protection forest.
LIMITS_DEG = {"over_25": 25.0, "over_30": 30.0}
_LAW = "law"
# A rule must cite something; nothing is published under this name.
_CITES = "audit"


def under_audit(project: Project, layers: Iterable[str], roles: Iterable[str]) -> Project:
    """The project with the audit's own criteria and rules in place of those it declares.

    Args:
        project: checked; its layers, law, overrides and doubt hold.
        layers: names of the layers that are audited.
        roles: what stands in for the crop of their rows; the law is asked of all of them.

    Returns:
        A project with a flag rule for every limit and layer (``over_25_<layer>``), met where at
        least ``[audit] least_ha`` is steeper.
    """
    criteria = {
        name: SlopeTest(test="slope", above_deg=limit, confidence="found")
        for name, limit in LIMITS_DEG.items()
    }
    least_ha = project.audit.least_ha
    flags = {
        f"{name}_{layer}": FlagRule(plots=layer, when=(name,), min_area_ha=least_ha, cites=_CITES)
        for name in LIMITS_DEG
        for layer in layers
    }
    law = project.law.model_copy(update={"medicinal_crops": tuple(roles)})
    asked = {_LAW: LawTest(test="law"), **criteria}
    changed = {"criteria": asked, "flags": flags, "zones": {}, "law": law}
    return project.model_copy(update=changed)
