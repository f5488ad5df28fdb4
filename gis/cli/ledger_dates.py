"""Commands that read the ledger over time: at, compare, workbook, log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gis.cli.app import spoken
from gis.cli.asking import Language, ProjectOption
from gis.cli.ledger_group import (
    FileOption,
    Json,
    KnownOption,
    echo,
    ledger,
    ledger_path,
    opened,
    read_date,
    read_moment,
)
from gis.cli.terminal import console, path_text, say, show_problems
from gis.errors import Problem, raise_errors
from gis.messages import word


@ledger.command()
def at(
    day: Annotated[str, typer.Argument(metavar="DATE", help="2025-06-30 or 30/06/2025.")],
    project: ProjectOption = None,
    file: FileOption = None,
    known: KnownOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the plots too: a new .gpkg or .geojson.")
    ] = None,
    flow: Annotated[
        bool, typer.Option("--steps", help="From drawn to counted instead, as the runs closed it.")
    ] = False,
    as_json: Json = False,
    lang: Language = None,
) -> None:
    """Rebuild a past date: hectares by crop and commune, as known now or as known then."""
    from gis.cli.states_view import (
        dispute_lines,
        flow_records,
        flow_table,
        totals_records,
        totals_table,
    )
    from gis.history import Book
    from gis.history.plots import write_plots
    from gis.ledger.states.land import state_totals

    speech = spoken(lang)
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        state = book.at(read_date(day), read_moment(known))
        if to is not None:
            write_plots(kept, book, state, to)
        totals, steps = state_totals(state), book.waterfall(state.of, state.known_at)
    if flow:
        if as_json:
            return echo(flow_records(steps))
        return console().print(flow_table(steps, state.of, speech))
    if as_json:
        return echo(totals_records(totals))
    console().print(totals_table(totals, state, speech))
    for line in dispute_lines(state.disputes, speech):
        say(line)
    return None


@ledger.command()
def compare(
    first: Annotated[str, typer.Argument(metavar="DATE", help="The earlier date.")],
    second: Annotated[str, typer.Argument(metavar="DATE", help="The later date.")],
    project: ProjectOption = None,
    file: FileOption = None,
    by: Annotated[
        Literal["commune", "plot"], typer.Option("--by", help="Rows of the table.")
    ] = "commune",
    known_first: Annotated[
        str | None,
        typer.Option("--known-first", help="What was known of the earlier date then; when it was "
                     "first recorded if not given."),
    ] = None,
    as_json: Json = False,
    lang: Language = None,
) -> None:  # fmt: skip
    """Two dates: planted, lost, reshaped, recoded and corrected hectares, with sums that close."""
    from gis.cli.states_view import change_records, change_table, step_records, step_table
    from gis.history import Book
    from gis.ledger.closure import not_closed

    speech, days = spoken(lang), (read_date(first), read_date(second))
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        found = book.compare(*days, read_moment(known_first))
        names = [str(key) for key in book.keys(found.plots["plot"])] if by == "plot" else []
    raise_errors(not_closed(found.closures))
    if by == "plot":
        rows = found.plots.assign(plot=names)
        if as_json:
            return echo(change_records(rows))
        console().print(change_table(rows, days, speech))
    else:
        if as_json:
            return echo(step_records(found.communes))
        console().print(step_table(found.communes, days, speech))
    show_problems([Problem(p.code, p.where, p.values, "warning") for p in found.not_rolled], speech)
    return None


@ledger.command()
def workbook(
    to: Annotated[Path, typer.Option("--to", help="New .xlsx file.")],
    days: Annotated[
        list[str] | None,
        typer.Option("--date", help="A date; may be given again. All recorded if not given."),
    ] = None,
    project: ProjectOption = None,
    file: FileOption = None,
    lang: Language = None,
) -> None:
    """Write held hectares by date, commune and plot as .xlsx; totals are formulas on the plots."""
    from gis.cli.making import product_lang
    from gis.history import Book
    from gis.office.report.ledger_book import write_ledger_book

    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        recorded = {e.of for e in book.entries if e.kind == "state"}
        asked = [read_date(day) for day in days or ()] or sorted(recorded)
        write_ledger_book(book, asked, to, product_lang(lang))
    say(word("report_written", spoken(lang)).format(path=path_text(to)))


@ledger.command()
def log(
    project: ProjectOption = None,
    file: FileOption = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read the whole file and check every digest first.")
    ] = False,
    lang: Language = None,
) -> None:
    """List every entry: date, when it was recorded, by whom and why."""
    from gis.cli.states_view import entry_table
    from gis.history import Book, verify_ledger

    with opened(ledger_path(project, file)) as kept:
        if verify:
            raise_errors(verify_ledger(kept))
        book = Book(kept)
    console().print(entry_table(book.entries, spoken(lang)))
