"""A name that names nothing, as a problem with the nearest name that does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from gis.errors import Problem, Where
from gis.project.declared import Declared
from gis.project.suggest import did_you_mean, listed

Kind = Literal["criterion", "layer", "plan", "sentence"]

_CODES = {
    "criterion": ("project.unknown_criterion", "project.misspelt_criterion"),
    "layer": ("project.unknown_layer", "project.misspelt_layer"),
    "plan": ("project.unknown_plan", "project.misspelt_plan"),
    "sentence": ("project.unknown_sentence", "project.misspelt_sentence"),
}


def unknown_name(kind: Kind, place: str, name: str, known: Sequence[str]) -> Problem:
    """The problem of a name that is none of ``known``.

    Args:
        kind: what it should have named.
        place: the TOML table and key it stands in.
        name: as written.
        known: the names that would do.
    """
    meant = did_you_mean(name, known)
    unknown, misspelt = _CODES[kind]
    values = {"given": f'"{name}"', "meant": meant, "known": listed(known)}
    return Problem(misspelt if meant else unknown, Where(column=place), values)


def named(
    declared: Declared, section: Literal["criteria", "layers"], place: str, names: Sequence[str]
) -> Iterator[Problem]:
    """Problems of names that no criterion (or layer) of the project has."""
    kind: Kind = "criterion" if section == "criteria" else "layer"
    for name in names:
        if not declared.has(section, name):
            yield unknown_name(kind, place, name, declared.names(section))
