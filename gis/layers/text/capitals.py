"""Capitals that an old encoding could not write."""

from __future__ import annotations

import re

from gis.layers.text.syllables import place_names
from gis.reference.admin.names import name_key

_UNIT = re.compile(r"^\s*(xã|phường|thị trấn)\s+", re.IGNORECASE)


def with_capitals(text: str) -> str:
    """A converted text with the capitals its font showed and its bytes did not hold.

    TCVN3 has no capital letters with a tone: "PHONG THỔ" was typed in a font of capitals and reads
    "PHONG THổ". A name the gazetteer knows gets its spelling; "SÌ LỞ LẦU" stays in capitals.

    >>> with_capitals("PHONG THổ"), with_capitals("xã sì lở lầu"), with_capitals("Hà")
    ('PHONG THỔ', 'xã Sì Lở Lầu', 'Hà')
    """
    if _was_capital(text):
        return text.upper()
    name = place_names().get(name_key(text))
    if name is None:
        return text
    unit = _UNIT.match(text)
    return (unit.group(0).lstrip() if unit else "") + name


def _was_capital(text: str) -> bool:
    """All plain letters are capitals, and some word has more than its first."""
    letters = [c for c in text if c.isascii() and c.isalpha()]
    if not letters or any(c.islower() for c in letters):
        return False
    return any(sum(c.isascii() and c.isalpha() for c in word) > 1 for word in text.split())
