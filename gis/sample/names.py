"""Invented people and villages; any likeness is chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FAMILY = ("Giàng", "Lý", "Phàn", "Tẩn", "Vàng", "Lò", "Chẻo", "Má", "Sùng", "Hoàng", "Đèo", "Thào")
_MIDDLE = ("A", "Thị", "Văn", "Láo", "Chin", "Mý", "Seo", "Tả")
_GIVEN = ("Páo", "Sủ", "Dín", "Mẩy", "Phử", "Chư", "Lở", "Pao", "Dơ", "Sài", "Pin", "Giống", "Sèng")
_VILLAGES = ("Suối Đá", "Đồi Thông", "Khe Sâu", "Núi Mây", "Rừng Vầu", "Ruộng Cao", "Đầu Nguồn")


def people(rng: np.random.Generator, count: int) -> NDArray[np.object_]:
    """Full names of heads of households."""
    parts = [rng.choice(np.array(words, object), count) for words in (_FAMILY, _MIDDLE, _GIVEN)]
    return parts[0] + " " + parts[1] + " " + parts[2]


def villages(rng: np.random.Generator, count: int) -> NDArray[np.object_]:
    """Names of villages (bản)."""
    return rng.choice(np.array(_VILLAGES, object), count)


def with_gaps(
    rng: np.random.Generator, values: NDArray[np.object_], share: float
) -> NDArray[np.object_]:
    """Values with a share of them missing (None)."""
    return without(values, rng.random(values.size) < share)


def without(values: NDArray[np.generic], gaps: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Values with those at the gaps missing (None)."""
    left = values.astype(object)
    left[gaps] = None
    return left
