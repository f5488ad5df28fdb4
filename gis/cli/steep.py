"""The command `steep`: steep hectares straight from a DEM of any size, on one machine or many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gis import __version__
from gis.cli.app import app, spoken
from gis.cli.asking import Language
from gis.cli.making import product_lang
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.cli.workers import Cluster, Workers, crew
from gis.messages import Lang, number_text, word

if TYPE_CHECKING:
    import pandas as pd

    from gis.steep_files import SteepRequest, SteepTables


@app.command()
def steep(
    dem: Annotated[Path, typer.Argument(help="GeoTIFF of heights, of any size; never warped.")],
    crs: Annotated[str, typer.Option(help="Where hectares are measured, e.g. EPSG:9205.")],
    plots: Annotated[Path | None, typer.Option(help="Polygons of fields.")] = None,
    communes: Annotated[Path | None, typer.Option(help="Polygons of communes.")] = None,
    plot_id: Annotated[str | None, typer.Option(help="Column that names a plot.")] = None,
    commune_id: Annotated[str | None, typer.Option(help="Column that names a commune.")] = None,
    above: Annotated[float, typer.Option(min=0, max=89, help="Degrees; strictly above.")] = 25.0,
    unit: Annotated[Literal["m", "ft", "us_ft"], typer.Option(help="Unit of the heights.")] = "m",
    out: Annotated[Path | None, typer.Option("--out", help="CSV to write; a free name.")] = None,
    cluster: Cluster = None,
    workers: Workers = None,
    lang: Language = None,
) -> None:
    """Measure steep land in plots and communes block by block; memory does not grow with the DEM.

    Block size, order and the number of workers change no digit. Every worker of a cluster must
    see the DEM under the same path; one that dies costs time only.
    """
    if plots is None and communes is None:
        raise typer.BadParameter("--plots or --communes", param_hint="--plots")
    from gis.steep_files import ShapesFile, SteepRequest, dem_file

    request = SteepRequest(
        dem_file(dem, unit),
        crs,
        ShapesFile(plots, plot_id) if plots else None,
        ShapesFile(communes, commune_id) if communes else None,
        above,
    )
    found = _measured(request, out, cluster, workers, spoken(lang))
    show_problems(found.warnings, spoken(lang))
    for line in total_lines(found, spoken(lang)):
        say(line)
    if out is not None:
        rows = _write(out, found, product_lang(lang))
        say(word("exported", spoken(lang)).format(rows=rows, path=path_text(out)))


def _measured(
    request: SteepRequest,
    out: Path | None,
    cluster: str | None,
    workers: int | None,
    lang: Lang,
) -> SteepTables:
    """Files first, then the workers: a misspelt name is told before a cluster is asked."""
    from gis.maps.one_file import check_new_file
    from gis.maps.steep_table import SUFFIXES
    from gis.steep_files import measure_steep_layers, read_steep_layers

    with steps(lang) as step:
        step("read")
        layers = read_steep_layers(request, check_new_file(out, SUFFIXES) if out else ())
        step("workers")
        with crew(cluster, workers) as hands:
            step("stream")
            return measure_steep_layers(layers, hands.executor, hands.in_flight, hands.times)


def _sections(found: SteepTables) -> dict[str, pd.DataFrame]:
    tables = {"communes": found.communes, "plots": found.plots}
    return {name: rows for name, rows in tables.items() if len(rows)}


def total_lines(found: SteepTables, lang: Lang) -> list[str]:
    """One line for plots, one for communes, in the figures of the language."""
    from gis.maps.steep_table import totals

    lines = []
    for name, rows in _sections(found).items():
        hectares = {key: number_text(ha, lang) for key, ha in totals(rows).items()}
        figures = {"above": number_text(found.request.above_deg, lang, 0), **hectares}
        if not found.request.above_deg.is_integer():
            figures["above"] = number_text(found.request.above_deg, lang, 3)
        n = number_text(len(rows), lang, 0)
        lines.append(word(f"steep_total_{name}", lang).format(n=n, **figures))
    return lines


def _write(out: Path, found: SteepTables, lang: Lang) -> int:
    from gis.maps.steep_table import write_steep_table

    asked = found.request
    notes = {
        "program": f"Nương {__version__}",
        "dem": f"{asked.dem.path} · {found.cells}",
        "crs": asked.crs,
        "above_deg": f"{asked.above_deg:g}",
    }
    return write_steep_table(out, _sections(found), notes, lang)
