"""Commands that write: demo, new, run, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, project_path
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.errors import NuongError
from gis.messages import Lang, word

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
    lang: Language = None,
) -> None:
    """Make the invented sample area, run it, and say where the map is."""
    from gis.sample.area import write_sample

    speech = spoken(lang)
    with steps(speech) as step:
        step("sample")
        project = write_sample(out / "layers" / SAMPLE_ID)
    _publish(project, out / "maps" / SAMPLE_ID, lang, tiles=False)


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
) -> None:
    """Run a project: flags, candidate zones, ledger, map. Nothing is written if anything fails."""
    rasters = _asked_rasters(write, lang)
    _publish(project_path(project), out, lang, tiles=tiles, rasters=rasters)


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
) -> None:
    from gis.cli.ledger_view import target_lines
    from gis.main_job import compute, publish

    speech = spoken(lang)
    with steps(speech) as step:
        results = compute(project, step)
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
        str, typer.Option(help="communes, plots, judged, doubt, zones or overlaps.")
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
