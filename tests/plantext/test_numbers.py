"""Vietnamese figures: read as written, asked where they read two ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.messages import number_text
from gis.plantext.numbers import read_number
from gis.plantext.quantities import quantities


@given(
    st.floats(min_value=0, max_value=1e9, allow_nan=False),
    st.integers(min_value=0, max_value=4),
    st.sampled_from(["vi", "en"]),
)
def test_what_is_written_is_read_back(value, digits, lang):
    written = number_text(value, lang, digits)
    meant = round(value, digits)
    got = read_number(written, lang)
    if got.form == "ambiguous":
        # Only "1,300" can be: three decimals behind one to three digits.
        assert digits == 3
        assert value < 1000
        assert meant in got.readings
    else:
        assert got.form == "own"
        assert got.value == meant


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["vi", "en"]))
def test_what_is_read_is_written_the_same(whole, lang):
    written = number_text(whole, lang, 0)
    assert number_text(read_number(written, lang).value, lang, 0) == written


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.300", 1300), ("329,2", 329.2), ("963,45", 963.45), ("05", 5), ("130.000", 130_000),
     ("1.234.567,8", 1234567.8), ("0,300", 0.3), ("10\u00a0000", 10_000), ("1300", 1300)],
)  # fmt: skip
def test_vietnamese_marks(text, value):
    got = read_number(text)
    assert (got.value, got.form) == (value, "own")


@pytest.mark.parametrize(
    ("text", "readings"),
    [("1,300", (1.3, 1300)), ("17,924", (17.924, 17924)), ("999,000", (999, 999000))],
)  # fmt: skip
def test_a_comma_before_three_digits_is_asked(text, readings):
    got = read_number(text)
    assert (got.value, got.readings, got.form) == (None, readings, "ambiguous")


@pytest.mark.parametrize(
    ("text", "value"), [("64.2", 64.2), ("1,300.5", 1300.5), ("1,300,000", 1.3e6)]
)
def test_marks_that_are_english_only_are_pointed_at(text, value):
    got = read_number(text)
    assert (got.value, got.form) == (value, "foreign")


@pytest.mark.parametrize(
    "text", ["", "1.30.500", "1..3", "-5", "1,3,4", "12a", "９", "1" * 16, "1,300.500.000"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("đạt 10 nghìn ha", (10_000,), "ha"),
        ("trên 5 triệu con/năm", (5_000_000,), "head"),
        ("khoảng 9.000-10.000 ha/năm", (9000, 10_000), "ha"),
        ("chiếm 16 - 17% trong", (0, 0), "share"),
        ("05 chuỗi liên kết", (5,), "count"),
        ("đạt 963,45ha chè", (963.45,), "ha"),
        ("trên 18-20m3/ha/năm", (18, 20), "m3_per_ha"),
        ("từ 15 đến 20 hợp tác xã", (15, 20), "count"),
        ("tăng gấp 1,3 lần so", (1.3,), "times"),
        ("9-10 nghìn ha", (9000, 10_000), "ha"),
        ("1,1 nghìn ha", (1100,), "ha"),
        ("nâng cấp 2,5km kênh", (2.5,), "km"),
        ("cho 25 rẫy mẫu", (25,), "unknown"),
    ],
)
def test_figures_with_units(text, values, unit):
    (found,) = quantities(text)
    assert found.unit == unit
    if unit != "share":
        assert found.values == values


@pytest.mark.parametrize(
    "text",
    ["kế hoạch 5 năm", "định kỳ 6 tháng", "3 loại rừng", "đạt 3 sao",
     "02 xã: San Thàng và Sùng Phài",
     "cỏ VA06, C3", "các đồng chí 12", "5 đồng chí", "năm 2030 xây dựng", "1.", ""],
)  # fmt: skip
def test_no_figures(text):
    assert list(quantities(text)) == []


def test_two_numbers_joined_by_a_blank_are_asked():
    (found,) = quantities("giao 10 000 ha rừng")
    assert found.values == (None,)
    assert found.readings == (10_000,)
    assert found.doubts == ("spaced_number",)


def test_a_range_without_its_from_and_one_reversed_are_pointed_at():
    (unsure,) = quantities("trồng 10 đến 15 ha")
    (wrong,) = quantities("trồng 15-10 ha")
    assert unsure.doubts == ("range_unsure",)
    assert wrong.doubts == ("range_reversed",)


def test_a_long_run_of_figures_takes_no_time():
    assert len(list(quantities("1 000 " * 3000))) < 3001
    assert list(quantities("1," * 9000)) == []
    assert list(quantities("9 " * 9000)) == []
