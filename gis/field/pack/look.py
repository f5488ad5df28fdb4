"""How each layer of a pack looks; the same colours in QField, in KML and in QGIS."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Colours as six hexadecimal digits, opacity of the fill, width of the line in mm, and the
    column whose value names a row on the map.
    """

    line: str
    fill: str
    opacity: float
    width_mm: float
    label: str | None


LOOKS = {
    "findings": Look("1B1B1B", "E6007E", 1.0, 0.4, "kind"),
    "visits": Look("7A1FA2", "C58BE0", 0.25, 0.9, "visit_order"),
    "corrections": Look("5B4636", "FFFFFF", 0.0, 0.4, None),
    "flagged": Look("B3261E", "E4572E", 0.35, 0.5, None),
    "zones": Look("1B6E3C", "58B368", 0.25, 0.5, None),
    "forest_lots": Look("3D6B4F", "FFFFFF", 0.0, 0.25, "lo"),
    "communes": Look("333333", "FFFFFF", 0.0, 0.8, "commune"),
}
# Hidden when the project opens: they are many, and one looks for them only at times.
HIDDEN = ("forest_lots", "zones")


def rgba(colour: str, opacity: float = 1.0) -> str:
    """A colour as QGIS writes it: red,green,blue,alpha."""
    parts = [int(colour[i : i + 2], 16) for i in (0, 2, 4)]
    return ",".join(str(n) for n in (*parts, round(255 * opacity)))


def abgr(colour: str, opacity: float = 1.0) -> str:
    """A colour as KML writes it: alpha, blue, green, red in hexadecimal."""
    return f"{round(255 * opacity):02x}{colour[4:6]}{colour[2:4]}{colour[0:2]}".lower()
