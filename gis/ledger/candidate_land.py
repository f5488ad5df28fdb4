"""Hectares of candidate zones, land that two rules propose counted once."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from gis.units import area_ha

# Zones of two rules that touch share a border, not land: less than a square centimetre.
ROUNDING_HA = 1e-4 / 10_000


def candidate_ha(zones: GeoDataFrame) -> float:
    """Hectares of some zone rows; land proposed by more than one rule counts once.

    Args:
        zones: ``rule, area_ha`` and polygons in the project CRS; rows of one rule never overlap.
    """
    total_ha = float(zones["area_ha"].sum())
    if zones["rule"].nunique() < 2:
        return total_ha
    doubled = _shared_by_rules(zones)
    twice_ha = float(zones["area_ha"].iloc[doubled].sum())
    once = GeoSeries([shapely.union_all(zones.geometry.to_numpy()[doubled])], crs=zones.crs)
    return total_ha - twice_ha + float(area_ha(once)[0])


def _shared_by_rules(zones: GeoDataFrame) -> np.ndarray:
    """Positions of the zones that share land with a zone of another rule."""
    shapes, rules = zones.geometry.to_numpy(), zones["rule"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = (one < other) & (rules[one] != rules[other])
    one, other = one[pairs], other[pairs]
    common = GeoSeries(shapely.intersection(shapes[one], shapes[other]), crs=zones.crs)
    real = area_ha(common) > ROUNDING_HA
    return np.unique(np.concatenate([one[real], other[real]]))
