"""From a document to its draft register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from gis.plantext.clauses import clauses
from gis.plantext.head import read_head
from gis.plantext.model import Draft, DraftRow, Head, PlanText, Question
from gis.plantext.paragraphs import Paragraph, paragraphs, table_lines
from gis.plantext.parts import add_up
from gis.plantext.rows import Told, is_base, is_budget, row_of
from gis.plantext.slopes import Slope, slopes
from gis.plantext.source import read_plan
from gis.plantext.years import scheduled_outside

# Earlier figures of one value a repeated one is held against.
_COMPARED = 20


def draft_plan(path: Path) -> Draft:
    """Propose register rows from a plan's text; nothing is decided and nothing made up.

    Args:
        path: a ``.txt`` in UTF-8, a ``.docx``, or a ``.pdf`` that holds text.

    Returns:
        The rows in the order of the text, each with quote, line and what it is unsure of.

    Raises:
        NuongError: the file cannot be read as a text, with the reason.
    """
    return draft_of(read_plan(path))


def draft_of(text: PlanText) -> Draft:
    """Propose register rows from a text that is read already."""
    head = read_head(text)
    rows: list[DraftRow] = []
    questions: list[Question] = []
    for paragraph in paragraphs(text.lines):
        rows += _rows(paragraph, head, len(rows))
        questions += _scheduled(paragraph, head)
    questions += _tables(text)
    return Draft(head, text.name, tuple(add_up(list(_repeated(rows)))), tuple(questions))


def _rows(paragraph: Paragraph, head: Head, before: int) -> Iterator[DraftRow]:
    told: list[Told] = []
    found = list(slopes(paragraph.figures))
    for clause in clauses(paragraph):
        within = any(s.start <= clause.quantity.start < s.end for s in found)
        if not (within or is_budget(clause) or is_base(clause)):
            told.append(row_of(clause, head, told, _id(head, before + len(told) + 1)))
    yield from (t.row for t in told)
    for n, slope in enumerate(found, before + len(told) + 1):
        yield _slope_row(paragraph, slope, head, _id(head, n))


def _id(head: Head, n: int) -> str:
    return f"p{head.plan}_{n:03d}"


def _slope_row(paragraph: Paragraph, slope: Slope, head: Head, row_id: str) -> DraftRow:
    line, begins, ends = paragraph.line_at(slope.start)
    quote = paragraph.text[max(slope.start, begins) : min(slope.end, ends)]
    return DraftRow(
        id=row_id,
        plan=head.plan,
        section=str(paragraph.section),
        line=line.number,
        page=line.page,
        quote_vi=quote,
        subject_vi="độ dốc",
        kind="threshold",
        sense="at_most" if slope.hedge.lower() in ("dưới", "không quá", "đến") else "at_least",
        hedge=slope.hedge,
        value=slope.value,
        readings=slope.readings,
        unit="deg",
        status=head.status,
        unsure=() if slope.value is not None else ("slope_sign",),
    )


def _scheduled(paragraph: Paragraph, head: Head) -> Iterator[Question]:
    for start, end, year in scheduled_outside(paragraph.text, head):
        line, begins, ends = paragraph.line_at(start)
        quote = paragraph.text[max(start, begins) : min(end, ends)]
        yield Question("year_outside_plan", line.number, quote, {"year": year})


def _tables(text: PlanText) -> Iterator[Question]:
    """Every row of a table that holds figures: its meaning is in its headings, so it is asked."""
    for line in table_lines(text.lines):
        if any(c.isdigit() for c in line.text):
            yield Question("table_row", line.number, line.text.strip()[:200])


def _repeated(rows: list[DraftRow]) -> Iterator[DraftRow]:
    """The rows again; one that says what an earlier one says is pointed at, never dropped."""
    seen: dict[object, list[set[str]]] = {}
    for row in rows:
        said = set(row.subject_vi.lower().split())
        earlier = seen.setdefault((row.value, row.value_range, row.unit, row.year), [])
        again = row.unit != "deg" and any(_alike(said, other) for other in earlier)
        if len(earlier) < _COMPARED:
            earlier.append(said)
        yield replace(row, unsure=(*row.unsure, "said_before")) if again else row


def _alike(said: set[str], other: set[str]) -> bool:
    return len(said & other) >= max(1, 0.4 * len(said | other))
