"""Lines put together to paragraphs, each with its section and the years of its headings.

A paragraph broken by the page (the next line goes on in small letters) is read as one, but keeps
where each line begins: a quote is always a piece of one line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gis.plantext.blanks import without_dates, without_documents
from gis.plantext.model import Line
from gis.plantext.sections import Heading, Section, heading

_ENDED = re.compile(r"[.;:!?…/|]\s*$")
_BULLET = re.compile(r"\s*[-–+•*]\s*\S")
_RELATED = re.compile(r"\s*-\s*\d+\s+(?:Nghị|Quyết|Kế|Chỉ|Thông|Công|Luật|Văn)\s")
_BASIS = re.compile(r"\s*(?:-\s*)?Căn cứ\s")
_RECIPIENTS = re.compile(r"\s*\**\s*Nơi nhận\s*:", re.IGNORECASE)
_ANNEX = re.compile(r"\s*\**\s*(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|Biểu)\b")
_PAGE = re.compile(r"\s*(?:-|–)?\s*(?:Trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\s*(?:-|–)?\s*")
_SHORT_HEADING = 160
# Nothing is joined to more than this: no paragraph of a plan is longer.
_LONGEST = 8_000


@dataclass(frozen=True)
class Paragraph:
    """A run of lines read as one.

    ``text`` is theirs joined by a blank, ``figures`` the same with dates and document numbers
    blanked, ``years`` with document numbers alone blanked: all have the same offsets.
    ``context`` is what the headings above say, nearest first.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[Line, ...]
    section: Section
    context: tuple[str, ...]
    years: str = field(init=False)
    figures: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", without_documents(self.text))
        object.__setattr__(self, "figures", without_dates(self.text))

    def line_at(self, offset: int) -> tuple[Line, int, int]:
        """The line an offset is in, and where that line begins and ends in the paragraph."""
        n = bisect_right(self.starts, offset) - 1
        return self.lines[n], self.starts[n], self.starts[n] + len(self.lines[n].text)


def paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Every paragraph that can hold figures, in order.

    Left out: lists of related documents, legal bases, recipients and signatures, page numbers,
    and rows of tables (``table_lines`` gives those).
    """
    section, lead = Section(), ""
    above: dict[int, str] = {}
    for group in _groups(list(_body(lines))):
        found = heading(without_documents(group[0].text), section)
        said = " ".join(line.text for line in group)
        if found is not None:
            section, lead = found.section, ""
            above = {level: text for level, text in above.items() if level < found.level}
        elif not _BULLET.match(group[0].text):
            lead = ""
        yield _paragraph(group, section, found, (lead, *_upwards(above)))
        if found is not None and _only_heads(said):
            above[found.level] = without_documents(said)
        if said.rstrip().endswith(":") and not _BULLET.match(group[0].text):
            lead = without_documents(said)


def table_lines(lines: Sequence[Line]) -> list[Line]:
    """Rows of tables; what a cell means depends on its heading, so they are only pointed at."""
    return [line for line in _body(lines, tables=True) if line.in_table]


def _upwards(above: dict[int, str]) -> tuple[str, ...]:
    return tuple(above[level] for level in sorted(above, reverse=True))


def _only_heads(said: str) -> bool:
    """A heading that is a sentence with figures of its own speaks for itself alone."""
    return len(said) <= _SHORT_HEADING and not re.search(r"\d\s*(?:ha|%|tấn)", without_dates(said))


def _body(lines: Sequence[Line], *, tables: bool = False) -> Iterator[Line]:
    closing = begun = False
    for line in lines:
        begun = begun or _is_section(line)
        if _ANNEX.match(line.text):
            closing = False
        elif _RECIPIENTS.match(line.text):
            closing = True
        skip = closing or (line.in_table and not tables)
        if skip or _RELATED.match(line.text) or (not begun and _BASIS.match(line.text)):
            continue
        if not _PAGE.fullmatch(line.text):
            yield line


def _is_section(line: Line) -> bool:
    """Whether a line opens a chapter; legal bases stand before the first."""
    found = heading(without_documents(line.text), Section())
    return found is not None and found.level == 0


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    length = 0
    for line in lines:
        if not line.text.strip():
            continue
        if group and (length > _LONGEST or not _goes_on(group[-1].text, line.text)):
            yield group
            group, length = [], 0
        group.append(line)
        length += len(line.text)
    if group:
        yield group


def _goes_on(before: str, after: str) -> bool:
    if _ENDED.search(before) or _BULLET.match(after) or heading(after, Section()) is not None:
        return False
    first = after.lstrip()[:1]
    return first.islower() or first.isdigit() or first == "("


def _paragraph(
    group: list[Line], section: Section, found: Heading | None, context: tuple[str, ...]
) -> Paragraph:
    starts, at = [], 0
    for line in group:
        starts.append(at)
        at += len(line.text) + 1
    text = " ".join(line.text for line in group)
    if found is not None:
        # The heading's own number is no figure.
        text = " " * found.words_at + text[found.words_at :]
    return Paragraph(text, tuple(starts), tuple(group), section, tuple(c for c in context if c))
