"""The ledger of a run: show, and what is on the ground (holdings)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, project_path
from gis.cli.ledger_group import Json, echo, ledger
from gis.cli.terminal import console, say, show_problems, steps


@ledger.command()
def show(project: ProjectFile = None, lang: Language = None) -> None:
    """Compute and print hectares against targets, by crop and commune; write nothing."""
    from gis.cli.ledger_view import ledger_tables
    from gis.ledger.closure import check_closures
    from gis.main_job import compute

    speech = spoken(lang)
    with steps(speech) as step:
        results = compute(project_path(project), step)
    problems = [*check_closures(results.ledger), *results.problems]
    out = console()
    for table in ledger_tables(results, speech):
        out.print(table)
    show_problems(problems, speech)


@app.command()
def holdings(
    project: ProjectFile = None,
    bounds: Annotated[
        Path | None, typer.Option(help="TOML of plausible yields by crop, low and high, t/ha.")
    ] = None,
    as_json: Json = False,
    lang: Language = None,
) -> None:
    """What is on the ground: hectares reported, shares with their denominator, production."""
    from gis.cli.register_view import register_records, register_table, yield_lines
    from gis.ledger.register import register
    from gis.main_job import read_plots
    from gis.project.yield_bounds import read_yield_bounds

    speech = spoken(lang)
    with steps(speech) as step:
        asked, layers, plots, warnings = read_plots(project_path(project), step)
    limits = read_yield_bounds(bounds) if bounds else None
    found = register(asked, layers, plots, limits)
    if as_json:
        return echo(register_records(found.rows))
    console().print(register_table(found.rows, speech))
    for line in yield_lines(found.rows, speech, limits):
        say(line)
    show_problems([*warnings, *found.problems], speech)
    return None
