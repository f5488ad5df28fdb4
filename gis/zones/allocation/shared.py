"""Land two allocations share: exact polygons, by whose names stand on the two."""

from __future__ import annotations

import unicodedata
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.units import area_ha
from gis.zones.allocation.drawn import ALLOCATION
from gis.zones.allocation.tables import SHARED_COLUMNS
from gis.zones.overlap import ROUNDING_HA
from gis.zones.polygonal import polygonal
from gis.zones.tables import FeatureTable

_SIDES = ("audit_id", "owner", "form", "role")


def shared_land(land: gpd.GeoDataFrame) -> FeatureTable:
    """Every pair of rows that share land, of the same or of different layers.

    A planned plot on land allocated under the same name is where it should be and no pair.

    Args:
        land: rows with ``commune_code, commune`` and polygons in the project CRS.

    Returns:
        ``SHARED_COLUMNS``; the first of a pair is the one that comes first in ``land``. Names are
        compared without case and outer blanks; an empty one is unknown, like nobody else's.
    """
    shapes = land.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, later = one[one < other], other[one < other]
    relation = _relations(land, first, later)
    roles = land["role"].to_numpy()
    at_home = (roles[first] != roles[later]) & (relation == "same_owner")
    first, later, relation = first[~at_home], later[~at_home], relation[~at_home]
    common = gpd.GeoSeries(
        polygonal(shapely.intersection(shapes[first], shapes[later])), crs=land.crs
    )
    hectares = area_ha(common)
    real = np.flatnonzero(hectares > ROUNDING_HA)
    real = real[np.lexsort((later[real], first[real]))]
    return _table(land, first[real], later[real], relation[real], common.iloc[real], hectares[real])


def _relations(
    land: gpd.GeoDataFrame, first: NDArray[np.int64], later: NDArray[np.int64]
) -> NDArray[np.object_]:
    names = np.array([_folded(owner) for owner in land["owner"]], dtype=object)
    unknown = (names[first] == "") | (names[later] == "")
    same = names[first] == names[later]
    said = np.select([unknown, same], ["owner_unknown", "same_owner"], "other_owner")
    return said.astype(object)


def _folded(owner: Any) -> str:
    if not isinstance(owner, str):
        return ""
    return " ".join(unicodedata.normalize("NFC", owner).casefold().split())


def _table(
    land: gpd.GeoDataFrame,
    first: NDArray[np.int64],
    later: NDArray[np.int64],
    relation: NDArray[np.object_],
    common: gpd.GeoSeries,
    hectares: NDArray[np.float64],
) -> FeatureTable:
    a, b = (land.iloc[rows].reset_index(drop=True) for rows in (first, later))
    columns: dict[str, Any] = {name: a[name] for name in (*_SIDES, "commune_code", "commune")}
    columns |= {f"other_{name}": b[name] for name in _SIDES}
    columns |= {"overlap_id": a["audit_id"] + "+" + b["audit_id"], "relation": relation}
    columns["area_ha"] = hectares
    frame = gpd.GeoDataFrame(columns, geometry=common.to_numpy(), crs=land.crs)
    return FeatureTable(frame[[*SHARED_COLUMNS, "geometry"]], SHARED_COLUMNS)


def same_kind(row: Any) -> bool:
    """Whether a pair's two rows hold the land in the same way: both allocations, of one form.

    A contract (khoán) lies on land somebody holds, and a planned plot on land allocated: such a
    pair need not be a conflict.
    """
    both = row["role"] == ALLOCATION and row["other_role"] == ALLOCATION
    forms = (row["form"], row["other_form"])
    return (both and "contracted" not in forms) or (both and forms[0] == forms[1])
