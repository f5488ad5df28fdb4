"""The year and the period of a figure: by 2030, in 2023, every year, over 2021-2025."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.plantext.model import Head, Period

_YEAR = r"((?:19|20)\d\d)"
_PERIOD = re.compile(rf"(?:giai đoạn|thời kỳ)\s*{_YEAR}\s*[-–—]\s*{_YEAR}", re.IGNORECASE)
_BY = re.compile(rf"(?:đến|hết|trước|cuối)(?:\s+(?:hết|cuối))?\s+năm\s*{_YEAR}", re.IGNORECASE)
_IN = re.compile(rf"năm\s*{_YEAR}|(?:quý|tháng)[^.;]{{0,20}}/\s*{_YEAR}", re.IGNORECASE)
_BASELINE = re.compile(rf"so với(?:\s+năm)?\s*{_YEAR}|so với năm {_YEAR}", re.IGNORECASE)
# "cây hàng năm" are annual crops, and say nothing of every year.
_YEARLY = re.compile(r"(?<!cây )(?<!công nghiệp )\b(?:hàng|hằng|mỗi) năm\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:có thêm|thêm|trồng mới|thành lập mới|phát triển mới)\b", re.IGNORECASE)


@dataclass(frozen=True)
class When:
    """Year and period of a figure, and what is doubtful about them."""

    year: int | None
    period: Period | None
    doubts: tuple[str, ...] = ()


def when(
    clause: str,
    sentence_before: str,
    context: tuple[str, ...],
    head: Head,
    *,
    per_year: bool,
    elided: bool,
) -> When:
    """When a figure is to hold: said beside it, earlier in its sentence, above it, in the title.

    Args:
        clause: the figure's clause, document numbers blanked.
        sentence_before: the sentence from its beginning to that clause.
        context: headings and leading words above, nearest first.
        head: the document's head.
        per_year: the unit says "/năm".
        elided: the clause has no words of its own and goes on with the one before.
    """
    yearly = per_year or bool(_YEARLY.search(clause))
    above = elided and not yearly and bool(_YEARLY.search(sentence_before))
    found = _said(clause) or _with(_said(sentence_before), "year_from_earlier_clause")
    found = found or next((w for c in context if (w := _said(c))), None) or _titled(head)
    period: Period | None = "per_year" if yearly or above else found.period
    if not (yearly or above) and _MORE.search(clause):
        period = "cumulative"
    doubts = (*found.doubts, *(("yearly_from_earlier_clause",) if above else ()))
    return When(found.year, period, (*doubts, *_outside(found.year, head)))


def _said(text: str) -> When | None:
    """The last year a text gives, with the word it gives it by; baselines are no target years."""
    text = _BASELINE.sub("", text)
    found: list[tuple[int, int, Period]] = []
    patterns: tuple[tuple[re.Pattern[str], Period], ...] = (
        (_PERIOD, "cumulative"),
        (_BY, "by_year"),
        (_IN, "in_year"),
    )
    for pattern, period in patterns:
        for match in pattern.finditer(text):
            year = next(int(y) for y in reversed(match.groups()) if y)
            found.append((match.end(), year, period))
    if not found:
        return None
    last = max(end for end, _, _ in found)
    return next(When(year, period) for end, year, period in found if end == last)


def _with(found: When | None, doubt: str) -> When | None:
    return found and When(found.year, found.period, (doubt,))


def _titled(head: Head) -> When:
    """The title's year where it has only one; with several a person must say which."""
    if len(head.years) == 1:
        return When(head.years[0], None, ("year_from_title",))
    return When(None, None, ("year_not_stated",))


def _outside(year: int | None, head: Head) -> tuple[str, ...]:
    if year is None or head.first_year is None or not head.years:
        return ()
    return () if head.first_year <= year <= max(head.years) else ("year_outside_plan",)


_SCHEDULED = re.compile(
    rf"(?:quý\s+[IV][IV,\s]*|tháng\s*\d{{1,2}}\s*|trước\s+(?:ngày\s+)?\d{{1,2}}/\d{{1,2}})"
    rf"/\s*{_YEAR}",
    re.IGNORECASE,
)


def scheduled_outside(text: str, head: Head) -> list[tuple[int, int, int]]:
    """Quarters and months set for a year the plan cannot be about: (start, end, year)."""
    found = [(m.start(), m.end(), int(m[1])) for m in _SCHEDULED.finditer(text)]
    return [(start, end, year) for start, end, year in found if _outside(year, head)]
