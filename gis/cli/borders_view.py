"""The faults of commune borders as tables: how many of each kind, and the largest with places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from gis.cli.terminal import console, say
from gis.layers.borders.words import fault_title
from gis.messages import Lang, number_text, visible, word

if TYPE_CHECKING:
    from rich.table import Table

    from gis.layers.borders.model import BorderFault


_FIGURES = ("head_rank", "border_ha", "border_width")
_HEADS = ("head_rank", "head_kind_of_fault", "border_ha", "border_width", "head_commune",
          "border_place")  # fmt: skip


def show_borders(faults: Sequence[BorderFault], most: int, lang: Lang) -> None:
    """Print both tables; a sentence where there is nothing to list."""
    if not faults:
        say(word("borders_none", lang))
        return
    console().print(totals_table(faults, lang))
    if most:
        console().print(largest_table(faults, most, lang))


def totals_table(faults: Sequence[BorderFault], lang: Lang) -> Table:
    """A row for each kind of fault, slivers by themselves: number, hectares, widest."""
    from rich.table import Table

    table = Table(title=word("border_totals", lang), title_justify="left")
    table.add_column(word("head_kind_of_fault", lang), overflow="fold")
    for head in ("border_count", "border_ha", "border_widest"):
        table.add_column(word(head, lang), justify="right", overflow="fold")
    titles = [fault_title(fault, lang) for fault in faults]
    for title in dict.fromkeys(titles):
        ours = [f for f, own in zip(faults, titles, strict=True) if own == title]
        widest = number_text(max(f.width_m for f in ours), lang, 0)
        table.add_row(
            title, number_text(len(ours), lang, 0), _ha(sum(f.area_ha for f in ours), lang), widest
        )
    return table


def largest_table(faults: Sequence[BorderFault], most: int, lang: Lang) -> Table:
    """The largest faults of all kinds, with hectares, width and place; rings come first."""
    from rich.table import Table

    listed, whole = (number_text(n, lang, 0) for n in (min(most, len(faults)), len(faults)))
    title = word("border_largest", lang).format(n=listed, all=whole)
    table = Table(title=title, title_justify="left")
    for head in _HEADS:
        justify: Literal["left", "right"] = "right" if head in _FIGURES else "left"
        table.add_column(word(head, lang), justify=justify, overflow="fold")
    ranked = sorted(faults, key=lambda f: (f.kind != "ring", -f.area_ha))
    for number, fault in enumerate(ranked[:most], start=1):
        table.add_row(
            str(number),
            fault_title(fault, lang),
            _hectares(fault, lang),
            number_text(fault.width_m, lang, 0),
            visible(" – ".join(fault.names)),
            f"{fault.lon:.5f}, {fault.lat:.5f}",
        )
    return table


def _hectares(fault: BorderFault, lang: Lang) -> str:
    """Of a ring, as drawn and as repaired: the difference is what a repair would change."""
    drawn = _ha(fault.area_ha, lang)
    return drawn if fault.repaired_ha is None else f"{drawn} → {_ha(fault.repaired_ha, lang)}"


def _ha(hectares: float, lang: Lang) -> str:
    """Two decimals; a square metre is 0.0001."""
    return number_text(hectares, lang, 2 if hectares >= 0.1 else 4)
