"""Which part of every shape lies in which cell: exact, weighted by true area, nothing dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import NuongError, Problem, Where
from gis.grid.exact import fractions
from gis.grid.grid import Grid
from gis.grid.metric import cell_area_m2
from gis.grid.shapes import cell_size_m, shapes_on

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# A maximum or minimum does not hear cells that a shape touches by rounding alone.
TOUCHED_SHARE = 1e-9
# Some 33 bytes a cell: what a machine of the office can hold. Beyond it the CRS is likely wrong.
MAX_CELLS = 40_000_000.0


class Answers(Protocol):
    """What ``shares`` needs of a mask: where it holds and where that is known, (rows, cols)."""

    @property
    def holds(self) -> Bools:
        """Cells where the answer is yes."""

    @property
    def known(self) -> Bools:
        """Cells with an answer."""


@dataclass(frozen=True)
class Coverage:
    """Pairs of a shape and a cell it touches, shape after shape.

    Args:
        count: number of shapes asked for, empty ones among them.
        shape: number of the shape, (pairs,).
        row: row of the cell; may lie outside the grid, (pairs,).
        col: column of the cell; may lie outside the grid, (pairs,).
        share: part of the *shape's* true area in that cell, (pairs,). Sums to 1 per shape; an
            empty shape has no pairs.
        inside: whether the cell lies on the grid, (pairs,).
    """

    count: int
    shape: Ints
    row: Ints
    col: Ints
    share: Floats
    inside: Bools

    def shares(self, mask: Answers) -> tuple[Floats, Floats, Floats]:
        """Part of each shape where a mask says yes, no, unknown; together 1.

        Args:
            mask: answers on the grid the shapes were laid over.

        Returns:
            Three arrays (count,), 0-1. Land outside the grid is unknown. An empty shape has three
            zeros.
        """
        cells = self._cells()
        yes, known = np.zeros(len(self.share), bool), np.zeros(len(self.share), bool)
        yes[self.inside], known[self.inside] = mask.holds[cells], mask.known[cells]
        answers = (yes & known, ~yes & known, ~known)
        return self._sum(answers[0]), self._sum(answers[1]), self._sum(answers[2])

    def class_shares(self, classes: NDArray[np.uint8], count: int) -> Floats:
        """Part of each shape in every class of a grid; a row adds up to 1.

        Args:
            classes: a number from 1 to ``count`` in every cell, (rows, cols); any other number
                is unknown.
            count: how many classes there are.

        Returns:
            (shapes, count + 1), 0-1: the classes in order, then unknown land, to which land
            outside the grid belongs. An empty shape has zeros.
        """
        column = np.full(len(self.share), count, dtype=np.int64)
        number = classes[self._cells()].astype(np.int64) - 1
        column[self.inside] = np.where((number >= 0) & (number < count), number, count)
        place = self.shape * (count + 1) + column
        return _totals(place, self.share, self.count * (count + 1)).reshape(self.count, count + 1)

    def mean(self, values: Floats, known: Bools) -> Floats:
        """Mean of each shape's known part, weighted by area; NaN where nothing is known.

        Args:
            values: on the grid, (rows, cols), in any unit.
            known: where they are known, (rows, cols).
        """
        shape, value, share = self._known(values, known)
        total = _totals(shape, share * value, self.count)
        weight = _totals(shape, share, self.count)
        return np.divide(total, weight, out=np.full(self.count, np.nan), where=weight > 0)

    def maximum(self, values: Floats, known: Bools) -> Floats:
        """Largest known value of the cells each shape touches; NaN where nothing is known.

        Arguments as in ``mean``. Cells with no more than 1e-9 of the shape do not count.
        """
        return self._extreme(np.fmax, values, known)

    def minimum(self, values: Floats, known: Bools) -> Floats:
        """Smallest known value of the cells each shape touches; NaN where nothing is known.

        Arguments as in ``mean``. Cells with no more than 1e-9 of the shape do not count.
        """
        return self._extreme(np.fmin, values, known)

    def _cells(self) -> tuple[Ints, Ints]:
        return self.row[self.inside], self.col[self.inside]

    def _sum(self, which: Bools) -> Floats:
        return _totals(self.shape[which], self.share[which], self.count)

    def _known(self, values: Floats, known: Bools) -> tuple[Ints, Floats, Floats]:
        cells = self._cells()
        seen = known[cells]
        shape, share = self.shape[self.inside][seen], self.share[self.inside][seen]
        return shape, values[cells][seen], share

    def _extreme(self, pick: np.ufunc, values: Floats, known: Bools) -> Floats:
        shape, value, share = self._known(values, known)
        found = np.full(self.count, np.nan)
        touched = share > TOUCHED_SHARE
        pick.at(found, shape[touched], value[touched])
        return found


def cover(shapes: gpd.GeoSeries, grid: Grid) -> Coverage:
    """The exact part of every shape in every cell it touches.

    Shapes in another CRS are densified to about one cell and taken to the grid's. Fractions are of
    cells; they are weighted with the true area of the cell's row, so shares are of true area also
    on a longitude/latitude grid. A shape too thin to cover anything counts in the cell where it
    lies.

    Args:
        shapes: polygons in any CRS, on the grid, partly or wholly outside it; empty and missing
            ones have no pairs.
        grid: in any CRS.

    Returns:
        Every pair of a shape and a cell, also outside the grid (``inside`` is False there).

    Raises:
        NuongError: a shape cannot be placed in the grid's CRS, or shapes would fill more cells
            than a machine can hold; rows are 1-based numbers of the shapes.
        ValueError: the shapes have no CRS.
    """
    local = local_shapes(shapes, grid)
    there = np.flatnonzero(~(shapely.is_missing(local) | shapely.is_empty(local)))
    _check_size(local, there)
    wide = there[shapely.area(local[there]) > 0]
    number, row, col, fraction = fractions(local[wide])
    shape = wide[number]
    thin = np.setdiff1d(there, shape[fraction > 0])
    points = shapely.get_coordinates(shapely.point_on_surface(local[thin]))
    shape = np.concatenate([shape, thin])
    row = np.concatenate([row, np.floor(-points[:, 1]).astype(np.int64)])
    col = np.concatenate([col, np.floor(points[:, 0]).astype(np.int64)])
    fraction = np.concatenate([fraction, np.ones(len(thin))])
    return _weighted(len(local), grid, shape, row, col, fraction)


def local_shapes(shapes: gpd.GeoSeries, grid: Grid) -> NDArray[np.object_]:
    """Shapes in cells of the grid: x east of its west edge, y north of its north edge.

    Args:
        shapes: in any CRS; of another CRS than the grid's they are densified to about one cell.
        grid: in any CRS.

    Raises:
        NuongError: a shape has no place in the grid's CRS.
        ValueError: the shapes have no CRS.
    """
    # Heights of corners are dropped on the way.
    return shapely.transform(placed_shapes(shapes, grid), lambda xy: in_cells(xy, grid))


def placed_shapes(shapes: gpd.GeoSeries, grid: Grid) -> NDArray[np.object_]:
    """Shapes in the CRS of the grid; arguments and faults as for :func:`local_shapes`."""
    there = shapes_on(shapes, grid.crs, cell_size_m(grid)).to_numpy()
    lost = np.flatnonzero(np.isinf(shapely.bounds(there)).any(axis=1))
    if len(lost):
        raise NuongError([Problem("grid.shape_not_placed", _rows(lost), {"n": len(lost)})])
    return there


def in_cells(xy: Floats, grid: Grid) -> Floats:
    """Coordinates of the grid's CRS in cells, as for :func:`local_shapes`; (n, 2)."""
    t = grid.transform
    # Column by column: numpy takes four times as long over rows of two.
    cells = np.empty(xy.shape)
    for axis, (first, step) in enumerate(((t.c, t.a), (t.f, -t.e))):
        np.subtract(xy[:, axis], first, out=cells[:, axis])
        cells[:, axis] /= step
    return cells


