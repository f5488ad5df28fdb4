"""The words that belong to one figure: its sentence, the clause before it and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gis.plantext.paragraphs import Paragraph
from gis.plantext.quantities import Quantity, quantities

# A full stop before a capital, or between a word and a number ("… thích ứng. 100% diện tích").
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s*$|\s+\w)")
_SPLITS = (
    re.compile(r"\btrong đó\b", re.IGNORECASE),
    re.compile(r"\b(?:hoặc|và (?:xây dựng|nâng cấp|phát triển|cải tạo|duy trì|trồng))\b"),
    re.compile(r"\bvà(?=\s*$)"),
)
# How far words can be from their figure; it keeps a line without any full stop cheap.
_NEAR = 1_200
_PLACED = re.compile(r"\b(?:tại|ở|xã|huyện|phường)\b")


@dataclass(frozen=True)
class Clause:
    """One figure with its words.

    Offsets are in the paragraph's text: the sentence is ``[sentence, sentence_end)``, the figure's
    own words begin at ``start`` (behind the figure before it, a ";" or an open bracket) and end at
    ``end``. ``bracket`` is where the bracket around it opened, or ``None``.
    """

    paragraph: Paragraph
    quantity: Quantity
    sentence: int
    sentence_end: int
    start: int
    end: int
    bracket: int | None

    @property
    def left(self) -> str:
        """The words before the figure, dates and document numbers blanked."""
        return self.paragraph.figures[self.start : self.quantity.start]

    @property
    def right(self) -> str:
        """The words behind its unit, to the end of the clause."""
        return self.paragraph.figures[self.quantity.end : self.end]

    @property
    def after(self) -> str:
        """The sentence behind its unit, other figures and all."""
        return self.paragraph.figures[self.quantity.end : self.sentence_end][:_NEAR]

    @property
    def before(self) -> str:
        """The sentence up to the clause, with its years."""
        return self.paragraph.years[max(self.sentence, self.start - _NEAR) : self.start]

    @property
    def whole(self) -> str:
        """The clause with its years."""
        return self.paragraph.years[self.start : self.end]


def clauses(paragraph: Paragraph) -> Iterator[Clause]:
    """Every figure of a paragraph with its clause, in order."""
    for sentence, sentence_end in _sentences(paragraph.text):
        text = paragraph.figures[:sentence_end]
        found = list(quantities(" " * sentence + text[sentence:]))
        begins = [_start(text, sentence, found, i) for i in range(len(found))]
        for i, quantity in enumerate(found):
            following = begins[i + 1] if i + 1 < len(found) else sentence_end
            start = begins[i]
            end = _end(text, quantity.end, max(following, quantity.end))
            bracket = _open_bracket(text, sentence, quantity.start)
            yield Clause(paragraph, quantity, sentence, sentence_end, start, end, bracket)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for end in _SENTENCE_END.finditer(text):
        after = text[end.end() :].lstrip()[:1]
        if after.islower() or (after.isdigit() and not text[end.start() - 1].isalpha()):
            continue
        yield at, end.end()
        at = end.end()
    if at < len(text):
        yield at, len(text)


def _start(text: str, sentence: int, found: list[Quantity], i: int) -> int:
    at = found[i].start
    before = _split(text, found[i - 1].end, at) if i else sentence
    marks = [text.rfind(mark, before, at) + 1 for mark in (";", ":")]
    bracket = _open_bracket(text, before, at)
    return max(before, *marks, 0 if bracket is None else bracket + 1)


def _split(text: str, end: int, start: int) -> int:
    """Where the words of one figure end and those of the next begin, between the two.

    At "trong đó", at a new verb, or at a comma: the first, unless places are being listed.
    Without any of these the words go to the figure behind them.
    """
    if ";" in text[end:start]:
        return text.rindex(";", end, start) + 1
    for pattern in _SPLITS:
        if found := pattern.search(text, end, start):
            return found.start()
    bare = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), text[end:start])
    commas = [end + m.start() for m in re.finditer(r",(?=\s)", bare) if bare[: m.start()].strip()]
    if not commas:
        return end
    return commas[-1] if _PLACED.search(text, end, commas[-1]) else commas[0]


def _end(text: str, at: int, limit: int) -> int:
    """The end of the words behind a figure: a ";", or the bracket that closes around it."""
    depth = 0
    for i in range(at, limit):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth < 0 or (depth == 0 and text[i] == ";"):
            return i
    return limit


def _open_bracket(text: str, begin: int, at: int) -> int | None:
    """Where the bracket around an offset opened, ``None`` outside brackets."""
    opened: list[int] = []
    for i in range(max(begin, at - _NEAR), at):
        if text[i] == "(":
            opened.append(i)
        elif text[i] == ")" and opened:
            opened.pop()
    return opened[-1] if opened else None
