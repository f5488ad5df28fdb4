"""The application every command registers with: its options and exit codes.

Exit codes: 0 done; 1 the input has errors or a sum does not close (nothing was written);
2 the command was misused; 3 a fault of Nương itself; 130 interrupted.
"""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli.terminal import terminal_lang
from gis.messages import Lang

DONE, INPUT, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="nuong",
    help="Nương: from plan text to land. Exit codes: 0 done, 1 errors in the input (nothing "
    "written), 2 misused, 3 a fault of Nương, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback if Nương itself fails.")
    ] = False,
) -> None:
    """Options of every command; ``--debug`` may stand anywhere on the line."""


def spoken(lang: str | None) -> Lang:
    """Language of the terminal: as asked, else the locale's."""
    return "vi" if lang == "vi" else "en" if lang == "en" else terminal_lang()
