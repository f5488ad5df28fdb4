"""The land of shapes in one block: amounts by class, of value times amount, and the cells touched.

Amounts are whole numbers, so they add up to the same digit whatever the size and order of the
blocks and whoever works on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.blocks import Block

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Value × amount is kept in two whole numbers; the lower one has as many bits as the kernel says.
_LOW = 2.0**26


@dataclass(frozen=True)
class ValueAmounts:
    """What is known of values under shapes.

    Args:
        steps: whole numbers to one unit of the values: each is kept to half of 1 / ``steps``.
        totals: amount in all, amount known, and value × amount in whole numbers of
            1 / ``steps``, as two: the second counts 1, the first 2^26, (shapes, 4).
        extremes: least and greatest value; infinite where nothing is known, (shapes, 2).
    """

    steps: float
    totals: Ints
    extremes: Floats

    @classmethod
    def none(cls, shapes: int, steps: float) -> ValueAmounts:
        """Nothing known of so many shapes yet."""
        extremes = np.tile([np.inf, -np.inf], (shapes, 1))
        return cls(steps, np.zeros((shapes, 4), dtype=np.int64), extremes)

    def add(self, shapes: Ints, other: ValueAmounts) -> None:
        """Take in what was found of some shapes elsewhere."""
        self.totals[shapes] += other.totals
        low, high = self.extremes[shapes].T
        found = np.fmin(low, other.extremes[:, 0]), np.fmax(high, other.extremes[:, 1])
        self.extremes[shapes] = np.column_stack(found)

    @property
    def mean(self) -> Floats:
        """Mean of each shape's known part, weighted by area; NaN where nothing is known."""
        _, known, high, low = self.totals.astype(np.float64).T
        whole = (high * _LOW + low) / self.steps
        return np.divide(whole, known, out=np.full(len(known), np.nan), where=known > 0)

    @property
    def minimum(self) -> Floats:
        """Smallest known value of the cells each shape touches; NaN where nothing is known."""
        return _finite(self.extremes[:, 0])

    @property
    def maximum(self) -> Floats:
        """Largest known value of the cells each shape touches; NaN where nothing is known."""
        return _finite(self.extremes[:, 1])


@dataclass(frozen=True)
class Amounts:
    """Land of the shapes that are near one block, from :meth:`gis.grid.laid.Laid.over`.

    Args:
        block: of the grid.
        shapes: their numbers among those laid; each stands once, (shapes,).
        table: runs of cells, as in :class:`gis.grid.runs.Runs`, their first column the place in
            ``shapes``, (runs, 5).
        amount: what each cell of a run counts, (runs,).
        touched: a cell with no more than this is touched by rounding alone, (shapes,).
    """

    block: Block
    shapes: Ints
    table: Ints
    amount: Ints
    touched: Ints

    def by_class(self, classes: NDArray[np.uint8], count: int) -> Ints:
        """Amount of each shape in every class, (shapes, count).

        Args:
            classes: of every cell of the block, (rows, cols), from 0; ``count - 1`` and all
                greater numbers are one class.
            count: how many classes there are.
        """
        from gis.grid.kernels.sums import sum_classes

        totals = np.zeros((len(self.shapes), count), dtype=np.int64)
        given = np.ascontiguousarray(classes)
        sum_classes(self.table, self.amount, given, self._corner, totals)
        return totals

    def of_values(self, values: Floats, known: Bools, steps: float) -> ValueAmounts:
        """Values of the known cells under each shape, weighted by land.

        Args:
            values: of every cell of the block, (rows, cols), in any unit; nearer to 0 than
                2^27 / ``steps``.
            known: where they are known, (rows, cols).
            steps: whole numbers to one unit: values are kept to half of 1 / ``steps``.
        """
        from gis.grid.kernels.sums import sum_values

        found = ValueAmounts.none(len(self.shapes), steps)
        sum_values(
            self.table,
            self.amount,
            np.ascontiguousarray(values),
            np.ascontiguousarray(known),
            self._corner,
            steps,
            self.touched,
            found.totals,
            found.extremes,
        )
        return found

    def cells(self) -> Bools:
        """Cells of the block that hold land of any shape, (rows, cols)."""
        from gis.grid.kernels.sums import mark

        cells = np.zeros((self.block.height, self.block.width), dtype=bool)
        mark(self.table, self._corner, cells)
        return cells

    @property
    def _corner(self) -> tuple[int, int]:
        return self.block.row, self.block.col


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
