"""One column of a file as text, numbers, whole numbers or yes/no; what does not fit is pointed out.

An empty cell is missing (``None``/NaN) and never a zero or an empty word.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from numbers import Integral, Real

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Whole numbers beyond 2^53 no longer survive a float column.
_LARGEST_WHOLE = 2**53
# A number kept as text is taken only without any mark: "1.300" may be 1300 or 1.3.
_PLAIN_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


def plain(value: object) -> object:
    """A cell's value: text in NFC without outer blanks; anything empty is ``None``."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Real) and math.isnan(float(value)):
        return None
    return value


def as_written(value: object) -> str | None:
    """A cell as text: whole numbers without a point (3.0 of a dbf is "3"), text in NFC."""
    known = plain(value)
    if known is None or isinstance(known, str):
        return known
    if isinstance(known, Real) and not isinstance(known, bool | np.bool_ | Integral):
        number = float(known)
        return str(int(number)) if number.is_integer() else repr(number)
    return str(known)


def cells_of(values: Iterable[object]) -> list[object]:
    """The cells of a column, one by one; pandas hands texts out ten times as slowly by itself."""
    if isinstance(values, pd.Series):
        return list(values.to_numpy(dtype=object))
    return list(values)


def text_column(values: Iterable[object]) -> pd.Series:
    """A column as text, missing where empty."""
    cells = cells_of(values)
    # A text that stands in thousands of rows is looked at once; 3 and 3.0 must not stand for it.
    texts = {t: as_written(t) for t in {v for v in cells if type(v) is str}}
    return pd.Series([texts[v] if type(v) is str else as_written(v) for v in cells], dtype=object)


def cleaned_column(values: pd.Series) -> pd.Series:
    """A column as read, its texts in NFC without outer blanks; other types are left alone."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.reset_index(drop=True)
    cells = cells_of(values)
    texts = {t: plain(t) for t in {v for v in cells if type(v) is str}}
    if not texts:
        return values.reset_index(drop=True)
    return pd.Series([texts[v] if type(v) is str else plain(v) for v in cells], dtype=object)


def number_column(values: Iterable[object]) -> tuple[pd.Series, NDArray[np.bool_]]:
    """A column as float64, NaN where empty, and where it holds no number."""
    if isinstance(values, pd.Series) and values.dtype.kind in "iuf":
        whole = np.array(values.to_numpy(dtype="float64", na_value=math.nan))
        endless = np.isinf(whole)
        whole[endless] = math.nan
        return pd.Series(whole, dtype="float64"), endless
    numbers = [_number(plain(v)) for v in cells_of(values)]
    bad = np.array([n is None for n in numbers], dtype=bool)
    return pd.Series([math.nan if n is None else n for n in numbers], dtype="float64"), bad


def whole_column(values: Iterable[object]) -> tuple[pd.Series, NDArray[np.bool_]]:
    """A column as nullable Int64, and where it holds no whole number."""
    numbers, bad = number_column(values)
    fraction = numbers.notna() & ((numbers % 1 != 0) | (numbers.abs() > _LARGEST_WHOLE))
    return numbers.mask(fraction).astype("Int64"), bad | fraction.to_numpy()


def _number(value: object) -> float | None:
    """The number of a cell; NaN for an empty one, ``None`` for what is no number."""
    if value is None:
        return math.nan
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, str):
        return float(value) if _PLAIN_WHOLE.fullmatch(value) else None
    return float(value) if isinstance(value, Real) and math.isfinite(float(value)) else None
