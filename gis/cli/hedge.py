"""A plan's own hedge put where the plan puts it: before a figure, after it, or around it."""

from __future__ import annotations

# The one hedge of the plans that stands behind its figure ("15 tổ hợp tác trở lên").
BEHIND = "trở lên"


def hedged(hedge: str | None, figure: str) -> str:
    """A figure with its hedge.

    >>> hedged("khoảng", "5 ha"), hedged("trở lên", "5 ha"), hedged("từ … trở lên", "5 ha")
    ('khoảng 5 ha', '5 ha trở lên', 'từ 5 ha trở lên')
    """
    before, _, after = (hedge or "").partition(" … ")
    if before == BEHIND:
        before, after = after, before
    return " ".join(part for part in (before, figure, after) if part)
