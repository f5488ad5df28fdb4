"""Tracks cut where they leave one cell for the next: metres by verdict, none counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import Transformer

from gis.criteria.slope import above
from gis.grid.shapes import cell_size_m
from gis.reference.law import VERDICTS
from gis.site.asked_project import STEEP_DEG
from gis.site.cells import CellValues, cells_at
from gis.site.communes import communes_at
from gis.site.land import SiteLand
from gis.site.lots import Lots
from gis.site.model import Stretch, TrackLand
from gis.site.points import places_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Pieces:
    """Pieces of tracks, each in one cell: its track, its metres, and its middle."""

    track: Ints
    length_m: Floats
    x: Floats
    y: Floats


def track_answers(
    land: SiteLand, shapes: NDArray[np.object_], _accuracy_m: Floats, _lots: Lots
) -> Iterator[dict[str, object]]:
    """What is said of tracks, as fields of :class:`gis.site.model.SiteAnswer`, in their order.

    Args:
        land: the project's.
        shapes: lines of some length in the project CRS; parts of one track follow each other.
    """
    pieces = _pieces(land, shapes)
    cells = cells_at(land, pieces.x, pieces.y)
    starts = shapely.points([shapely.get_coordinates(shape)[0] for shape in shapes])
    x, y = shapely.get_x(starts), shapely.get_y(starts)
    begun = cells_at(land, x, y)
    places, communes = places_of(land, x, y), communes_at(land, starts)
    for at in range(len(shapes)):
        yield {
            "place": places[at],
            "commune": communes[at],
            "in_dem": bool(begun.inside[at]),
            "track": _track(land, pieces, cells, np.flatnonzero(pieces.track == at)),
        }


def _pieces(land: SiteLand, shapes: NDArray[np.object_]) -> _Pieces:
    grid, crs = land.judge.grid, land.layers.project_crs
    # Straight in one CRS, bent in another: no longer than a cell the bend is nothing.
    short = shapely.segmentize(shapes, cell_size_m(grid) / land.metres)
    lines, track = shapely.get_parts(short, return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    way = Transformer.from_crs(crs, grid.crs, always_xy=True)
    gx, gy = way.transform(xy[:, 0], xy[:, 1])
    cell = _in_cells(np.asarray(gx), np.asarray(gy), grid.transform)
    begin = np.flatnonzero(line[1:] == line[:-1])
    segment, share, middle = _cut(cell[begin], cell[begin + 1])
    first, step = xy[begin][segment], (xy[begin + 1] - xy[begin])[segment]
    at = first + middle[:, None] * step
    length = np.hypot(step[:, 0], step[:, 1]) * share * land.metres
    return _Pieces(track[line[begin]][segment], length, at[:, 0], at[:, 1])


def _in_cells(x: Floats, y: Floats, t: Affine) -> Floats:
    return np.column_stack([(x - t.c) / t.a, (y - t.f) / t.e])


def _cut(begin: Floats, end: Floats) -> tuple[Ints, Floats, Floats]:
    """Segments cut at the borders of cells: number of the segment, share of it, place of the
    middle along it (0-1), by piece.
    """
    segments, shares, middles = [], [], []
    for number, (a, b) in enumerate(zip(begin, end, strict=True)):
        ends = np.concatenate([[0.0], *(_crossings(a[k], b[k]) for k in (0, 1)), [1.0]])
        ends = np.unique(ends)
        share = np.diff(ends)
        segments.append(np.full(len(share), number))
        shares.append(share)
        middles.append(ends[:-1] + share / 2)
    if not segments:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    return np.concatenate(segments), np.concatenate(shares), np.concatenate(middles)


def _crossings(a: float, b: float) -> Floats:
    """Where a way from ``a`` to ``b`` passes whole numbers, as parts of it."""
    low, high = min(a, b), max(a, b)
    if not np.isfinite(a + b) or np.floor(low) == np.floor(high):
        return np.zeros(0)
    parts = (np.arange(np.floor(low) + 1, np.ceil(high)) - a) / (b - a)
    return parts[(parts > 0) & (parts < 1)]


def _track(land: SiteLand, pieces: _Pieces, cells: CellValues, own: Ints) -> TrackLand:
    length, law = pieces.length_m[own], cells.law[own]
    slope = cells.slope_deg[own]
    of = np.array([VERDICTS.index(one.verdict) for one in land.law.judgements])[law]
    by_verdict = np.bincount(of, length, len(VERDICTS))
    over_25, over_30 = (float(length[above(slope, deg)].sum()) for deg in STEEP_DEG)
    return TrackLand(
        length_m=float(length.sum()),
        stretches=tuple(_stretches(land, law, length)),
        by_verdict_m=dict(zip(VERDICTS, by_verdict.tolist(), strict=True)),
        over_25_m=over_25,
        over_30_m=over_30,
        unknown_slope_m=float(length[np.isnan(slope)].sum()),
    )


def _stretches(land: SiteLand, law: Ints, length: Floats) -> Iterator[Stretch]:
    begin = np.flatnonzero(np.diff(law, prepend=-1))
    before = np.concatenate([[0.0], np.cumsum(length)])
    for first, last in zip(begin, [*begin[1:], len(law)], strict=True):
        metres = float(before[last] - before[first])
        yield Stretch(float(before[first]), metres, land.law.judgements[int(law[first])])
