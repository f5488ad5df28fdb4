"""What the law says of every cell: lots, subzones and slope looked up in one small table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.criteria.burn import Laid, laid_on
from gis.criteria.law import LIMIT_DEG, Judgement, LandFacts, Subzone, judge_land
from gis.criteria.law_facts import LotFacts, facts_of_lots, forest_layer, subzone_kinds
from gis.criteria.mask import Mask
from gis.criteria.slope import above
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.terrain import Terrain
from gis.layers.model import Layers, VectorLayer
from gis.project.criteria_model import LawTest
from gis.project.model import Project
from gis.project.under_law import judged_on
from gis.reference.law import law_book

Ints = NDArray[np.int64]
Numbers = NDArray[np.uint8]

# Where several overlap, the first speaks: the most restrictive one.
DRAWN_SUBZONES: tuple[Subzone, ...] = ("strict", "restoration", "unnamed", "other")
_SLOPES = (False, True, None)
_UNKNOWN_SLOPE = 2


@dataclass(frozen=True)
class LawOfCells:
    """The judgement of any cell, by its lot, its subzone and its slope.

    A cell belongs to the lot and the subzone over its centre. In no lot, and where lots that the
    law tells apart overlap, nothing is known but the subzone and the slope.

    Args:
        judged_on: the day judged for.
        judgements: every judgement there may be, by number. The last is that of land of which
            nothing is known; land beyond the grid belongs to it.
        lots: the forest lots.
        groups: numbers of the lots of each group the law does not tell apart.
        drawn: the subzones.
        kinds: numbers of the subzones of each of ``DRAWN_SUBZONES``.
        table: number of the judgement by group (the last: no lot), subzone (the last: none) and
            slope (not over, over, unknown).
    """

    judged_on: date
    judgements: tuple[Judgement, ...]
    lots: Laid
    groups: tuple[Ints, ...]
    drawn: Laid
    kinds: tuple[Ints, ...]
    table: Numbers

    def __call__(self, block: Block, terrain: Terrain) -> Numbers:
        """Number of each cell's judgement, (height, width).

        Args:
            block: of the grid the layers were laid on.
            terrain: of the block's own cells.
        """
        slope = np.full(terrain.slope_deg.shape, _UNKNOWN_SLOPE, dtype=np.uint8)
        slope[terrain.slope_known] = above(terrain.slope_deg, LIMIT_DEG)[terrain.slope_known]
        return self.table[self._groups(block), self._subzones(block), slope]

    def is_any_of(self, numbers: Numbers, verdicts: Sequence[str]) -> Mask:
        """Where the verdict is one of some; it is known of all land."""
        wanted = np.array([judgement.verdict in verdicts for judgement in self.judgements])
        return Mask(wanted[numbers], np.ones(numbers.shape, dtype=bool))

    def _groups(self, block: Block) -> NDArray[np.uint16]:
        none = len(self.groups)
        found = np.full((block.height, block.width), none, dtype=np.uint16)
        taken = np.zeros(found.shape, dtype=bool)
        for number, lots in enumerate(self.groups):
            here = self.lots.holds(lots, block)
            found[here] = np.where(taken[here], none, number)
            taken |= here
        return found

    def _subzones(self, block: Block) -> Numbers:
        found = np.full((block.height, block.width), len(self.kinds), dtype=np.uint8)
        for number in reversed(range(len(self.kinds))):
            if len(self.kinds[number]):
                found[self.drawn.holds(self.kinds[number], block)] = number
        return found


def law_of_cells(project: Project, layers: Layers, grid: Grid) -> LawOfCells | None:
    """Make the law ready for a project's land.

    Args:
        project: its ``[law]``, zone rules and criteria.
        layers: forest lots and subzones, if any; plots.
        grid: the analysis grid.

    Returns:
        None where no zone, plot or criterion asks for what the law speaks of.

    Raises:
        NuongError: a lot or subzone has no place in the CRS of the grid.
    """
    if not speaks_of(project, layers):
        return None
    forest = forest_layer(layers)
    lots = LotFacts((), np.zeros(0, dtype=np.int64)) if forest is None else facts_of_lots(forest)
    drawn = layers.vectors.get(project.law.subzones or "")
    rows, judgements = _rows(lots.facts, drawn is not None, judged_on(project))
    # Lots with one row of judgements are one group; the last row is that of land in no lot.
    table, group = np.unique(rows[:-1], axis=0, return_inverse=True)
    of_lot = group.ravel()[lots.which] if len(lots.which) else lots.which
    kinds = np.zeros(0, dtype=object)
    if drawn is not None:
        kinds = subzone_kinds(drawn.frame, project.law, law_book())
    return LawOfCells(
        judged_on(project),
        judgements,
        laid_on(_shapes(layers, forest), grid),
        tuple(np.flatnonzero(of_lot == n) for n in range(len(table))),
        laid_on(_shapes(layers, drawn), grid),
        tuple(np.flatnonzero(kinds == k) for k in DRAWN_SUBZONES),
        np.concatenate([table, rows[-1:]]),
    )


def speaks_of(project: Project, layers: Layers) -> bool:
    """Whether a zone rule, a plot or a criterion asks for what the law speaks of."""
    crops = project.law.medicinal_crops
    if any(rule.crop in crops for rule in project.zones.values()):
        return True
    if any(isinstance(test, LawTest) for test in project.criteria.values()):
        return True
    plots = (v.frame for v in layers.vectors.values() if v.spec.kind == "plots")
    return any("crop" in frame and frame["crop"].isin(crops).any() for frame in plots)


def _rows(
    lots: Sequence[LandFacts], drawn: bool, day: date
) -> tuple[Numbers, tuple[Judgement, ...]]:
    """Numbers of judgements by facts of a lot (the last: no lot), subzone and slope.

    The judgement of land of which nothing is known comes last in the list.
    """
    subzones: tuple[Subzone, ...] = (*DRAWN_SUBZONES, "none" if drawn else "no_layer")
    said = [
        judge_land(replace(facts, subzone=subzone, over_30_deg=slope), day)
        for facts in (*lots, LandFacts())
        for subzone in subzones
        for slope in _SLOPES
    ]
    last = said[-1]
    listed = [*(one for one in dict.fromkeys(said) if one != last), last]
    if len(listed) > np.iinfo(np.uint8).max:
        raise ValueError("more judgements than a byte can number")
    number = {one: n for n, one in enumerate(listed)}
    table = np.array([number[one] for one in said], dtype=np.uint8)
    return table.reshape(len(lots) + 1, len(subzones), len(_SLOPES)), tuple(listed)


def _shapes(layers: Layers, layer: VectorLayer | None) -> gpd.GeoSeries:
    if layer is None:
        return gpd.GeoSeries([], crs=layers.project_crs)
    return layer.frame.geometry
