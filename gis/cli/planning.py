"""Commands about plan texts: plan draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language
from gis.cli.terminal import path_text, say, show_problems
from gis.errors import Problem, Where
from gis.messages import Lang, number_text, visible, word

if TYPE_CHECKING:
    from rich.table import Table

    from gis.plantext.model import Draft, DraftRow

plan = typer.Typer(
    help="Read a plan's text into a register draft for a person to confirm.",
    no_args_is_help=True,
)
app.add_typer(plan, name="plan")

_HEADS = ("line", "section", "figure", "year", "quote", "unsure")


@plan.callback()
def plans() -> None:
    """Read a plan's text into a register draft for a person to confirm."""


@plan.command()
def draft(
    file: Annotated[Path, typer.Argument(help="The plan's text: .txt (UTF-8), .docx or .pdf.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="New TOML file for the draft register.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the draft as JSON.")] = False,
    lang: Language = None,
) -> None:
    """Propose register rows from a plan's text, each with its quote, line and doubts."""
    from gis.plantext.draft import draft_plan
    from gis.plantext.write import write_draft

    speech = spoken(lang)
    found = draft_plan(file)
    if out is not None:
        write_draft(found, out)
    if as_json:
        _print_json(found)
    else:
        _print_table(found, speech, out)
    if not found.rows:
        show_problems([Problem("plantext.no_figures", Where(str(file)), level="warning")], speech)


def _print_json(found: Draft) -> None:
    import json

    from gis.plantext.register import register

    typer.echo(json.dumps(register(found), ensure_ascii=False, indent=1))


def _print_table(found: Draft, lang: Lang, out: Path | None) -> None:
    from gis.cli.terminal import console

    if out is None:
        console().print(_table(found, lang))
    unsure = sum(bool(row.unsure) for row in found.rows)
    counts = {"rows": len(found.rows), "unsure": unsure, "look_at": len(found.questions)}
    say(word("draft_counted", lang).format(**counts))
    if out is not None:
        say(word("draft_written", lang).format(path=path_text(out)))


def _table(found: Draft, lang: Lang) -> Table:
    from rich.table import Table

    from gis.plantext.register import doubt_text

    title = word("draft_title", lang).format(plan=visible(found.head.plan))
    table = Table(title=title, title_justify="left", show_lines=True)
    for head in _HEADS:
        table.add_column(word(f"draft_head_{head}", lang), overflow="fold")
    for row in found.rows:
        doubts = "\n".join(doubt_text(key, lang) for key in row.unsure)
        table.add_row(
            _line(row, lang), visible(row.section), _figure(row, lang), str(row.year or ""),
            visible(row.quote_vi, 400), doubts,
        )  # fmt: skip
    for asked in found.questions:
        doubt = doubt_text(asked.key, lang)
        table.add_row(str(asked.line), "", "", "", visible(asked.quote_vi, 400), doubt)
    return table


def _line(row: DraftRow, lang: Lang) -> str:
    page = word("draft_page", lang).format(page=row.page) if row.page else ""
    return f"{page}{row.line}"


def _figure(row: DraftRow, lang: Lang) -> str:
    """The figure with its hedge and unit; an ambiguous one as its readings with "?"."""
    values = row.value_range or ((row.value,) if row.value is not None else row.readings)
    by = 100 if row.unit == "share" else 1
    said = [_short(value * by, lang) for value in values]
    text = " – ".join(said) if row.value_range or row.value is not None else " / ".join(said) + " ?"
    unit = "%" if row.unit == "share" else row.unit
    hedge = f"{visible(row.hedge)} " if row.hedge else ""
    return f"{hedge}{text} {unit}"


def _short(value: float, lang: Lang) -> str:
    """A number with the decimals it has, four at most."""
    digits = next((d for d in range(4) if round(value, d) == round(value, 6)), 4)
    return number_text(value, lang, digits)
