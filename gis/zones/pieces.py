"""Plots cut at commune borders: every square metre of a plot lies in one commune or in none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis.layers.model import Layers
from gis.project.model import Project
from gis.units import area_ha
from gis.zones.communes import exclusive_communes
from gis.zones.drawn import drawn_plots
from gis.zones.local_overlay import Vicinity
from gis.zones.overlap import SharedLand, counted_land, overlap_table, shared_land
from gis.zones.polygonal import polygonal
from gis.zones.tables import PIECE_COLUMNS, FeatureTable, PlotLand

# Two borders drawn from the same points differ by rounding once reprojected. A cut of less than
# 0.01 m² is such rounding: it stays with the plot's largest piece, so no hectare is lost.
SLIVER_HA = 0.01 / 10_000


def cut_plots(project: Project, layers: Layers) -> PlotLand:
    """Cut every plot by commune and settle who counts where plots overlap.

    Land in two overlapping communes belongs to the one whose code sorts first, so no land counts
    twice; land outside every commune is a piece without ``commune_code``.

    Args:
        project: names the plots layers.
        layers: plots and communes, each in the CRS of its file.

    Returns:
        Pieces sorted by layer, plot and commune (land outside last), the part of each piece that
        counts, and the overlaps; polygons in the project CRS. The order of the files' rows has
        no influence.

    Raises:
        NuongError: a shape does not survive the way into the project CRS.
    """
    return land_of_plots(drawn_plots(project, layers), layers)


def land_of_plots(plots: gpd.GeoDataFrame, layers: Layers) -> PlotLand:
    """As :func:`cut_plots`, of plots already drawn.

    Args:
        plots: as :func:`gis.zones.drawn.drawn_plots` gives them.
        layers: communes, in any CRS.
    """
    shared = shared_land(plots)
    pieces, counted = cut_and_count(plots, exclusive_communes(layers), shared)
    table = FeatureTable(pieces[[*PIECE_COLUMNS, "geometry"]], PIECE_COLUMNS)
    return PlotLand(table, counted, overlap_table(plots, shared))


def cut_and_count(
    plots: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, shared: SharedLand
) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Cut drawn plots by commune, and say how much of each piece counts.

    Args:
        plots: at least ``layer, plot_id, crop, state`` and polygons in the project CRS, in order
            of (layer, plot_id).
        communes: ``code, name`` and polygons without shared land, in the same CRS, by code.
        shared: land the plots share (:func:`gis.zones.overlap.shared_land`).

    Returns:
        Pieces with the plots' columns and ``commune_code, commune, area_ha, counted_ha, piece_id``;
        row for row, the polygon that counts. ``commune_code`` is missing outside every commune.
    """
    pieces = _described(_cut(plots, communes), plots, communes)
    counted = counted_land(pieces, plots, shared)
    pieces["counted_ha"] = area_ha(counted)
    return pieces, counted


def _cut(plots: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of (plot number, commune number or missing, polygon), sorted; outside comes last."""
    lands = communes.geometry.to_numpy()
    met = _communes_met(plots, lands)
    first = met.drop_duplicates("plot")
    within = shapely.covers(lands[first["commune"]], plots.geometry.to_numpy()[first["plot"]])
    whole = first[within]
    crossing = met[met["plot"].isin(first["plot"][~within])]
    alone = np.setdiff1d(np.arange(len(plots)), first["plot"])
    outside = pd.DataFrame({"plot": alone, "commune": len(lands)})
    uncut = pd.concat([whole, outside], ignore_index=True)
    shapes = plots.geometry.to_numpy()[uncut["plot"]]
    table = pd.concat([_table(uncut, shapes, plots), _split(crossing, plots, lands)])
    return table.sort_values(["plot", "commune"], ignore_index=True)


def _communes_met(plots: gpd.GeoDataFrame, lands: NDArray[np.object_]) -> pd.DataFrame:
    """Pairs of plot and commune that touch, by plot, then in the order of the codes."""
    shapely.prepare(lands)
    commune, plot = shapely.STRtree(plots.geometry.to_numpy()).query(lands, predicate="intersects")
    pairs = pd.DataFrame({"plot": plot, "commune": commune})
    return pairs.sort_values(["plot", "commune"], ignore_index=True)


def _split(
    crossing: pd.DataFrame, plots: gpd.GeoDataFrame, lands: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    rows: list[tuple[int, int]] = []
    places: list[Vicinity] = []
    parts: list[BaseGeometry] = []
    numbers, starts = np.unique(crossing["plot"], return_index=True)
    communes = np.split(crossing["commune"].to_numpy(), starts[1:])
    for plot, touched in zip(numbers, communes, strict=False):
        rows += [(plot, commune) for commune in (*touched, len(lands))]
        here = Vicinity.of(plots.geometry.iloc[plot])
        parts += _parts(here, plots.geometry.iloc[plot], lands[touched])
        places += [here] * (len(touched) + 1)
    found = pd.DataFrame(rows, columns=["plot", "commune"], dtype="int64")
    kept = _without_slivers(np.array(parts, dtype=object), found["plot"], plots.crs)
    shapes = [here.put_back(part) for here, part in zip(places, kept, strict=True)]
    table = _table(found, polygonal(np.array(shapes, dtype=object)), plots)
    return table[~table.is_empty]


def _parts(here: Vicinity, plot: BaseGeometry, lands: NDArray[np.object_]) -> list[BaseGeometry]:
    """The part of a plot in each commune, the first taking land before the next, and the rest; in
    the coordinates of its surroundings.
    """
    left, parts = here.bring(plot), []
    for land in lands:
        near = here.bring(land)
        parts.append(left.intersection(near))
        left = left.difference(near)
    return [*parts, left]


def _without_slivers(
    parts: NDArray[np.object_], plot: pd.Series[int], crs: CRS
) -> NDArray[np.object_]:
    """Give parts below ``SLIVER_HA`` to the largest part of their plot."""
    hectares = pd.Series(area_ha(gpd.GeoSeries(parts, crs=crs)), plot.index)
    largest = hectares.groupby(plot).transform("idxmax")
    sliver = (hectares > 0) & (hectares < SLIVER_HA) & (largest != plot.index)
    for whole in largest[sliver].unique():
        thin = parts[sliver & (largest == whole)]
        parts[whole] = shapely.union_all([parts[whole], *thin])
    parts[sliver] = Polygon()
    return parts


def _table(
    rows: pd.DataFrame, shapes: NDArray[np.object_], plots: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, rows.index, plots.crs))


def _described(
    cut: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The columns of plot and commune beside each piece."""
    own = plots.drop(columns="geometry").iloc[cut["plot"]].reset_index(drop=True)
    # One row more than there are communes: the land outside them all.
    places = communes[["code", "name"]].reindex(range(len(communes) + 1))
    places = places.astype(object).where(places.notna(), None)
    there = places.iloc[cut["commune"]].reset_index(drop=True)
    own["plot"] = cut["plot"]
    own["commune_code"], own["commune"] = there["code"], there["name"]
    own["area_ha"] = area_ha(cut.geometry)
    own["piece_id"] = (
        own["layer"] + ":" + own["plot_id"] + "@" + own["commune_code"].fillna("outside")
    )
    return gpd.GeoDataFrame(own, geometry=cut.geometry)
