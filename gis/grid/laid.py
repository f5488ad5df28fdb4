"""Shapes laid over a grid, ready to be summed block by block; land beyond it is never listed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import NuongError, Problem, Where
from gis.grid.amounts import Amounts
from gis.grid.blocks import Block
from gis.grid.coverage import TOUCHED_SHARE, in_cells, placed_shapes
from gis.grid.grid import Grid
from gis.grid.metric import cell_area_m2
from gis.grid.rings import Rings, rings_of
from gis.grid.runs import ONE, Runs, runs_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]

# A cell is at most 2^40 amounts, as fine as coverage itself. Rows nearer the equator than the ones
# looked at are at most 4/3 as large, so a shape of up to 2^58 planned for stays below 2^59.
_FINEST, _MOST = 40, 58
# Cells of the boxes of shapes that reach beyond the grid: some ten seconds of work. Beyond it the
# CRS is likely wrong.
MAX_CELLS = 1e10
_FAR = 1 << 62
# Rows are looked up in a table without gaps where it is no longer than this and the rows asked.
_FEW_ROWS = 1 << 14


@dataclass(frozen=True)
class Laid:
    """Shapes over a grid, and what a cell of theirs counts in whole numbers.

    Args:
        number: of each shape among those asked for, (shapes,).
        rings: the shapes; the box of one too thin to cover anything is the cell where it lies.
        thin: whether it is such a one, (shapes,).
        unit: amounts of a whole cell of the grid's first row, a power of two, (shapes,).
        touched: a cell with no more than this amount is touched by rounding alone, (shapes,).
        beyond: amount outside the grid, (shapes,).
        first_row: row of the grid ``row_part`` begins with.
        row_part: area of a cell of each row, in cells of the grid's first row, (rows,).
    """

    number: Ints
    rings: Rings
    thin: NDArray[np.bool_]
    unit: Floats
    touched: Ints
    beyond: Ints
    first_row: int
    row_part: Floats

    def in_sight(self, block: Block) -> Ints:
        """Places in ``number`` of the shapes that may have land in a block."""
        north, south, west, east = self.rings.box.T
        rows = (north < block.row + block.height) & (south > block.row)
        cols = (west < block.col + block.width) & (east > block.col)
        return np.flatnonzero(rows & cols)

    def near(self, block: Block) -> Laid:
        """The shapes that may have land in a block alone: little to send to a worker."""
        return self.some(self.in_sight(block), block)

    def some(self, these: Ints, block: Block) -> Laid:
        """Some of the shapes, from :meth:`in_sight`, with what is to be known in a block."""
        first = block.row - self.first_row
        return Laid(
            self.number[these],
            self.rings.some(these),
            self.thin[these],
            self.unit[these],
            self.touched[these],
            self.beyond[these],
            block.row,
            self.row_part[first : first + block.height],
        )

    def over(self, block: Block) -> Amounts:
        """The land of the shapes in a block of the grid."""
        near = self.near(block)
        runs = near.runs(block)
        part = near.row_part[runs.row - near.first_row]
        amount = _amounts(runs, near.unit, part)
        return Amounts(block, near.number, runs.table, amount, near.touched)

    def by_class(self, these: Ints, block: Block, classes: NDArray[np.uint8], count: int) -> Ints:
        """As ``over(block).by_class``, to the digit and without a list of cells.

        Half the time where one class array is all there is to sum; the list serves several.

        Args:
            these: from :meth:`in_sight`, (n,).
            block: of the grid.
            classes: of every cell of the block, (rows, cols), from 0; ``count - 1`` and all
                greater numbers are one class.
            count: how many classes there are.

        Returns:
            (n, count).
        """
        from gis.grid.kernels.coverage import sum_covered

        totals = np.zeros((len(these), count), dtype=np.int64)
        r, first = self.rings, block.row - self.first_row
        part = self.row_part[first : first + block.height]
        given = r.xy, r.ring_start, r.sign, r.shape_ring, r.box, self.unit, these
        sum_covered(*given, classes, (block.row, block.col), part, totals)
        for n in np.flatnonzero(self.thin[these]):
            row, _, col, _ = r.box[these[n]]
            row, col = row - block.row, col - block.col
            each = max(np.rint(ONE * (part[row] * (self.unit[these[n]] / ONE))), 1)
            totals[n, min(classes[row, col], count - 1)] += int(each)
        return totals

    def runs(self, block: Block | None = None) -> Runs:
        """Cells of the shapes by their place in ``number``; thin ones cover the cell they lie in.

        Args:
            block: a window of the plane, also beyond the grid; ``None`` for all of it.
        """
        table = runs_of(self.rings, block).table
        lie = np.flatnonzero(self.thin)
        row, col = self.rings.box[lie, 0], self.rings.box[lie, 2]
        there = np.column_stack([lie, row, col, col + 1, np.full(len(lie), ONE)])
        if block is not None:
            inside = (row >= block.row) & (row < block.row + block.height)
            inside &= (col >= block.col) & (col < block.col + block.width)
            there = there[inside]
        return Runs(np.concatenate([table, there]) if len(there) else table)


def lay(shapes: gpd.GeoSeries, grid: Grid) -> Laid:
    """Lay shapes over a grid; shares are of true area, as in :func:`gis.grid.coverage.cover`.

    Args:
        shapes: polygons in any CRS, on the grid, partly or wholly outside it. Empty and missing
            ones have no amount; one too thin to cover anything counts in the cell where it lies.
        grid: in any CRS.

    Raises:
        NuongError: a shape cannot be placed in the grid's CRS, or shapes reach so far beyond the
            grid that the CRS must be wrong; rows are 1-based numbers of the shapes.
        ValueError: the shapes have no CRS.
    """
    return lay_placed(placed_shapes(shapes, grid), grid)


def lay_placed(placed: Geometries, grid: Grid) -> Laid:
    """As :func:`lay`, of shapes already in the grid's CRS, (n,)."""
    rings = rings_of(placed, lambda xy: in_cells(xy, grid))
    _check_size(rings, grid)
    rings, thin = _with_thin(rings, placed, grid)
    unit, part = _units(rings, grid)
    touched = TOUCHED_SHARE * rings.cells * unit * part
    laid = Laid(
        number=np.arange(len(placed)),
        rings=rings,
        thin=thin,
        unit=unit,
        touched=np.where(thin, 0.0, np.maximum(touched, 0.0)).astype(np.int64),
        beyond=np.zeros(len(placed), dtype=np.int64),
        first_row=0,
        row_part=_row_parts(grid, np.arange(grid.shape[0])),
    )
    return replace(laid, beyond=_beyond(laid, grid))


