"""Names in ``[law]`` and ``[[overrides]]`` that must name a layer of the right kind."""

from __future__ import annotations

from collections.abc import Iterator

from gis.errors import Problem, Where
from gis.project.declared import Declared
from gis.project.layers_model import ForestLayer
from gis.project.names import named
from gis.project.suggest import listed


def law_faults(declared: Declared) -> Iterator[Problem]:
    """Subzones must be a layer of polygons, overrides must mean one forest layer."""
    law, layers = declared.project.law, declared.project.layers
    if law.subzones is not None:
        yield from named(declared, "layers", "[law] subzones", [law.subzones])
        spec = layers.get(law.subzones)
        if spec is not None and spec.kind != "polygons":
            values = {"layer": law.subzones, "kind": spec.kind}
            yield Problem("project.subzones_not_polygons", Where(column="[law] subzones"), values)
    yield from _overrides(declared)


def _overrides(declared: Declared) -> Iterator[Problem]:
    forests = [n for n, s in declared.project.layers.items() if isinstance(s, ForestLayer)]
    for number, one in enumerate(declared.project.overrides, start=1):
        place = f"[[overrides]] #{number} layer"
        if one.layer is not None:
            yield from named(declared, "layers", place, [one.layer])
        named_one = one.layer in forests
        if not named_one and not (one.layer is None and len(forests) == 1):
            values = {"given": one.layer or "–", "known": listed(forests)}
            yield Problem("project.override_layer", Where(column=place), values)
