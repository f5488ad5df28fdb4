"""How far the nearest place with another verdict is, and whether the GPS error reaches it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gis.criteria.law import Judgement
from gis.reference.law import VERDICTS, Verdict
from gis.site.cells import NOT_OVER, OVER, UNKNOWN, CellValues, steep_around
from gis.site.faces import Faces, faces_of
from gis.site.land import SiteLand
from gis.site.lots import Lots
from gis.site.model import Border, Doubt, Law

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Farther borders are not looked for: no GPS error reaches so far.
SEARCH_M = 1000.0
# Millimetres: the last bits of a distance hang on which land was looked at together.
DECIMALS = 3


@dataclass(frozen=True)
class _Near:
    """By fix: metres to the nearest land of each verdict (infinite: none near), which face that is,
    and metres to the edge of the DEM.
    """

    distance_m: Floats
    face: Ints
    edge_m: Floats


@dataclass(frozen=True)
class _Fix:
    """One fix: verdict of its cell, face it lies in, class of its slope, what is near, and where
    it is in cells of the grid.
    """

    verdict: int
    face: int
    steep: int
    distance_m: Floats
    near: Ints
    edge_m: float
    at: Floats


def laws_at(
    lots: Lots, points: NDArray[np.object_], cells: CellValues, accuracy_m: Floats, over: Floats
) -> list[Law]:
    """What the law says of fixes, and how sure that is.

    The verdict is that of the run's cell. Lots and subzones are then asked exactly, with the
    slope the cell has: a fix is in doubt where another verdict lies within its GPS error, and,
    where the slope decides, when the DEM leaves open on which side of 30° it is or a cell within
    the GPS error lies on another side.

    Args:
        lots: of the project's land.
        points: the fixes in the project CRS, (fixes,).
        cells: the run's cells there.
        accuracy_m: radius of the GPS error, (fixes,); NaN where it was not stated.
        over: probability of a slope over 30°, (fixes,); NaN unknown.
    """
    if not len(points):
        return []
    land = lots.land
    faces = faces_of(land, _around(land, points))
    own = np.array([VERDICTS.index(one.verdict) for one in land.law.judgements])[cells.law]
    near = _nearest(land, faces, points, cells.steep, _dem_edge_m(land, points))
    found = zip(
        own.tolist(), faces.at(points).tolist(), cells.steep.tolist(),
        near.distance_m, near.face, near.edge_m.tolist(), cells.at, strict=True,
    )  # fmt: skip
    fixes = [_Fix(*one) for one in found]
    said = zip(fixes, cells.law.tolist(), accuracy_m.tolist(), over.tolist(), strict=True)
    return [
        _law(lots, faces, fix, land.law.judgements[law], error, chance)
        for fix, law, error, chance in said
    ]


def _around(land: SiteLand, points: NDArray[np.object_]) -> shapely.Geometry:
    west, south, east, north = shapely.total_bounds(points)
    reach = SEARCH_M / land.metres
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _nearest(
    land: SiteLand, faces: Faces, points: NDArray[np.object_], steep: Ints, edge_m: Floats
) -> _Near:
    distance = np.full((len(points), len(VERDICTS)), np.inf)
    face = np.full(distance.shape, -1)
    for slope in (NOT_OVER, OVER, UNKNOWN):
        fixes = np.flatnonzero(steep == slope)
        for verdict in range(len(VERDICTS)) if len(fixes) else ():
            of = np.flatnonzero(faces.verdict[:, slope] == verdict)
            (fix, hit), metres = shapely.STRtree(faces.shapes[of]).query_nearest(
                points[fixes],
                max_distance=SEARCH_M / land.metres,
                return_distance=True,
                all_matches=False,
            )
            distance[fixes[fix], verdict] = np.round(metres * land.metres, DECIMALS)
            face[fixes[fix], verdict] = of[hit]
    return _Near(distance, face, edge_m)


def _dem_edge_m(land: SiteLand, points: NDArray[np.object_]) -> Floats:
    """Metres to the edge of the land whose slope is known: the DEM's outermost cells have none."""
    grid = land.judge.grid
    a, b = grid.transform @ (1, 1), grid.transform @ (grid.shape[1] - 1, grid.shape[0] - 1)
    ring = shapely.segmentize(shapely.box(a[0], b[1], b[0], a[1]).exterior, abs(b[0] - a[0]) / 64)
    way = Transformer.from_crs(grid.crs, land.layers.project_crs, always_xy=True)
    ring = shapely.transform(ring, lambda xy: np.column_stack(way.transform(xy[:, 0], xy[:, 1])))
    return np.round(np.asarray(shapely.distance(points, ring)) * land.metres, DECIMALS)


