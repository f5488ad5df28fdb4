"""Whether a column holds one of the listed values: yes, no, or unknown where it is empty."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.mask import Mask


def listed(column: pd.Series, any_of: Iterable[str | int]) -> Mask:
    """Whether each value of a column is one of a list.

    Numbers and texts meet by their digits: 1, 1.0 and "1" are one code, "01" is another, and 0 is
    a code like any other. A yes/no column holds "true" and "false". Text is compared exactly (NFC,
    blanks around it dropped), never by case or by part.

    Args:
        column: one value per polygon, (n,). A missing or blank value is unknown.
        any_of: the listed values.

    Returns:
        One answer per polygon, (n,).
    """
    wanted = {_code(value) for value in any_of}
    # Few codes stand in many rows: each is judged once.
    places, values = pd.factorize(column, use_na_sentinel=True)
    codes = [_code(value) for value in values]
    holds = np.array([code in wanted for code in codes] + [False])
    known = np.array([code != "" for code in codes] + [False])
    return Mask(holds[places], known[places])


def whole_numbers(any_of: Iterable[str | int]) -> tuple[NDArray[np.int64], list[str | int]]:
    """Listed values as integers for a raster of codes, and those that are none."""
    split: dict[bool, list[str | int]] = {True: [], False: []}
    for value in any_of:
        split[_is_whole(value)].append(value)
    return np.array([int(v) for v in split[True]], dtype=np.int64), split[False]


def _is_whole(value: str | int) -> bool:
    text = str(value).strip()
    return text.isascii() and text.removeprefix("-").isdigit() and len(text) < 19


def _code(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()
