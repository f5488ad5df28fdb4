"""The front door: a command line in, an exit code out, and no traceback unless asked for."""

from __future__ import annotations

import sys

import typer

# Each registers its commands with the application.
from gis.cli import (
    asking,
    auditing,
    communes,
    comparing,
    field,
    ledger_dates,
    ledger_writing,
    ledgers,
    making,
    planning,
    registers,
    reporting,
    reviews,
    sites,
    steep,
)
from gis.cli.app import DONE, FAULT, INPUT, INTERRUPTED, app, spoken
from gis.cli.terminal import say, show_problems, speak_utf8
from gis.errors import NuongError
from gis.messages import Lang, word

COMMANDS = (
    asking,
    auditing,
    communes,
    comparing,
    ledger_dates,
    ledger_writing,
    field,
    ledgers,
    making,
    planning,
    registers,
    reporting,
    reviews,
    sites,
    steep,
)


def _asked_lang(words: list[str]) -> str | None:
    """The language on the command line, for messages about a line that could not be read."""
    for here, after in zip(words, [*words[1:], ""], strict=True):
        if here.startswith("--lang"):
            return after if here == "--lang" else here.partition("=")[2]
    return None


def main(words: list[str] | None = None) -> None:
    """Run a command line and leave with its exit code."""
    line = list(sys.argv[1:] if words is None else words)
    debug = "--debug" in line
    lang = spoken(_asked_lang(line))
    speak_utf8()
    sys.exit(_run([word for word in line if word != "--debug"], lang, debug))


def _run(line: list[str], lang: Lang, debug: bool) -> int:
    command = typer.main.get_command(app)
    try:
        return int(command.main(args=line, prog_name="nuong", standalone_mode=False) or DONE)
    except NuongError as faults:
        show_problems(faults.problems, lang)
        return INPUT
    except typer.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the outermost door: no traceback reaches a person
        return _unexpected(fault, lang, debug)


def _unexpected(fault: Exception, lang: Lang, debug: bool) -> int:
    """Show a misused command as click words it; anything else as a fault of ours."""
    if hasattr(fault, "exit_code") and hasattr(fault, "show"):
        fault.show()
        return int(fault.exit_code)
    if debug:
        raise fault
    text = word("unexpected_fault", lang).format(fault=f"{type(fault).__name__}: {fault}")
    say(text, stderr=True, style="bold red")
    return FAULT
