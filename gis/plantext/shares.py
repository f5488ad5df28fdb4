"""What a share is a share of, where the text says it; otherwise that is a question."""

from __future__ import annotations

import re

_STOP = r"(?:được|áp dụng|sử dụng|ứng dụng|đạt|có|dùng|tham gia|qua|thuộc)"
_BEHIND = re.compile(rf"\s*((?:số|diện tích|kế hoạch|sản lượng|tổng|dân số|giá trị|hộ)\b.*?)"
                     rf"(?=\s+{_STOP}\b|[,.;:()]|$)")  # fmt: skip
_OF = re.compile(r"\s*(?:trong|của|so với tổng)\s+(.*?)(?=[,.;:()]|$)")
_RATE = re.compile(rf"tỷ lệ\s+(.+?)\s+{_STOP}\b", re.IGNORECASE)
_GROWTH = re.compile(r"\b(?:tăng|giảm)\b", re.IGNORECASE)


def is_whole(text: str) -> bool:
    """Whether words name only a whole ("kế hoạch năm"), and nothing that is so of a part of it."""
    return bool(re.fullmatch(r"(?:kế hoạch|tổng)\b.*", text))


def denominator(subject: str, left: str, right: str) -> tuple[str | None, tuple[str, ...]]:
    """The whole a share is taken of, as written, and the doubt when it is not said.

    Growth ("tăng 6,0%/năm") is no share of anything.

    Args:
        subject: what the figure is of.
        left: the clause before it.
        right: the clause behind it.
    """
    if _GROWTH.search(left):
        return None, ()
    for pattern, text in ((_BEHIND, right), (_RATE, subject), (_OF, right)):
        found = pattern.match(text)
        if found and found[1].strip():
            return " ".join(found[1].split()), ()
    return None, ("denominator_not_stated",)
