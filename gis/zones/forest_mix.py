"""What the rangers' forest layer says of a piece of land: which states, which owners, how much."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.layers.model import Layers
from gis.reference.forest import ldlr_codes
from gis.units import area_ha
from gis.zones.reproject import to_project_crs

ENTRIES = 3
SMALLEST_SHARE = 0.005


def forest_mix(shapes: gpd.GeoSeries, layers: Layers) -> pd.DataFrame:
    """Dominant forest states and owners of polygons, as short texts: ``"TXB 63 %, TXN 30 %"``.

    Shares are of the polygon's whole area, so land without forest data shows as what is missing
    from 100 %. At most three entries, the largest first; an entry under half a percent is left
    out. Only the first layer of kind ``forest`` is asked.

    Args:
        shapes: polygons in the project CRS, indexed from 0.
        layers: ``ldlr`` (or, where it is missing, the code of the number ``maldlr``) is the state,
            ``churung`` the owner.

    Returns:
        ``forest_state`` and ``forest_owner``, a row per shape, in order; missing where the forest
        layer or its column is absent or says nothing there.
    """
    forest = next((v for v in layers.vectors.values() if v.spec.kind == "forest"), None)
    mix = pd.DataFrame(index=shapes.index, columns=["forest_state", "forest_owner"], dtype=object)
    if forest is None or shapes.empty:
        return mix
    lots = forest.frame
    shared = _overlay(shapes, to_project_crs(lots.geometry, shapes.crs, forest.name))
    mix["forest_state"] = _short_texts(shared, _states(lots), area_ha(shapes))
    mix["forest_owner"] = _short_texts(shared, _texts(lots, "churung"), area_ha(shapes))
    return mix


def _overlay(shapes: gpd.GeoSeries, lots: gpd.GeoSeries) -> pd.DataFrame:
    """Hectares every shape shares with every lot: ``shape``, ``lot`` (positions), ``ha``."""
    ours, theirs = shapes.to_numpy(), lots.to_numpy()
    shape, lot = shapely.STRtree(theirs).query(ours, predicate="intersects")
    common = gpd.GeoSeries(shapely.intersection(ours[shape], theirs[lot]), crs=shapes.crs)
    return pd.DataFrame({"shape": shape, "lot": lot, "ha": area_ha(common)})


def _states(lots: gpd.GeoDataFrame) -> pd.Series:
    """The state code; where only its number is given the code of that number, if there is one."""
    codes = {str(n): code for n, code in enumerate(ldlr_codes(), start=1)}
    numbered = _texts(lots, "maldlr")
    return _texts(lots, "ldlr").fillna(numbered.map(codes).fillna(numbered))


def _texts(lots: gpd.GeoDataFrame, column: str) -> pd.Series:
    if column not in lots:
        return pd.Series(None, lots.index, dtype=object)
    return lots[column].astype(object).map(str, na_action="ignore")


def _short_texts(
    shared: pd.DataFrame, labels: pd.Series, whole_ha: NDArray[np.float64]
) -> pd.Series:
    """Per shape the labels of its lots with their shares; equal shares in order of their labels."""
    named = shared.assign(label=labels.to_numpy()[shared["lot"]]).dropna(subset="label")
    parts = named.groupby(["shape", "label"], as_index=False)["ha"].sum()
    parts["share"] = parts["ha"] / whole_ha[parts["shape"]]
    parts = parts[parts["share"] >= SMALLEST_SHARE]
    largest = parts.sort_values(["shape", "share", "label"], ascending=[True, False, True])
    shown = largest.groupby("shape").head(ENTRIES)
    text = shown["label"] + (shown["share"] * 100).map(" {:.0f} %".format)
    return text.groupby(shown["shape"]).agg(", ".join).astype(object)
