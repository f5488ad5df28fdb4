"""Commands on review sheets: review-sheet, review-return."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import INPUT, app, spoken
from gis.cli.asking import Language, ProjectOption
from gis.cli.ledger_group import ledger_path, opened, read_date
from gis.cli.making import product_lang
from gis.cli.terminal import console, path_text, say, show_problems
from gis.messages import Lang, visible, word
from gis.units import date_text, number_text

if TYPE_CHECKING:
    from rich.table import Table

    from gis.office.review.differences import Review
    from gis.office.review.template import Cell

LedgerOption = Annotated[
    Path | None, typer.Option("--ledger", help="The ledger file; ledger.gpkg beside project.toml.")
]


@app.command("review-sheet")
def review_sheet(
    commune: Annotated[str, typer.Argument(help="The commune, by code or exact name.")],
    to: Annotated[Path, typer.Option("--to", help="New .xlsx file.")],
    day: Annotated[
        str | None,
        typer.Option("--date", help="The date; the last state's if not given."),
    ] = None,
    project: ProjectOption = None,
    ledger: LedgerOption = None,
    lang: Language = None,
) -> None:
    """Write a commune's plots as a sheet its staff can put right and send back."""
    from gis.history import Book
    from gis.office.review.write import write_review

    on = read_date(day) if day else None
    with opened(ledger_path(project, ledger)) as kept:
        plots = write_review(Book(kept), commune, to, product_lang(lang), on)
    say(word("review_written", spoken(lang)).format(plots=plots, path=path_text(to)))


@app.command("review-return")
def review_return(
    file: Annotated[Path, typer.Argument(help="The sheet that came back.")],
    merge: Annotated[
        bool, typer.Option("--merge", help="Write the changes into the ledger; else only show.")
    ] = False,
    who: Annotated[str, typer.Option("--who", help="Who answers for the changes.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason; notes of the sheet follow.")] = "",
    project: ProjectOption = None,
    ledger: LedgerOption = None,
    lang: Language = None,
) -> int:
    """Check a sheet that came back, show what it changes, and with --merge record it."""
    from gis.history import Book, shared_land_doubts
    from gis.office.review.differences import review_of
    from gis.office.review.merge import merge_review
    from gis.office.review.read import read_return

    speech = spoken(lang)
    returned = read_return(file)
    with opened(ledger_path(project, ledger)) as kept:
        book = Book(kept)
        review = review_of(book, returned)
        console().print(change_table(review, speech))
        shared = shared_land_doubts(kept, book, review.corrections(), review.of)
        show_problems([*review.problems, *shared], speech)
        if any(p.level == "error" for p in review.problems):
            say(word("review_nothing_written", speech))
            return INPUT
        entry = merge_review(kept, review, who, why) if merge else None
    say(_outcome(review, entry.digest[:12] if entry else "", merge, speech))
    return 0


def _outcome(review: Review, entry: str, merge: bool, lang: Lang) -> str:
    asked = merge or not review.changes
    key = "review_merged" if entry else "review_same" if asked else "review_seen"
    return word(key, lang).format(
        changes=len(review.changes), already=len(review.already), entry=entry,
        day=date_text(review.of),
    )  # fmt: skip


def change_table(review: Review, lang: Lang) -> Table:
    """What a sheet changes: plot, column, before, after."""
    from rich.table import Table

    from gis.office.review.template import heading

    title = word("review_changes", lang).format(n=len(review.changes))
    table = Table(title=title, title_justify="left")
    for head in ("plot", "column", "before", "after"):
        table.add_column(word(f"review_head_{head}", lang), overflow="fold")
    for change in review.changes:
        table.add_row(
            visible(change.key), heading(change.column, lang), _shown(change.before, lang),
            _shown(change.after, lang),
        )  # fmt: skip
    for key, note in review.notes:
        table.add_row(visible(key), heading("note", lang), "", visible(note))
    return table


def _shown(cell: Cell, lang: Lang) -> str:
    if cell is None:
        return word("not_known", lang)
    if isinstance(cell, float):
        return number_text(cell, lang, 4)
    return visible(cell)
