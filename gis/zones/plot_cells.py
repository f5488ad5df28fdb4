"""Judged plots as the cells they lie on: whose land, where, how many hectares."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.grid.coverage import Coverage, cover, local_shapes
from gis.grid.grid import Grid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A part of a shape beyond the grid smaller than this is rounding.
BEYOND_SHARE = 1e-9


@dataclass(frozen=True)
class PlotCells:
    """Pairs of a plot and a cell it lies on.

    Args:
        plots: number of plots.
        places: number of places (communes, and land outside them).
        plot: number of the plot, (pairs,).
        place: number of the place, (pairs,).
        row: row of the cell, 0 where ``inside`` is False, (pairs,).
        col: column of the cell, (pairs,).
        inside: whether the cell lies on the grid, (pairs,).
        drawn_ha: drawn hectares of the plot in the cell, (pairs,).
        counted_ha: hectares that count, (pairs,). Where they differ from the drawn ones they stand
            in pairs of their own, so each sum is right by itself.
    """

    plots: int
    places: int
    plot: Ints
    place: Ints
    row: Ints
    col: Ints
    inside: NDArray[np.bool_]
    drawn_ha: Floats
    counted_ha: Floats

    def by_plot(self, hectares: Floats) -> Floats:
        """Hectares of the pairs summed by plot, (plots,)."""
        return np.bincount(self.plot, hectares, self.plots).astype(np.float64)

    def by_place(self, hectares: Floats) -> Floats:
        """Hectares of the pairs summed by place, (places,)."""
        return np.bincount(self.place, hectares, self.places).astype(np.float64)


def cell_boxes(shapes: gpd.GeoSeries, grid: Grid) -> Ints:
    """Rows north..south and columns west..east every shape may touch, half open, (shapes, 4).

    Args:
        shapes: in any CRS, on the grid or off it.
        grid: in any CRS.
    """
    west, south, east, north = shapely.bounds(local_shapes(shapes, grid)).reshape(-1, 4).T
    # A border may be found in the next cell once it is cut: a cell more on every side.
    ends = np.floor(-north) - 1, np.ceil(-south) + 1, np.floor(west) - 1, np.ceil(east) + 1
    return np.nan_to_num(np.stack(ends, axis=1)).astype(np.int64)


def plot_cells(judged: gpd.GeoDataFrame, counted: gpd.GeoSeries, grid: Grid) -> PlotCells:
    """The cells of some plots a rule judges.

    Args:
        judged: pieces of one rule (``FLAG_COLUMNS``) with ``plot`` and ``place`` numbers.
        counted: the land that counts of every piece, by ``piece_id``.
        grid: cells; what a piece has outside it stays in one pair, not ``inside``.
    """
    area_ha, counted_ha = judged["area_ha"].to_numpy(), judged["counted_ha"].to_numpy()
    same = counted_ha == area_ha
    changed = np.flatnonzero(~same & (counted_ha > 0))
    shapes = counted.loc[judged["piece_id"].iloc[changed]]
    none, every = np.zeros_like(area_ha), np.arange(len(judged))
    all_pairs = pd.concat(
        [
            _pairs(cover(judged.geometry, grid), every, area_ha, np.where(same, counted_ha, 0.0)),
            _pairs(cover(shapes, grid), changed, none, counted_ha),
        ],
        ignore_index=True,
    )
    numbers = judged[["plot", "place"]].to_numpy()[all_pairs["piece"]]
    return PlotCells(
        int(judged["plot"].max()) + 1 if len(judged) else 0,
        int(judged["place"].max()) + 1 if len(judged) else 0,
        numbers[:, 0],
        numbers[:, 1],
        *(all_pairs[name].to_numpy() for name in ("row", "col", "inside", "drawn", "counted")),
    )


def _pairs(coverage: Coverage, piece: Ints, drawn_ha: Floats, counted_ha: Floats) -> pd.DataFrame:
    """Pairs on the grid, then one pair for every piece with what of it lies beyond."""
    here = coverage.inside
    within = np.bincount(coverage.shape[here], coverage.share[here], coverage.count)
    beyond = np.flatnonzero(within < 1 - BEYOND_SHARE)
    owner = piece[np.concatenate([coverage.shape[here], beyond])]
    share = np.concatenate([coverage.share[here], 1 - within[beyond]])
    off = np.zeros(len(beyond), np.int64)
    return pd.DataFrame(
        {
            "piece": owner,
            "row": np.concatenate([coverage.row[here], off]),
            "col": np.concatenate([coverage.col[here], off]),
            "inside": np.arange(len(share)) < here.sum(),
            "drawn": share * drawn_ha[owner],
            "counted": share * counted_ha[owner],
        }
    )
