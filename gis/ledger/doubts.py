"""Doubts about the plots that the ledger settles by a rule: a warning says which and how much."""

from __future__ import annotations

from gis.errors import Problem, Where
from gis.zones.tables import PlotLand


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
