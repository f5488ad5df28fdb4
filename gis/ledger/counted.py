"""Counted land, piece by piece, with what the flag rules said about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.zones.tables import FeatureTable, PlotLand

JUDGED = ("flagged_ha", "clear_ha", "unknown_ha")


def counted_pieces(plots: PlotLand, flags: FeatureTable, rules: Sequence[str]) -> pd.DataFrame:
    """Pieces with the hectares that count and the answer of the first rule that judges them.

    One rule per piece, the first declared: adding up rules would count the same land twice.

    Args:
        plots: pieces and their counted hectares.
        flags: every judged piece under every rule.
        rules: the rules to heed, first one first.

    Returns:
        The piece columns, ``held_ha`` (counted, planted or without a state), ``planned_ha``
        (counted, planned) and ``flagged_ha, clear_ha, unknown_ha`` of the counted land; the
        last three are NaN where none of the rules judges the piece.
    """
    pieces = pd.DataFrame(plots.pieces.frame.drop(columns="geometry"))
    planned = (pieces["state"] == "planned").to_numpy(dtype=bool)
    pieces["held_ha"] = np.where(planned, 0.0, pieces["counted_ha"])
    pieces["planned_ha"] = np.where(planned, pieces["counted_ha"], 0.0)
    answers = _first_answers(flags, rules).reindex(pieces["piece_id"])
    for name in JUDGED:
        pieces[name] = answers[f"counted_{name}"].to_numpy()
    return pieces


def _first_answers(flags: FeatureTable, rules: Sequence[str]) -> pd.DataFrame:
    rows = flags.frame[flags.frame["rule"].isin(rules)]
    order = rows["rule"].map({rule: n for n, rule in enumerate(rules)}).astype("int64")
    first = rows.iloc[np.argsort(order.to_numpy(), kind="stable")].drop_duplicates("piece_id")
    return first.set_index("piece_id")[[f"counted_{name}" for name in JUDGED]].astype("float64")
