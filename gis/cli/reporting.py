"""Commands on office files: report."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, project_path
from gis.cli.ledger_group import LEDGER_NAME, opened, read_date
from gis.cli.making import product_lang
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.errors import NuongError, Problem, Where, raise_errors
from gis.messages import Lang, word
from gis.reference.plan_reports import Period

if TYPE_CHECKING:
    from gis.maps.results import Results
    from gis.office.report.model import Changes

SUFFIXES = (".xlsx", ".docx")


@app.command()
def report(
    project: ProjectFile = None,
    period: Annotated[
        Period, typer.Option(help="thang (month), quy (quarter), 6-thang, nam (year), dot-xuat "
                             "(ad hoc), dinh-ky (periodic).")
    ] = "nam",
    day: Annotated[
        str | None, typer.Option("--date", help="The day reported on; today when not given.")
    ] = None,
    plan: Annotated[
        list[str] | None, typer.Option(help="Only this plan (000 … 004); may be given again.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="The last report: a date of the ledger over time, or its run's folder."),
    ] = None,
    office: Annotated[str, typer.Option(help="Who reports; left blank to be filled in.")] = "",
    above: Annotated[str, typer.Option(help="The office it belongs to.")] = "",
    place: Annotated[str, typer.Option(help="Where it is signed.")] = "",
    to: Annotated[
        list[Path] | None,
        typer.Option("--to", help="New .xlsx or .docx; both, named by area and day, if not given."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="The ledger file; beside project.toml.")
    ] = None,
    lang: Language = None,
) -> None:  # fmt: skip
    """Write the report the plans ask for: a workbook that recomputes, a document to sign."""
    from gis.main_job import compute
    from gis.maps.one_file import check_new_file
    from gis.office.report.build import report_of
    from gis.office.report.document import write_document
    from gis.office.report.model import Asked
    from gis.office.report.workbook import write_workbook

    speech, kept, on = spoken(lang), product_lang(lang), read_date(day) if day else date.today()
    path = project_path(project)
    names = to or [Path(f"bao-cao-{path.parent.name}-{period}-{on}{s}") for s in SUFFIXES]
    raise_errors([p for name in names for p in check_new_file(name, SUFFIXES)])
    last = _last_report(since)
    with steps(speech) as step:
        results = compute(path, step)
        step("write")
        asked = Asked(period, on, tuple(plan or ()), office, above, place)
        changes = _changes(results, last, file or path.parent / LEDGER_NAME, on, kept)
        made = report_of(results, asked, kept, changes)
        for name in names:
            write = write_workbook if name.suffix.lower() == ".xlsx" else write_document
            write(made, name, kept)
    show_problems(results.problems, speech)
    for name in names:
        say(word("report_written", speech).format(path=path_text(name)))


def _last_report(since: str | None) -> date | Path | None:
    """A date, or a folder there is.

    Raises:
        NuongError: it is neither.
    """
    if since is None:
        return None
    if Path(since).is_dir():
        return Path(since)
    try:
        return read_date(since)
    except NuongError as fault:
        problem = Problem("office.since_unreadable", Where(column="--since"), {"given": since})
        raise NuongError([problem]) from fault


def _changes(
    results: Results, last: date | Path | None, ledger: Path, on: date, lang: Lang
) -> Changes | None:
    from gis.history import Book
    from gis.office.report.changes import changes_in_ledger, changes_since_run

    if last is None:
        return None
    if isinstance(last, Path):
        return changes_since_run(results, last, on, lang)
    with opened(ledger) as kept:
        return changes_in_ledger(Book(kept), last, on, lang)
