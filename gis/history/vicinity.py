"""A plot of a date among those whose counted land an outline of it can change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis.errors import NuongError, Problem, Where
from gis.history.book import Book
from gis.history.file import unpacked
from gis.ledger.states.digest import GRAIN_M, outline_digests
from gis.ledger.states.land import DatedState
from gis.ledger.states.model import Land, PlotKey
from gis.ledger.states.new_state import land_by_plot
from gis.zones.overlap import shared_land
from gis.zones.pieces import cut_and_count

CM2_PER_M2 = 10_000
Lands = Mapping[PlotKey, tuple[Land, ...]]


@dataclass(frozen=True)
class Vicinity:
    """Plots in order of (layer, id): ``layer, plot_id, crop, state, near`` and their outlines in
    the CRS of the ledger. ``near`` are the plot and those its old or new outline meets; the others
    are met by these. Whose land counts is settled by pairs, so none farther away can matter.
    """

    plots: gpd.GeoDataFrame
    keys: tuple[PlotKey, ...]
    own: int

    @property
    def old(self) -> BaseGeometry:
        """The outline that stands; empty where offices differ on it, or none was given."""
        return self.plots.geometry.iloc[self.own]

    def digests(self) -> dict[PlotKey, str]:
        """Digests of the outlines that stand."""
        return dict(zip(self.keys, outline_digests(self.plots.geometry.to_numpy()), strict=True))

    def measured(self, communes: gpd.GeoDataFrame, new: BaseGeometry | None = None) -> Lands:
        """Land of the plots that are near, by commune, as a run counts it; with the plot's new
        outline where one is given.
        """
        shapes = self.plots.geometry.to_numpy().copy()
        if new is not None:
            shapes[self.own] = new
        plots = self.plots.set_geometry(gpd.GeoSeries(shapes, crs=self.plots.crs))
        pieces, _ = cut_and_count(plots, communes, shared_land(plots))
        return land_by_plot(pieces[pieces["near"]])

    def check_counted(self, keys: Iterable[PlotKey], now: Lands, stored: Lands) -> None:
        """Refuse where the ledger's land of a plot is not what its outline gives.

        Args:
            keys: plots that shall be counted anew.
            now: their land as measured.
            stored: as the ledger has it.

        Raises:
            NuongError: names every such plot. Outlines are one to the millimetre, so hectares are
                to a millimetre along the rim.
        """
        rim_m = dict(zip(self.keys, self.plots.geometry.length, strict=True))
        raise_for = [
            Problem("history.neighbour_otherwise", Where(layer=k.layer, rows=(k.plot_id,)))
            for k in keys
            if _largest_gap(now[k], stored[k]) > rim_m[k] * GRAIN_M * CM2_PER_M2
        ]
        if raise_for:
            raise NuongError(raise_for)


def vicinity(
    book: Book, state: DatedState, number: int, new: BaseGeometry, crs: CRS
) -> tuple[Vicinity, Lands]:
    """The plot of a number with all that matter beside it, and their land as the ledger has it.

    Args:
        book: the ledger.
        state: a date of it.
        number: of a plot there is on it.
        new: the plot's new outline, in the CRS of the ledger.
        crs: that CRS.
    """
    outlines = {n: shapely.from_wkb(unpacked(blob)) for n, blob in book.outlines(state).items()}
    outlines.setdefault(number, Polygon())
    numbers, shapes = list(outlines), np.array(list(outlines.values()), dtype=object)
    tree = shapely.STRtree(shapes)
    own = numbers.index(number)
    near = np.union1d(tree.query([shapes[own], new], "intersects")[1], [own])
    met = np.union1d(tree.query(shapes[near], "intersects")[1], near)
    kept = [numbers[n] for n in met]
    keys, values, lands = book.keys(kept), book.values(state, kept), book.lands(state, kept)
    order = sorted(range(len(kept)), key=lambda n: keys[n])
    said = [values[kept[n]] for n in order]
    frame = gpd.GeoDataFrame(
        {
            "layer": [keys[n].layer for n in order],
            "plot_id": [keys[n].plot_id for n in order],
            "crop": pd.Series([v.get("crop") for v in said], dtype=object),
            "state": pd.Series([v.get("state") for v in said], dtype=object),
            "near": np.isin(met, near)[order],
        },
        geometry=list(shapes[met[order]]),
        crs=crs,
    )
    found = Vicinity(frame, tuple(keys[n] for n in order), order.index(kept.index(number)))
    return found, {keys[n]: lands[kept[n]] for n in order}


def _largest_gap(one: tuple[Land, ...], other: tuple[Land, ...]) -> int:
    """Largest difference of drawn or counted cm² in any commune."""
    lands = [{p.commune_code: p[1:] for p in land} for land in (one, other)]
    pairs = [(lands[0].get(c, (0, 0)), lands[1].get(c, (0, 0))) for c in {*lands[0], *lands[1]}]
    return max((abs(a - b) for pair in pairs for a, b in zip(*pair, strict=True)), default=0)
