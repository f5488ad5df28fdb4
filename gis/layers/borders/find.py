"""Every fault of the communes' outlines, found with exact geometry in the project CRS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from gis.layers.borders.measure import LISTED_M2, are_slivers, polygons_of, widths_m
from gis.layers.borders.model import KINDS, BorderFault, BorderFaultKind
from gis.units import area_ha

# Land this near touches: the rounding of a common corner.
_TOUCH_M = 0.01
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def border_faults(
    communes: gpd.GeoDataFrame, project_crs: CRS, sliver_width_m: float
) -> tuple[BorderFault, ...]:
    """Where the outlines of communes cross themselves, overlap, leave gaps or lie apart.

    Args:
        communes: ``code`` and ``name``, polygons in any CRS, valid or not. An outline that crosses
            itself is judged with the others as GEOS would repair it, and listed as a ``ring``;
            nothing handed in is changed. Rows without a polygon are passed over.
        project_crs: projected; where hectares and widths are measured.
        sliver_width_m: see :func:`gis.layers.borders.measure.are_slivers`.

    Returns:
        By kind (``KINDS``), largest first. Overlaps and gaps of at most 1 m² are rounding and left
        out. Gaps open to the land outside cannot be told from it and are not found.
    """
    there = communes.geom_type.isin(("Polygon", "MultiPolygon")).to_numpy()
    here = _Outlines.of(communes[there].reset_index(drop=True), project_crs, sliver_width_m)
    found = [*_rings(here), *_overlaps(here), *_gaps(here), *_apart(here), *_outside(here)]
    return tuple(sorted(found, key=lambda f: (KINDS.index(f.kind), -f.area_ha, f.codes)))


@dataclass(frozen=True)
class _Outlines:
    """Outlines as drawn and as repaired, in the project CRS, with what all of them cover."""

    codes: Sequence[str]
    names: Sequence[str]
    drawn: NDArray[np.object_]
    shapes: NDArray[np.object_]
    land: NDArray[np.object_]
    crs: CRS
    metres: float
    sliver_width_m: float
    to_degrees: Transformer

    @classmethod
    def of(cls, communes: gpd.GeoDataFrame, crs: CRS, sliver_width_m: float) -> _Outlines:
        drawn = shapely.force_2d(communes.geometry.to_crs(crs).to_numpy())
        shapes = drawn.copy()
        bad = ~shapely.is_valid(drawn)
        shapes[bad] = shapely.make_valid(drawn[bad], method="structure", keep_collapsed=False)
        land = polygons_of(shapely.union_all(shapes)) if len(shapes) else shapes
        codes, names = (communes[c].astype(str).to_list() for c in ("code", "name"))
        metres = float(crs.axis_info[0].unit_conversion_factor)
        to_degrees = Transformer.from_crs(crs, 4326, always_xy=True)
        return cls(codes, names, drawn, shapes, land, crs, metres, sliver_width_m, to_degrees)

    def fault(
        self,
        kind: BorderFaultKind,
        rows: Iterable[Any],
        parts: NDArray[np.object_],
        away_m: float | None = None,
        at: shapely.Point | None = None,
    ) -> BorderFault:
        """A fault made of polygons, placed in its largest one."""
        point = at or shapely.point_on_surface(parts[0])
        rows = tuple(int(r) for r in rows)
        lon, lat = self.to_degrees.transform(point.x, point.y)
        return BorderFault(
            kind,
            tuple(self.codes[r] for r in rows),
            tuple(self.names[r] for r in rows),
            self.hectares(parts),
            float(widths_m(parts).max()) * self.metres,
            bool(are_slivers(parts, self.sliver_width_m / self.metres).all()),
            round(lon, 6),
            round(lat, 6),
            MultiPolygon(list(parts)),
            away_m,
        )

    def hectares(self, parts: NDArray[np.object_]) -> float:
        return float(area_ha(gpd.GeoSeries(parts, crs=self.crs)).sum())

    def large(self, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Shapes of more than rounding."""
        return shapely.area(shapes) * self.metres**2 > LISTED_M2

    def apart_m(self, one: BaseGeometry, other: BaseGeometry) -> float:
        return float(shapely.distance(one, other)) * self.metres


def _rings(here: _Outlines) -> Iterator[BorderFault]:
    """Outlines that cross themselves; the place is the crossing GEOS names first."""
    for row in np.flatnonzero(~shapely.is_valid(here.drawn)):
        parts = polygons_of(here.shapes[row])
        if not len(parts):
            continue
        reason = str(shapely.is_valid_reason(here.drawn[row]))
        found = _PLACE.search(reason)
        at = shapely.Point(float(found[1]), float(found[2])) if found else None
        fault = here.fault("ring", [row], parts, at=at)
        drawn_ha = here.hectares(here.drawn[[row]])
        why = reason.partition("[")[0].strip()
        yield replace(fault, area_ha=drawn_ha, repaired_ha=fault.area_ha, reason=why)


def _overlaps(here: _Outlines) -> Iterator[BorderFault]:
    one, other = shapely.STRtree(here.shapes).query(here.shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.intersection(here.shapes[one], here.shapes[other])
    for row in np.flatnonzero(here.large(shared)):
        yield here.fault("overlap", (one[row], other[row]), polygons_of(shared[row]))


def _gaps(here: _Outlines) -> Iterator[BorderFault]:
    """Holes of the union of all communes; the neighbours are those that touch its edge."""
    rings = [ring for part in here.land for ring in part.interiors]
    holes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    tree = shapely.STRtree(here.shapes)
    for hole in holes[here.large(holes)]:
        around = np.sort(tree.query(hole, predicate="dwithin", distance=_TOUCH_M))
        yield here.fault("gap", around, np.array([hole], dtype=object))


def _apart(here: _Outlines) -> Iterator[BorderFault]:
    """Pieces of a commune away from its largest, while other communes lie around them."""
    for row in np.flatnonzero(shapely.get_num_geometries(here.shapes) > 1):
        parts = polygons_of(here.shapes[row])
        for n in np.flatnonzero(here.large(parts) & shapely.intersects(parts, here.land[0])):
            away_m = here.apart_m(parts[n], parts[0])
            if away_m > _TOUCH_M:
                yield here.fault("apart", [row], parts[[n]], away_m)


def _outside(here: _Outlines) -> Iterator[BorderFault]:
    """Land away from the largest body of land: beyond the province, or beyond a gap."""
    tree = shapely.STRtree(here.shapes)
    for n in np.flatnonzero(here.large(here.land)):
        away_m = here.apart_m(here.land[n], here.land[0])
        if away_m > _TOUCH_M:
            inside = shapely.point_on_surface(here.land[n])
            owners = np.sort(tree.query(inside, predicate="intersects"))
            yield here.fault("outside", owners, here.land[[n]], away_m)
