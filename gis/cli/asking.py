"""Commands that read and answer: check, describe, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis.cli.app import INPUT, app, spoken
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.errors import NuongError, Problem, Where
from gis.messages import Lang, number_text, word

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
def check(
    project: ProjectFile = None,
    faults: Annotated[
        Path | None,
        typer.Option(
            "--faults", help="Also write the faults of commune borders (.geojson, .gpkg)."
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="Faults of borders to list.")] = 10,
    lang: Language = None,
) -> int:
    """Find every fault of a project and its layers, or of a folder of products; compute nothing."""
    speech = spoken(lang)
    if project and (project / "run.json").is_file():
        from gis.maps.check.verify import verify_outputs

        problems = verify_outputs(project)
    elif project and (project / "audit.json").is_file():
        from gis.office.audit.verify import verify_audit

        problems = verify_audit(project)
    else:
        problems = _check_project(project_path(project), faults, top, lang)
    show_problems(problems, speech)
    if any(p.level == "error" for p in problems):
        return INPUT
    say(word("check_passed", speech))
    return 0


def _check_project(
    project: Path, faults: Path | None, top: int, lang: Lang | None
) -> list[Problem]:
    """The problems of a project; its border faults are listed, and written where asked for."""
    from gis.main_job import check_project

    if faults is not None:
        from gis.maps.border_file import check_border_file

        check_border_file(faults)
    with steps(spoken(lang)) as step:
        step("read")
        problems = check_project(project)
    if faults is not None or any(map(_is_of_borders, problems)):
        _list_borders(project, faults, top, lang)
    return problems


def _list_borders(project: Path, faults: Path | None, top: int, lang: Lang | None) -> None:
    """Print the border faults; the file is a product: Vietnamese unless asked otherwise."""
    from gis.cli.borders_view import show_borders
    from gis.main_job import commune_faults

    speech = spoken(lang)
    found, crs = commune_faults(project)
    show_borders(found, top, speech)
    if faults is not None and crs is not None:
        from gis.maps.border_file import write_border_file

        n = write_border_file(found, crs, faults, "en" if lang == "en" else "vi")
        said = {"n": number_text(n, speech, 0), "path": path_text(faults)}
        say(word("borders_written", speech).format(**said))


def _is_of_borders(problem: Problem) -> bool:
    """Whether the list of border faults says more of a problem; a bad ring may be a commune's."""
    return problem.code == "layers.geometry_invalid" or problem.code in _OF_BORDERS


_OF_BORDERS = (
    "layers.communes_overlap",
    "layers.communes_overlap_much",
    "layers.communes_gap",
    "layers.communes_apart",
    "layers.communes_outside",
)


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
