"""From a project file to a checked :class:`Project`, or every fault of the file at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gis.errors import NuongError, Problem, Where
from gis.project.crossref import cross_faults
from gis.project.declared import Declared
from gis.project.faults import fault_locs, faults
from gis.project.model import Project
from gis.project.places import Loc
from gis.project.plausible import project_warnings
from gis.project.source import read_source
from gis.project.under_law import under_law

__all__ = ["load_project", "project_warnings"]

_NAMED = ("layers", "criteria", "flags", "zones")
_LISTS = ("targets", "overrides")
# Stands in for an [area] that was refused, so that the rest of the file can still be checked.
_STAND_IN = {
    "id": "x",
    "title": {"vi": "x"},
    "crs": "EPSG:9205",
    "communes_as_of": "2025-06-30",
}


def load_project(path: Path) -> Project:
    """The project a file asks for. The layers it names are not opened.

    Args:
        path: the project file (TOML, UTF-8, at most 1 MiB).

    Returns:
        The project; what is legal but implausible in it is told by :func:`project_warnings`.

    Raises:
        NuongError: every fault of the file: what cannot be read or is no TOML, unknown or missing
            keys, values of the wrong type or out of range, names that name nothing.
    """
    data = read_source(path)
    project, problems = _checked(data)
    if problems or project is None:
        raise NuongError([_in_file(p, path) for p in problems])
    return under_law(project)


def _checked(data: dict[str, Any]) -> tuple[Project | None, list[Problem]]:
    try:
        project = _validated(data)
    except ValidationError as error:
        locs = fault_locs(error, data)
        if () in locs:
            return None, [Problem("project.too_deep")]
        return None, [*faults(error, data), *cross_faults(_sound_part(data, locs))]
    return project, list(cross_faults(Declared(project)))


def _validated(data: dict[str, Any]) -> Project:
    # By way of JSON, strict: lists become tuples and dates are read, but "25" is not a number.
    return Project.model_validate_json(json.dumps(data, default=str))


def _sound_part(data: dict[str, Any], locs: list[Loc]) -> Declared:
    """What stays of a document when its faulty parts are left out, and the names left out.

    So a misspelt key and a name that names nothing are reported in one go, and a faulty part is
    never reported as absent.
    """
    sound = {key: _copy(value) for key, value in data.items() if key in Project.model_fields}
    faulty: dict[str, set[str]] = {section: set() for section in (*_NAMED, "area")}
    for loc in locs:
        _leave_out(sound, faulty, loc)
    for rows in _LISTS:
        sound[rows] = [row for row in sound.get(rows, ()) if row is not None]
    sound["format"] = 1
    if faulty["area"] or "area" not in sound:
        sound["area"] = _STAND_IN
    sound.setdefault("layers", {})
    return Declared(_validated(sound), {k: frozenset(v) for k, v in faulty.items()})


def _leave_out(sound: dict[str, Any], faulty: dict[str, set[str]], loc: Loc) -> None:
    section = str(loc[0])
    if section in _NAMED and len(loc) > 1:
        sound[section].pop(loc[1], None)
        faulty[section].add(str(loc[1]))
    elif section in _LISTS and len(loc) > 1 and isinstance(loc[1], int):
        # Emptied, not removed: the next one keeps its number.
        sound[section][loc[1]] = None
    else:
        sound.pop(section, None)
        faulty.setdefault(section, set()).add("*")


def _copy(value: Any) -> Any:
    return (
        dict(value)
        if isinstance(value, dict)
        else list(value)
        if isinstance(value, list)
        else value
    )


def _in_file(problem: Problem, path: Path) -> Problem:
    where: Where = replace(problem.where, file=path.name)
    return replace(problem, where=where)
