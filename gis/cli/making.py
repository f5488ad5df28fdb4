"""Commands that write: demo, sample, new, run, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, project_path
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.cli.workers import Cluster, Workers
from gis.errors import NuongError
from gis.messages import Lang, visible, word

if TYPE_CHECKING:
    from gis.grid.executor import Crew

AREAS = "phong-tho-minh-hoa, lai-chau-city, lang-son-2030 or lang-son-2023"
Out = Annotated[Path | None, typer.Option("--out", help="Folder of the products.")]
SAMPLE_ID = "phong-tho-minh-hoa"


def product_lang(lang: Lang | None) -> Lang:
    """Language of products: Vietnamese unless asked otherwise."""
    return "en" if lang == "en" else "vi"


@app.command()
def demo(
    out: Annotated[
        Path, typer.Option("--out", help="Folder that gets layers/ and maps/; the current one.")
    ] = Path(),
    area: Annotated[str, typer.Option("--area", help=f"{AREAS}.")] = SAMPLE_ID,
    lang: Language = None,
) -> None:
    """Make an invented sample area, run it, and say where the map is."""
    project = _sample(area, out / "layers", spoken(lang), "--area")
    _publish(project, out / "maps" / area, lang, tiles=False)


@app.command()
def sample(
    area: Annotated[str, typer.Argument(help=f"{AREAS}.")] = SAMPLE_ID,
    folder: Annotated[Path, typer.Option(help="The shelf of planning areas.")] = Path("layers"),
    lang: Language = None,
) -> None:
    """Write an invented area's layers beside its project file: a worked example to copy."""
    speech = spoken(lang)
    project = _sample(area, folder, speech, "AREA")
    say(word("sampled", speech).format(path=path_text(project)))


def _sample(area: str, shelf: Path, speech: Lang, hint: str) -> Path:
    """The project file of an invented area, with its layers beside it."""
    from gis.sample.area import write_sample
    from gis.sample.examples.areas import EXAMPLES
    from gis.sample.examples.write import write_example

    if area != SAMPLE_ID and area not in EXAMPLES:
        raise typer.BadParameter(f"{visible(area)}: {AREAS}", param_hint=hint)
    with steps(speech) as step:
        step("sample")
        if area == SAMPLE_ID:
            return write_sample(shelf / area)
        return write_example(area, shelf / area)


@app.command()
def run(
    project: ProjectFile = None,
    out: Out = None,
    lang: Language = None,
    tiles: Annotated[
        bool, typer.Option("--tiles", help="Offer online map tiles too (asks the network).")
    ] = False,
    write: Annotated[
        str | None,
        typer.Option("--write", help="Rasters to write too: slope, classes, aspect (commas)."),
    ] = None,
    cluster: Cluster = None,
    workers: Workers = None,
) -> None:
    """Run a project: flags, candidate zones, ledger, map. Nothing is written if anything fails."""
    from gis.cli.workers import crew

    rasters = _asked_rasters(write, lang)
    with crew(cluster, workers) as hands:
        _publish(project_path(project), out, lang, tiles=tiles, rasters=rasters, crew=hands)


def _asked_rasters(write: str | None, lang: Lang | None) -> tuple[str, ...]:
    """Names between commas; a name that is none is a misused command, said before any work."""
    if write is None:
        return ()
    from gis.maps.rasters import asked_rasters

    try:
        return asked_rasters(name.strip() for name in write.split(","))
    except NuongError as faults:
        text = "; ".join(problem.text(spoken(lang)) for problem in faults.problems)
        raise typer.BadParameter(text, param_hint="--write") from faults


def _publish(
    project: Path,
    out: Path | None,
    lang: Lang | None,
    *,
    tiles: bool,
    rasters: tuple[str, ...] = (),
    crew: Crew | None = None,
) -> None:
    from gis.cli.ledger_view import target_lines
    from gis.main_job import ALONE, compute, publish

    speech = spoken(lang)
    with steps(speech) as step:
        results = compute(project, step, crew=crew or ALONE)
        record = publish(results, out, product_lang(lang), tiles=tiles, rasters=rasters, step=step)
    show_problems([*results.problems, *record.problems], speech)
    for line in target_lines(results, speech):
        say(line)
    for name in record.outputs:
        say(path_text(record.folder / name))
    say(word("open_the_map", speech).format(path=path_text((record.folder / "map.html").resolve())))


@app.command()
def new(
    area: Annotated[str, typer.Argument(help="Short name of the area: a-z, 0-9 and hyphens.")],
    folder: Annotated[Path, typer.Option(help="The shelf of planning areas.")] = Path("layers"),
    lang: Language = None,
) -> None:
    """Begin a planning area: a commented project.toml to fill in."""
    from gis.project.begin import begin_project

    written = begin_project(area, folder)
    say(word("begun", spoken(lang)).format(path=path_text(written)))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder of products.")],
    table: Annotated[
        str,
        typer.Option(
            help="communes, plots, judged, doubt, zones, overlaps, plots_law or forest_lots."
        ),
    ] = "zones",
    to: Annotated[
        Path, typer.Option(help="File to write: .geojson, .gpkg, .fgb, .tab, .mif, .csv.")
    ] = Path("zones.geojson"),
    crs: Annotated[
        str | None, typer.Option(help="CRS of the file; GeoJSON is always WGS 84.")
    ] = None,
    commune: Annotated[str | None, typer.Option(help="Only this commune (code or name).")] = None,
    lang: Language = None,
) -> None:
    """Write one table of a finished run to another format, CRS or commune."""
    from gis.maps.export import export_table

    kept = product_lang(lang)
    rows = export_table(folder, table, to, crs=crs, commune=commune, lang=kept)
    say(word("exported", spoken(lang)).format(rows=rows, path=path_text(to)))
