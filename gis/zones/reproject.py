"""Shapes of a layer taken to the project CRS, or a problem that says which did not survive."""

from __future__ import annotations

import geopandas as gpd
import shapely
from pyproj import CRS

from gis.errors import NuongError, Problem, Where
from gis.grid.shapes import shapes_on

# A straight edge of one CRS is a curve in another. At 100 m the bend between longitude/latitude
# and a transverse Mercator zone stays under 0.1 mm at the latitudes of Việt Nam.
LONGEST_EDGE_M = 100.0


def to_project_crs(shapes: gpd.GeoSeries, crs: CRS, layer: str) -> gpd.GeoSeries:
    """Shapes of a layer in the project CRS, their edges kept where they were drawn.

    Args:
        shapes: valid geometries in any CRS.
        crs: the project CRS.
        layer: name of the layer, for the message.

    Returns:
        The same shapes, in order; untouched when they already lie in ``crs``.

    Raises:
        NuongError: a shape breaks on the way (not finite, or no longer valid); rows are 1-based.
    """
    moved = shapes_on(shapes, crs, LONGEST_EDGE_M).set_crs(crs, allow_override=True)
    lost = moved.is_empty & ~shapes.is_empty
    broken = (~shapely.is_valid(moved.to_numpy()) | lost).to_numpy().nonzero()[0]
    if len(broken):
        rows = tuple(str(n + 1) for n in broken)
        values = {"n": len(rows), "from": shapes.crs.to_string(), "to": crs.to_string()}
        raise NuongError(
            [Problem("zones.broken_on_the_way", Where(layer=layer, rows=rows), values)]
        )
    return moved
