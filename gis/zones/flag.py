"""Existing plots on land a plan wants reviewed: hectares by plot and commune, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.mask import all_of
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.laid import lay
from gis.grid.sums import Part, Sums
from gis.project.model import FlagRule, Project
from gis.reference.plans import plan_rule
from gis.zones.answers import ANSWERS, UNKNOWN, YES, answers
from gis.zones.tables import FLAG_COLUMNS, FeatureTable, PlotLand
from gis.zones.verdict import verdicts

Hectares = NDArray[np.float64]

# Slopes are added up to the nearest millionth of a degree: a mean is right to half of that.
SLOPE_STEPS = 2.0**20


def flag_plots(project: Project, evaluation: Evaluation, plots: PlotLand) -> FeatureTable:
    """Judge every plot a flag rule speaks of.

    A raster gives the share of a piece; the share times its polygon hectares is the figure. A
    plot's figures are the sums of its pieces; land two rules flag is a row under each.

    Args:
        project: its flag rules, in the order they are declared.
        evaluation: one mask per criterion, on the grid of the DEM.
        plots: pieces and what counts of them, in the project CRS.

    Returns:
        One row per rule and judged piece (``FLAG_COLUMNS``), whatever the verdict. Unknown land
        has its own hectares: ``flagged + clear + unknown = area``, for drawn and counted land.
    """
    tally = FlagTally(project, plots, evaluation.grid)
    tally.add(tally.part(evaluation.grid.whole, evaluation))
    return tally.table()


@dataclass(frozen=True)
class FlagPart:
    """What one block adds to the flags: drawn land, and counted land where it differs."""

    drawn: Part
    counted: Part


class FlagTally:
    """The flags, block by block; :func:`flag_plots` of the whole gives the same.

    Args:
        project: its flag rules, in the order they are declared.
        plots: pieces and what counts of them, in the project CRS.
        grid: of the whole land.

    Raises:
        NuongError: a piece has no place on the grid, or lies too far from it.
    """

    def __init__(self, project: Project, plots: PlotLand, grid: Grid) -> None:
        self.rules = project.flags
        self.none = _none_judged(plots.pieces.frame)
        self.judged, self.ground = _ground(self.rules, plots, grid)

    def part(self, block: Block, land: Evaluation) -> FlagPart:
        """What a block adds; changes nothing here.

        Args:
            block: of the whole land's grid.
            land: the block's evaluation, on its own sub-grid.
        """
        classes = [
            answers(all_of(land.masks[criterion] for criterion in rule.when))
            for rule in self.rules.values()
        ]
        slope = (land.terrain.slope_deg, land.terrain.slope_known)
        drawn, counted = self.ground.drawn, self.ground.counted
        return FlagPart(
            drawn.part(drawn.laid.over(block), classes, [slope]),
            counted.part(counted.laid.over(block), classes),
        )

    def add(self, part: FlagPart) -> None:
        """Take in the part of one block; parts may come in any order."""
        self.ground.drawn.add(part.drawn)
        self.ground.counted.add(part.counted)

    def table(self) -> FeatureTable:
        """The flags, once every block has been added."""
        tables = [
            _judge(name, rule, number, self.ground)[self.judged[name]]
            for number, (name, rule) in enumerate(self.rules.items())
        ]
        table = pd.concat(tables, ignore_index=True) if tables else self.none
        return FeatureTable(table[[*FLAG_COLUMNS, "geometry"]], FLAG_COLUMNS)


@dataclass(frozen=True)
class _Ground:
    """Judged pieces and the sums under them; what counts is summed anew only where it differs.

    ``changed`` are positions in ``pieces``; ``counted`` sums their counted land.
    """

    pieces: gpd.GeoDataFrame
    drawn: Sums
    changed: NDArray[np.int64]
    counted: Sums


def _judged(rule: FlagRule, pieces: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    rows = pieces["layer"] == rule.plots
    if rule.crop is not None:
        rows &= pieces["crop"] == rule.crop
    return rows.to_numpy(dtype=bool)


def _ground(
    rules: Mapping[str, FlagRule], plots: PlotLand, grid: Grid
) -> tuple[dict[str, NDArray[np.bool_]], _Ground]:
    """The pieces any rule speaks of, and which of them each rule does."""
    everything = plots.pieces.frame
    judged = {name: _judged(rule, everything) for name, rule in rules.items()}
    rows = np.flatnonzero(np.logical_or.reduce([np.zeros(len(everything), bool), *judged.values()]))
    pieces = everything.iloc[rows].reset_index(drop=True)
    counted = plots.counted.iloc[rows].reset_index(drop=True)
    differs = (pieces["counted_ha"] != pieces["area_ha"]) & (pieces["counted_ha"] > 0)
    changed = np.flatnonzero(differs)
    classes = [ANSWERS] * len(rules)
    drawn = Sums(lay(pieces.geometry, grid), classes, [SLOPE_STEPS])
    anew = Sums(lay(counted.iloc[changed], grid), classes)
    return {name: of[rows] for name, of in judged.items()}, _Ground(pieces, drawn, changed, anew)


def _judge(name: str, rule: FlagRule, number: int, ground: _Ground) -> gpd.GeoDataFrame:
    """Every piece of the ground under one rule; the caller keeps those the rule speaks of."""
    table = ground.pieces.copy()
    shares = ground.drawn.shares(number)
    _split(table, "", table["area_ha"].to_numpy(), shares)
    shares[ground.changed] = ground.counted.shares(number)
    _split(table, "counted_", table["counted_ha"].to_numpy(), shares)
    _sum_plots(table)
    _slopes(table, ground.drawn)
    table["verdict"] = verdicts(
        rule,
        table["plot_flagged_ha"].to_numpy(),
        table["plot_unknown_ha"].to_numpy(),
        table["plot_area_ha"].to_numpy(),
    )
    cited = plan_rule(rule.cites)
    table["rule"], table["flag_id"] = name, name + ":" + table["piece_id"]
    table["cites"], table["quote_vi"] = rule.cites, cited.quote_vi if cited else None
    return table


def _split(table: gpd.GeoDataFrame, prefix: str, total_ha: Hectares, shares: Hectares) -> None:
    table[f"{prefix}flagged_ha"] = shares[:, YES] * total_ha
    table[f"{prefix}unknown_ha"] = shares[:, UNKNOWN] * total_ha
    # The rest, so that the three close; rounding may leave a hair less than nothing.
    rest_ha = total_ha - table[f"{prefix}flagged_ha"] - table[f"{prefix}unknown_ha"]
    table[f"{prefix}clear_ha"] = np.maximum(rest_ha, 0.0)


def _sum_plots(table: gpd.GeoDataFrame) -> None:
    plot = table.groupby(["layer", "plot_id"])
    table["plot_flagged_ha"] = plot["flagged_ha"].transform("sum")
    table["plot_unknown_ha"] = plot["unknown_ha"].transform("sum")
    table["plot_flagged_share"] = table["plot_flagged_ha"] / table["plot_area_ha"]


def _slopes(table: gpd.GeoDataFrame, drawn: Sums) -> None:
    """Mean and greatest known slope of the whole plot; NaN where no slope is known."""
    slope, known_ha = drawn.values(0), drawn.known_share(0) * table["area_ha"]
    parts = pd.DataFrame(
        {
            "layer": table["layer"],
            "plot_id": table["plot_id"],
            "known_ha": known_ha,
            "weighted": np.nan_to_num(slope.mean) * known_ha,
            "greatest": slope.maximum,
        }
    )
    plot = parts.groupby(["layer", "plot_id"])
    seen_ha = plot["known_ha"].transform("sum")
    table["slope_mean_deg"] = plot["weighted"].transform("sum") / seen_ha.where(seen_ha > 0)
    table["slope_max_deg"] = plot["greatest"].transform("max")


def _none_judged(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    empty = pieces.iloc[:0].reindex(columns=[*FLAG_COLUMNS, "geometry"])
    return gpd.GeoDataFrame(empty, geometry="geometry", crs=pieces.crs)
