"""Shapes as RFC 7946 wants them: WGS 84, seven decimals, right-hand rule, still valid."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS = 7
POLYGON, MULTIPOLYGON = 3, 6


def to_lonlat(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Polygons in longitude/latitude of WGS 84, rounded to 7 decimals (about 1 cm).

    Args:
        shapes: valid polygons in any CRS; the datum operation is PROJ's best one for the place
            (VN-2000 to WGS 84: about 1 m).

    Returns:
        One shape per input, in order: exterior rings counter-clockwise, every ring closed. A
        shape that rounding would break is snapped to the same grid of 1e-7° with its topology
        kept; one too thin to survive that is ``None``, its hectares stay in its row.
    """
    exact = shapely.force_2d(shapes.to_crs(4326).to_numpy())
    rounded = _round(exact)
    drawn = ~(shapely.is_missing(exact) | shapely.is_empty(exact))
    broken = drawn & ~(shapely.is_valid(rounded) & (shapely.area(rounded) > 0))
    rounded[broken] = [_snapped(shape) for shape in exact[broken]]
    rounded[~drawn] = None
    return shapely.orient_polygons(rounded)


def _round(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return shapely.transform(shapes, lambda lonlat: np.round(lonlat, DECIMALS))


def _snapped(shape: shapely.Geometry) -> shapely.Geometry | None:
    """A polygon on the grid of 1e-7°, or ``None`` when nothing of it is wide enough to be drawn."""
    on_grid = shapely.set_precision(shape, 10.0**-DECIMALS)
    parts = [p for p in shapely.get_parts(on_grid) if shapely.get_type_id(p) == POLYGON]
    # set_precision leaves the last bits of a float as they fall; rounding again settles them.
    settled = _round(np.array(parts, dtype=object))
    wide = [p for p in settled if shapely.is_valid(p) and shapely.area(p) > 0]
    if not wide:
        return None
    return wide[0] if len(wide) == 1 else shapely.multipolygons(wide)
