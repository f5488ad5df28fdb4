"""The test ``distance``: how far a cell's centre is from the nearest feature, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.criteria.burn import Laid, laid_on
from gis.criteria.mask import Mask
from gis.grid.blocks import Block
from gis.grid.centres import centres
from gis.grid.grid import Grid
from gis.grid.shapes import cell_size_m
from gis.project.criteria_model import DistanceTest

if TYPE_CHECKING:
    from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# A centre drawn exactly at the threshold must not fall out by the last bit of a coordinate.
TIE_M = 1e-6
# Most patches of 8 × 8 cells are wholly near or wholly far: one look settles 64 cells.
PATCH_CELLS = 8
# Patches that are neither are looked at cell by cell, so many at a time.
_PATCHES = 2048
# The corner cells of a patch are its farthest; in another CRS its sides bend, far less than this.
_BENT = 1.05


@dataclass(frozen=True)
class Nearness:
    """Where the nearest feature lies within (or beyond) a distance of the cell's centre.

    Points a step apart along the features stand for them; what they leave open is measured. A
    place at distance d has such a point within √(d² + (step/2)²), so only places between the limit
    and √(limit² + (step/2)²) from their nearest point need the features themselves. (Buffers would
    be quicker to draw, but GEOS fills the loop of a line that runs back over itself.)

    Args:
        grid: the cells.
        crs: of the features and of the distances.
        features: not empty, (n,).
        bounds: west, south, east, north of each, (n, 4).
        points: those that stand for them; None without any feature.
        laid: the polygons among them on the grid: land under one is at distance 0, however far
            from its border.
        limit: the distance, in the unit of ``crs``.
        reach: farthest a place within the limit can be from its nearest point.
        slack: what a coordinate's rounding may not turn, in the unit of ``crs``.
        beyond: the answer is turned round.
    """

    grid: Grid
    crs: CRS
    features: NDArray[np.object_]
    bounds: Floats
    points: KDTree | None
    laid: Laid
    limit: float
    reach: float
    slack: float
    beyond: bool

    def __call__(self, block: Block) -> Mask:
        """The answers on a block of the grid; they are known everywhere."""
        near = self.laid.holds(np.arange(len(self.laid.rings.box)), block)
        if self.points is not None:
            self._to_points(self.points, block, near)
        mask = Mask(near, np.ones(near.shape, dtype=bool))
        return ~mask if self.beyond else mask

    def _to_points(self, points: KDTree, block: Block, near: Bools) -> None:
        patches = _Patches(block)
        middle, radius = patches.circles(self.grid, self.crs)
        seen = self.reach + radius.max() + 2 * self.slack
        away, _ = points.query(middle, distance_upper_bound=seen)
        within = away + radius <= self.limit - self.slack
        patches.fill(near, within)
        # What is surely beyond reach stays as it is: no digit depends on how cells are grouped.
        for rows, cols in patches.cells(~within & (away - radius <= self.reach + self.slack)):
            near[rows - block.row, cols - block.col] |= self._by_cell(points, rows, cols)

    def _by_cell(self, points: KDTree, rows: Ints, cols: Ints) -> Bools:
        x, y = centres(self.grid, rows, cols, self.crs)
        bound = self.reach + self.slack
        away, _ = points.query(np.column_stack([x, y]), distance_upper_bound=bound)
        answer: Bools = away <= self.limit
        unsure = (away > self.limit) & (away <= self.reach)
        answer[unsure] = self._measured(x[unsure], y[unsure])
        return answer

    def _measured(self, x: Floats, y: Floats) -> Bools:
        near = np.zeros(len(x), dtype=bool)
        if not len(x):
            return near
        west, south, east, north = self.bounds.T
        far = self.limit + self.slack
        there = (west <= x.max() + far) & (east >= x.min() - far)
        there &= (south <= y.max() + far) & (north >= y.min() - far)
        # The features ask and the points are the tree: GEOS prepares the side that asks.
        tree = gpd.GeoSeries.from_xy(x, y).sindex
        _, reached = tree.query(self.features[there], predicate="dwithin", distance=self.limit)
        near[reached] = True
        return near


def nearness(test: DistanceTest, features: gpd.GeoSeries, grid: Grid) -> Nearness:
    """Make the test ready.

    A layer is taken as complete, so land without a feature near it is far from one. Features
    beyond the grid count.

    Args:
        test: distance in metres; ``within_m`` includes its end, ``beyond_m`` does not.
        features: points, lines or polygons in the *project* CRS, in metres or feet; distances are
            horizontal in it. A place inside a polygon is at distance 0.
        grid: the cells, in any CRS.
    """
    # Only a project that asks for distances waits for scipy's search trees.
    from scipy.spatial import KDTree

    limit_m = (test.within_m if test.within_m is not None else test.beyond_m) or 0.0
    metre = 1 / float(features.crs.axis_info[0].unit_conversion_factor)
    step, limit = cell_size_m(grid) * metre, (limit_m + TIE_M) * metre
    # Half a second of imports that only a criterion of distance has to pay.

    there = features[~(features.is_empty | features.isna())]
    shapes = there.to_numpy()
    stand_ins = shapely.get_coordinates(shapely.segmentize(shapes, step))
    return Nearness(
        grid,
        features.crs,
        shapes,
        shapely.bounds(shapes).reshape(-1, 4),
        KDTree(stand_ins) if len(stand_ins) else None,
        laid_on(there[there.area > 0], grid),
        limit,
        reach=float(np.hypot(limit, step / 2)) * (1 + 1e-9),
        slack=TIE_M / 2 * metre,
        beyond=test.within_m is None,
    )


class _Patches:
    """A block cut into squares of cells, patch after patch along its rows."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.down, self.right = (-(-n // PATCH_CELLS) for n in (block.height, block.width))

    def circles(self, grid: Grid, crs: CRS) -> tuple[Floats, Floats]:
        """Middle (patches, 2) and radius (patches,) of circles around the centres of its cells."""
        block, n = self.block, PATCH_CELLS
        top, left = np.arange(0, block.height, n), np.arange(0, block.width, n)
        bottom = np.minimum(top + n, block.height) - 1
        right = np.minimum(left + n, block.width) - 1
        corners = []
        for row, col in ((top, left), (top, right), (bottom, left), (bottom, right)):
            rows, cols = np.meshgrid(row + block.row, col + block.col, indexing="ij")
            corners.append(np.column_stack(centres(grid, rows.ravel(), cols.ravel(), crs)))
        middle: Floats = np.mean(corners, axis=0)
        radius: Floats = np.max([np.hypot(*(c - middle).T) for c in corners], axis=0)
        return middle, radius * _BENT

    def fill(self, cells: Bools, which: Bools) -> None:
        """Mark the cells of some patches."""
        whole = which.reshape(self.down, self.right).repeat(PATCH_CELLS, 0).repeat(PATCH_CELLS, 1)
        cells |= whole[: self.block.height, : self.block.width]

    def cells(self, which: Bools) -> Iterator[tuple[Ints, Ints]]:
        """Rows and columns, of the whole grid, of the cells of some patches."""
        patches = np.flatnonzero(which)
        step = np.arange(PATCH_CELLS)
        for first in range(0, len(patches), _PATCHES):
            down, right = np.divmod(patches[first : first + _PATCHES], self.right)
            rows = down[:, None, None] * PATCH_CELLS + step[None, :, None]
            cols = right[:, None, None] * PATCH_CELLS + step[None, None, :]
            rows, cols = (a.ravel() for a in np.broadcast_arrays(rows, cols))
            there = (rows < self.block.height) & (cols < self.block.width)
            yield rows[there] + self.block.row, cols[there] + self.block.col
