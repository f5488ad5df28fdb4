"""The group of commands ``nuong ledger``, the ledger file they open, and dates as typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from gis.cli.app import app
from gis.cli.asking import project_path
from gis.errors import NuongError, Problem, Where

if TYPE_CHECKING:
    from gis.history import LedgerFile

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


def echo(records: list[dict[str, object]]) -> None:
    """Print rows as JSON."""
    import json

    typer.echo(json.dumps(records, ensure_ascii=False, indent=1, default=str))
