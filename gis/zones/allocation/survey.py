"""Every check of the audit over one pass of the land, put together in one table."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.judge import Judge
from gis.criteria.law import Judgement
from gis.criteria.law_facts import forest_layer
from gis.errors import NuongError, Problem, Where
from gis.layers.model import Layers
from gis.project.model import Project
from gis.project.under_audit import LIMITS_DEG, under_audit
from gis.zones.allocation.communes import commune_totals
from gis.zones.allocation.drawn import as_plots, audited_land
from gis.zones.allocation.functions import function_land, lot_functions
from gis.zones.allocation.lots import LotGround, lot_keys, lot_land
from gis.zones.allocation.overlay import overlay
from gis.zones.allocation.paper import paper_land
from gis.zones.allocation.shared import shared_land
from gis.zones.allocation.tables import (
    AUDIT_COLUMNS,
    FUNCTION_HA,
    OUTSIDE_COLUMNS,
    ROLES,
    SLOPE_COLUMNS,
)
from gis.zones.doubt import DoubtTally, doubt_tally
from gis.zones.flag import FlagTally
from gis.zones.legal import legal_columns, verdict_ha
from gis.zones.legal_method import legal_method
from gis.zones.legal_plots import LegalTally
from gis.zones.one_pass import Tally
from gis.zones.pieces import cut_drawn
from gis.zones.reproject import to_project_crs
from gis.zones.tables import LEGAL_HA, DoubtLand, FeatureTable

PIECE_FIGURES = (*FUNCTION_HA, "no_lot_ha", "over_25_ha", "over_30_ha", "slope_unknown_ha")


@dataclass(frozen=True)
class AuditLand:
    """What the checks found.

    ``rows`` has ``AUDIT_COLUMNS``, ``shared`` ``SHARED_COLUMNS``, ``outside`` ``OUTSIDE_COLUMNS``,
    ``totals`` ``COMMUNE_TOTAL_COLUMNS``. ``pieces`` are the rows cut by commune, with
    ``PIECE_FIGURES`` and the hectares of every verdict; ``counted`` is what counts of each piece.
    ``method`` says in plain values how land was judged.
    """

    rows: FeatureTable
    shared: FeatureTable
    outside: FeatureTable
    totals: pd.DataFrame
    pieces: gpd.GeoDataFrame
    counted: gpd.GeoSeries
    method: Mapping[str, object]


class Survey:
    """Allocated land made ready, the tallies of its one pass, and what they tell afterwards.

    Args:
        project: as loaded.
        layers: read and checked.

    Raises:
        NuongError: there is nothing to audit, or a shape does not survive the way into the project
            CRS.
    """

    def __init__(self, project: Project, layers: Layers) -> None:
        self.project, self.layers = project, layers
        self.land = audited_land(project, layers)
        if self.land.empty:
            raise NuongError([Problem("zones.nothing_to_audit", Where(column="[layers]"))])
        names = list(dict.fromkeys(self.land["layer"]))
        self.asked = under_audit(project, names, ROLES)
        self.plots = cut_drawn(as_plots(self.land), layers)
        self.pieces = self.plots.pieces.frame.reset_index(drop=True)
        self.row = self._rows_of_pieces()

    def _rows_of_pieces(self) -> NDArray[np.int64]:
        numbers = pd.Series(range(len(self.land)), index=self.land["audit_id"], dtype="int64")
        return numbers.loc[self.pieces["layer"] + ":" + self.pieces["plot_id"]].to_numpy()

    def tallies(self, judge: Judge) -> list[Tally]:
        """Who counts in the pass: slope, doubt about it, law.

        Args:
            judge: of ``asked``.
        """
        self.flags = FlagTally(self.asked, self.plots, judge.grid)
        self.doubt: DoubtTally = doubt_tally(self.asked, self.layers, self.plots)
        self.legal = LegalTally(self.asked, self.plots, judge.grid, judge.law)
        return [self.flags, self.doubt, self.legal]

    def land_found(self, executor: Executor | None = None) -> AuditLand:
        """Everything the checks tell, once the pass is done.

        Args:
            executor: threads for the doubt; None works here.
        """
        flags = self.flags.table()
        pieces = self._pieces(flags)
        rows = self._rows(pieces, self.doubt.doubt(flags, None, executor))
        lots, outside = self._lots()
        rows = pd.concat([rows, lots], axis=1)
        paper = paper_land(
            rows["paper_ha"].to_numpy(float), rows["area_ha"].to_numpy(float), self.project.audit
        )
        rows = pd.concat([rows.drop(columns="paper_ha"), paper], axis=1)
        shapes = self.land.geometry.to_numpy()
        frame = gpd.GeoDataFrame(rows[list(AUDIT_COLUMNS)], geometry=shapes, crs=self.land.crs)
        return AuditLand(
            FeatureTable(frame, AUDIT_COLUMNS),
            shared_land(frame),
            FeatureTable(outside, OUTSIDE_COLUMNS),
            commune_totals(frame, pieces, self.layers),
            pieces,
            self.plots.counted,
            legal_method(self.asked, self.layers),
        )

    def _pieces(self, flags: FeatureTable) -> gpd.GeoDataFrame:
        """Pieces with their functions, steep land and verdicts, in hectares of drawn land."""
        found = self.pieces.assign(audit_id=self.land["audit_id"].to_numpy()[self.row])
        found[[*FUNCTION_HA, "no_lot_ha"]] = self._functions()
        steep = flags.frame.assign(limit=flags.frame["rule"].str.extract(r"^(over_\d+)_")[0])
        by_piece = steep.pivot_table(
            index="piece_id", columns="limit", values=["flagged_ha", "unknown_ha"], aggfunc="sum"
        ).reindex(found["piece_id"])
        for name in LIMITS_DEG:
            found[f"{name}_ha"] = by_piece[("flagged_ha", name)].to_numpy()
        found["slope_unknown_ha"] = by_piece[("unknown_ha", "over_25")].to_numpy()
        found[list(LEGAL_HA)] = verdict_ha(self._by_judgement, self._judgements)
        return found

    @cached_property
    def _judgements(self) -> tuple[Judgement, ...]:
        return self.legal.law.judgements if self.legal.law else ()

    @cached_property
    def _by_judgement(self) -> NDArray[np.float64]:
        return self.legal.drawn.shares(0) * self.pieces["area_ha"].to_numpy(float)[:, None]

    def _functions(self) -> pd.DataFrame:
        forest, shapes = forest_layer(self.layers), self.pieces.geometry
        if forest is None:
            nothing = pd.DataFrame(0.0, self.pieces.index, [*FUNCTION_HA, "no_lot_ha"])
            whole = self.pieces["area_ha"]
            return nothing.assign(function_unknown_ha=whole, no_lot_ha=whole)
        return function_land(shapes, overlay(shapes, self._ground), lot_functions(forest))

    @cached_property
    def _ground(self) -> gpd.GeoSeries:
        """The forest lots in the project CRS."""
        forest = forest_layer(self.layers)
        if forest is None:
            return gpd.GeoSeries([], crs=self.layers.project_crs)
        return to_project_crs(forest.frame.geometry, self.layers.project_crs, forest.name)

    def _lots(self) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
        forest = forest_layer(self.layers)
        keys = None if forest is None else lot_keys(forest.frame)
        ground = None
        if keys is not None:
            over = overlay(self.land.geometry, self._ground)
            ground = LotGround(self._ground, keys, over)
        return lot_land(self.land, ground, self.project.audit.least_ha)

    def _rows(self, pieces: gpd.GeoDataFrame, doubt: DoubtLand) -> pd.DataFrame:
        """A row per audited row: figures of its pieces added up, its commune, how sure they are."""
        land = pd.DataFrame(self.land.drop(columns="geometry"))
        sums = pieces.groupby(self.row)[list(PIECE_FIGURES)].sum()
        summed = np.zeros((len(land), self._by_judgement.shape[1]))
        np.add.at(summed, self.row, self._by_judgement)
        said = legal_columns(summed, self._judgements)
        largest = pieces.assign(row=self.row).sort_values(
            ["row", "area_ha"], ascending=[True, False]
        )
        place = largest.drop_duplicates("row")[["commune_code", "commune"]].reset_index(drop=True)
        parts = [land, place, sums.reset_index(drop=True), said, _sureness(land, doubt)]
        return pd.concat(parts, axis=1)


def _sureness(land: pd.DataFrame, doubt: DoubtLand) -> pd.DataFrame:
    """Chances and ranges of steep land by row; NaN where nothing is estimated."""
    frame = pd.DataFrame(doubt.plots.frame.drop(columns="geometry"))
    ids = frame["layer"] + ":" + frame["plot_id"]
    columns: dict[str, NDArray[np.float64]] = {}
    for name in LIMITS_DEG:
        own = frame["rule"].str.startswith(f"{name}_")
        found = frame[own].set_index(ids[own]).reindex(land["audit_id"])
        figures = {"probability": "over_probability", "low_ha": "low_ha", "high_ha": "high_ha"}
        columns |= {f"{name}_{new}": found[old].to_numpy(float) for new, old in figures.items()}
    return pd.DataFrame(columns)[[c for c in SLOPE_COLUMNS if c in columns]]
