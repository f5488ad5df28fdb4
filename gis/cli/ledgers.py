"""Commands on the ledger: of a run (show), and over time (record, at, compare, correct, merge)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, ProjectOption, project_path
from gis.cli.terminal import console, path_text, say, show_problems, steps
from gis.errors import NuongError, Problem, Where, raise_errors
from gis.messages import word
from gis.units import date_text

if TYPE_CHECKING:
    from gis.history import Book, LedgerFile

LEDGER_NAME = "ledger.gpkg"


class _Group(TyperGroup):
    """``nuong ledger PROJECT`` is ``nuong ledger show PROJECT``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = next((word for word in args if not word.startswith("-")), None)
        if first not in self.commands and "--help" not in args:
            args = ["show", *args]
        return list(super().parse_args(ctx, args))


ledger = typer.Typer(
    cls=_Group,
    help="The hectares of a project against its targets (PROJECT), and the ledger over time.",
)
app.add_typer(ledger, name="ledger")

FileOption = Annotated[
    Path | None,
    typer.Option("--file", help="The ledger file; ledger.gpkg beside project.toml."),
]
Who = Annotated[str, typer.Option("--who", help="Who answers for the entry: name, office.")]
KnownOption = Annotated[
    str | None,
    typer.Option("--known", help="As it was known then: 2025-07-01 or 2025-07-01T09:30."),
]
Json = Annotated[bool, typer.Option("--json", help="Print rows as JSON.")]


@ledger.callback()
def ledgers() -> None:
    """The hectares of a project against its targets (PROJECT), and the ledger over time."""


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
        return _echo(register_records(found.rows))
    console().print(register_table(found.rows, speech))
    for line in yield_lines(found.rows, speech, limits):
        say(line)
    show_problems([*warnings, *found.problems], speech)
    return None


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
def at(
    day: Annotated[str, typer.Argument(metavar="DATE", help="2025-06-30 or 30/06/2025.")],
    project: ProjectOption = None,
    file: FileOption = None,
    known: KnownOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the plots too: a new .gpkg or .geojson.")
    ] = None,
    as_json: Json = False,
    lang: Language = None,
) -> None:
    """Rebuild a past date: hectares by crop and commune, as known now or as known then."""
    from gis.cli.states_view import dispute_lines, totals_records, totals_table
    from gis.history import Book
    from gis.history.plots import write_plots
    from gis.ledger.states.land import state_totals

    speech = spoken(lang)
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        state = book.at(read_date(day), read_moment(known))
        if to is not None:
            write_plots(kept, book, state, to)
        totals = state_totals(state)
    if as_json:
        return _echo(totals_records(totals))
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

    speech, days = spoken(lang), (read_date(first), read_date(second))
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        found = book.compare(*days, read_moment(known_first))
        names = [str(key) for key in book.keys(found.plots["plot"])] if by == "plot" else []
    raise_errors(_not_closed(found.closures))
    if by == "plot":
        rows = found.plots.assign(plot=names)
        if as_json:
            return _echo(change_records(rows))
        console().print(change_table(rows, days, speech))
    else:
        if as_json:
            return _echo(step_records(found.communes))
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
    project: ProjectOption = None,
    file: FileOption = None,
    lang: Language = None,
) -> None:
    """Put a plot right; who, when and why are kept, and so is what was believed before."""
    from gis.history import Book, correct_plots
    from gis.history.correct import read_corrections

    typed = dict(_assignment(text) for text in values or ())
    if lost:
        typed["present"] = "false"
    with opened(ledger_path(project, file)) as kept:
        book = Book(kept)
        on = read_date(day) if day else _last_date(book)
        made = read_corrections(book, book.find(plot), typed, on)
        entry = correct_plots(kept, made, on, who, why)
    said = word("ledger_corrected", spoken(lang))
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


def ledger_path(project: Path | None, file: Path | None) -> Path:
    """The ledger file: as given, or beside the project file."""
    return file if file is not None else project_path(project).parent / LEDGER_NAME


@contextmanager
def opened(path: Path) -> Iterator[LedgerFile]:
    """A ledger for the length of a ``with`` block."""
    from gis.history import open_ledger

    file = open_ledger(path)
    try:
        yield file
    finally:
        file.close()


def read_date(text: str) -> date:
    """A date as ISO or dd/mm/yyyy.

    Raises:
        NuongError: it is neither.
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise NuongError([Problem("history.date_unreadable", Where(column="date"), {"given": text})])


def read_moment(text: str | None) -> datetime | None:
    """A moment of recording in local time; of a bare date its last one.

    Raises:
        NuongError: it cannot be read.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = datetime.combine(read_date(text), datetime.max.time())
    else:
        if len(text.strip()) == 10:
            moment = datetime.combine(moment.date(), datetime.max.time())
    return moment if moment.tzinfo else moment.astimezone()


def _assignment(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column.strip():
        where = Where(column="--set")
        raise NuongError([Problem("history.set_not_readable", where, {"given": text})])
    return column.strip(), value


def _last_date(book: Book) -> date:
    return max((e.of for e in book.entries if e.kind == "state"), default=date.min)


def _not_closed(closures: tuple[Any, ...]) -> list[Problem]:
    from gis.ledger.closure import not_closed

    return not_closed(closures)


def _echo(records: list[dict[str, object]]) -> None:
    import json

    typer.echo(json.dumps(records, ensure_ascii=False, indent=1, default=str))