def _law(
    lots: Lots, faces: Faces, fix: _Fix, judgement: Judgement, error: float, over: float
) -> Law:
    reach = 0.0 if np.isnan(error) else error
    border, by_slope = _border(lots, faces, fix), _by_slope(faces, fix.face)
    within = {VERDICTS[n] for n in np.flatnonzero(fix.distance_m <= reach)} | {judgement.verdict}
    doubts: list[Doubt] = []
    if border is not None and border.distance_m <= reach:
        doubts.append("border")
        within |= {border.verdict}
    if by_slope is not None and _slope_open(lots.land, fix.steep, over):
        doubts.append("slope")
        within |= set(by_slope)
    beside = _slope_beside(lots.land, faces, fix, reach) if by_slope is not None else set()
    if beside - {judgement.verdict}:
        doubts.append("slope_beside")
        within |= beside
    sure = False if doubts else None if np.isnan(error) else True
    ranked = tuple(sorted(within, key=VERDICTS.index))
    return Law(judgement, border, by_slope, tuple(doubts), ranked, sure)


def _border(lots: Lots, faces: Faces, fix: _Fix) -> Border | None:
    metres = fix.distance_m.copy()
    metres[fix.verdict] = np.inf
    verdict = int(metres.argmin())
    nearest = float(metres[verdict])
    # Beyond the DEM the slope is not known, within it it is.
    if fix.face >= 0 and fix.steep != UNKNOWN and fix.edge_m <= min(SEARCH_M, nearest):
        beyond = int(faces.verdict[fix.face, UNKNOWN])
        if beyond != fix.verdict:
            return Border(fix.edge_m, "dem_edge", VERDICTS[beyond])
    if not np.isfinite(nearest):
        return None
    face = int(fix.near[verdict])
    lot, kind = int(faces.lot[face]), faces.kind[face]
    return Border(nearest, kind, VERDICTS[verdict], None if lot < 0 else lots.keys(lot))


def _by_slope(faces: Faces, face: int) -> tuple[Verdict, Verdict] | None:
    if face < 0 or faces.verdict[face, NOT_OVER] == faces.verdict[face, OVER]:
        return None
    return VERDICTS[faces.verdict[face, NOT_OVER]], VERDICTS[faces.verdict[face, OVER]]


def _slope_beside(land: SiteLand, faces: Faces, fix: _Fix, reach_m: float) -> set[Verdict]:
    """Verdicts the fix's own lot would have with the slopes of the cells within the GPS error."""
    if fix.face < 0 or fix.steep == UNKNOWN or not 0 < reach_m <= SEARCH_M:
        return set()
    classes = steep_around(land, fix.at, reach_m)
    return {VERDICTS[int(faces.verdict[fix.face, slope])] for slope in classes}


def _slope_open(land: SiteLand, steep: int, over: float) -> bool:
    """Whether the DEM's error leaves open on which side of 30° a slope is.

    Where the project states no error nothing can be said, and the shown slope stands; an unknown
    slope speaks for itself, as a verdict of its own.
    """
    if steep == UNKNOWN or np.isnan(over):
        return False
    shown = over if steep == OVER else 1 - over
    return shown < land.project.doubt.confidence
