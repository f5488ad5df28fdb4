"""Whether the declared criteria can be asked of the layers at hand: every fault at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from gis.criteria.listed import whole_numbers
from gis.errors import Problem, Where
from gis.layers.model import Layers, Raster, VectorLayer
from gis.project.criteria_model import CanopyTest, CodeTest, CombinedTest, DistanceTest, PlaceTest
from gis.project.model import Project

POLYGONS = ("communes", "plots", "forest", "polygons")
KINDS = {
    "canopy_cover": ("canopy",),
    "code": (*POLYGONS, "codes"),
    "distance": (*POLYGONS, "lines"),
    "inside": POLYGONS,
    "outside": POLYGONS,
}
LayerTest = CanopyTest | CodeTest | DistanceTest | PlaceTest


def check_criteria(project: Project, layers: Layers) -> list[Problem]:
    """Faults that would keep a criterion from being evaluated.

    Args:
        project: its declared criteria.
        layers: the layers as read.

    Returns:
        Problems of level ``"error"``: a layer or column that is not there, a layer of a kind the
        test cannot use, codes that are no numbers for a raster, criteria that combine what is not
        declared or, in a circle, themselves.
    """
    found: list[Problem] = []
    for name, test in project.criteria.items():
        if isinstance(test, CombinedTest):
            found += _combined(project, name, test)
        elif isinstance(test, LayerTest):
            found += _layer(layers, name, test)
    return found


def order(project: Project) -> list[str]:
    """Names of the criteria, each after all that it combines; those in a circle are left out."""
    done: dict[str, None] = {}
    waiting = dict(project.criteria)
    while ready := [n for n, t in waiting.items() if all(p in done for p in _parts(t))]:
        done.update(dict.fromkeys(ready))
        waiting = {n: t for n, t in waiting.items() if n not in done}
    return list(done)


def _parts(test: object) -> tuple[str, ...]:
    return test.criteria if isinstance(test, CombinedTest) else ()


def _combined(project: Project, name: str, test: CombinedTest) -> Iterator[Problem]:
    for part in test.criteria:
        if part not in project.criteria:
            values = {"criterion": name, "part": part, "like": _like(part, project.criteria)}
            yield Problem("criteria.part_unknown", values=values)
    if _reaches(project, name, name):
        yield Problem("criteria.circular", values={"criterion": name})


def _reaches(project: Project, start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        parts = _parts(project.criteria.get(waiting.pop()))
        if goal in parts:
            return True
        waiting += [p for p in parts if p not in seen]
        seen.update(parts)
    return False


def _layer(layers: Layers, name: str, test: LayerTest) -> Iterator[Problem]:
    layer = layers.vectors.get(test.layer) or layers.rasters.get(test.layer)
    where = Where(layer=test.layer)
    if layer is None:
        like = _like(test.layer, [*layers.vectors, *layers.rasters])
        yield Problem("criteria.layer_missing", where, {"criterion": name, "like": like})
    elif layer.spec.kind not in KINDS[test.test]:
        values = {"criterion": name, "kind": layer.spec.kind, "kinds": ", ".join(KINDS[test.test])}
        yield Problem("criteria.layer_kind", where, values)
    elif isinstance(layer, VectorLayer):
        yield from _columns(layer, name, test)
    else:
        yield from _numbers(layer, name, test)


def _columns(layer: VectorLayer, name: str, test: LayerTest) -> Iterator[Problem]:
    if isinstance(test, CodeTest) and test.column is None:
        where = Where(layer.source.path, layer.name)
        yield Problem("criteria.column_needed", where, {"criterion": name})
    there = [str(c) for c in layer.frame.columns if c != layer.frame.geometry.name]
    for column in _asked(test):
        if column not in there:
            where = Where(layer.source.path, layer.name, column)
            values = {"criterion": name, "columns": ", ".join(there), "like": _like(column, there)}
            yield Problem("criteria.column_missing", where, values)


def _asked(test: LayerTest) -> tuple[str, ...]:
    if isinstance(test, CodeTest):
        return (test.column,) if test.column is not None else ()
    return tuple(test.where) if isinstance(test, PlaceTest) else ()


def _numbers(layer: Raster, name: str, test: LayerTest) -> Iterator[Problem]:
    if isinstance(test, CodeTest) and (wrong := whole_numbers(test.any_of)[1]):
        where = Where(layer.source.path, layer.name)
        values = {"criterion": name, "wrong": ", ".join(map(str, wrong))}
        yield Problem("criteria.code_not_whole", where, values)


def _like(word: str, words: Iterable[str]) -> str:
    """The nearest known name, or all of them when none is near."""
    known = list(words)
    return ", ".join(difflib.get_close_matches(word, known, n=1) or known)
