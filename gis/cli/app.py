"""The application: global options, exit codes, and the one place that catches what went wrong.

Exit codes: 0 done; 1 the input has errors or a sum does not close (nothing was written);
2 the command was misused; 3 a fault of Nương itself; 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gis.cli.terminal import say, show_problems, speak_utf8, terminal_lang
from gis.errors import NuongError
from gis.messages import Lang, word

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
    from gis.cli import asking, comparing, making  # noqa: F401 - each registers its commands

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
