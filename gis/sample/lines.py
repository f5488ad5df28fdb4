"""Streams along the valleys of the invented rivers, and roads from every commune to the town."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.sample.communes import Seats
from gis.sample.ground import (
    CRS_NAME,
    PATCH_CELL_M,
    RIVER_CELL_M,
    cell_at,
    centres_of,
    random_for,
    shape_of,
)
from gis.sample.noise import noise
from gis.sample.rivers import RiverTree, paths_to
from gis.sample.terrain import bends

STREAM_FROM_M2, RIVER_FROM_M2 = 1.2e6, 6e7
HAMLETS = 70
TOWN = "03549"
Chain = list[int]


def draw_streams(rivers: RiverTree, inside: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """Stream reaches from source or confluence to the next confluence, as LineStrings.

    Args:
        rivers: the river tree of the terrain.
        inside: whether each 60 m cell lies in the area; reaches wholly outside are left out.

    Returns:
        ``ma_suoi`` and ``cap`` ("sông" or "suối"), EPSG:9205.
    """
    chains = _reaches(rivers)
    bent = bends(RIVER_CELL_M)
    lines = [_smooth(_valley(np.array(chain), bent)) for chain in chains]
    big = np.array([rivers.area_m2[chain[0]] > RIVER_FROM_M2 for chain in chains])
    kind = np.where(big, "sông", "suối").astype(object)
    return _touching(lines, {"cap": kind}, "ma_suoi", inside)


def draw_roads(
    slope_deg: NDArray[np.float32], seats: Seats, inside: NDArray[np.bool_]
) -> gpd.GeoDataFrame:
    """The easiest ways from every commune's centre and from hamlets down to the town.

    Args:
        slope_deg: mean slope of the river cells, degrees.
        seats: the communes' centres.
        inside: whether each 60 m cell lies in the area.

    Returns:
        ``ma_duong`` and ``loai`` ("đường liên xã" or "đường bản"), EPSG:9205.
    """
    rng = random_for("roads")
    cost = 0.4 + (slope_deg / 14.0) ** 2 + 0.3 * np.exp(noise(rng, 700.0, RIVER_CELL_M))
    row, col = cell_at(seats.x, seats.y, RIVER_CELL_M)
    centres = row * cost.shape[1] + col
    town = int(centres[seats.codes.index(TOWN)])
    _, to = paths_to(cost.astype(np.float64), town, RIVER_CELL_M)
    hamlets = rng.choice(np.flatnonzero(_coarse(inside)), HAMLETS, replace=False)
    starts = [*centres[np.argsort(centres == town)][:-1].tolist(), *hamlets.tolist()]
    chains = _joining(to, starts, town)
    kind = ["đường liên xã"] * (len(seats.codes) - 1) + ["đường bản"] * HAMLETS
    made = [(c, k) for c, k in zip(chains, kind, strict=True) if len(c) > 1]
    bent = (45 * noise(rng, 500.0, RIVER_CELL_M), 45 * noise(rng, 500.0, RIVER_CELL_M))
    lines = [_smooth(_valley(np.array(chain), bent)) for chain, _ in made]
    return _touching(lines, {"loai": np.array([k for _, k in made], object)}, "ma_duong", inside)


def _reaches(rivers: RiverTree) -> list[Chain]:
    """Flat cells of every reach, upstream first, ending in the cell where it joins another."""
    channel = rivers.area_m2 > STREAM_FROM_M2
    outlet = rivers.to == np.arange(rivers.to.size)
    feeders = np.bincount(rivers.to[channel & ~outlet], minlength=channel.size)
    heads = np.flatnonzero(channel & (feeders != 1) & ~outlet)
    chains = []
    for head in heads.tolist():
        chain = [head, int(rivers.to[head])]
        while feeders[chain[-1]] == 1 and not outlet[chain[-1]]:
            chain.append(int(rivers.to[chain[-1]]))
        chains.append(chain)
    return chains


def _joining(to: NDArray[np.int64], starts: list[int], end: int) -> list[Chain]:
    """The way from each start until it meets one already drawn."""
    drawn, chains = {end}, []
    for start in starts:
        chain = [start]
        while chain[-1] not in drawn:
            chain.append(int(to[chain[-1]]))
        drawn.update(chain)
        chains.append(chain)
    return chains


def _points(chain: NDArray[np.int64]) -> NDArray[np.float64]:
    x, y = centres_of(RIVER_CELL_M)
    cols = shape_of(RIVER_CELL_M)[1]
    return np.column_stack([x[chain % cols], y[chain // cols]])


def _valley(
    chain: NDArray[np.int64], bent: tuple[NDArray[np.float32], NDArray[np.float32]]
) -> NDArray[np.float64]:
    """Where bent terrain has the cells of a chain: the places that borrow from these cells."""
    lattice = _points(chain)
    place = lattice.copy()
    down, across = bent
    for _ in range(3):
        at = cell_at(place[:, 0], place[:, 1], RIVER_CELL_M)
        place = lattice + np.column_stack([-across[at], down[at]])
    return place


def _smooth(points: NDArray[np.float64]) -> shapely.LineString:
    """Corners cut twice (Chaikin), ends kept, to the centimetre."""
    for _ in range(2):
        quarter = points[:-1] * 0.75 + points[1:] * 0.25
        three = points[:-1] * 0.25 + points[1:] * 0.75
        cut = np.stack([quarter, three], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut[1:-1], points[-1:]])
    return shapely.LineString(points.round(2))


def _coarse(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    times = round(RIVER_CELL_M / PATCH_CELL_M)
    return inside[times // 2 :: times, times // 2 :: times]


def _touching(
    lines: list[shapely.LineString],
    columns: dict[str, NDArray[np.object_]],
    key: str,
    inside: NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """The lines that start or end inside the area, numbered."""
    ends = np.array([[line.coords[0], line.coords[-1]] for line in lines])
    at = cell_at(ends[..., 0], ends[..., 1], PATCH_CELL_M)
    kept = np.asarray(inside[at]).any(axis=1)
    table = {name: values[kept] for name, values in columns.items()}
    numbers = [f"{i + 1:04d}" for i in range(int(kept.sum()))]
    shapes = [lines[i] for i in np.flatnonzero(kept)]
    return gpd.GeoDataFrame({key: numbers, **table}, geometry=shapes, crs=CRS_NAME)
