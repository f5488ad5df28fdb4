"""The forest lots as the run used them: untouched keys, both values of changed ones, hectares."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.area_column import area_factor, rows_apart
from gis.layers.model import Layers, VectorLayer
from gis.reference.forest import ldlr_name
from gis.units import M2_PER_HA, area_ha
from gis.zones.reproject import to_project_crs
from gis.zones.tables import FOREST_LOT_COLUMNS, FeatureTable

_COPIED = (
    "maxa", "xa", "tk", "khoanh", "lo", "ldlr", "maldlr", "malr3", "mamdsd", "nqh", "dtuong",
    "churung", "recorded", "changed_by", "changed_on", "changed_why",
)  # fmt: skip


def forest_lots(layers: Layers) -> FeatureTable:
    """Every lot of every forest layer, polygons and hectares in the project CRS.

    Args:
        layers: forest layers in their own CRS; a column a file lacks is empty.

    Returns:
        ``FOREST_LOT_COLUMNS``. ``dtich_ha`` is what the file records, divided by 10 000 where the
        whole column is recognised as m²; ``dtich_verdict`` is ``agrees``, ``differs`` (by more
        than 20 % and 0.05 ha) or ``not_given``.
    """
    forests = [v for v in layers.vectors.values() if v.spec.kind == "forest" and len(v.frame)]
    tables = [_lots(forest, layers) for forest in forests]
    if not tables:
        columns = [*FOREST_LOT_COLUMNS, "geometry"]
        empty = gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=layers.project_crs)
        return FeatureTable(empty, FOREST_LOT_COLUMNS)
    rows = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=layers.project_crs)
    return FeatureTable(rows[[*FOREST_LOT_COLUMNS, "geometry"]], FOREST_LOT_COLUMNS)


def _lots(forest: VectorLayer, layers: Layers) -> gpd.GeoDataFrame:
    own = forest.frame
    shapes = to_project_crs(own.geometry, layers.project_crs, forest.name)
    nothing = pd.Series([None] * len(own), dtype=object)
    table = {name: own.get(name, nothing) for name in _COPIED}
    table["layer"] = pd.Series(forest.name, own.index, dtype=object)
    table["lot_id"] = pd.Series([f"{forest.name}:{n + 1}" for n in range(len(own))], dtype=object)
    names = {code: ldlr_name(str(code)) for code in table["ldlr"].dropna().unique()}
    said = {code: None if name is None else name.vi for code, name in names.items()}
    table["state_vi"] = table["ldlr"].map(said, na_action="ignore").astype(object)
    measured = area_ha(shapes)
    recorded = _recorded_ha(own, measured)
    verdict = np.where(rows_apart(recorded, measured), "differs", "agrees").astype(object)
    verdict[np.isnan(recorded)] = "not_given"
    table |= {"dtich_ha": recorded, "area_ha": measured, "dtich_verdict": verdict}
    return gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=layers.project_crs)


def _recorded_ha(own: pd.DataFrame, measured: NDArray[np.float64]) -> NDArray[np.float64]:
    if "dtich" not in own:
        return np.full(len(own), np.nan)
    recorded = own["dtich"].to_numpy(dtype=float)
    in_m2 = area_factor(recorded, measured) == M2_PER_HA
    return recorded / M2_PER_HA if in_m2 else recorded
