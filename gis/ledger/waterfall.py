"""From drawn to counted, step by step: where every hectare of a crop went."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.ledger.closure import equal_sums
from gis.ledger.model import WATERFALL_COLUMNS, Closure

# The first step is what the others, each with land of its own, must add up to.
STEPS = (
    "drawn", "overlap", "outside_communes", "unknown", "flagged", "clear", "not_judged",
)  # fmt: skip


def waterfall(holdings: pd.DataFrame) -> pd.DataFrame:
    """A row per crop and step (``WATERFALL_COLUMNS``), methods together.

    Land goes to the first step that takes it: counted for another plot of the crop, outside every
    commune, and then, inside them, unknown, flagged or clear under the first rule that judges it;
    ``not_judged`` is land of a crop no rule speaks of.

    Args:
        holdings: the ledger's rows by crop, method and place, in hectares.
    """
    parts = holdings[holdings["place"] != "total"]
    crops = parts.groupby(parts["crop"].fillna(""), sort=True)
    rows = [(crop or None, *step) for crop, own in crops for step in _steps(own)]
    return pd.DataFrame(rows, columns=list(WATERFALL_COLUMNS))


def _steps(own: pd.DataFrame) -> Iterator[tuple[str, float]]:
    inside = own[own["place"] == "commune"]
    outside = own[own["place"] == "outside_communes"]
    judged = inside[["unknown_ha", "flagged_ha", "clear_ha"]].fillna(0.0).sum()
    yield "drawn", float(own["drawn_ha"].sum())
    yield "overlap", float(own["overlap_ha"].sum())
    yield "outside_communes", _counted_ha(outside)
    yield "unknown", float(judged["unknown_ha"])
    yield "flagged", float(judged["flagged_ha"])
    yield "clear", float(judged["clear_ha"])
    yield "not_judged", _counted_ha(inside[inside["flagged_ha"].isna()])


def _counted_ha(rows: pd.DataFrame) -> float:
    return float((rows["held_ha"] + rows["planned_ha"]).sum())


def waterfall_closures(table: pd.DataFrame) -> Iterator[Closure]:
    """Drawn = every other step together, crop by crop."""
    for crop, own in table.groupby(table["crop"].fillna(""), sort=True):
        first = own["step"] == "drawn"
        yield equal_sums(
            f"waterfall.drawn:{crop}", own.loc[~first, "step_ha"], own.loc[first, "step_ha"]
        )
