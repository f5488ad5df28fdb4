"""Every hectare a run comes to, by name: what two runs are compared by."""

from __future__ import annotations

import pandas as pd

from gis.maps.results import Results

PLOT = ["plot_area_ha", "plot_flagged_ha", "plot_unknown_ha"]
COMMUNE = ["commune_ha", "candidate_ha", "too_small_ha", "excluded_ha", "unknown_ha"]
HELD = ["drawn_ha", "overlap_ha", "held_ha", "flagged_ha", "clear_ha", "unknown_ha"]


def figures(results: Results) -> pd.Series:
    """Hectares by plot, by commune and of the ledger's rows, under one index."""
    flags = results.flags.frame.drop_duplicates("plot_id").set_index("plot_id")[PLOT]
    communes = results.zones.communes.set_index("commune_code")[COMMUNE]
    rows = results.ledger.holdings.query("crop == 'cassava'")
    held = rows.set_index(rows["commune_code"].fillna(rows["place"]))[HELD]
    limits = results.zones.limits.set_index(["commune_code", "criterion"])["removes_ha"]
    limits.index = ["/".join(key) for key in limits.index]
    parts = {"plot": _long(flags), "commune": _long(communes), "held": _long(held)}
    return pd.concat({**parts, "limit": limits.sort_index()})


def _long(table: pd.DataFrame) -> pd.Series:
    """Every cell of a table under "row/column"."""
    named = table.melt(ignore_index=False, var_name="column", value_name="ha")
    named.index = named.index + "/" + named["column"]
    return named["ha"].sort_index()


def sizes(results: Results) -> list[float]:
    """Hectares of the candidate zones, whole, the smallest first."""
    return sorted(results.zones.zones.frame.drop_duplicates("zone")["zone_area_ha"])