def _check_size(local: NDArray[np.object_], there: Ints) -> None:
    # A sliver without area still lists every cell along its border.
    cells = np.maximum(shapely.area(local[there]), shapely.length(local[there]))
    if cells.sum() > MAX_CELLS:
        largest = there[np.argsort(-cells)[:8]]
        values = {"cells": f"{cells.sum():.0f}", "most": f"{MAX_CELLS:.0f}"}
        raise NuongError([Problem("grid.shapes_too_large", _rows(largest), values)])


def _rows(numbers: Ints) -> Where:
    return Where(rows=tuple(str(n + 1) for n in numbers))


def _weighted(
    count: int, grid: Grid, shape: Ints, row: Ints, col: Ints, fraction: Floats
) -> Coverage:
    order = np.argsort(shape, kind="stable")
    shape, row, col, fraction = shape[order], row[order], col[order], fraction[order]
    rows, which = np.unique(row, return_inverse=True)
    area_m2 = fraction * cell_area_m2(grid, rows)[which]
    share = area_m2 / _totals(shape, area_m2, count)[shape]
    inside = (row >= 0) & (row < grid.shape[0]) & (col >= 0) & (col < grid.shape[1])
    return Coverage(count, shape, row, col, share, inside)


def _totals(shape: Ints, amounts: Floats, count: int) -> Floats:
    """Sum of amounts per shape; as floats also where there is nothing to add."""
    return np.bincount(shape, amounts, count).astype(np.float64)
