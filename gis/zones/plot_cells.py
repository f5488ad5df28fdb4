"""Judged plots as the cells they lie on: whose land, where, how many hectares."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.grid.coverage import Coverage, cover
from gis.grid.grid import Grid
from gis.zones.tables import PlotLand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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

    @property
    def reach(self) -> int:
        """Rows or columns from end to end of the widest plot."""
        low, high = (np.full((2, self.plots), v) for v in (np.iinfo(np.int64).max, -1))
        for end, pick in ((low, np.minimum), (high, np.maximum)):
            for n, at in enumerate((self.row, self.col)):
                pick.at(end[n], self.plot[self.inside], at[self.inside])
        return int(np.max(np.where(high >= 0, high - low, 0), initial=0))


def plot_cells(judged: gpd.GeoDataFrame, plots: PlotLand, grid: Grid) -> PlotCells:
    """The cells of every plot a rule judges.

    Args:
        judged: pieces of one rule (``FLAG_COLUMNS``) with ``plot`` and ``place`` numbers.
        plots: says which land of a piece counts.
        grid: cells; land outside it stays in the pairs, not ``inside``.
    """
    drawn = cover(judged.geometry, grid)
    area_ha, counted_ha = judged["area_ha"].to_numpy(), judged["counted_ha"].to_numpy()
    same = counted_ha == area_ha
    changed = np.flatnonzero(~same & (counted_ha > 0))
    piece = plots.pieces.frame["piece_id"]
    shapes = plots.counted.set_axis(piece).loc[judged["piece_id"].iloc[changed]]
    anew = cover(shapes, grid)
    pairs = [
        _pairs(drawn, drawn.shape, area_ha, np.where(same, counted_ha, 0.0)),
        _pairs(anew, changed[anew.shape], np.zeros_like(area_ha), counted_ha),
    ]
    all_pairs = pd.concat(pairs, ignore_index=True)
    numbers = judged[["plot", "place"]].to_numpy()[all_pairs["piece"]]
    return PlotCells(
        int(judged["plot"].max()) + 1 if len(judged) else 0,
        int(judged["place"].max()) + 1 if len(judged) else 0,
        numbers[:, 0],
        numbers[:, 1],
        *(all_pairs[name].to_numpy() for name in ("row", "col", "inside", "drawn", "counted")),
    )


def _pairs(coverage: Coverage, piece: Ints, drawn_ha: Floats, counted_ha: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "piece": piece,
            "row": np.where(coverage.inside, coverage.row, 0),
            "col": np.where(coverage.inside, coverage.col, 0),
            "inside": coverage.inside,
            "drawn": coverage.share * drawn_ha[piece],
            "counted": coverage.share * counted_ha[piece],
        }
    )
