"""Names compared as they are written: what is folded, and what only the alias table may join."""

from __future__ import annotations

import unicodedata
from functools import cache

from gis.reference.admin.tables import rows

_UNIT_WORDS = ("thị trấn ", "phường ", "xã ")


def name_key(name: str) -> str:
    """A name for comparing: NFC, case and blanks folded, the unit word dropped, tones kept.

    Tones tell communes apart (Pa Vây Sử is not Pa Vệ Sủ), so they are never folded.

    >>> name_key("  XÃ  Sì Lở Lầu ")
    'sì lở lầu'
    """
    key = folded(name)
    for word in _UNIT_WORDS:
        key = key.removeprefix(word)
    return key


def folded(text: str) -> str:
    """A text in NFC with case and blanks folded, and nothing else.

    >>> folded("TT.  Phong Thổ")
    'tt. phong thổ'
    """
    lower = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", lower).split())


def same_commune(a: str, b: str) -> bool:
    """Whether two spellings are of one commune, by the alias table alone; nothing is guessed.

    >>> same_commune("Lản Nhì Thàng", "xã Lả Nhì Thàng"), same_commune("Sìn Hồ", "Sin Suối Hồ")
    (True, False)
    """
    return canonical(a) == canonical(b)


def canonical(name: str) -> str:
    """The key of a name in the spelling of the tables, through the alias table alone."""
    key = name_key(name)
    return _aliases().get(key, key)


def spellings(name: str) -> tuple[str, ...]:
    """A name of the tables and every other spelling of it the alias table knows."""
    return (name, *(r["also_written"] for r in rows_of_aliases() if r["name"] == name))


@cache
def rows_of_aliases() -> tuple[dict[str, str], ...]:
    """The alias table: ``name``, ``also_written`` and the ``kind`` of spelling."""
    return tuple(rows("aliases.csv"))


@cache
def _aliases() -> dict[str, str]:
    return {name_key(r["also_written"]): name_key(r["name"]) for r in rows_of_aliases()}
