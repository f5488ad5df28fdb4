"""Candidate zones of every rule: outlined, cut by commune, described and accounted for."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from gis.criteria.law import Judgement
from gis.criteria.law_cells import LawOfCells
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.sums import Part
from gis.layers.model import Layers
from gis.project.model import Project, ZoneRule
from gis.project.targets import all_targets
from gis.zones.closing import Found, close_communes
from gis.zones.commune_cells import commune_cells
from gis.zones.commune_land import CommuneLand, measure_communes
from gis.zones.commune_sums import CommuneTally, RuleSums
from gis.zones.eligibility import roles
from gis.zones.limits import limit_rows, limiting_criteria
from gis.zones.named import named_by_targets
from gis.zones.tables import (
    LIMIT_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
    FeatureTable,
    ZoneLand,
)
from gis.zones.zone_part import ZonePart
from gis.zones.zone_rows import zone_rows
from gis.zones.zone_tally import ZoneTally


@dataclass(frozen=True)
class OutlinePart:
    """What one block adds: pieces of land by rule, and what communes hold."""

    zones: tuple[ZonePart, ...]
    communes: Part


class OutlineTally:
    """Candidate zones of every rule, and the close of every commune, block by block.

    Eligible land meets every required criterion and no excluding one, all of them known: unknown
    land is never part of a zone and has its own hectares. Pieces are 4-connected; each is measured
    whole, in the project CRS, against the rule's minimum *before* it is cut by communes. Land
    outside every commune is outside the planning area and has no row, though it counts for the
    size of a piece. Communes no plan names are marked, not dropped.

    Args:
        project: zone rules, targets, date of the commune set.
        layers: communes and, if any, the forest layer; any CRS.
        grid: the analysis grid, all of it.
        land: the communes, laid over the grid.
        law: what the law says of cells, if it is asked.

    Attributes:
        around: where pieces are looked for, in cells of the grid.
    """

    def __init__(
        self,
        project: Project,
        layers: Layers,
        grid: Grid,
        land: CommuneLand,
        law: LawOfCells | None = None,
    ) -> None:
        self.project, self.layers, self.land = project, layers, land
        self._judgements = law.judgements if law else ()
        cells = commune_cells(land.shapes, grid)
        self.around = cells.around
        self._zones = [
            ZoneTally(rule, layers, cells, grid, len(self._asked(rule)))
            for rule in project.zones.values()
        ]
        self._communes = CommuneTally(project, land)

    def part(self, block: Block, land: Evaluation) -> OutlinePart:
        """What one block adds.

        Args:
            block: of the grid.
            land: evaluated on the block's own cells.
        """
        pieces = tuple(zones.part(block, land) for zones in self._zones)
        return OutlinePart(pieces, self._communes.part(block, land))

    def add(self, part: OutlinePart) -> None:
        """Take in the part of one block; each block once, in any order."""
        for zones, piece in zip(self._zones, part.zones, strict=True):
            zones.add(piece)
        self._communes.add(part.communes)

    def zones(self) -> ZoneLand:
        """Zones as polygons in the project CRS, hectares in that CRS; and two tables by commune.

        Raises:
            NuongError: the hectares of a commune do not close (``zones.do_not_close``).
        """
        found = self._communes.found().rules
        pairs = zip(self.project.zones, self._zones, strict=True)
        done = [self._outline(name, zones, found[name]) for name, zones in pairs]
        rows = _stacked_rows([d.zones.frame for d in done], self.layers)
        return ZoneLand(
            zones=FeatureTable(rows, ZONE_COLUMNS),
            communes=_stacked([d.communes for d in done], ZONE_COMMUNE_COLUMNS),
            limits=_stacked([d.limits for d in done], LIMIT_COLUMNS),
        )

    def _asked(self, rule: ZoneRule) -> tuple[Judgement, ...]:
        """The judgements there may be of a rule's land; none where the law does not speak of it."""
        return self._judgements if rule.crop in self.project.law.medicinal_crops else ()

    def _outline(self, name: str, zones: ZoneTally, sums: RuleSums) -> ZoneLand:
        rule, land, candidates = self.project.zones[name], self.land, zones.candidates()
        targets = [t for t in all_targets(self.project) if t.crop == rule.crop]
        communes = zip(land.codes, land.names, strict=True)
        named = named_by_targets(self.project, targets, communes)
        rows = zone_rows(name, rule, candidates, named, land, self.layers, self._asked(rule))
        too_small_ha = candidates.too_small_share * land.area_ha
        found = Found(rows.candidate_ha, too_small_ha + rows.sliver_ha)
        closed = close_communes(name, rule, sums.answers_ha, found, land)
        limits = limit_rows(name, roles(rule), sums, land)
        limiting = limiting_criteria(limits)
        closed["named_by_plan"] = named
        closed["limiting_criterion"] = [limiting[code] for code in land.codes]
        return ZoneLand(rows.table, closed[list(ZONE_COMMUNE_COLUMNS)], limits)


def outline_zones(project: Project, layers: Layers, evaluation: Evaluation) -> ZoneLand:
    """Candidate zones of land that is held in memory as one block.

    Args:
        project: zone rules, targets, date of the commune set.
        layers: communes and, if any, the forest layer; any CRS.
        evaluation: one mask per criterion on the analysis grid.

    Returns:
        As :meth:`OutlineTally.zones`, which also says what may be raised.
    """
    grid = evaluation.grid
    tally = OutlineTally(project, layers, grid, measure_communes(layers, grid))
    tally.add(tally.part(grid.whole, evaluation))
    return tally.zones()


def _stacked(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(columns))


def _stacked_rows(tables: list[gpd.GeoDataFrame], layers: Layers) -> gpd.GeoDataFrame:
    columns, crs = [*ZONE_COLUMNS, "geometry"], layers.project_crs
    filled = [t for t in tables if len(t)]
    if not filled:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=crs)
    return gpd.GeoDataFrame(pd.concat(filled, ignore_index=True), geometry="geometry", crs=crs)
