"""Which encoding the texts of a column are in, by what their words would be in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from gis.layers.text.decode import decoded
from gis.layers.text.syllables import is_known, is_syllable
from gis.project.layers_model import TextEncoding

Verdict = Literal["plain", "unicode", "tcvn3", "vni", "viscii", "doubtful"]
ENCODINGS: tuple[TextEncoding, ...] = get_args(TextEncoding)

# Bytes of the old encodings look like signs and even blanks, so only ASCII ends a word.
_BETWEEN = re.compile(r"[\x00-\x01\x07-\x13\x20-\x40\[-`{-\x7f]+")
# Signs of units are no words of any encoding.
_UNITS = frozenset({"m²", "km²", "m³"})
# So large a part of the words must be Vietnamese to believe in an encoding,
_BELIEVED = 0.8
# by so much more than without one,
_CLEARLY = 0.3
# and at most so many words are weighed: a column repeats itself.
_WORDS = 400


@dataclass(frozen=True)
class _Weight:
    """Parts of a column's words that can be Vietnamese and that are known, under one reading."""

    valid: float
    known: float


def encoding_of(texts: Iterable[str]) -> Verdict:
    """The encoding of a column's texts.

    Args:
        texts: as a reader gave them.

    Returns:
        ``plain`` without a letter beyond ASCII; ``unicode`` when the words are Vietnamese or of no
        old encoding as they stand; an encoding when the words are Vietnamese in it, clearly more
        so than as they stand or in another one; ``doubtful`` when two readings are about as good.
    """
    words = _words(texts)
    if not words:
        return "plain"
    as_is = _weigh(words)
    weights = {e: _weigh([decoded(w, e) for w in words]) for e in ENCODINGS}
    best = max(ENCODINGS, key=lambda e: (weights[e].known, weights[e].valid))
    weight = weights[best]
    rivals = [weights[e].known + weights[e].valid for e in ENCODINGS if e != best]
    if weight.valid >= _BELIEVED and weight.known > 0 and weight.valid >= as_is.valid + _CLEARLY:
        return best if weight.known + weight.valid > max(rivals) else "doubtful"
    if as_is.valid >= _BELIEVED:
        # "Lóa" is a word, and in TCVN3 another one: the dictionary may know only the latter.
        unlike = weight.valid >= _BELIEVED and weight.known >= as_is.known + _CLEARLY
        return "doubtful" if unlike else "unicode"
    # Mixed columns, and old text nothing in the dictionary vouches for; foreign words are neither.
    broken = [w for w in words if not is_syllable(w)]
    readings = [_weigh([decoded(w, e) for w in broken]).valid for e in ENCODINGS]
    return "doubtful" if max(readings) >= _BELIEVED else "unicode"


def is_vietnamese(text: object) -> bool:
    """Whether every word of a text with a letter beyond ASCII is Vietnamese as it stands."""
    return isinstance(text, str) and all(map(is_syllable, _words([text])))


def _words(texts: Iterable[str]) -> list[str]:
    """Distinct words with a letter beyond ASCII, in the order met."""
    found: dict[str, None] = {}
    for text in texts:
        if len(found) >= _WORDS:
            break
        if not text.isascii():
            found |= dict.fromkeys(
                w for w in _BETWEEN.split(text) if w and not w.isascii() and w not in _UNITS
            )
    return list(found)


def _weigh(words: Sequence[str | None]) -> _Weight:
    there = [w for w in words if w is not None]
    valid = sum(map(is_syllable, there))
    known = sum(map(is_known, there))
    return _Weight(valid / len(words), known / len(words))
