"""What a row says on a phone that has no forms: a name and some lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from gis.field.form import NOTES, UUID, YES_NO, heading, said
from gis.maps.text.wording import CODED, is_missing, value_text
from gis.messages import Lang, visible, word

_NAMES: Mapping[str, tuple[str, ...]] = {
    "visits": ("visit_order", "plot_id"),
    "flagged": ("plot_id",),
    "zones": ("zone_id",),
    "forest_lots": ("tk", "khoanh", "lo"),
    "communes": ("commune",),
}
# Keys, and what is told by the layer itself.
_LEFT_OUT = (UUID, "doubt_id", "flag_id", "lot_id", "as_of", *NOTES)
_VERDICTS = ("verdict",)


def row_name(layer: str, row: Mapping[str, Any]) -> str:
    """The name of a row on the map: NFC, one line."""
    parts = [row[c] for c in _NAMES[layer] if not is_missing(row[c])]
    shown = [str(int(p)) if isinstance(p, float) else visible(p) for p in parts]
    return _nfc((" / " if layer == "forest_lots" else " · ").join(shown) or "?")


def row_lines(layer: str, row: Mapping[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """Heading and value of everything known of a row; what is not known is left out."""
    return [
        (_nfc(heading(c, lang)), _nfc(_value(layer, c, v, lang)))
        for c, v in row.items()
        if c not in (*_LEFT_OUT, *_NAMES[layer], "geometry") and not is_missing(v)
    ]


def _value(layer: str, column: str, value: object, lang: Lang) -> str:
    if column in _VERDICTS:
        return word(f"verdict_{value}", lang)
    if isinstance(value, str) and value in YES_NO:
        return said(column, value, lang)
    if layer == "forest_lots" and column in CODED:
        return visible(value)
    return value_text(column, value, lang)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
