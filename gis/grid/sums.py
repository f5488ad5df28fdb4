"""Sums over shapes from blocks in any order: class by class, and of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.grid.amounts import Amounts, ValueAmounts
from gis.grid.laid import Laid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Known = tuple[Floats, NDArray[np.bool_]]


@dataclass(frozen=True)
class Part:
    """What one block adds to the sums of the shapes near it; small, and may be sent anywhere."""

    shapes: Ints
    classes: tuple[Ints, ...]
    values: tuple[ValueAmounts, ...]


class Sums:
    """Sums of several class arrays and value arrays over the same shapes.

    The shapes are laid over the cells once for each block, however many arrays there are.

    Args:
        laid: the shapes.
        counts: number of classes of every class array; the last one is unknown land, to which
            land beyond the grid belongs.
        steps: whole numbers to one unit of every value array (half of 1 / ``steps`` is how far
            a value may be rounded; values stay within 2^27 / ``steps``).
    """

    def __init__(self, laid: Laid, counts: Sequence[int], steps: Sequence[float] = ()) -> None:
        self.laid = laid
        self.counts, self.steps = tuple(counts), tuple(steps)
        n = len(laid.number)
        self._classes = [np.zeros((n, count), dtype=np.int64) for count in self.counts]
        self._values = [ValueAmounts.none(n, step) for step in self.steps]

    def part(
        self,
        land: Amounts,
        classes: Sequence[NDArray[np.uint8]],
        values: Sequence[Known] = (),
    ) -> Part:
        """What a block adds; changes nothing here.

        Args:
            land: of the shapes in the block, from ``laid.over``.
            classes: one array per count, of the block, (rows, cols), numbers from 0.
            values: one pair per step: values and where they are known, likewise.
        """
        return Part(
            land.shapes,
            tuple(land.by_class(*pair) for pair in zip(classes, self.counts, strict=True)),
            tuple(
                land.of_values(*known, step) for known, step in zip(values, self.steps, strict=True)
            ),
        )

    def add(self, part: Part) -> None:
        """Take in the part of one block; parts may come in any order."""
        for total, found in zip(self._classes, part.classes, strict=True):
            total[part.shapes] += found
        for whole, found_values in zip(self._values, part.values, strict=True):
            whole.add(part.shapes, found_values)

    def amounts(self, number: int) -> Ints:
        """Amounts by class of one class array, land beyond the grid with the last one.

        Returns:
            (shapes, classes). An empty shape has zeros.
        """
        total = self._classes[number].copy()
        total[:, -1] += self.laid.beyond
        return total

    def shares(self, number: int) -> Floats:
        """Part of each shape in every class of one class array; a row adds up to 1.

        Returns:
            (shapes, classes), 0-1. An empty shape has zeros.
        """
        amounts = self.amounts(number)
        return amounts / np.maximum(amounts.sum(axis=1, keepdims=True), 1)

    def values(self, number: int) -> ValueAmounts:
        """Means and extremes of one value array."""
        return self._values[number]

    def known_share(self, number: int) -> Floats:
        """Part of each shape where a value is known, 0-1; 0 for an empty shape."""
        totals = self._values[number].totals
        return totals[:, 1] / np.maximum(totals[:, 0] + self.laid.beyond, 1)
