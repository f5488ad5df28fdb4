"""A new outline on the command line: the file read, the project's communes beside it, a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gis.messages import Lang, visible, word
from gis.units import number_text

if TYPE_CHECKING:
    from rich.table import Table

    from gis.errors import Problem
    from gis.history import Book, LedgerFile, Redrawn
    from gis.ledger.states.model import Land, PlotKey


@dataclass(frozen=True)
class NewOutline:
    """What was typed of a new outline: its file, and what the file does not say itself."""

    path: Path
    crs: str | None
    id_column: str | None
    table: str | None


def redrawn(
    file: LedgerFile, book: Book, key: PlotKey, asked: NewOutline, project: Path, on: date
) -> tuple[Redrawn, list[Problem]]:
    """A plot's new outline, measured; and every doubt met on the way.

    Args:
        file: the open ledger.
        book: read from it.
        key: the plot.
        asked: its new outline.
        project: the project file; its communes cut the outline.
        on: the date from which it holds.

    Raises:
        NuongError: the project, its communes or the outline have faults, or the ledger refuses.
    """
    from gis.history import Borders, redraw
    from gis.layers.read import read_communes
    from gis.layers.read_outline import OutlineFile, read_outline
    from gis.project.load import load_project

    area = load_project(project)
    communes, crs, warnings = read_communes(area, project.parent)
    spec = area.layers.get(key.layer)
    own = getattr(spec, "columns", {}).get("id", "id")
    given = OutlineFile(asked.path, key.plot_id, asked.id_column or own, asked.crs, asked.table)
    outline, doubts = read_outline(given, communes, crs)
    borders = Borders(communes, area.area.communes_as_of, crs)
    found = redraw(file, book, key, outline, borders, on)
    return found, [*warnings, *doubts, *found.problems]


def redrawn_table(found: Redrawn, lang: Lang) -> Table:
    """Hectares of the plot, and of neighbours counted anew, by commune before and after."""
    from rich.table import Table

    from gis.ledger.states.model import CM2_PER_HA

    table = Table(title=word("redrawn_title", lang), title_justify="left")
    for head in ("plot", "commune"):
        table.add_column(word(f"redrawn_head_{head}", lang), overflow="fold")
    for head in ("drawn_before", "drawn_after", "counted_before", "counted_after"):
        table.add_column(word(f"redrawn_head_{head}", lang), justify="right", overflow="fold")
    for key, after in found.after.items():
        for code, figures in _rows(found.before[key], after):
            cells = [number_text(cm2 / CM2_PER_HA, lang, 4) for cm2 in figures]
            table.add_row(visible(key), _place(code, found.communes, lang), *cells)
    return table


def _place(code: str | None, names: Mapping[str, str], lang: Lang) -> str:
    if code is None:
        return word("place_outside_communes", lang)
    return f"{visible(names[code])} ({visible(code)})" if code in names else visible(code)


def _rows(
    before: tuple[Land, ...], after: tuple[Land, ...]
) -> list[tuple[str | None, tuple[int, int, int, int]]]:
    """Drawn before and after, counted before and after (cm²), commune by commune."""
    was, is_now = ({p.commune_code: p[1:] for p in land} for land in (before, after))
    codes = sorted({*was, *is_now}, key=lambda code: code or "~")
    none = (0, 0)
    return [
        (c, (was.get(c, none)[0], is_now.get(c, none)[0], was.get(c, none)[1],
             is_now.get(c, none)[1]))
        for c in codes
    ]  # fmt: skip
