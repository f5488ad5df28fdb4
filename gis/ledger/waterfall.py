"""From drawn to counted, step by step: where every hectare of a crop went."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.ledger.closure import equal_sums
from gis.ledger.counted import JUDGED
from gis.ledger.model import WATERFALL_COLUMNS, Closure
from gis.zones.tables import LegalLand

# The first step is what the others, each with land of its own, must add up to.
STEPS = ("drawn", "overlap", "outside_communes", "barred", "flagged", "unknown", "counted")
_LAW = ("legal_barred_ha", "legal_insufficient_ha")


def waterfall(pieces: pd.DataFrame, legal: LegalLand | None = None) -> pd.DataFrame:
    """A row per crop and step (``WATERFALL_COLUMNS``), methods together, in hectares.

    Land goes to the first step that takes it: counted for another plot of the crop, outside every
    commune, and then, inside them, barred by law, flagged under the first rule that judges it
    (too steep), unknown; ``counted`` is what no step took.

    Args:
        pieces: as made by :func:`gis.ledger.counted.counted_pieces`.
        legal: what the law says of plots; without it nothing is barred.

    Returns:
        Unknown land is land no rule could judge, land the law cannot be read for, and, on a piece
        both barred and flagged in part, what cannot be told apart: hectares of a piece say how
        much, not where.
    """
    table = pieces.assign(**dict(_steps(pieces, _by_law(pieces, legal))))
    sums = table.groupby(table["crop"].fillna(""), sort=True)[list(STEPS)].sum()
    rows = [(crop or None, step, float(ha)) for crop, own in sums.iterrows()
            for step, ha in own.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=list(WATERFALL_COLUMNS))


def _by_law(pieces: pd.DataFrame, legal: LegalLand | None) -> pd.DataFrame:
    """Counted hectares of every piece that are barred, and those the law cannot be read for."""
    if legal is None or not legal.asked:
        return pd.DataFrame(0.0, index=pieces.index, columns=list(_LAW))
    said = legal.counted[list(_LAW)].set_axis(legal.plots.frame["piece_id"])
    return said.reindex(pieces["piece_id"], fill_value=0.0).set_axis(pieces.index)


def _steps(pieces: pd.DataFrame, law: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    counted, inside = pieces["counted_ha"], pieces["commune_code"].notna()
    land = counted.where(inside, 0.0)
    barred = law["legal_barred_ha"].clip(upper=land)
    flagged, clear = _answers(pieces)
    # Land barred may be flagged or clear: what is surely neither both is what exceeds it.
    steep = (flagged - barred).clip(lower=0.0).where(inside, 0.0)
    left = (clear - barred - law["legal_insufficient_ha"]).clip(lower=0.0).where(inside, 0.0)
    yield "drawn", pieces["area_ha"]
    yield "overlap", pieces["area_ha"] - counted
    yield "outside_communes", counted.where(~inside, 0.0)
    yield "barred", barred
    yield "flagged", steep
    yield "unknown", (land - barred - steep - left).clip(lower=0.0)
    yield "counted", left


def _answers(pieces: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Flagged and clear hectares. A crop and method no rule judges is clear; where a rule judges
    part of it, the rest is unknown, as in the holdings.
    """
    judged = pieces["flagged_ha"].notna()
    keys = [pieces[c].fillna("") for c in ("crop", "method")]
    asked = judged.groupby(keys).transform("any")
    flagged, clear = (pieces[name].fillna(0.0) for name in JUDGED[:2])
    return flagged, clear.where(asked, pieces["counted_ha"])


def waterfall_closures(table: pd.DataFrame) -> Iterator[Closure]:
    """Drawn = every other step together, crop by crop."""
    for crop, own in table.groupby(table["crop"].fillna(""), sort=True):
        first = own["step"] == "drawn"
        yield equal_sums(
            f"waterfall.drawn:{crop}", own.loc[~first, "step_ha"], own.loc[first, "step_ha"]
        )
