"""The test ``distance``: how far a cell's centre is from the nearest feature, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.criteria.burn import centres_in
from gis.criteria.mask import Mask
from gis.grid.centres import centres
from gis.grid.grid import Grid
from gis.grid.shapes import cell_size_m, shapes_on
from gis.project.criteria_model import DistanceTest

if TYPE_CHECKING:
    from scipy.spatial import KDTree

Floats = NDArray[np.float64]

# A centre drawn exactly at the threshold must not fall out by the last bit of a coordinate.
TIE_M = 1e-6
# Most blocks of 8 × 8 cells are wholly near or wholly far: one look settles 64 cells.
BLOCK_CELLS = 8


def distance_mask(test: DistanceTest, features: gpd.GeoSeries, grid: Grid) -> Mask:
    """Where the nearest feature lies within (or beyond) a distance of the cell's centre.

    The answer is known on the whole grid: a layer is taken as complete, so land without a feature
    near it is far from one. Features beyond the grid count.

    Args:
        test: distance in metres; ``within_m`` includes its end, ``beyond_m`` does not.
        features: points, lines or polygons in the *project* CRS, in metres or feet; distances are
            horizontal in it. A place inside a polygon is at distance 0.
        grid: the cells, in any CRS.
    """
    limit_m = test.within_m if test.within_m is not None else test.beyond_m
    near = _within(features[~(features.is_empty | features.isna())], limit_m or 0.0, grid)
    mask = Mask(near, np.ones(grid.shape, dtype=bool))
    return mask if test.within_m is not None else ~mask


def _within(features: gpd.GeoSeries, limit_m: float, grid: Grid) -> NDArray[np.bool_]:
    """Points a step apart along the features stand for them; what they leave open is measured.

    A place at distance d has such a point within √(d² + (step/2)²), so only places between the
    limit and √(limit² + (step/2)²) from their nearest point need the features themselves. (Buffers
    would be quicker to draw, but GEOS fills the loop of a line that runs back over itself.)
    """
    near = _under(features, grid)
    metre = 1 / float(features.crs.axis_info[0].unit_conversion_factor)
    step, limit = cell_size_m(grid) * metre, (limit_m + TIE_M) * metre
    stand_ins = shapely.get_coordinates(shapely.segmentize(features.to_numpy(), step))
    if not len(stand_ins):
        return near
    rows, cols = np.nonzero(~near)
    x, y = centres(grid, rows, cols, features.crs)
    block = rows // BLOCK_CELLS * grid.shape[1] + cols // BLOCK_CELLS
    reach = np.hypot(limit, step / 2) * (1 + 1e-9)
    # Half a second of imports that only a criterion of distance has to pay.
    from scipy.spatial import KDTree

    away = _to_points(KDTree(stand_ins), np.column_stack([x, y]), block, limit, reach)
    answer = away <= limit
    unsure = (away > limit) & (away <= reach)
    answer[unsure] = _measured(features, limit, x[unsure], y[unsure])
    near[rows, cols] = answer
    return near


def _to_points(
    points: KDTree, places: Floats, block: NDArray[np.int64], limit: float, reach: float
) -> Floats:
    """Distance of each place to its nearest point, as far as it matters: 0 where a whole block of
    places is surely within the limit, infinite where one is surely out of reach.
    """
    count = np.maximum(np.bincount(block), 1)
    middle = np.column_stack([np.bincount(block, c) / count for c in places.T])
    radius = np.zeros(len(count))
    np.maximum.at(radius, block, np.hypot(*(places - middle[block]).T))
    from_middle, _ = points.query(middle)
    within, beyond = from_middle + radius <= limit, from_middle - radius > reach
    away = np.where(within[block], 0.0, np.inf)
    open_ = ~(within | beyond)[block]
    away[open_] = points.query(places[open_], distance_upper_bound=reach)[0]
    return away


def _under(features: gpd.GeoSeries, grid: Grid) -> NDArray[np.bool_]:
    """Cells whose centre lies in a polygon: at distance 0, however far from its border."""
    polygons = features[features.area > 0]
    return centres_in(shapes_on(polygons, grid.crs, cell_size_m(grid)), grid)


def _measured(features: gpd.GeoSeries, limit: float, x: Floats, y: Floats) -> NDArray[np.bool_]:
    # The features ask and the points are the tree: GEOS prepares the side that asks.
    tree = gpd.GeoSeries.from_xy(x, y).sindex
    _, reached = tree.query(features.to_numpy(), predicate="dwithin", distance=limit)
    near = np.zeros(len(x), dtype=bool)
    near[reached] = True
    return near
