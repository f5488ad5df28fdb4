"""The ranger's question: check-site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectOption, project_path
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.errors import NuongError, Problem
from gis.messages import Lang, word

if TYPE_CHECKING:
    from gis.site.fixes import Reading
    from gis.site.model import SiteReport

Places = Annotated[
    list[str],
    typer.Argument(
        metavar="LON LAT | FILE | FOLDER",
        help="A point (WGS 84 degrees, or X Y of --crs), a GPX, KML, KMZ, GeoJSON or CSV file, "
        "a photo, or a folder of photos.",
    ),
]


@app.command(name="check-site", context_settings={"ignore_unknown_options": True})
def check_site(
    places: Places,
    project: ProjectOption = None,
    accuracy_m: Annotated[
        float | None, typer.Option("--accuracy-m", help="GPS error (radius), metres.")
    ] = None,
    crs: Annotated[
        str | None, typer.Option("--crs", help="CRS of X Y, or of a file without one: EPSG:9205.")
    ] = None,
    x_column: Annotated[str, typer.Option("--x-column", help="East or longitude of a CSV.")] = "x",
    y_column: Annotated[str, typer.Option("--y-column", help="North or latitude of a CSV.")] = "y",
    layer: Annotated[
        str | None, typer.Option("--layer", help="Table of a file of several.")
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", help="Write the answers as JSON; - prints them.")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option("--table", help="Write a table: .csv or .geojson, a row per site."),
    ] = None,
    lang: Language = None,
) -> None:
    """Say of points, tracks, polygons or photos whose land it is, how steep, what the law says."""
    from gis.site.fixes import Reading

    speech = spoken(lang)
    said = Reading(crs, x_column, y_column, layer, accuracy_m)
    with steps(speech) as step:
        report = _checked(places, project_path(project), said, step)
    product = lang or "vi"
    _write(report, product, json, table)
    if json != "-":
        _show(report, product, written=[p for p in (table,) if p], json=json)
    show_problems(report.problems, speech)


def _checked(places: list[str], project: Path, said: Reading, step: object) -> SiteReport:
    from gis.site.check import check_asked, check_sites
    from gis.site.fixes import typed_site
    from gis.site.land import open_land

    numbers = _numbers(places)
    land = open_land(project, step)  # type: ignore[arg-type]
    if numbers is None:
        return check_sites(land, Path(places[0]), reading=said)
    return check_asked(land, typed_site(land, *numbers, said.crs, said.accuracy_m))


def _numbers(places: list[str]) -> tuple[float, float] | None:
    """Two numbers, or None for one path.

    Raises:
        NuongError: neither.
    """
    if len(places) == 1:
        return None
    try:
        x, y = (float(text) for text in places)
    except ValueError:
        raise NuongError(
            [Problem("site.place_given", values={"given": " ".join(places)})]
        ) from None
    return x, y


def _write(report: SiteReport, lang: Lang, json: str | None, table: Path | None) -> None:
    from gis.site.as_json import report_json
    from gis.site.table import write_table

    if table is not None:
        write_table(report, table, lang)
    if json == "-":
        typer.echo(report_json(report), nl=False)
    elif json is not None:
        Path(json).write_text(report_json(report), "utf-8", newline="\n")


def _show(report: SiteReport, lang: Lang, written: list[Path], json: str | None) -> None:
    from gis.site.text import report_text

    say(report_text(report, lang))
    for path in [*written, *([Path(json)] if json else [])]:
        say(word("site_written", lang).format(path=path_text(path)))
