"""Nothing of the texts is missing from the registers, nothing in them is mistyped or invented."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from gis.reference.plans import KNOWN_PLANS, PlanTarget, plan_rules, plan_targets
from tests.reference.plan_texts import figures, lines_of

TARGETS = [t for plan in KNOWN_PLANS for t in plan_targets(plan)]

# Figures that measure nothing, by what surrounds them.
NAMES = (
    r"\d{1,2}/\d{1,2}(?:/\d{4})?",  # dates and half dates: 30/6/2023, (15/6)
    r"ngày \d+ tháng \d+(?: năm\s+\d{4})?|tháng \d+ năm \d{4}|[Tt]háng \d+/\d{4}",
    r"(?:năm|thời kỳ|Thời kỳ|giai đoạn|đến|khóa|hướng đến|và|-|–) ?\d{4}(?: ?- ?\d{4})?",
    r"năm\s+\d{4}",
    r"^\s*2024 của",  # a year whose "năm" ends the line above
    r"quý II/\d{4}|Quý [IV, ]+/\d{4}",
    r"\d+(?:/\d{4})?/?-?(?:QĐ|KH|NQ|CTr|CTR|NĐ)[-/\wĐ]*",  # numbers of documents
    r"(?:[Ss]ố|Kế hoạch|Nghị quyết) ?\s*\d+(?:/\d{4})?[-/]\s*\w[-/\s\wĐ]*",
    r"^\s*(?:- )?\d+(?:\.\d+)*\.? ",  # numbers of headings
    r"Nhiệm vụ \d|Hợp phần \d|BIIG1|VA06|mục 5\.\d|Khoản 5|Điều 1\b|muc_\d\w*",
)
# Every other figure that is no row, and why.
EXCLUDED = {
    ("000", 44, "3"): "levels of a seed system, by name",
    ("000", 44, "1"): "name of a seed level",
    ("000", 44, "2"): "name of a seed level",
    ("001", 80, "2"): "how many communes are named after it: the localities of the road",
    ("002", 19, "1"): "the other way of the same row: a garden or a facility is enough",
    ("002", 47, "5"): "length of a planning period",
    ("002", 77, "5"): "length of a planning period",
    ("003", 21, "3"): "stars: what an OCOP product is counted from",
    ("003", 23, "2020"): "base year, in the row's subject",
    ("003", 30, "3"): "stars: what an OCOP product is counted from",
    ("003", 32, "2020"): "base year, in the row's subject",
    ("003", 70, "3"): "the three forest types, by name",
    ("003", 147, "6"): "months between two reports",
    ("004", 23, "3"): "stars: what an OCOP product is counted from",
    ("004", 27, "3"): "stars: what an OCOP product is counted from",
}
# Lines around the plan: related documents of a web site, heading block, list of receivers.
BODY = {"000": (19, 73), "001": (5, 135), "002": (5, 79), "003": (8, 150), "004": (9, 88)}


def values_of(row: PlanTarget) -> list[Decimal]:
    given = row.value_range or (row.printed or row.value,)
    return [Decimal(str(v)) for v in given if v is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoảng 1.300 ha", ["1300"]),
        ("963,45ha chè", ["963.45"]),
        ("trên 5 triệu con/năm", ["5000000"]),
        ("đạt 10 nghìn ha.", ["10000"]),
        ("9.000-10.000 ha/năm", ["9000", "10000"]),
        ("18-20m3/ha/năm", ["18", "20"]),
        ("01 - 02 cơ sở", ["1", "2"]),
        ("6,0%/năm", ["6.0"]),
        ("không có số", []),
    ],
)
def test_the_reader_of_numbers(text: str, expected: list[str]):
    assert figures(text) == [Decimal(e) for e in expected]


@pytest.mark.real_data
@pytest.mark.parametrize("plan", KNOWN_PLANS)
def test_every_quote_is_literally_in_its_line(plan: str):
    lines = lines_of(plan)
    rows = (*plan_targets(plan), *plan_rules(plan))
    assert rows
    for row in rows:
        assert row.quote_vi in lines[row.line - 1], (row.section, row.line)


@pytest.mark.parametrize("row", TARGETS, ids=[t.id for t in TARGETS])
def test_a_value_is_a_figure_of_its_own_quote(row: PlanTarget):
    found = figures(row.quote_vi)
    assert [v for v in values_of(row) if v not in found] == []
    if row.value_range:
        place = found.index(Decimal(str(row.value_range[0])))
        assert found[place + 1] == Decimal(str(row.value_range[1]))


@pytest.mark.real_data
@pytest.mark.parametrize("row", TARGETS, ids=[t.id for t in TARGETS])
def test_a_place_is_spelt_as_in_the_line(row: PlanTarget):
    line = lines_of(row.plan)[row.line - 1]
    assert [name for name in row.localities if name not in line] == []


@pytest.mark.real_data
@pytest.mark.parametrize("plan", KNOWN_PLANS)
def test_every_figure_of_the_body_is_a_row_or_excluded_with_a_reason(plan: str):
    rows = plan_targets(plan)
    first, last = BODY[plan]
    missed = []
    for number, line in enumerate(lines_of(plan)[:last], start=1):
        if number < first:
            continue
        printed = Counter(figures(re.sub("|".join(NAMES), " ", line)))
        # A figure printed twice needs two rows, or a row and an exclusion.
        printed -= Counter(v for row in rows if row.line == number for v in values_of(row))
        printed -= Counter(Decimal(f) for of, n, f in EXCLUDED if (of, n) == (plan, number))
        missed += [(plan, number, figure) for figure in printed]
    assert missed == []


@pytest.mark.real_data
@pytest.mark.parametrize("plan", KNOWN_PLANS)
def test_every_exclusion_is_a_figure_of_its_line(plan: str):
    lines = lines_of(plan)
    for of, number, figure in EXCLUDED:
        if of == plan:
            assert Decimal(figure) in figures(lines[number - 1])


@pytest.mark.real_data
@pytest.mark.parametrize("plan", KNOWN_PLANS)
def test_a_figure_with_a_unit_is_never_masked_as_a_name(plan: str):
    """The masks above are broad: whatever stands before a unit must still be a row."""
    unit = re.compile(
        r"(?:\d+(?:\.\d{3})*(?:,\d+)?) ?(?:ha|%|tấn|km|con|m3|lần|lồng|nghìn|triệu|sản phẩm|cơ sở"
        r"|chuỗi|hợp tác xã|HTX|tổ hợp tác|doanh nghiệp|huyện|vườn|đơn vị)(?!\w)"
    )
    first, last = BODY[plan]
    rows = plan_targets(plan)
    for number, line in enumerate(lines_of(plan)[:last], start=1):
        kept = [v for row in rows if row.line == number for v in values_of(row)]
        if number >= first:
            for found in unit.finditer(line):
                assert figures(found.group())[0] in kept, (number, found.group())
