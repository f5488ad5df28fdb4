"""Whether a figure is to be reached or kept, by the verbs of its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.plantext.model import Kind

_KEEP = re.compile(r"\b(?:duy trì|giữ (?:vững|ổn định|nguyên)|bảo vệ|chăm sóc)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?:hiện có|đã trồng|đã có)\b", re.IGNORECASE)
_GROW = re.compile(
    r"\b(?:phát triển|mở rộng|nhân rộng|trồng mới|xây dựng|tăng(?! cường)|thành lập|hỗ trợ|đầu tư|"
    r"trồng|cải tạo|phấn đấu sản lượng|nâng cấp|đạt)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:phát triển|mở rộng|nhân rộng|trồng mới|xây dựng|tăng(?! cường))\b", re.IGNORECASE
)

_REACHED = re.compile(r"\bđã\b[^.;]{0,60}\b(?:được|đạt)\b|\bthực hiện được\b", re.IGNORECASE)
_RESULTS = re.compile(r"\b(?:kết quả|thực trạng|tình hình|hiện trạng|đánh giá)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Purpose:
    """Kind of a figure; doubtful where a clause both keeps and grows."""

    kind: Kind
    doubts: tuple[str, ...] = ()


def is_result(left: str, context: tuple[str, ...]) -> bool:
    """Whether a figure tells what was reached ("đã gieo trồng được …", a chapter of results)."""
    return bool(_REACHED.search(left)) or any(_RESULTS.search(heading) for heading in context)


def purpose(left: str, right: str, sentence_before: str, earlier: Purpose | None) -> Purpose:
    """Keep or reach, from the clause; a clause without a verb goes on with the one before.

    Args:
        left: the clause before the figure.
        right: the words of its subject behind it.
        sentence_before: the sentence up to the clause.
        earlier: what the figure before it in the same sentence was.
    """
    if _KEEP.search(left) or _THERE.search(right):
        return Purpose("target", ("keep_and_grow",)) if _STRONG.search(left) else Purpose("keep")
    if _GROW.search(left):
        return Purpose("target")
    if earlier is not None:
        return Purpose(earlier.kind)
    governed = re.search(r"gồm|như sau|:", sentence_before)
    return Purpose("keep" if governed and _KEEP.search(sentence_before) else "target")
