"""A new planning area: a commented project file for an office to fill in."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from gis.errors import NuongError, Problem, Where


def begin_project(area: str, shelf: Path) -> Path:
    """Write ``<shelf>/<area>/project.toml`` from the template.

    Args:
        area: id of the area: a-z, 0-9 and hyphens, so that it is a safe folder name everywhere.
        shelf: folder of planning areas, usually ``layers``.

    Returns:
        The file written.

    Raises:
        NuongError: the id is not usable, or the area exists already (nothing is overwritten).
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", area):
        raise NuongError([Problem("project.area_id", Where(), {"area": area})])
    path = shelf / area / "project.toml"
    template = files("gis.project").joinpath("template.toml").read_text("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template.replace("@area@", area))
    except FileExistsError as fault:
        raise NuongError([Problem("project.already_there", Where(str(path)))]) from fault
    except OSError as fault:
        where = Where(str(path))
        problem = Problem("project.not_writable", where, {"why": fault.strerror or str(fault)})
        raise NuongError([problem]) from fault
    return path
