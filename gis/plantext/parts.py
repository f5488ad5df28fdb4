"""Parts of a total: behind "trong đó", or in brackets behind it; and whether they add up."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from gis.plantext.clauses import Clause
from gis.plantext.model import DraftRow

_OF_WHICH = re.compile(r"\btrong đó\b", re.IGNORECASE)
_TOLERANCE = 1e-9


def total_of(clause: Clause, earlier: Sequence[tuple[Clause, DraftRow]]) -> DraftRow | None:
    """The row a figure is a part of, by the text's own words; ``None`` when it says nothing.

    Args:
        clause: the figure.
        earlier: clauses and rows of the same sentence, in order.
    """
    same = [(c, r) for c, r in earlier if c.sentence == clause.sentence]
    if not same or is_change(clause):
        return None
    if clause.bracket is not None:
        outside = [r for c, r in same if c.bracket is None and c.quantity.end <= clause.bracket]
        whole = outside[-1] if outside else None
        return whole if whole and whole.unit == clause.quantity.unit else None
    if _OF_WHICH.search(clause.left):
        rows = {row.id: row for _, row in same}
        last = same[-1][1]
        return rows.get(last.part_of or "", last)
    return None


def is_change(clause: Clause) -> bool:
    """Whether a figure is only by how much another grew or shrank: "1.250 ha (tăng 290 ha)"."""
    return bool(re.fullmatch(r"[\s,]*(?:tăng|giảm)(?:\s+thêm)?\s*", clause.left, re.IGNORECASE))


def add_up(rows: Sequence[DraftRow]) -> list[DraftRow]:
    """The rows again, totals marked whose several parts of the same unit come to another sum."""
    parts: dict[str, list[DraftRow]] = defaultdict(list)
    for row in rows:
        if row.part_of is not None:
            parts[row.part_of].append(row)
    return [_checked(row, parts[row.id]) for row in rows]


def _checked(total: DraftRow, parts: list[DraftRow]) -> DraftRow:
    given = [p.value for p in parts if p.unit == total.unit and p.value is not None]
    if len(given) < 2 or total.value is None or len(given) < len(parts):
        return total
    if math.isclose(sum(given), total.value, rel_tol=_TOLERANCE):
        return total
    return replace(total, unsure=(*total.unsure, "parts_do_not_add"))
