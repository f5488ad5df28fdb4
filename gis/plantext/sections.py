"""Headings (I · 1 · 2.1 · a) and the section they put a line in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ROMAN = re.compile(r"\s*([IVX]{1,5})\s*[.\-–)]\s*(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.)]\s*|\s+)(?=\S)")
_LETTER = re.compile(r"\s*([a-zđ])\)\s*(?=\S)")


@dataclass(frozen=True)
class Section:
    """Where in a document a line stands: a heading of each level, as written."""

    roman: str = ""
    number: str = ""
    letter: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.roman, self.number, self.letter) if part)


@dataclass(frozen=True)
class Heading:
    """A heading found at the start of a line: the section it opens, where its words begin."""

    section: Section
    level: int
    words_at: int


def heading(text: str, now: Section) -> Heading | None:
    """The heading a line begins with, if it does.

    A number counts as one only before a capital ("1. Mục đích"), so that a line beginning with
    "1.300 ha" or "12 hộ" is none.

    Args:
        text: the line, bookmarks blanked.
        now: the section of the line before.
    """
    if found := _ROMAN.match(text):
        return Heading(Section(roman=found[1]), 0, found.end())
    found = _NUMBER.match(text)
    if found and _opens(text, found.end()) and _dotted(text, found):
        return Heading(replace(now, number=found[1], letter=""), 1, found.end())
    if found := _LETTER.match(text):
        return Heading(replace(now, letter=found[1]), 2, found.end())
    return None


def _opens(text: str, at: int) -> bool:
    return text[at].isupper() or text[at] in "“\"'"


def _dotted(text: str, found: re.Match[str]) -> bool:
    """As "1. Mục đích" and "2.1 Mục tiêu" are headings; "12 Hợp tác xã" is none."""
    return "." in found[1] or text[found.end(1) : found.end(1) + 1] in (".", ")")
