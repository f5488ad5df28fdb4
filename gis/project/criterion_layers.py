"""Layers that criteria read: declared, of a kind the test can be made on, with codes that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gis.errors import Problem, Where
from gis.project.criteria_model import CanopyTest, CodeTest, DistanceTest, PlaceTest
from gis.project.declared import Declared
from gis.project.layers_model import CodesLayer, ForestLayer, LayerSpec
from gis.project.names import named
from gis.project.suggest import listed
from gis.reference.forest import FOREST_COLUMNS

_POLYGONS = ("communes", "forest", "plots", "polygons")
_KINDS = {
    "canopy_cover": ("canopy",),
    "code": (*_POLYGONS, "codes"),
    "distance": (*_POLYGONS, "lines"),
    "inside": _POLYGONS,
    "outside": _POLYGONS,
}

_DIGITS = re.compile(r"-?[0-9]+")

LayerTest = CanopyTest | CodeTest | DistanceTest | PlaceTest


def criterion_layer_faults(declared: Declared) -> Iterator[Problem]:
    """Faults of every criterion that reads a layer of its own."""
    for name, test in declared.project.criteria.items():
        if isinstance(test, LayerTest):
            place = f"[criteria.{name}]"
            yield from named(declared, "layers", f"{place} layer", [test.layer])
            spec = declared.project.layers.get(test.layer)
            if spec is not None:
                yield from _fits(place, test, spec)


def _fits(place: str, test: LayerTest, spec: LayerSpec) -> Iterator[Problem]:
    kinds = _KINDS[test.test]
    if spec.kind not in kinds:
        values = {"layer": test.layer, "kind": spec.kind, "test": test.test, "kinds": listed(kinds)}
        yield Problem("project.wrong_kind", Where(column=f"{place} layer"), values)
    elif isinstance(test, CodeTest):
        yield from _code_column(place, test, spec)
    elif isinstance(test, PlaceTest):
        for column, wanted in test.where.items():
            yield from _code_type(f"{place} where.{column}", column, wanted, spec)


def _code_column(place: str, test: CodeTest, spec: LayerSpec) -> Iterator[Problem]:
    if isinstance(spec, CodesLayer):
        if test.column is not None:
            yield _fault("project.raster_has_no_column", f"{place} column", layer=test.layer)
        yield from _whole_numbers(f"{place} any_of", test.any_of)
    elif test.column is None:
        yield _fault("project.needs_column", place, layer=test.layer)
    else:
        yield from _code_type(f"{place} any_of", test.column, test.any_of, spec)


def _code_type(
    place: str, column: str, wanted: tuple[str | int, ...], spec: LayerSpec
) -> Iterator[Problem]:
    """Words in a column of numbers, or state numbers in that of state letters, match nothing."""
    if not isinstance(spec, ForestLayer) or column not in FOREST_COLUMNS:
        return
    if FOREST_COLUMNS[column].kind == "code":
        yield from _whole_numbers(place, wanted)
    elif column == "ldlr" and (odd := [w for w in wanted if _DIGITS.fullmatch(str(w))]):
        yield _fault("project.states_are_letters", place, given=listed(map(str, odd)))


def _whole_numbers(place: str, wanted: tuple[str | int, ...]) -> Iterator[Problem]:
    if odd := [w for w in wanted if not _DIGITS.fullmatch(str(w))]:
        given = listed(f'"{w}"' for w in odd)
        yield _fault("project.codes_are_numbers", place, given=given)


def _fault(code: str, place: str, **values: object) -> Problem:
    return Problem(code, Where(column=place), values)
