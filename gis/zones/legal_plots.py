"""What the law says of plots of medicinal crops, block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.law_cells import LawOfCells
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay
from gis.grid.sums import Part, Sums
from gis.project.model import Project
from gis.zones.legal import legal_columns, verdict_ha
from gis.zones.tables import LEGAL_PLOT_COLUMNS, FeatureTable, LegalLand, PlotLand

_NAMES = ("piece_id", "layer", "plot_id", "crop", "method", "state", "commune_code", "commune")


@dataclass(frozen=True)
class LegalPart:
    """What one block adds: drawn land, and counted land where it differs."""

    drawn: Part
    counted: Part


class LegalTally:
    """Hectares of plots by judgement, block by block; without a law nothing is counted.

    Args:
        project: which crops are medicinal.
        plots: pieces and what counts of them, in the project CRS.
        grid: of the whole land.
        law: what the law says of cells.
    """

    def __init__(
        self, project: Project, plots: PlotLand, grid: Grid, law: LawOfCells | None
    ) -> None:
        everything = plots.pieces.frame
        asked = everything["crop"].isin(project.law.medicinal_crops) & (law is not None)
        rows = np.flatnonzero(asked)
        self.law = law
        self.pieces = everything.iloc[rows].reset_index(drop=True)
        counted = plots.counted.iloc[rows].reset_index(drop=True)
        differs = (self.pieces["counted_ha"] != self.pieces["area_ha"]) & ~counted.is_empty
        self.changed = np.flatnonzero(differs)
        classes = [len(law.judgements) if law else 1]
        self.drawn = Sums(lay(self.pieces.geometry, grid), classes)
        self.counted = Sums(lay(counted.iloc[self.changed], grid), classes)

    def part(self, block: Block, land: Evaluation) -> LegalPart | None:
        """What a block adds; changes nothing here.

        Args:
            block: of the whole land's grid.
            land: the block's evaluation, on its own sub-grid.
        """
        if land.law is None or self.law is None:
            return None
        drawn, counted = self.drawn, self.counted
        return LegalPart(
            drawn.part(drawn.laid.over(block), [land.law]),
            counted.part(counted.laid.over(block), [land.law]),
        )

    def add(self, part: LegalPart | None) -> None:
        """Take in the part of one block; parts may come in any order."""
        if part is not None:
            self.drawn.add(part.drawn)
            self.counted.add(part.counted)

    def land(self, method: Mapping[str, object]) -> LegalLand:
        """The plots and their hectares, once every block has been added.

        Args:
            method: what the record says of how land was judged.
        """
        shares = self.drawn.shares(0)
        drawn_ha = shares * self.pieces["area_ha"].to_numpy(dtype=float)[:, None]
        shares[self.changed] = self.counted.shares(0)
        counted_ha = shares * self.pieces["counted_ha"].to_numpy(dtype=float)[:, None]
        return LegalLand(
            self._table(drawn_ha), self._counted(counted_ha), self.law is not None, method
        )

    def _table(self, drawn_ha: NDArray[np.float64]) -> FeatureTable:
        judgements = self.law.judgements if self.law else ()
        pieces = self.pieces[[*_NAMES, "area_ha"]]
        said = legal_columns(drawn_ha, judgements) if len(pieces) else pd.DataFrame()
        rows = pd.concat([pieces, said], axis=1).reindex(columns=list(LEGAL_PLOT_COLUMNS))
        shapes = self.pieces.geometry.to_numpy()
        frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=self.pieces.crs)
        return FeatureTable(frame, LEGAL_PLOT_COLUMNS)

    def _counted(self, counted_ha: NDArray[np.float64]) -> pd.DataFrame:
        names = self.pieces[["crop", "method", "commune_code"]].astype(object)
        judgements = self.law.judgements if self.law else ()
        return pd.concat([names, verdict_ha(counted_ha[:, : len(judgements)], judgements)], axis=1)
