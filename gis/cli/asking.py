"""Commands that read and answer: check, describe, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis.cli.app import INPUT, app, spoken
from gis.cli.terminal import say, show_problems, steps
from gis.errors import NuongError, Problem, Where
from gis.messages import Lang, word

ProjectFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[PROJECT]",
        help="project.toml, or its folder; the only one under ./layers when not given.",
    ),
]
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="project.toml, or its folder; the only one under ./layers."),
]
Language = Annotated[
    Lang | None,
    typer.Option("--lang", help="Products default to vi; the terminal follows the locale."),
]


def project_path(given: Path | None) -> Path:
    """The project file: as given, the one in the given folder, or the only one on the shelf.

    The worked examples of a checkout have no layers until they are asked for; until then they do
    not count.

    Raises:
        NuongError: nothing was given and the shelf ``./layers`` holds none or several.
    """
    from gis.sample.examples.areas import is_bare_example

    if given is not None:
        return given / "project.toml" if given.is_dir() else given
    found = sorted(Path("layers").glob("*/project.toml"))
    shelf = [path for path in found if not is_bare_example(path)]
    if len(shelf) != 1:
        named = ", ".join(str(p.parent) for p in shelf) or "0"
        raise NuongError([Problem("project.which", Where("layers"), {"found": named})])
    return shelf[0]


@app.command()
def check(project: ProjectFile = None, lang: Language = None) -> int:
    """Find every fault of a project and its layers, or of a folder of products; compute nothing."""
    speech = spoken(lang)
    if project and (project / "run.json").is_file():
        from gis.maps.check.verify import verify_outputs

        problems = verify_outputs(project)
    elif project and (project / "audit.json").is_file():
        from gis.office.audit.verify import verify_audit

        problems = verify_audit(project)
    else:
        from gis.main_job import check_project

        with steps(speech) as step:
            step("read")
            problems = check_project(project_path(project))
    show_problems(problems, speech)
    if any(p.level == "error" for p in problems):
        return INPUT
    say(word("check_passed", speech))
    return 0


@app.command()
def describe(project: ProjectFile = None, lang: Language = None) -> None:
    """Print what a project asks for: layers, criteria with their sources, rules, targets."""
    from gis.project.describe import describe_project
    from gis.project.load import load_project

    say(describe_project(load_project(project_path(project)), spoken(lang)))


@app.command(context_settings={"ignore_unknown_options": True})
def explain(lon: float, lat: float, project: ProjectOption = None, lang: Language = None) -> None:
    """Say for one place (LON LAT, WGS 84 degrees) every criterion, its value and its verdict."""
    from gis.explain import explain as explain_place
    from gis.explain import explanation_text
    from gis.main_job import ground

    speech = spoken(lang)
    with steps(speech) as step:
        asked, layers, judge = ground(project_path(project), step)
        found = explain_place(asked, layers, judge, lon, lat)
    say(explanation_text(found, speech))
