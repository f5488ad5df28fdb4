"""How like two spellings are: for suggestions a person confirms, never for a join.

The standard library's difflib is enough: a refusal compares one text with a province's names (at
most 194), so a faster matcher would be a dependency without a need.
"""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from typing import Literal

Likeness = Literal["tone_placement", "unaccented", "spelling"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SAME_BUT_TONE_PLACE = 0.98
_SAME_UNACCENTED = 0.9
# Anything that is only alike stays below a spelling that is the same but for its marks.
_MOST_ALIKE = 0.89


def likeness(asked: str, name: str) -> tuple[float, Likeness]:
    """How like an asked name is to a known one, from 0 to 0.98, and in what way.

    Args:
        asked: what somebody wrote, already folded by ``name_key``.
        name: a name of the tables, folded likewise.

    >>> likeness("hoà bình", "hòa bình"), likeness("dao san", "dào san")
    ((0.98, 'tone_placement'), (0.9, 'unaccented'))
    """
    if tone_at_end(asked) == tone_at_end(name):
        return _SAME_BUT_TONE_PLACE, "tone_placement"
    plain_asked, plain = unaccented(asked), unaccented(name)
    if asked == plain_asked == plain:
        return _SAME_UNACCENTED, "unaccented"
    marked = SequenceMatcher(None, asked, name, autojunk=False).ratio()
    bare = SequenceMatcher(None, plain_asked, plain, autojunk=False).ratio()
    return round(_MOST_ALIKE * (marked + bare) / 2, 3), "spelling"


def tone_at_end(name: str) -> str:
    """A name with the tone of every syllable at its end, so that hoà and hòa read the same."""
    syllables = []
    for syllable in unicodedata.normalize("NFD", name).split():
        tone = "".join(c for c in syllable if c in _TONES)
        syllables.append("".join(c for c in syllable if c not in _TONES) + tone)
    return " ".join(syllables)


def unaccented(name: str) -> str:
    """A name in plain Latin letters.

    >>> unaccented("đào san")
    'dao san'
    """
    bare = (c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return "".join(bare).replace("đ", "d").replace("Đ", "D")
