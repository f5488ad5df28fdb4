"""Three answers, not two: yes, no, unknown, for every cell of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Mask:
    """Where something holds and where that is known. Both arrays are (rows, cols) of bool.

    ``holds`` is False wherever ``known`` is False, so unknown land is never counted as yes.
    """

    holds: NDArray[np.bool_]
    known: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.holds.shape != self.known.shape:
            raise ValueError("holds and known lie on different grids")
        object.__setattr__(self, "holds", self.holds & self.known)

    @property
    def no(self) -> NDArray[np.bool_]:
        """Cells where the answer is known to be no."""
        return self.known & ~self.holds

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Cells without an answer."""
        return ~self.known

    def __and__(self, other: Mask) -> Mask:
        """No AND anything is no; yes AND unknown is unknown (Kleene)."""
        holds = self.holds & other.holds
        return Mask(holds, holds | self.no | other.no)

    def __or__(self, other: Mask) -> Mask:
        """Yes OR anything is yes; no OR unknown is unknown (Kleene)."""
        holds = self.holds | other.holds
        return Mask(holds, holds | (self.known & other.known))

    def __invert__(self) -> Mask:
        """Not unknown is still unknown."""
        return Mask(self.no, self.known)


def all_of(masks: Iterable[Mask]) -> Mask:
    """Kleene AND of one or more masks of one shape."""
    return reduce(Mask.__and__, masks)


def any_of(masks: Iterable[Mask]) -> Mask:
    """Kleene OR of one or more masks of one shape."""
    return reduce(Mask.__or__, masks)
