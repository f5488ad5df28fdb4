"""Candidate zones of every rule: outlined, cut by commune, described and accounted for."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.layers.model import Layers
from gis.project.model import Project
from gis.project.targets import all_targets
from gis.zones.candidates import Candidates
from gis.zones.closing import Found, close_communes
from gis.zones.commune_cells import commune_cells
from gis.zones.commune_land import CommuneLand, measure_communes
from gis.zones.eligibility import conditions, eligible
from gis.zones.limits import limit_table, limiting_criteria
from gis.zones.named import named_by_targets
from gis.zones.tables import (
    LIMIT_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
    FeatureTable,
    ZoneLand,
)
from gis.zones.zone_rows import zone_rows
from gis.zones.zone_tally import ZoneTally

ZoneTallies = dict[str, ZoneTally]


def outline_zones(project: Project, layers: Layers, evaluation: Evaluation) -> ZoneLand:
    """Outline the candidate zones of every zone rule and close every commune's hectares.

    Eligible land meets every required criterion and no excluding one, all of them known: unknown
    land is never part of a zone and has its own hectares. Pieces are 4-connected; each is measured
    whole, in the project CRS, against the rule's minimum *before* it is cut by communes. Land
    outside every commune is outside the planning area and has no row, though it counts for the
    size of a piece. Communes no plan names are marked, not dropped.

    Args:
        project: zone rules, targets, date of the commune set.
        layers: communes and, if any, the forest layer; any CRS.
        evaluation: one mask per criterion on the analysis grid.

    Returns:
        Zones as polygons in the project CRS, hectares in that CRS; and two tables by commune.

    Raises:
        NuongError: the hectares of a commune do not close (``zones.do_not_close``).
    """
    land = measure_communes(layers, evaluation.grid)
    tallies = zone_tallies(project, layers, land, evaluation.grid)
    whole = Block(0, 0, *evaluation.grid.shape)
    for tally in tallies.values():
        tally.add(tally.part(whole, evaluation))
    done = [
        _outline(name, tally.candidates(), project, layers, evaluation, land)
        for name, tally in tallies.items()
    ]
    return ZoneLand(
        zones=FeatureTable(_stacked_rows([d.zones.frame for d in done], layers), ZONE_COLUMNS),
        communes=_stacked([d.communes for d in done], ZONE_COMMUNE_COLUMNS),
        limits=_stacked([d.limits for d in done], LIMIT_COLUMNS),
    )


def zone_tallies(project: Project, layers: Layers, land: CommuneLand, grid: Grid) -> ZoneTallies:
    """A tally for every zone rule, to be fed block by block.

    Args:
        project: its zone rules.
        layers: raster layers and project CRS.
        land: the communes.
        grid: the analysis grid, all of it.
    """
    cells = commune_cells(land.shapes, grid)
    return {name: ZoneTally(rule, layers, cells, grid) for name, rule in project.zones.items()}


def _outline(
    name: str,
    candidates: Candidates,
    project: Project,
    layers: Layers,
    evaluation: Evaluation,
    land: CommuneLand,
) -> ZoneLand:
    rule = project.zones[name]
    asked = conditions(rule, evaluation.masks)
    mask = eligible(asked)
    targets = [t for t in all_targets(project) if t.crop == rule.crop]
    named = named_by_targets(project, targets, zip(land.codes, land.names, strict=True))
    rows = zone_rows(name, rule, candidates, named, land, layers)
    too_small_ha = candidates.too_small_share * land.area_ha
    found = Found(rows.candidate_ha, too_small_ha + rows.sliver_ha)
    closed = close_communes(name, rule, mask, found, land)
    limits = limit_table(name, asked, land)
    limiting = limiting_criteria(limits)
    closed["named_by_plan"] = named
    closed["limiting_criterion"] = [limiting[code] for code in land.codes]
    return ZoneLand(rows.table, closed[list(ZONE_COMMUNE_COLUMNS)], limits)


def _stacked(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(columns))


def _stacked_rows(tables: list[gpd.GeoDataFrame], layers: Layers) -> gpd.GeoDataFrame:
    columns, crs = [*ZONE_COLUMNS, "geometry"], layers.project_crs
    filled = [t for t in tables if len(t)]
    if not filled:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=crs)
    return gpd.GeoDataFrame(pd.concat(filled, ignore_index=True), geometry="geometry", crs=crs)
