"""Invented subzones of the special-use forest, which the rangers' columns do not record."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.sample.forest import SPECIAL_USE
from gis.sample.ground import CRS_NAME
from gis.sample.lots import Lots

STRICT, RESTORED, SERVICE = "bảo vệ nghiêm ngặt", "phục hồi sinh thái", "dịch vụ - hành chính"
STRICT_STATES = ("TXG1", "TXG", "TXB")
SERVICE_BELOW_M, STRICT_FROM_M = 1_750.0, 1_850.0


def draw_subzones(
    lots: Lots,
    states: NDArray[np.object_],
    category: NDArray[np.int64],
    elevation_m: NDArray[np.float64],
) -> gpd.GeoDataFrame:
    """One row per connected piece of a subzone.

    Args:
        lots: the lots.
        states: state code of each lot.
        category: forest category (malr3) of each lot.
        elevation_m: mean height of each lot.

    Returns:
        ``ma_pk`` and ``phan_khu``, EPSG:9205.
    """
    strict = (elevation_m >= STRICT_FROM_M) & np.isin(states, STRICT_STATES)
    low = elevation_m < SERVICE_BELOW_M
    kind = np.select([strict, low], [STRICT, SERVICE], RESTORED)
    rows = []
    for one in (STRICT, RESTORED, SERVICE):
        whole = shapely.coverage_union_all(lots.shapes[(kind == one) & (category == SPECIAL_USE)])
        rows += [(one, piece) for piece in shapely.get_parts(whole)]
    numbers = [f"PK{i + 1:02d}" for i in range(len(rows))]
    return gpd.GeoDataFrame(
        {"ma_pk": numbers, "phan_khu": [kind for kind, _ in rows]},
        geometry=[piece for _, piece in rows],
        crs=CRS_NAME,
    )
