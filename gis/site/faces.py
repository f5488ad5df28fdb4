"""The land as the law tells it apart: lots, subzones, overlaps and land without a lot, exact.

Borders of cells are no borders of law. Distances to another verdict are measured to the polygons
themselves, in the project CRS. A gap or an overlap narrower than ``SLIVER_M`` is where two borders
were drawn apart by mistake; it is no land of its own, and no border runs along it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.reference.law import VERDICTS
from gis.site.land import SiteLand
from gis.site.model import BorderKind

Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]
Bools = NDArray[np.bool_]

SLIVER_M = 0.5


@dataclass(frozen=True)
class Faces:
    """Pieces of land: ``shapes`` in the project CRS, ``kind`` (:data:`BorderKind`), number of the
    ``lot`` (-1: none), all (faces,), and ``verdict`` by slope class (not over 30°, over it,
    unknown) as numbers of ``VERDICTS``, (faces, 3).
    """

    shapes: Shapes
    kind: NDArray[np.object_]
    lot: Ints
    verdict: Ints

    def at(self, points: Shapes) -> Ints:
        """Number of the face each point lies in; -1 outside all of them, (points,)."""
        point, face = shapely.STRtree(self.shapes).query(points, predicate="intersects")
        found = np.full(len(points), -1)
        found[point[::-1]] = face[::-1]
        return found


@dataclass(frozen=True)
class _Pieces:
    """Faces under way: the row of the law's table instead of verdicts."""

    shapes: Shapes
    kind: NDArray[np.object_]
    lot: Ints
    row: Ints


def faces_of(land: SiteLand, near: shapely.Geometry) -> Faces:
    """The faces of some land.

    Args:
        land: the project's; lots and subzones in the project CRS.
        near: the land asked for, in the project CRS.

    Returns:
        Faces that cover it, whole lots among them.
    """
    pieces = _joined(_lots_and_gaps(land, near))
    return _with_subzones(land, pieces, near)


def _lots_and_gaps(land: SiteLand, near: shapely.Geometry) -> list[_Pieces]:
    none = len(land.law.groups)
    lots: Ints = np.sort(land.lot_tree.query(near, predicate="intersects"))
    shapes = land.lots[lots]
    taken = shapely.union_all(shapes)
    gaps = _wide(land, np.array([shapely.difference(near, taken)], dtype=object))
    of_gaps = _pieces(gaps, "no_lot", np.full(len(gaps), -1), np.full(len(gaps), none))
    group = _groups(land)[lots]
    # Nothing overlaps where the whole is as large as its parts.
    if shapely.area(shapes).sum() - shapely.area(taken) < SLIVER_M**2:
        return [_pieces(shapes, "lot", lots, group), of_gaps]
    common = _overlaps(land, shapes, group)
    if not len(common):
        return [_pieces(shapes, "lot", lots, group), of_gaps]
    tree = shapely.STRtree(common)
    cut = shapes.copy()
    for at in np.unique(tree.query(shapes, predicate="intersects")[0]):
        mine = common[tree.query(shapes[at], predicate="intersects")]
        cut[at] = shapely.difference(shapes[at], shapely.union_all(mine))
    kept = ~shapely.is_empty(cut)
    of_common = np.full(len(common), -1)
    return [
        _pieces(cut[kept], "lot", lots[kept], group[kept]),
        _pieces(common, "overlap", of_common, np.full(len(common), none)),
        of_gaps,
    ]


def _groups(land: SiteLand) -> Ints:
    """Number of each lot's group, as the law's table numbers them."""
    found = np.full(len(land.lots), len(land.law.groups))
    for number, lots in enumerate(land.law.groups):
        found[lots] = number
    return found


def _overlaps(land: SiteLand, shapes: Shapes, group: Ints) -> Shapes:
    """Land of two lots that the law tells apart: of such land the lot is not known."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = (one < other) & (group[one] != group[other])
    common = shapely.intersection(shapes[one[apart]], shapes[other[apart]])
    return _wide(land, common[shapely.area(common) > 0])


def _wide(land: SiteLand, shapes: Shapes) -> Shapes:
    """The polygons among some shapes that are wider than a sliver somewhere."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    inner = shapely.buffer(parts, -SLIVER_M / 2 / land.metres, quad_segs=1)
    return parts[~shapely.is_empty(inner)]


def _with_subzones(land: SiteLand, base: _Pieces, near: shapely.Geometry) -> Faces:
    """Faces cut along subzones where these change a verdict."""
    table = verdict_table(land)
    none = table.shape[1] - 1
    regions = _regions(land, near)
    told_apart = (table != table[:, none:, :]).any(axis=(1, 2))[base.row]
    found, rest = [], base.shapes.copy()
    for number, region in regions.items():
        shapely.prepare(region)
        met = told_apart & shapely.intersects(region, rest)
        common = shapely.intersection(rest[met], region)
        rest[met] = shapely.difference(rest[met], region)
        kind = np.full(met.sum(), "subzone", dtype=object)
        cut = _Pieces(common, kind, base.lot[met], base.row[met])
        found.append((cut, np.full(met.sum(), number)))
    left = _Pieces(rest, base.kind, base.lot, base.row)
    parts = [*found, (left, np.full(len(rest), none))]
    pieces, subzone = _joined([p for p, _ in parts]), np.concatenate([n for _, n in parts])
    kept = shapely.area(pieces.shapes) > 0
    verdict = table[pieces.row, subzone][kept]
    return Faces(pieces.shapes[kept], pieces.kind[kept], pieces.lot[kept], verdict)


def _regions(land: SiteLand, near: shapely.Geometry) -> dict[int, shapely.Geometry]:
    """Land of each kind of subzone near a place; where several overlap, the first speaks."""
    taken: shapely.Geometry = shapely.Polygon()
    found: dict[int, shapely.Geometry] = {}
    for number, polygons in enumerate(land.law.kinds):
        shapes = land.subzones[polygons]
        here = shapes[shapely.intersects(shapes, near)]
        if len(here):
            whole = shapely.union_all(here)
            own = shapely.difference(whole, taken)
            taken = shapely.union(taken, whole)
            if not own.is_empty:
                found[number] = own
    return found


def verdict_table(land: SiteLand) -> Ints:
    """The law's table with numbers of ``VERDICTS``: by group, subzone and slope."""
    of = np.array([VERDICTS.index(one.verdict) for one in land.law.judgements])
    verdicts: Ints = of[land.law.table]
    return verdicts


def _pieces(shapes: Shapes, kind: BorderKind, lot: Ints, row: Ints) -> _Pieces:
    return _Pieces(shapes, np.full(len(shapes), kind, dtype=object), lot, row)


def _joined(parts: list[_Pieces]) -> _Pieces:
    names = ("shapes", "kind", "lot", "row")
    return _Pieces(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))
