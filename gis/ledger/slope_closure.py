"""What hectares by slope class must add up to."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.ledger.closure import equal_sums
from gis.ledger.model import Closure
from gis.project.criteria_model import SlopeTest
from gis.project.model import FlagRule, Project
from gis.project.slope_classes import UNKNOWN
from gis.zones.tables import FeatureTable, PlotLand, SlopeLand


def slope_closures(
    project: Project,
    plots: PlotLand,
    flags: FeatureTable,
    slopes: SlopeLand,
    held: pd.DataFrame,
    rows: pd.DataFrame,
) -> Iterator[Closure]:
    """Classes and unknown = counted land = what the rules flagged above a break.

    Args:
        project: its flag rules.
        plots: counted hectares of every piece.
        flags: judged pieces.
        slopes: hectares by class.
        held: the holdings.
        rows: the table by slope class (:func:`gis.ledger.slope_rows.slope_rows`).
    """
    yield equal_sums("slope_classes.counted", slopes.pieces.sum(), plots.pieces.frame["counted_ha"])
    found_ha = slopes.communes.sum(axis=1)
    for code, found, whole in zip(found_ha.index, found_ha, slopes.commune_ha, strict=True):
        yield equal_sums(f"slope_classes.commune:{code}", [found], [whole])
    yield from _rows_close(rows)
    yield from _crops_close(held, rows)
    for name, rule in project.flags.items():
        above_deg = _flagged_above(project, rule)
        if above_deg in project.slope_classes.breaks_deg:
            yield from _flag_agrees(name, above_deg, flags.frame, slopes)


def _rows_close(rows: pd.DataFrame) -> Iterator[Closure]:
    """Places and land outside = the total, for every land, crop and method."""
    keys = [rows[key].fillna("") for key in ("land", "crop", "method")]
    for about, own in rows.groupby(keys):
        name = ":".join(map(str, about))
        total = own["place"] == "total"
        parts, whole = own.loc[~total, "class_ha"], own.loc[total, "class_ha"]
        yield equal_sums(f"slope_classes.places:{name}", parts, whole)


def _crops_close(held: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Closure]:
    """The total of a crop and method = what the holdings count of it."""
    for _, row in held[held["place"] == "total"].iterrows():
        own = rows[(rows["land"] == "plots") & (rows["place"] == "total")]
        for key in ("crop", "method"):
            own = own[own[key].fillna("") == (row[key] or "")]
        name = f"slope_classes.held:{row['crop'] or ''}:{row['method'] or ''}"
        yield equal_sums(name, own["class_ha"], [row["held_ha"], row["planned_ha"]])


def _flagged_above(project: Project, rule: FlagRule) -> float | None:
    """The threshold of a rule that asks for slope above it and for nothing else."""
    (first, *more) = (project.criteria[name] for name in rule.when)
    if more or not isinstance(first, SlopeTest) or first.at_most_deg is not None:
        return None
    return first.above_deg


def _flag_agrees(
    rule: str, above_deg: float | None, flags: pd.DataFrame, slopes: SlopeLand
) -> Iterator[Closure]:
    judged = flags[flags["rule"] == rule]
    own = slopes.pieces.loc[judged["piece_id"]]
    steeper = [
        one.name
        for one in slopes.classes
        if one.above_deg is not None and above_deg is not None and one.above_deg >= above_deg
    ]
    yield equal_sums(
        f"slope_classes.flagged:{rule}", own[steeper].sum(), judged["counted_flagged_ha"]
    )
    yield equal_sums(f"slope_classes.unknown:{rule}", own[UNKNOWN], judged["counted_unknown_ha"])
