"""Existing plots on land a plan wants reviewed: hectares by plot and commune, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.mask import Mask, all_of
from gis.criteria.model import Evaluation
from gis.grid.coverage import Coverage, cover
from gis.project.model import FlagRule, Project
from gis.reference.plans import plan_rule
from gis.zones.tables import FLAG_COLUMNS, FeatureTable, PlotLand
from gis.zones.verdict import verdicts

Hectares = NDArray[np.float64]


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
    pieces = plots.pieces.frame
    judged = {name: _judged(rule, pieces) for name, rule in project.flags.items()}
    rows = np.flatnonzero(np.logical_or.reduce([np.zeros(len(pieces), bool), *judged.values()]))
    ground = _ground(plots, rows, evaluation)
    tables = [
        _judge(name, rule, ground, evaluation)[judged[name][rows]]
        for name, rule in project.flags.items()
    ]
    table = pd.concat(tables, ignore_index=True) if tables else _none_judged(pieces)
    return FeatureTable(table[[*FLAG_COLUMNS, "geometry"]], FLAG_COLUMNS)


@dataclass(frozen=True)
class _Ground:
    """Judged pieces and the cells under them; what counts is covered anew only where it differs.

    ``changed`` are positions in ``pieces``; ``counted`` covers their counted land.
    """

    pieces: gpd.GeoDataFrame
    drawn: Coverage
    changed: NDArray[np.int64]
    counted: Coverage


def _judged(rule: FlagRule, pieces: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    rows = pieces["layer"] == rule.plots
    if rule.crop is not None:
        rows &= pieces["crop"] == rule.crop
    return rows.to_numpy(dtype=bool)


def _ground(plots: PlotLand, rows: NDArray[np.int64], evaluation: Evaluation) -> _Ground:
    pieces = plots.pieces.frame.iloc[rows].reset_index(drop=True)
    counted = plots.counted.iloc[rows].reset_index(drop=True)
    differs = (pieces["counted_ha"] != pieces["area_ha"]) & (pieces["counted_ha"] > 0)
    changed = np.flatnonzero(differs)
    drawn = cover(pieces.geometry, evaluation.grid)
    return _Ground(pieces, drawn, changed, cover(counted.iloc[changed], evaluation.grid))


def _judge(name: str, rule: FlagRule, ground: _Ground, evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Every piece of the ground under one rule; the caller keeps those the rule speaks of."""
    mask = all_of(evaluation.masks[criterion] for criterion in rule.when)
    table = ground.pieces.copy()
    _split_drawn(table, ground, mask)
    _split_counted(table, ground, mask)
    _sum_plots(table)
    _slopes(table, ground, evaluation)
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


def _split_drawn(table: gpd.GeoDataFrame, ground: _Ground, mask: Mask) -> None:
    shares = ground.drawn.shares(mask)
    _split(table, "", table["area_ha"].to_numpy(), shares)


def _split_counted(table: gpd.GeoDataFrame, ground: _Ground, mask: Mask) -> None:
    shares = tuple(share.copy() for share in ground.drawn.shares(mask))
    for share, anew in zip(shares, ground.counted.shares(mask), strict=True):
        share[ground.changed] = anew
    _split(table, "counted_", table["counted_ha"].to_numpy(), shares)


def _split(
    table: gpd.GeoDataFrame, prefix: str, total_ha: Hectares, shares: tuple[Hectares, ...]
) -> None:
    yes, _, unknown = shares
    table[f"{prefix}flagged_ha"] = yes * total_ha
    table[f"{prefix}unknown_ha"] = unknown * total_ha
    # The rest, so that the three close; rounding may leave a hair less than nothing.
    rest_ha = total_ha - table[f"{prefix}flagged_ha"] - table[f"{prefix}unknown_ha"]
    table[f"{prefix}clear_ha"] = np.maximum(rest_ha, 0.0)


def _sum_plots(table: gpd.GeoDataFrame) -> None:
    plot = table.groupby(["layer", "plot_id"])
    table["plot_flagged_ha"] = plot["flagged_ha"].transform("sum")
    table["plot_unknown_ha"] = plot["unknown_ha"].transform("sum")
    table["plot_flagged_share"] = table["plot_flagged_ha"] / table["plot_area_ha"]


def _slopes(table: gpd.GeoDataFrame, ground: _Ground, evaluation: Evaluation) -> None:
    """Mean and greatest known slope of the whole plot; NaN where no slope is known."""
    slope, known = evaluation.terrain.slope_deg, evaluation.terrain.slope_known
    known_ha = ground.drawn.shares(Mask(known, np.ones_like(known)))[0] * table["area_ha"]
    parts = pd.DataFrame(
        {
            "layer": table["layer"],
            "plot_id": table["plot_id"],
            "known_ha": known_ha,
            "weighted": np.nan_to_num(ground.drawn.mean(slope, known)) * known_ha,
            "greatest": ground.drawn.maximum(slope, known),
        }
    )
    plot = parts.groupby(["layer", "plot_id"])
    seen_ha = plot["known_ha"].transform("sum")
    table["slope_mean_deg"] = plot["weighted"].transform("sum") / seen_ha.where(seen_ha > 0)
    table["slope_max_deg"] = plot["greatest"].transform("max")


def _none_judged(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    empty = pieces.iloc[:0].reindex(columns=[*FLAG_COLUMNS, "geometry"])
    return gpd.GeoDataFrame(empty, geometry="geometry", crs=pieces.crs)
