"""The ranger's question: check-site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    from gis.site.land import SiteLand
    from gis.site.model import SiteReport

Places = Annotated[
    list[str],
    typer.Argument(
        metavar="LON LAT | FILE | FOLDER",
        help="A point (WGS 84 degrees, or X Y of --crs), a GPX, KML, KMZ, GeoJSON or CSV file, "
        "a photo, or a folder of photos.",
    ),
]
Accuracy = Annotated[float | None, typer.Option("--accuracy-m", help="GPS error (radius), metres.")]
Crs = Annotated[
    str | None, typer.Option("--crs", help="CRS of X Y, or of a file without one: EPSG:9205.")
]
XColumn = Annotated[str, typer.Option("--x-column", help="East or longitude of a CSV.")]
YColumn = Annotated[str, typer.Option("--y-column", help="North or latitude of a CSV.")]
Table = Annotated[str | None, typer.Option("--layer", help="Table of a file of several.")]
Json = Annotated[str | None, typer.Option("--json", help="Write answers as JSON; - prints them.")]
Slip = Annotated[
    Path | None, typer.Option("--slip", help="Write a printable slip (.pdf), a page per site.")
]
Rows = Annotated[
    Path | None, typer.Option("--table", help="Write a table (.csv, .geojson), a row per site.")
]


@dataclass(frozen=True)
class _Files:
    """Which files are asked for."""

    json: str | None
    slip: Path | None
    table: Path | None

    def check(self) -> None:
        """Refuse names of other formats before anything is computed.

        Raises:
            NuongError: a name ends otherwise than its format.
        """
        from gis.site.suffix import check_slip_name, check_table_name

        if self.slip is not None:
            check_slip_name(self.slip)
        if self.table is not None:
            check_table_name(self.table)

    def named(self) -> list[Path]:
        """Those with a name of their own."""
        json = None if self.json in (None, "-") else Path(self.json or "")
        return [path for path in (json, self.slip, self.table) if path is not None]


@app.command(name="check-site")
def check_site(
    places: Places,
    project: ProjectOption = None,
    accuracy_m: Accuracy = None,
    crs: Crs = None,
    x_column: XColumn = "x",
    y_column: YColumn = "y",
    layer: Table = None,
    json: Json = None,
    slip: Slip = None,
    table: Rows = None,
    lang: Language = None,
) -> None:
    """Say of points, tracks, polygons or photos whose land it is, how steep, what the law says."""
    speech, files, numbers = spoken(lang), _Files(json, slip, table), _numbers(places)
    files.check()
    from gis.site.fixes import Reading

    said = Reading(crs, x_column, y_column, layer, accuracy_m)
    with steps(speech) as step:
        land, report = _checked(numbers or Path(places[0]), project_path(project), said, step)
    product = lang or "vi"
    _write(land, report, files, product)
    if json != "-":
        _show(report, files, product)
    show_problems(report.problems, speech)


def _checked(
    asked: Path | tuple[float, float],
    project: Path,
    said: Reading,
    step: Callable[[str], None],
) -> tuple[SiteLand, SiteReport]:
    from gis.site.check import check_asked, check_sites
    from gis.site.fixes import typed_site
    from gis.site.land import open_land

    land = open_land(project, step)
    if isinstance(asked, Path):
        return land, check_sites(land, asked, reading=said)
    return land, check_asked(land, typed_site(land, *asked, said.crs, said.accuracy_m))


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
        problem = Problem("site.place_given", values={"given": " ".join(places)})
        raise NuongError([problem]) from None
    return x, y


def _write(land: SiteLand, report: SiteReport, files: _Files, lang: Lang) -> None:
    from gis.site.as_json import report_json
    from gis.site.table import write_table

    if files.slip is not None:
        from gis.site.slip.write import write_slips

        write_slips(land, report, files.slip, lang)
    if files.table is not None:
        write_table(report, files.table, lang)
    if files.json == "-":
        typer.echo(report_json(report), nl=False)
    elif files.json is not None:
        Path(files.json).write_text(report_json(report), "utf-8", newline="\n")


def _show(report: SiteReport, files: _Files, lang: Lang) -> None:
    from gis.site.text import report_text

    say(report_text(report, lang))
    for path in files.named():
        say(word("site_written", lang).format(path=path_text(path)))
