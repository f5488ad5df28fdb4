"""The command that holds two runs together: compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language
from gis.cli.terminal import path_text, say, show_problems
from gis.messages import Lang, number_text, visible, word

if TYPE_CHECKING:
    from gis.maps.compare import Comparison, Ground

HEADS = (
    "counted_ha_a", "counted_ha_b", "flagged_ha_a", "flagged_ha_b", "change_ha",
    "central_ha_a", "central_ha_b",
)  # fmt: skip


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="RUN_A", help="A folder of products.")],
    second: Annotated[Path, typer.Argument(metavar="RUN_B", help="Another one.")],
    different_cells: Annotated[
        bool,
        typer.Option("--different-cells", help="Compare though DEM, cell size or CRS differ."),
    ] = False,
    lang: Language = None,
) -> None:
    """Show flagged hectares of two runs side by side; refused on different DEMs or cells."""
    from gis.maps.compare import compare_runs

    speech = spoken(lang)
    found = compare_runs(first, second, different_cells=different_cells)
    names = {"a": path_text(first), "b": path_text(second)}
    say(word("compare_runs", speech).format(**names))
    for letter, ground in zip("AB", found.grounds, strict=True):
        say(f"{letter}: {_ground(ground, speech)}")
    _print(found, speech)
    show_problems(found.differences, speech)


def _ground(ground: Ground, lang: Lang) -> str:
    cell = " × ".join(f"{side:g}" for side in ground.cell_size)
    return word("compare_ground", lang).format(
        dem=visible(ground.dem), cell=cell, crs=visible(ground.grid_crs)
    )


def _print(found: Comparison, lang: Lang) -> None:
    from rich.table import Table

    from gis.cli.terminal import console

    for rule, rows in found.rows.groupby("rule"):
        title = word("compare_title", lang).format(rule=visible(rule))
        table = Table(title=title, title_justify="left")
        table.add_column(word("head_commune", lang), overflow="fold")
        for head in HEADS:
            table.add_column(word(f"head_compare_{head}", lang), justify="right", overflow="fold")
        for row in rows.to_dict("records"):
            table.add_row(_place(row, lang), *(_cell(row, head, lang) for head in HEADS))
        console().print(table)


def _place(row: Mapping[Any, Any], lang: Lang) -> str:
    named = row["place"] == "commune"
    return visible(row["commune"]) if named else word(f"place_{row['place']}", lang)


def _cell(row: Mapping[Any, Any], head: str, lang: Lang) -> str:
    figure = number_text(row[head], lang)
    if not head.startswith("central"):
        return figure
    low, high = (number_text(row[f"{end}_ha_{head[-1]}"], lang) for end in ("low", "high"))
    return f"{figure} ({low}–{high})"
