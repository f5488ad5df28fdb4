"""The test ``code``: a polygon's or a cell's code is one of a list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.burn import Laid
from gis.criteria.listed import listed, whole_numbers
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.grid.blocks import Block
from gis.project.criteria_model import CodeTest

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CodeOfPolygons:
    """Where the polygon over a cell's centre has one of the listed codes.

    No polygon overwrites another: where polygons of different answers overlap, or one has no code,
    the land is unknown. Outside every polygon it is unknown, or "no" if ``no_outside``.

    Args:
        laid: the polygons.
        yes: numbers of those with a listed code.
        no: of those with another.
        empty: of those without a code.
        no_outside: what lies in no polygon is known to have another code.
    """

    laid: Laid
    yes: Ints
    no: Ints
    empty: Ints
    no_outside: bool

    def __call__(self, block: Block) -> Mask:
        """The answers on a block of the grid."""
        yes, no, empty = (self.laid.holds(n, block) for n in (self.yes, self.no, self.empty))
        known = (yes ^ no) & ~empty
        if self.no_outside:
            known |= ~(yes | no | empty)
        return Mask(yes, known)


def code_of_polygons(test: CodeTest, column: pd.Series, laid: Laid) -> CodeOfPolygons:
    """Make the test ready for polygons.

    Args:
        test: the listed codes.
        column: code of each polygon, (n,).
        laid: the polygons on the grid, (n,).
    """
    answer = listed(column, test.any_of)
    yes, no, empty = (np.flatnonzero(a) for a in (answer.holds, answer.no, answer.unknown))
    return CodeOfPolygons(laid, yes, no, empty, test.outside == "no")


def code_of_cells(test: CodeTest, codes: Aligned) -> Mask:
    """Where a raster's code is one of the listed ones; a cell without a code is unknown.

    Args:
        test: the listed codes, whole numbers.
        codes: integer codes on the grid. ``test.outside`` is about polygons and has no say: a
            void of a raster is no answer.
    """
    numbers, _ = whole_numbers(test.any_of)
    return Mask(np.isin(codes.values, numbers), codes.known)
