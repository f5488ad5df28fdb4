"""Candidate zones of one rule gathered block by block, whatever the blocks and their order."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import box

from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.piece_sums import PieceSums, join_sums, whole
from gis.grid.pieces import Small, Strips, join_strips, number_pieces, outline_pieces
from gis.layers.model import Layers
from gis.project.model import ZoneRule
from gis.units import area_ha
from gis.zones.candidates import Candidates
from gis.zones.commune_cells import CommuneCells
from gis.zones.piece_law import renumbered
from gis.zones.reproject import to_project_crs
from gis.zones.zone_part import ZoneBlock, ZonePart

# A piece whose hectares equal the minimum but for rounding is large enough (0.01 m²).
TIE_HA = 1e-6
# A piece is dismissed by counting cells only when cells this much larger than the largest one
# sampled could not bring it to the minimum; every other piece is outlined and measured.
COUNT_MARGIN = 1.05


class ZoneTally:
    """Pieces of eligible land of one rule, added up over blocks.

    Args:
        rule: what it asks of land, and its minimum size.
        layers: which rasters are canopy (of several the first is told); the project CRS.
        communes: laid over the grid.
        grid: the analysis grid, all of it.
        judgements: how many judgements of the law there are; 0: it is not asked.
    """

    def __init__(
        self,
        rule: ZoneRule,
        layers: Layers,
        communes: CommuneCells,
        grid: Grid,
        judgements: int = 0,
    ) -> None:
        self.rule, self.grid, self.crs = rule, grid, layers.project_crs
        least = rule.min_area_ha / (_largest_cell_ha(grid, self.crs) * COUNT_MARGIN)
        self._task = ZoneBlock(rule, _canopy(layers), communes, least, judgements)
        self._parts: list[ZonePart] = []

    def part(self, block: Block, land: Evaluation) -> ZonePart:
        """What one block adds.

        Args:
            block: of the grid.
            land: evaluated on the block's own cells.
        """
        return self._task(block, land)

    def add(self, part: ZonePart) -> None:
        """Take the part of one block; each block once, in any order."""
        self._parts.append(part)

    def candidates(self) -> Candidates:
        """Outline the pieces that are at least as large as the rule asks, of all parts so far.

        The size is that of the whole 4-connected piece, horizontal area in the project CRS, before
        it is cut by communes: a zone that straddles a border is not lost for being cut. A piece
        that touches no commune is none.

        Raises:
            NuongError: an outline breaks on the way into the project CRS.
        """
        strips, piece, count, land, law = self._joined()
        cells = np.bincount(piece, strips.cells, count)
        maybe = np.zeros(count, dtype=bool)
        maybe[land.piece] = cells[land.piece] >= self._task.least_cells
        shapes = self._outlined(strips, piece, maybe)
        size_ha = area_ha(shapes)
        large = size_ha >= self.rule.min_area_ha - TIE_HA
        zone = np.full(count, -1, dtype=np.int64)
        zone[np.flatnonzero(maybe)[large]] = np.arange(large.sum())
        inside = zone[land.piece] >= 0
        shape = np.arange(len(self._task.communes.weight))
        small = self._small_share(land.some(~inside))
        kept = shapes[large].reset_index(drop=True)
        zones = land.some(inside).renumbered(zone, shape)
        split = law and renumbered(law, zone, self._task.judgements)
        return Candidates(kept, size_ha[large], zones, small, split)

    def __getstate__(self) -> dict[str, Any]:
        """A copy sent to a worker finds parts; those already added stay where they are."""
        return self.__dict__ | {"_parts": []}

    def _joined(self) -> tuple[Strips, Small, int, PieceSums, PieceSums | None]:
        """Strips, pieces and land of the whole grid; pieces in the order of their first cells."""
        parts = self._parts
        strips, now = join_strips([p.strips for p in parts])
        piece, count = number_pieces(strips)
        before = np.cumsum([0, *(p.count for p in parts)])
        number = np.zeros(before[-1], dtype=np.int64)
        local = np.concatenate([p.piece + n for p, n in zip(parts, before, strict=False)])
        number[local] = piece[now]
        every = np.arange(len(self._task.communes.weight))
        of_parts = [
            p.land.renumbered(number[n : n + p.count], every)
            for p, n in zip(parts, before, strict=False)
        ]
        return strips, piece, count, join_sums(of_parts), self._law(number, before)

    def _law(self, number: NDArray[np.int64], before: NDArray[np.int64]) -> PieceSums | None:
        """What the law says of the pieces of the whole grid, given their numbers by part."""
        said = [
            renumbered(p.law, number[n : n + p.count], self._task.judgements)
            for p, n in zip(self._parts, before, strict=False)
            if p.law is not None
        ]
        return join_sums(said) if said else None

    def _outlined(self, strips: Strips, piece: Small, which: NDArray[np.bool_]) -> gpd.GeoSeries:
        number = (np.cumsum(which) - 1).astype(np.int32)
        of = which[piece]
        drawn = outline_pieces(strips[of], number[piece[of]], int(which.sum()), self.grid.transform)
        shapes = gpd.GeoSeries(drawn, crs=self.grid.crs, dtype="geometry")
        return to_project_crs(shapes, self.crs, "candidates")

    def _small_share(self, land: PieceSums) -> NDArray[np.float64]:
        """Part of every commune that lies in pieces too small, (communes,)."""
        weight = self._task.communes.weight
        amounts = land.weight_by_shape(len(weight)) + sum(p.small for p in self._parts)
        return np.divide(whole(amounts), weight, out=np.zeros(len(weight)), where=weight > 0)


def _canopy(layers: Layers) -> str | None:
    return next((n for n, layer in layers.rasters.items() if layer.spec.kind == "canopy"), None)


def _largest_cell_ha(grid: Grid, crs: CRS) -> float:
    """The largest of nine cells spread over the grid: corners, middles of the sides, centre."""
    rows, cols = (sorted({0, n // 2, n - 1}) for n in grid.shape)
    at = grid.transform
    cells = [box(*(at @ (c, r)), *(at @ (c + 1, r + 1))) for r in rows for c in cols]
    return float(area_ha(gpd.GeoSeries(cells, crs=grid.crs).to_crs(crs)).max())
