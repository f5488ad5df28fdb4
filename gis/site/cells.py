"""What the run's cells say at fixes: slope, chances, the law's number; and values at the fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterstats import point_query

from gis.criteria.law import LIMIT_DEG
from gis.criteria.slope import above
from gis.grid.blocks import Block
from gis.grid.likely import groups
from gis.layers.model import Raster
from gis.site.land import SiteLand
from gis.zones.slope_draws import LikelySlope, chances_above

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Fixes are judged together by squares of so many cells: one look at lots and DEM serves them all.
SIDE = 256
# Classes of the slope as the law's table has them.
NOT_OVER, OVER, UNKNOWN = 0, 1, 2


@dataclass(frozen=True)
class CellValues:
    """By fix, (fixes,): the run's cell, and what it says; NaN is unknown.

    ``at`` is the fix in cells of the grid, east and south, (fixes, 2). ``law`` is the number of
    the cell's judgement, ``steep`` its slope as the law sees it (``NOT_OVER``, ``OVER``,
    ``UNKNOWN``). Off the grid nothing is known, as in a run.
    """

    at: Floats
    row: Ints
    col: Ints
    inside: Bools
    slope_deg: Floats
    law: Ints
    steep: Ints


def cells_at(land: SiteLand, x: Floats, y: Floats) -> CellValues:
    """The run's cells at fixes, judged by squares of neighbours.

    Args:
        land: the project's.
        x: east in the project CRS, (fixes,).
        y: north, (fixes,).
    """
    grid = land.judge.grid
    at = _in_cells(grid.transform, *_taken(land, grid.crs, x, y))
    col, row = _whole(at[:, 0]), _whole(at[:, 1])
    rows, cols = grid.shape
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    slope = np.full(len(x), np.nan)
    law = np.full(len(x), len(land.law.judgements) - 1)
    for here, block in squares(row, col, inside):
        terrain = land.judge.ground(block)
        cell = row[here] - block.row, col[here] - block.col
        slope[here] = np.where(terrain.slope_known[cell], terrain.slope_deg[cell], np.nan)
        law[here] = land.law(block, terrain)[cell]
    return CellValues(at, row, col, inside, slope, law, steep_class(slope))


def steep_class(slope_deg: Floats) -> Ints:
    """The slope as the law sees it; NaN is unknown."""
    over = np.where(above(slope_deg, LIMIT_DEG), OVER, NOT_OVER)
    return np.where(np.isnan(slope_deg), UNKNOWN, over)


def steep_around(land: SiteLand, at: Floats, reach_m: float) -> Ints:
    """Classes of the slope of every cell within reach of a fix; land off the grid is unknown.

    Args:
        land: the project's.
        at: the fix in cells of the grid, east and south, (2,).
        reach_m: metres; a cell is within reach when some of it is.
    """
    ground = land.judge.ground
    row = int(np.clip(at[1], 0, len(ground.dx_m) - 1))
    size_m = np.array([ground.dx_m[row], ground.dy_m[row]])
    first = np.floor(at - reach_m / size_m).astype(np.int64)
    last = np.floor(at + reach_m / size_m).astype(np.int64)
    width, height = (last - first + 1).tolist()
    terrain = ground(Block(int(first[1]), int(first[0]), height, width))
    middle = np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1) + first + 0.5
    beyond_m = np.maximum(np.abs(middle - at) - 0.5, 0) * size_m
    near = np.hypot(beyond_m[..., 0], beyond_m[..., 1]) <= reach_m
    slope = np.where(terrain.slope_known, terrain.slope_deg, np.nan)
    return np.unique(steep_class(slope[near]))


def squares(row: Ints, col: Ints, inside: Bools) -> list[tuple[Ints, Block]]:
    """Fixes of one square each, with the smallest block that holds their cells."""
    there = np.flatnonzero(inside)
    if not len(there):
        return []
    found = []
    for _, own in groups(row[there] // SIDE, col[there] // SIDE):
        here = there[own]
        top, left = int(row[here].min()), int(col[here].min())
        height, width = int(row[here].max()) - top + 1, int(col[here].max()) - left + 1
        found.append((here, Block(top, left, height, width)))
    return found


def chances_at(
    land: SiteLand, cells: CellValues, limits_deg: Sequence[float]
) -> tuple[Floats, ...]:
    """Probability of each fix's cell to be truly steeper than limits, by the run's own model.

    Returns:
        For every limit probabilities 0-1, (fixes,); NaN where the slope is unknown or the project
        states no error of its DEM.
    """
    found = np.full((len(limits_deg), len(cells.row)), np.nan)
    there = np.flatnonzero(cells.inside)
    if land.doubt is not None and len(there):
        likely = land.doubt.likely(cells.row[there], cells.col[there])
        slope = LikelySlope(likely.east, likely.south, likely.kind, land.doubt.left.sd)
        found[:, there] = chances_above(slope, limits_deg)
        found[:, np.isnan(cells.slope_deg)] = np.nan
    return tuple(found)


def elevations_at(land: SiteLand, x: Floats, y: Floats) -> Floats:
    """Elevation by rasterstats' bilinear point query on the DEM's own grid, metres, (fixes,).

    NaN off the DEM and where one of the four nearest cells is unknown.
    """
    return _queried(land, land.layers.dem, x, y, "bilinear")


def canopy_at(land: SiteLand, x: Floats, y: Floats) -> Floats:
    """Canopy cover of the raster's own cell at each fix, 0-1, (fixes,); NaN unknown."""
    canopy = [r for r in land.layers.rasters.values() if r.spec.kind == "canopy"]
    return _queried(land, canopy[0], x, y, "nearest") if canopy else np.full(len(x), np.nan)


def _queried(land: SiteLand, raster: Raster, x: Floats, y: Floats, how: str) -> Floats:
    x, y = _taken(land, raster.crs, x, y)
    at = _in_cells(raster.transform, x, y)
    col, row = _whole(at[:, 0]), _whole(at[:, 1])
    found = np.full(len(x), np.nan)
    rows, cols = raster.shape
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    for here, block in squares(row, col, inside):
        around = block.with_halo
        values, known = raster.read(around.row, around.col, around.height, around.width)
        points = [{"type": "Point", "coordinates": at} for at in zip(x[here], y[here], strict=True)]
        told = point_query(
            points,
            np.where(known, values, np.nan).astype(float),
            affine=raster.transform @ Affine.translation(around.col, around.row),
            nodata=np.nan,
            interpolate=how,
        )
        found[here] = [np.nan if v is None else v for v in told]
    return found


def _taken(land: SiteLand, crs: CRS, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    own = land.layers.project_crs
    if own.equals(crs, ignore_axis_order=True):
        return x, y
    there = Transformer.from_crs(own, crs, always_xy=True).transform(x, y)
    return np.asarray(there[0]), np.asarray(there[1])


def _in_cells(t: Affine, x: Floats, y: Floats) -> Floats:
    """Places in cells of a grid, east and south of its corner, (places, 2)."""
    return np.column_stack([(x - t.c) / t.a, (y - t.f) / t.e])


def _whole(cells: Floats) -> Ints:
    """Rows or columns that hold places; -1 where a place is nowhere."""
    near = np.clip(np.nan_to_num(cells, nan=-1.0, posinf=-1.0, neginf=-1.0), -1, 2**40)
    return np.floor(near).astype(np.int64)
