"""What looks like a figure and is none: dates, document numbers, references. Blanked, not cut.

Blanking keeps every offset, so a figure found in the blanked text stands at the same place in the
line it came from.
"""

from __future__ import annotations

import re

# A document's number: digits, then an abbreviation in capitals ("84-CTr/TU", "07/2021/NQ-HĐND").
_DOCUMENT = (
    r"(?<![\w.,])\d+(?:\s*/\s*\d{4})?\s*[-/]\s*[A-ZĐ]{2}[^\W\d_]*"
    r"(?:\s?[-/]\s?[A-ZĐ][^\W_]*)*"
)
_FULL_DATE = (
    r"ngày\s*\d{1,2}\s*(?:tháng|/)\s*\d{1,2}(?:\s*(?:năm|/)\s*\d{4})?"
    r"|\d{1,2}/\d{1,2}/\d{4}"
)
_REFERENCE = (
    r"\b(?:mục|khoản|điều|chương|phụ lục|biểu số|hợp phần|nhiệm vụ|khóa|khoá|hình|trang)"
    r"\s+\d+(?:\.\d+)*"
)
_YEARS = (
    r"(?<!\d)(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d(?!\s*(?:\d|[.,]\d|%|ha\b|tấn|con\b))"
    r"|\bnăm\s+(?:19|20)\d\d"
)
_PART_DATE = (
    r"\btháng\s+\d{1,2}(?:\s*/\s*\d{4})?(?!\d)|(?<![\d/.,])\d{1,2}/(?:\d{4}|\d{1,2})(?![\d/])"
    r"|\bquý\s+[IV][IV,\s]*/\s*\d{4}"
)
_BOOKMARK = r"\[bookmark:[^\]]*\]|\*"

_OF_DOCUMENTS = re.compile(f"{_BOOKMARK}|{_DOCUMENT}")
_DATES = re.compile(_FULL_DATE, re.IGNORECASE)
_ALL = re.compile(f"{_REFERENCE}|{_YEARS}|{_PART_DATE}", re.IGNORECASE)


def without_documents(text: str) -> str:
    """The text with bookmarks, document numbers and full dates blanked; years of plans stay."""
    return _DATES.sub(_blank, _OF_DOCUMENTS.sub(_blank, text))


def without_dates(text: str) -> str:
    """The text with everything numeric blanked that is no figure: years and references too."""
    return _ALL.sub(_blank, without_documents(text))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