def _check_size(rings: Rings, grid: Grid) -> None:
    over = np.flatnonzero(_overhangs(rings, grid))
    north, south, west, east = rings.box[over].T.astype(np.float64)
    cells = (south - north) * (east - west)
    if cells.sum() > MAX_CELLS:
        largest = over[np.argsort(-cells)[:8]]
        values = {"cells": f"{cells.sum():.0f}", "most": f"{MAX_CELLS:.0f}"}
        where = Where(rows=tuple(str(n + 1) for n in largest))
        raise NuongError([Problem("grid.shapes_too_large", where, values)])


def _overhangs(rings: Rings, grid: Grid) -> NDArray[np.bool_]:
    north, south, west, east = rings.box.T
    there = south > north
    return there & ((north < 0) | (west < 0) | (south > grid.shape[0]) | (east > grid.shape[1]))


def _with_thin(rings: Rings, placed: Geometries, grid: Grid) -> tuple[Rings, NDArray[np.bool_]]:
    """Find shapes that cover nothing by coverage's own measure, and the cell each lies in."""
    there = ~(shapely.is_missing(placed) | shapely.is_empty(placed))
    # Less than a few of the smallest parts for each cell it may touch: worth a look.
    maybe = np.flatnonzero(there & (rings.cells * ONE <= 4.0 * rings.most))
    thin = np.zeros(len(placed), dtype=bool)
    thin[maybe] = True
    thin[maybe[runs_of(rings.some(maybe)).shape]] = False
    local = shapely.transform(placed[thin], lambda xy: in_cells(xy, grid))
    x, y = shapely.get_coordinates(shapely.point_on_surface(local)).T
    row, col = np.floor(-y).astype(np.int64), np.floor(x).astype(np.int64)
    box = rings.box.copy()
    box[thin] = np.column_stack([row, row + 1, col, col + 1])
    return replace(rings, box=box), thin


def _units(rings: Rings, grid: Grid) -> tuple[Floats, Floats]:
    """Amounts of a whole cell of the first row, per shape, and the area of a cell in its midst."""
    north, south = rings.box[:, 0], rings.box[:, 1]
    rows = np.stack([north, (north + south) // 2, south])
    part = _row_parts(grid, rows)
    most = np.maximum(rings.most * part.max(axis=0), 1.0)
    return 2.0 ** np.minimum(_FINEST, _MOST - np.ceil(np.log2(most))), part[1]


def _row_parts(grid: Grid, rows: Ints) -> Floats:
    least, most = (int(rows.min()), int(rows.max())) if rows.size else (0, -1)
    if most - least < _FEW_ROWS + rows.size:
        each, which = np.arange(least, most + 1), rows - least
    else:
        each, which = np.unique(rows, return_inverse=True)
    areas = cell_area_m2(grid, np.concatenate([[0], each]))
    parts: Floats = (areas[1:] / areas[0])[which.reshape(rows.shape)]
    return parts


def _amounts(runs: Runs, unit: Floats, part: Floats) -> Ints:
    """What a cell of each run counts; a covered cell counts at least one."""
    amount = np.rint(runs.covered * (part * (unit[runs.shape] / ONE)))
    return np.maximum(amount, 1).astype(np.int64)


def _beyond(laid: Laid, grid: Grid) -> Ints:
    """Amount of every shape in the four parts of the plane around the grid."""
    amounts = np.zeros(len(laid.number), dtype=np.int64)
    over = np.flatnonzero(_overhangs(laid.rings, grid))
    if not len(over):
        return amounts
    one = replace(laid, rings=laid.rings.some(over), thin=laid.thin[over])
    rows, cols = grid.shape
    around = (
        Block(-_FAR, -_FAR, _FAR, 2 * _FAR),
        Block(rows, -_FAR, _FAR, 2 * _FAR),
        Block(0, -_FAR, rows, _FAR),
        Block(0, cols, rows, _FAR),
    )
    runs = Runs(np.concatenate([one.runs(block).table for block in around]))
    amount = _amounts(runs, laid.unit[over], _row_parts(grid, runs.row))
    np.add.at(amounts, over[runs.shape], amount * (runs.end - runs.start))
    return amounts
