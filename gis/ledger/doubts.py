"""Doubts about the plots that the ledger settles by a rule: a warning says which and how much."""

from __future__ import annotations

from gis.errors import Problem, Where
from gis.zones.tables import DoubtLand, PlotLand

# More of the declared error than this in detail the DEM does not have: the figures do not fit it.
ROUGHER_SHARE = 0.1


def plot_doubts(plots: PlotLand) -> list[Problem]:
    """Warnings about plots without a state (taken as planted) or without a crop.

    A mapped plot is most often one that stands in the field, so without a state it counts as held
    and not as planned. A plot without a crop counts for no target.
    """
    return [*_missing(plots, "state"), *_missing(plots, "crop")]


def _missing(plots: PlotLand, column: str) -> list[Problem]:
    pieces = plots.pieces.frame
    empty = pieces[pieces[column].isna()]
    return [
        Problem(
            f"ledger.{column}_missing",
            Where(layer=str(layer), column=column, rows=tuple(own["plot_id"].unique())),
            {"n": own["plot_id"].nunique(), "ha": round(float(own["counted_ha"].sum()), 2)},
            "warning",
        )
        for layer, own in empty.groupby("layer")
    ]


def error_doubts(doubt: DoubtLand) -> list[Problem]:
    """Warnings about the stated error of the DEM: none stated, or rougher than the DEM itself."""
    if not len(doubt.plots.frame):
        return []
    if not doubt.estimated:
        return [Problem("ledger.doubt_not_estimated", level="warning")]
    rougher = doubt.method.get("rougher_share")
    if isinstance(rougher, float) and rougher > ROUGHER_SHARE:
        values = {"pct": round(100 * rougher)}
        return [Problem("ledger.error_rougher_than_dem", Where(), values, "warning")]
    return []
