"""How every kind of land is drawn: colour, dash and fill, in one table.

Colours are from the Okabe-Ito set, told apart by colour-blind readers; every class also has its own
dash, so the map reads in black and white. Styles never come from data. The table runs from the top
of the map down: what stands first is drawn last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Style:
    """A path style in Leaflet's words; ``dash`` is on,off in pixels, "" is a full line."""

    colour: str
    fill: str = ""
    opacity: float = 1.0
    fill_opacity: float = 0.0
    weight: float = 1.5
    dash: str = ""


CROP_FILLS = (
    "#0072b2", "#f7d58a", "#8f6200", "#b9dff6", "#003f63", "#e69f00", "#5f4200", "#56b4e9",
    "#2e8b9a", "#d9d2c0", "#6f6f6f", "#c9a66b",
)  # fmt: skip
STYLES: Mapping[str, Style] = {
    "overlaps": Style("#000000", "#000000", fill_opacity=0.35, weight=1.6, dash="1 3"),
    "review": Style("#a83f00", "#d55e00", fill_opacity=0.75, weight=2.0),
    "insufficient_data": Style("#454545", "#8c8c8c", fill_opacity=0.5, weight=1.5, dash="2 3"),
    "clear": Style("#00805c", "#009e73", fill_opacity=0.4, weight=1.0, dash="7 3"),
    "plots": Style("#333333", "#bbbbbb", fill_opacity=0.4, weight=1.2),
    # Crops grown in one way only, in the order of the legend: light beside dark, so that
    # neighbours in the legend differ in black and white too.
    **{
        f"plots_{n + 1}": Style("#333333", fill, 1.0, 0.7, 1.2, dash="6 3" if n % 2 else "")
        for n, fill in enumerate(CROP_FILLS)
    },
    "plots_under_canopy": Style("#8a2566", "#cc79a7", fill_opacity=0.75, weight=2.0),
    "plots_open_land": Style("#8a2566", "#f3d9e8", fill_opacity=0.75, weight=2.0, dash="5 3"),
    "zones": Style("#5b3f8f", "#8f76c4", fill_opacity=0.4, weight=1.3),
    "zones_under_canopy": Style("#5d4ba3", "#7a68c2", fill_opacity=0.42, weight=1.0),
    "zones_open_land": Style("#8a6d00", "#f0e442", fill_opacity=0.6, weight=1.1, dash="6 3"),
    "communes": Style("#2b2b2b", opacity=0.85, weight=1.5, dash="8 3 2 3"),
    "lines_1": Style("#2f8fc4", opacity=0.6, weight=1.1),
    "lines_2": Style("#8c6239", opacity=0.7, weight=1.4, dash="9 3"),
    "lines_3": Style("#555555", opacity=0.8, weight=1.2, dash="3 3"),
}


def style_table() -> dict[str, dict[str, object]]:
    """Every style as plain values, for the page's own script."""
    return {name: asdict(style) for name, style in STYLES.items()}


def plots_style(method: str | None, order: int | None = None) -> str:
    """The style of mapped plots that no rule judges.

    Args:
        method: how the crop is grown, where the plots say so.
        order: place among the crops without a method, counted from 0; None where the crop itself
            is unknown.
    """
    if method is None and order is not None:
        return f"plots_{order % len(CROP_FILLS) + 1}"
    name = f"plots_{method}"
    return name if name in STYLES else "plots"


def zones_style(method: str) -> str:
    """The style of candidate zones of a method."""
    name = f"zones_{method}"
    return name if name in STYLES else "zones"


def lines_style(order: int) -> str:
    """The style of the n-th line layer of a project, counted from 0."""
    return f"lines_{order % 3 + 1}"
