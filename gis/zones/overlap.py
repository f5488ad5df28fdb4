"""Plots that share land: listed for people, and counted once per crop."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.units import area_ha
from gis.zones.local_overlay import Vicinity
from gis.zones.polygonal import polygonal
from gis.zones.tables import OVERLAP_COLUMNS, FeatureTable

# Neighbours digitised by hand cross each other by decimetres; less than 1 m² is not worth a
# visit and is not listed. It is still counted once.
LISTED_HA = 1.0 / 10_000
# Below a square centimetre "shared land" is the rounding of a common border.
ROUNDING_HA = 1e-4 / 10_000


@dataclass(frozen=True)
class SharedLand:
    """Pairs of plots on the same land, one entry per pair.

    ``first`` and ``later`` are row numbers of the plots; ``first`` is the one the land counts for:
    planted before planned, then the smaller (layer, plot_id). ``shapes`` are in the project CRS.
    """

    first: NDArray[np.int64]
    later: NDArray[np.int64]
    same_crop: NDArray[np.bool_]
    shapes: gpd.GeoSeries
    area_ha: NDArray[np.float64]


def shared_land(plots: gpd.GeoDataFrame) -> SharedLand:
    """Find every pair of plots, of the same or of different layers, that share land.

    Args:
        plots: ``layer, plot_id, crop, state`` and polygons in the project CRS, in order of
            (layer, plot_id). Plots without a crop are one crop: the unknown one.
    """
    geometry = plots.geometry.to_numpy()
    one, other = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    rank = _rank(plots)
    once = rank[one] < rank[other]
    first, later = one[once], other[once]
    shapes = gpd.GeoSeries(
        polygonal(shapely.intersection(geometry[first], geometry[later])), crs=plots.crs
    )
    shared_ha = area_ha(shapes)
    real = np.flatnonzero(shared_ha > ROUNDING_HA)
    real = real[np.lexsort((later[real], first[real]))]
    crop = plots["crop"].fillna("").to_numpy()
    first, later = first[real], later[real]
    return SharedLand(first, later, crop[first] == crop[later], shapes.iloc[real], shared_ha[real])


def _rank(plots: gpd.GeoDataFrame) -> NDArray[np.int64]:
    planned = (plots["state"] == "planned").to_numpy(dtype=bool)
    rank = np.empty(len(plots), dtype=np.int64)
    rank[np.argsort(planned, kind="stable")] = np.arange(len(plots))
    return rank


def counted_land(
    pieces: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, shared: SharedLand
) -> gpd.GeoSeries:
    """The part of each piece that counts: what no plot of the same crop before it holds.

    The union of what counts is the union of what is drawn, however many plots lie on each other:
    land stays with the one plot among them that comes first.

    Args:
        pieces: polygons with ``plot``, the row number of their plot.
        plots: as given to :func:`shared_land`.
        shared: its answer.

    Returns:
        One polygon per piece, row for row; empty where nothing is left.
    """
    counted = pieces.geometry.to_numpy().copy()
    drawn = plots.geometry.to_numpy()
    pairs = pd.DataFrame({"first": shared.first, "later": shared.later})[shared.same_crop]
    rows_of = pieces.groupby("plot").indices
    for later, before in pairs.groupby("later")["first"]:
        held = drawn[before.to_numpy()]
        for row in rows_of[later]:
            counted[row] = _less(counted[row], held)
    return gpd.GeoSeries(counted, index=pieces.index, crs=plots.crs)


def _less(piece: BaseGeometry, held: NDArray[np.object_]) -> BaseGeometry:
    here = Vicinity.of(piece)
    taken = shapely.union_all([here.bring(shape) for shape in held])
    left = here.put_back(here.bring(piece).difference(taken))
    return polygonal(np.array([left], dtype=object))[0]


def overlap_table(plots: gpd.GeoDataFrame, shared: SharedLand) -> FeatureTable:
    """Pairs that share more than ``LISTED_HA``, as a table (``OVERLAP_COLUMNS``)."""
    listed = shared.area_ha > LISTED_HA
    holder = plots.iloc[shared.first[listed]].reset_index(drop=True)
    other = plots.iloc[shared.later[listed]].reset_index(drop=True)
    pair = _id(holder) + "+" + _id(other)
    columns = {
        "overlap_id": pair,
        "layer": holder["layer"],
        "plot_id": holder["plot_id"],
        "other_layer": other["layer"],
        "other_plot_id": other["plot_id"],
        "crop": holder["crop"],
        "other_crop": other["crop"],
        "same_crop": shared.same_crop[listed],
        "area_ha": shared.area_ha[listed],
    }
    shapes = shared.shapes[listed].reset_index(drop=True)
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=plots.crs)
    return FeatureTable(frame, OVERLAP_COLUMNS)


def _id(plots: gpd.GeoDataFrame) -> pd.Series:
    return plots["layer"] + ":" + plots["plot_id"]
