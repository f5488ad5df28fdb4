"""How far a layer is shifted against the commune borders it should coincide with.

Layers drawn to commune borders (forest, subzones, land use) share stretches of them. Read with a
wrong datum or scale factor, all of these lie beside the border by one and the same vector. A
vector is believed only when many outline points come to lie on a border by it that did not
before; where nothing is shared (fields, streams) nothing is found and nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from gis.layers.crs_choice import difference
from gis.layers.datum.recognise import datum_of, plane_of
from gis.project.layers_model import DatumRepair
from gis.reference.vn2000 import FALSE_EASTING_M, GEOGRAPHIC, zone_at

XY = NDArray[np.float64]

# A point this near a border (metres) lies on it: roundings and redrawn lines.
ON_BORDER_M = 3.0
# Evidence: so many points, so large a part of those looked at, so many times the points as read.
MIN_POINTS, MIN_SHARE, MIN_TIMES = 30, 0.03, 4.0
# Shifts longer than this are the work of a wrong zone, found by other means.
FAR_M = 1_000.0
# A vector no hypothesis explains must win this clearly over the next one.
MIN_VOTES_TIMES = 3.0
_SAMPLE, _BIN_M, _SEGMENTS = 4_000, 2.0, 8


@dataclass(frozen=True)
class Shifted:
    """Evidence that a layer lies beside the borders it should share.

    Args:
        metres: how far it lies off as read.
        towards_deg: in which direction it lies off, 0 = north, 90 = east.
        points: outline points that come to lie on a border.
        looked_at: of how many.
        repair: what ``datum_repair`` calls the cause; ``None`` where no hypothesis explains it.
        crs: the CRS in which it fits; ``None`` likewise.
    """

    metres: float
    towards_deg: float
    points: int
    looked_at: int
    repair: DatumRepair | None = None
    crs: CRS | None = None


def find_shift(layer: gpd.GeoSeries, communes: gpd.GeoSeries, project_crs: CRS) -> Shifted | None:
    """The shift between a layer and the commune borders, where the evidence is strong.

    Args:
        layer: shapes in the CRS they were read in.
        communes: outlines in any CRS.
        project_crs: where metres are measured.

    Returns:
        The shift, named where reading the coordinates in another CRS explains it; ``None`` when
        the layer fits as it is or shares no border to judge by.
    """
    borders = _Borders(communes.to_crs(project_crs))
    raw = _sample(layer, layer.crs, borders)
    if len(raw) < MIN_POINTS:
        return None
    as_read = _moved(raw, layer.crs, project_crs)
    before = borders.count(as_read)
    if MIN_TIMES * before > len(raw):  # nothing can win so clearly: the layer fits as it is
        return None
    readings = [(crs, _moved(raw, crs, project_crs)) for crs in other_readings(layer.crs)]
    counted = [(borders.count(points), crs, points) for crs, points in readings]
    best = max(counted, key=lambda c: c[0], default=None)
    if best is not None and _is_strong(best[0], before, len(raw)):
        count, crs, points = best
        vector = np.median(as_read - points, axis=0)
        return _shifted(vector, count, len(raw), difference(layer.crs, crs), crs)
    return _nameless(as_read, borders, before)


def other_readings(crs: CRS) -> tuple[CRS, ...]:
    """Every CRS the coordinates of a layer may really be in when it was misdeclared by a shift of
    less than a kilometre: the other datum on the same plane, the other factor on the same meridian.
    """
    world = datum_of(crs) in ("wgs84", "lost")
    plane = plane_of(crs)
    if plane is None:
        geographic = crs.is_geographic and (world or datum_of(crs) == "vn2000")
        return (CRS.from_epsg(GEOGRAPHIC if world else 4326),) if geographic else ()
    if not plane.is_vietnamese:
        return ()
    found = [_zone(plane.meridian_deg, 0.9996 if plane.scale == 0.9999 else 0.9999, GEOGRAPHIC)]
    if world or datum_of(crs) == "vn2000":
        found.append(_zone(plane.meridian_deg, plane.scale, GEOGRAPHIC if world else 4326))
    return tuple(found)


def _zone(meridian_deg: float, scale: float, datum: int) -> CRS:
    """A zone by its plane, under its EPSG code where it has one."""
    zone = zone_at(meridian_deg, scale)
    if zone is not None and datum == GEOGRAPHIC:
        return CRS.from_epsg(zone.epsg)
    plane = TransverseMercatorConversion(0.0, meridian_deg, FALSE_EASTING_M, 0.0, scale)
    name = f"{'VN-2000' if datum == GEOGRAPHIC else 'WGS 84'} / TM {meridian_deg:g} k {scale}"
    return ProjectedCRS(conversion=plane, geodetic_crs=CRS.from_epsg(datum), name=name)


class _Borders:
    """Commune borders as lines to be near to, and as vertices to be beside of; metres."""

    def __init__(self, communes: gpd.GeoSeries):
        lines = shapely.boundary(communes.to_numpy())
        # Short pieces make a search tree quick; a whole border is one huge box, and single
        # segments are many to make.
        self._tree = shapely.STRtree(_pieces(lines))
        self.vertices = np.unique(shapely.get_coordinates(lines), axis=0)
        self.crs = communes.crs

    def near(self, points: XY, metres: float) -> NDArray[np.bool_]:
        """Which points lie within some metres of a border."""
        finite = np.isfinite(points).all(axis=1)
        close = np.zeros(len(points), dtype=bool)
        asked = shapely.points(points[finite])
        found = self._tree.query(asked, predicate="dwithin", distance=metres)[0]
        close[np.flatnonzero(finite)[found]] = True
        return close

    def count(self, points: XY) -> int:
        """How many points lie on a border."""
        return int(self.near(points, ON_BORDER_M).sum())


def _pieces(lines: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
    """Some lines cut into pieces of a few segments."""
    parts = shapely.get_parts(np.asarray(list(lines), dtype=object))
    xy, line = shapely.get_coordinates(parts, return_index=True)
    first = np.searchsorted(line, line)
    place, last = np.arange(len(xy)) - first, np.searchsorted(line, line, "right") - 1 - first
    begins, ends = place < last, (place > 0) & ((place % _SEGMENTS == 0) | (place == last))
    # A point where one piece ends and the next begins belongs to both.
    point = np.concatenate([np.flatnonzero(begins), np.flatnonzero(ends)])
    piece = np.concatenate([place[begins] // _SEGMENTS, (place[ends] - 1) // _SEGMENTS])
    order = np.lexsort((point, piece, line[point]))
    keys = line[point[order]], piece[order]
    new = np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0)
    cut = shapely.linestrings(xy[point[order]], indices=np.cumsum(new) - 1)
    return np.asarray(cut, dtype=object)


def _sample(layer: gpd.GeoSeries, crs: CRS, borders: _Borders) -> XY:
    """Vertices of a layer, as written, that lie near enough to a border to be judged by it; every
    n-th of them when there are many, the same ones each time.
    """
    xy = _distinct(shapely.get_coordinates(layer.to_numpy()))
    xy = xy[:: max(1, len(xy) // (10 * _SAMPLE))]
    xy = xy[borders.near(_moved(xy, crs, borders.crs), FAR_M)]
    return xy[:: max(1, len(xy) // _SAMPLE)]


def _distinct(xy: XY) -> XY:
    """Every place once, by x and then y; complex numbers sort so, and quickly."""
    places = np.sort(np.ascontiguousarray(xy).view(np.complex128).ravel())
    fresh = np.ones(len(places), dtype=bool)
    fresh[1:] = places[1:] != places[:-1]
    return places[fresh].view(np.float64).reshape(-1, 2)


@lru_cache(maxsize=16)
def _between(crs: CRS, to: CRS) -> Transformer:
    """Every layer of a project asks for the same few, each of which takes 10 ms to make."""
    return Transformer.from_crs(crs, to, always_xy=True)


def _moved(xy: XY, crs: CRS, to: CRS) -> XY:
    x, y = _between(crs, to).transform(xy[:, 0], xy[:, 1])
    return np.column_stack([x, y])


def _is_strong(count: int, before: int, looked_at: int) -> bool:
    enough = count >= MIN_POINTS and count >= MIN_SHARE * looked_at
    return enough and count >= MIN_TIMES * max(before, 1)


def _nameless(as_read: XY, borders: _Borders, before: int) -> Shifted | None:
    """The vector most pairs of a layer's and a border's vertices agree on, if clearly so."""
    from scipy.spatial import cKDTree

    points = as_read[:: max(1, len(as_read) // 1_500)]
    pairs = cKDTree(points).sparse_distance_matrix(
        cKDTree(borders.vertices), FAR_M, output_type="ndarray"
    )
    apart = points[pairs["i"]] - borders.vertices[pairs["j"]]
    if len(apart) < MIN_POINTS:
        return None
    vector, votes, next_votes = _peak(apart)
    count = borders.count(as_read - vector)
    clear = votes >= MIN_POINTS / 2 and votes >= MIN_VOTES_TIMES * next_votes
    far = math.hypot(*vector) > 2 * ON_BORDER_M
    if not (clear and far and _is_strong(count, before, len(as_read))):
        return None
    return _shifted(vector, count, len(as_read))


def _peak(apart: XY) -> tuple[XY, int, int]:
    """The commonest vector, its votes, and the votes of the next one elsewhere."""
    bins = np.round(apart / _BIN_M).astype(np.int64)
    # One number for both, as rows are slow to sort; no vector is longer than FAR_M.
    wide = 2 * int(FAR_M / _BIN_M) + 3
    numbers, votes = np.unique((bins + wide // 2) @ [wide, 1], return_counts=True)
    places = np.column_stack(np.divmod(numbers, wide)) - wide // 2
    top = places[int(np.argmax(votes))]
    here = np.abs(places - top).max(axis=1) <= 2
    near = np.abs(apart - top * _BIN_M).max(axis=1) <= 1.5 * _BIN_M
    elsewhere = int(votes[~here].max()) if (~here).any() else 0
    return np.median(apart[near], axis=0), int(near.sum()), elsewhere


def _shifted(
    vector: XY,
    count: int,
    looked_at: int,
    repair: DatumRepair | None = None,
    crs: CRS | None = None,
) -> Shifted:
    east, north = float(vector[0]), float(vector[1])
    towards = math.degrees(math.atan2(east, north)) % 360.0
    return Shifted(math.hypot(east, north), towards, count, looked_at, repair, crs)
