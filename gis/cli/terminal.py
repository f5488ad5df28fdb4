"""What a person sees in the terminal: problems, steps, where the map is."""

from __future__ import annotations

import locale
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gis.messages import Lang, visible, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from gis.errors import Problem


PIPED_WIDTH = 200


def terminal_lang() -> Lang:
    """Vietnamese where the machine's locale is Vietnamese, English elsewhere."""
    return "vi" if (locale.getlocale()[0] or "").lower().startswith("vi") else "en"


def speak_utf8() -> None:
    """A Windows console may still be on a legacy code page; our words are UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def console(stderr: bool = False) -> Console:
    """A console that never reads markup or emoji codes in data.

    What is piped into a file or another program is not cut to the width of a screen: a figure that
    lost its last digits is a wrong figure.
    """
    from rich.console import Console

    out = Console(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not out.is_terminal:
        out.width = PIPED_WIDTH
    return out


def say(text: str, stderr: bool = False, style: str | None = None) -> None:
    """Print one text, wrapped to the terminal only when there is one."""
    out = console(stderr)
    out.print(text, style=style, soft_wrap=not out.is_terminal)


def show_problems(problems: Iterable[Problem], lang: Lang) -> None:
    """Every problem on the error stream, errors first, one paragraph each."""
    ranked = sorted(problems, key=lambda p: p.level != "error")
    for problem in ranked:
        heading = word(f"level_{problem.level}", lang)
        style = "bold red" if problem.level == "error" else "yellow"
        say(f"{heading}: {problem.text(lang)}", stderr=True, style=style)
    if ranked:
        errors = sum(p.level == "error" for p in ranked)
        counted = word("problems_counted", lang).format(errors=errors, all=len(ranked) - errors)
        say(counted, stderr=True)


@contextmanager
def steps(lang: Lang) -> Iterator[Callable[[str], None]]:
    """A spinner that names the step under way; where the error stream is no terminal, only a
    first compilation is told, in one line.
    """
    out = console(stderr=True)
    if not out.is_terminal:
        yield lambda step: _tell_compiling(step, lang)
        return
    with out.status("…") as status:
        yield lambda step: status.update(word(f"step_{step}", lang))


def _tell_compiling(step: str, lang: Lang) -> None:
    if step == "compile":
        say(word("step_compile", lang) + " …", stderr=True)


def path_text(path: object) -> str:
    """A path that is safe to print: control characters shown escaped."""
    return visible(path)
