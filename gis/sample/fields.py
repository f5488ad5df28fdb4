"""Where fields lie and how they are shaped: many-sided, along the slope, not on each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from gis.sample.ground import PATCH_CELL_M, centres_of


@dataclass(frozen=True)
class Places:
    """Middles of fields in metres of the sample CRS, and the area (ha) each is to have."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    area_ha: NDArray[np.float64]

    def first(self, count: int) -> Places:
        """The first ``count`` places."""
        return Places(self.x[:count], self.y[:count], self.area_ha[:count])


def choose_places(
    rng: np.random.Generator, liking: NDArray[np.floating], area_ha: NDArray[np.float64]
) -> Places:
    """Places drawn by liking that leave each other room.

    Args:
        rng: where the random numbers come from.
        liking: how much each 60 m cell is liked, 0 or more.
        area_ha: areas to place, more than are needed: some find no room.

    Returns:
        Those that found room, in drawing order.
    """
    upto = np.cumsum(liking.ravel(), dtype=np.float64)
    cell = np.searchsorted(upto, rng.random(area_ha.size) * upto[-1], side="right")
    row, col = np.divmod(cell.clip(0, liking.size - 1), liking.shape[1])
    x, y = centres_of(PATCH_CELL_M)
    shake = rng.uniform(-0.5, 0.5, (2, area_ha.size)) * PATCH_CELL_M
    places = Places(x[col] + shake[0], y[row] + shake[1], area_ha)
    free = _with_room(places)
    return Places(places.x[free], places.y[free], area_ha[free])


def draw_fields(
    rng: np.random.Generator, places: Places, downhill_rad: NDArray[np.float64]
) -> NDArray[np.object_]:
    """A polygon of five to nine corners per place, of exactly its area but for the centimetre.

    Args:
        rng: where the random numbers come from.
        places: middles and areas.
        downhill_rad: direction the land falls at each, from the x axis; fields lie across it.

    Returns:
        Valid polygons, counter-clockwise, EPSG:9205.
    """
    corners = rng.integers(5, 10, places.x.size)
    longer = rng.uniform(1.0, 1.9, places.x.size)
    shapes = [_corners(rng, int(n), k) for n, k in zip(corners, longer, strict=True)]
    turn = downhill_rad + np.pi / 2
    return np.array(
        [
            _placed(shape, ha, a, (x, y))
            for shape, ha, a, x, y in zip(
                shapes, places.area_ha, turn, places.x, places.y, strict=True
            )
        ]
    )


def downhill(
    elevation_m: NDArray[np.float32], at: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> NDArray[np.float64]:
    """Direction (radians from the x axis, north up) in which 60 m cells fall."""
    south, east = (np.asarray(part) for part in np.gradient(elevation_m))
    return np.arctan2(south[at], -east[at]).astype(np.float64)


def _with_room(places: Places) -> NDArray[np.bool_]:
    """Drops the later of two places nearer than the reach of their corners."""
    # A field twice as long as wide reaches 1.4 radii of its circle; its uneven corners a bit more.
    reach = 1.63 * np.sqrt(places.area_ha * 1e4 / np.pi)
    tree = KDTree(np.column_stack([places.x, places.y]))
    pairs = tree.query_pairs(2 * float(reach.max()), output_type="ndarray")
    first, later = pairs.min(axis=1), pairs.max(axis=1)
    apart = np.hypot(places.x[first] - places.x[later], places.y[first] - places.y[later])
    free = np.ones(places.x.size, dtype=bool)
    free[later[apart < reach[first] + reach[later]]] = False
    return free


def _corners(rng: np.random.Generator, count: int, longer: float) -> NDArray[np.float64]:
    angle = 2 * np.pi * (np.arange(count) + rng.uniform(-0.3, 0.3, count)) / count
    away = rng.uniform(0.82, 1.18, count)
    squeeze = np.sqrt(longer)
    return np.column_stack([squeeze * away * np.cos(angle), away * np.sin(angle) / squeeze])


def _placed(
    corners: NDArray[np.float64], area_ha: float, turn_rad: float, middle: tuple[float, float]
) -> shapely.Polygon:
    scale = np.sqrt(area_ha * 1e4 / shapely.Polygon(corners).area)
    cos, sin = np.cos(turn_rad), np.sin(turn_rad)
    turned = corners @ np.array([[cos, sin], [-sin, cos]]) * scale + middle
    return shapely.Polygon(turned.round(2))
