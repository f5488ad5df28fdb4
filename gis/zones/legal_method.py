"""How land was judged, in plain values: the day, the rules in force, the layers asked."""

from __future__ import annotations

from gis.criteria.law_cells import speaks_of
from gis.criteria.law_facts import forest_layer, subzone_kinds
from gis.layers.frms_version import frms_version
from gis.layers.model import Layers
from gis.project.model import Project
from gis.project.under_law import judged_on
from gis.reference.law import law_book


def legal_method(project: Project, layers: Layers) -> dict[str, object]:
    """What the record says of the law a run judged by.

    Args:
        project: its ``[law]``.
        layers: the forest layer and the subzones, if any.
    """
    book, day = law_book(), judged_on(project)
    in_force = [rule for rule in book.rules if rule.in_force(day)]
    return {
        "asked": speaks_of(project, layers),
        "judged_on": day.isoformat(),
        "judged_on_stated": project.law.judged_on is not None,
        "rules_reviewed_on": book.reviewed_on.isoformat(),
        "rules_in_force": {rule.id: list(rule.citations(day)) for rule in in_force},
        "unverified_readings": sorted(
            {b.citation for r in in_force for b in r.basis if b.confidence == "unverified"}
        ),
        "frms": _frms(layers),
        "subzones": _subzones(project, layers),
    }


def _frms(layers: Layers) -> dict[str, object] | None:
    forest = forest_layer(layers)
    if forest is None:
        return None
    found = frms_version(forest)
    return {
        "layer": forest.name,
        "version": found.version,
        "how": found.how,
        "rows_for_3": found.rows_for_3,
        "rows_for_4": found.rows_for_4,
    }


def _subzones(project: Project, layers: Layers) -> dict[str, object] | None:
    drawn = layers.vectors.get(project.law.subzones or "")
    if drawn is None:
        return None
    kinds = subzone_kinds(drawn.frame, project.law, law_book())
    counts = {str(kind): int((kinds == kind).sum()) for kind in sorted(set(kinds))}
    return {"layer": drawn.name, "polygons": counts}
