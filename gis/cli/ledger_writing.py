"""Commands that append to the ledger over time: record, correct, merge."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import spoken
from gis.cli.asking import Language, ProjectFile, ProjectOption, project_path
from gis.cli.ledger_group import (
    LEDGER_NAME,
    FileOption,
    Who,
    ledger,
    ledger_path,
    opened,
    read_date,
)
from gis.cli.ledger_outline import NewOutline, redrawn, redrawn_table
from gis.cli.terminal import console, path_text, say, show_problems, steps
from gis.errors import NuongError, Problem, Where
from gis.messages import word
from gis.units import date_text

if TYPE_CHECKING:
    from gis.history import Book


@ledger.command()
def record(
    who: Who,
    day: Annotated[str, typer.Option("--date", help="The date the plots are as of.")],
    project: ProjectFile = None,
    why: Annotated[str, typer.Option("--why", help="A note kept with the entry.")] = "",
    file: FileOption = None,
    lang: Language = None,
) -> None:
    """Append the plots of a project as the state of a date; begins a ledger where there is none."""
    from gis.history import create_ledger, record_state
    from gis.ledger.closure import require_closed
    from gis.ledger.states.new_state import state_of_run
    from gis.main_job import compute

    speech, of, path = spoken(lang), read_date(day), project_path(project)
    with steps(speech) as step:
        results = compute(path, step)
    require_closed(results.ledger)
    state = state_of_run(results.project, results.layers, results.plots, results.ledger, of)
    target = file or path.parent / LEDGER_NAME
    if not target.exists():
        create_ledger(target, state.crs)
    with opened(target) as kept:
        done = record_state(kept, state, who, why)
    show_problems([*results.problems, *done.problems], speech)
    said = word("ledger_recorded" if done.new else "ledger_recorded_before", speech)
    values = {"day": date_text(of), "plots": done.plots, "changed": done.changed}
    say(said.format(**values, path=path_text(target), digest=done.entry.digest[:12]))


@ledger.command()
def correct(
    plot: Annotated[str, typer.Argument(metavar="PLOT", help="layer:id, or an id of one layer.")],
    who: Who,
    why: Annotated[str, typer.Option("--why", help="The reason; kept.")],
    values: Annotated[
        list[str] | None, typer.Option("--set", help="column=value; may be given again.")
    ] = None,
    lost: Annotated[bool, typer.Option("--lost", help="There is no such plot.")] = False,
    day: Annotated[
        str | None, typer.Option("--date", help="From this date on; the last state's if not given.")
    ] = None,
    outline: Annotated[
        Path | None,
        typer.Option("--outline", help="File with the plot drawn anew: .gpkg, .geojson, .shp …"),
    ] = None,
    outline_crs: Annotated[
        str | None,
        typer.Option("--outline-crs", help="CRS of a file that carries none, e.g. EPSG:9205."),
    ] = None,
    outline_id: Annotated[
        str | None,
        typer.Option("--outline-id", help="Its id column; the plot's layer's if not given."),
    ] = None,
    outline_table: Annotated[
        str | None, typer.Option("--outline-table", help="Table of a file that holds several.")
    ] = None,
    project: ProjectOption = None,
    file: FileOption = None,
    lang: Language = None,
) -> None:
    """Put a plot right; who, when and why are kept, and so is what was believed before.

    With --outline its hectares, communes and what it shares with neighbours are measured again in
    the project's CRS.
    """
    from gis.history import Book, correct_plots, shared_land_doubts
    from gis.history.correct import read_corrections

    typed = dict(_assignment(text) for text in values or ())
    if lost and outline is not None:
        raise typer.BadParameter("--lost, --outline", param_hint="--outline")
    if lost:
        typed["present"] = "false"
    speech, drawn = spoken(lang), None
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        on, key = read_date(day) if day else _last_date(book), book.find(plot)
        made = read_corrections(book, key, typed, on)
        doubts = list(shared_land_doubts(kept, book, made, on))
        if outline is not None:
            asked = NewOutline(outline, outline_crs, outline_id, outline_table)
            drawn, met = redrawn(kept, book, key, asked, project_path(project), on)
            made, doubts = [*made, *drawn.corrections], [*doubts, *met]
        entry = correct_plots(
            kept, made, on, who, why, outlines=drawn.outlines if drawn else None,
            communes=drawn.communes if drawn else None,
        )  # fmt: skip
    if drawn is not None:
        console().print(redrawn_table(drawn, speech))
    show_problems(doubts, speech)
    said = word("ledger_corrected", speech)
    say(said.format(plot=path_text(plot), day=date_text(on), digest=entry.digest[:12]))


@ledger.command()
def merge(
    other: Annotated[Path, typer.Argument(help="Another office's copy; it is only read.")],
    project: ProjectOption = None,
    file: FileOption = None,
    lang: Language = None,
) -> None:
    """Bring in every entry of another copy; what the two say differently is listed, not decided."""
    from gis.cli.states_view import dispute_lines
    from gis.history import merge_ledgers

    speech = spoken(lang)
    with opened(ledger_path(project, file)) as kept:
        done = merge_ledgers(kept, other)
    said = word("ledger_merged", speech)
    say(said.format(entries=len(done.brought), disputes=len(done.disputes)))
    for line in dispute_lines(done.disputes, speech):
        say(line)


def _assignment(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column.strip():
        where = Where(column="--set")
        raise NuongError([Problem("history.set_not_readable", where, {"given": text})])
    return column.strip(), value


def _last_date(book: Book) -> date:
    return max((e.of for e in book.entries if e.kind == "state"), default=date.min)
