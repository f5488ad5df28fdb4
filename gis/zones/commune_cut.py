"""Zones cut by communes: which zone lies where, and with what part."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.zones.polygonal import polygonal


def cut_by_commune(zones: gpd.GeoSeries, communes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Cut zones by communes; only a zone that crosses a border is intersected.

    Args:
        zones: polygons in the project CRS, any index.
        communes: polygons in the same CRS that share no land.

    Returns:
        One row per zone and commune that share land, in the order of the zones, then of the
        communes: ``zone`` and ``commune`` (positions in the arguments) and ``geometry``, always
        polygons. Land of a zone outside every commune has no row.
    """
    lands = communes.to_numpy()
    tree = shapely.STRtree(zones.to_numpy())
    commune, zone = tree.query(lands, predicate="intersects")
    whole = set(zip(*tree.query(lands, predicate="covers"), strict=True))
    crossing = np.array([pair not in whole for pair in zip(commune, zone, strict=True)], dtype=bool)
    shapes = zones.to_numpy()[zone]
    shapes[crossing] = polygonal(shapely.intersection(shapes[crossing], lands[commune[crossing]]))
    rows = pd.DataFrame({"zone": zone, "commune": commune})
    cut = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=zones.crs))
    return cut[~cut.geometry.is_empty].sort_values(["zone", "commune"], ignore_index=True)
