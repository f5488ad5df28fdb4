"""Hectares by what the law says of them, place by place: of plots, and of candidate zones."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.ledger.closure import equal_sums
from gis.ledger.model import Closure
from gis.reference.law import VERDICTS
from gis.zones.tables import LEGAL_HA, LEGAL_TOTAL_COLUMNS, LegalLand

About = dict[str, str | None]
_ABOUT = ("legal_land", "rule", "crop", "method")


def legal_rows(legal: LegalLand, zones: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """A row per land, place and verdict, the most restrictive verdict first.

    Args:
        legal: hectares of plots that count.
        zones: candidate zones by commune (``ZONE_COLUMNS``).
        communes: ``commune_code, commune``; each has its rows, with zeros where nothing lies.

    Returns:
        ``LEGAL_TOTAL_COLUMNS``: plots by crop and method, then zones by rule; communes, for plots
        the land outside them, then the total. Empty where the law was not asked.
    """
    if not legal.asked:
        return pd.DataFrame(columns=list(LEGAL_TOTAL_COLUMNS))
    tables = [*_plots(legal, communes), *_zones(zones, communes)]
    if not tables:
        return pd.DataFrame(columns=list(LEGAL_TOTAL_COLUMNS))
    rows = pd.concat(tables, ignore_index=True)[list(LEGAL_TOTAL_COLUMNS)]
    texts = [c for c in LEGAL_TOTAL_COLUMNS if not c.endswith("_ha")]
    rows[texts] = rows[texts].astype(object).where(rows[texts].notna(), None)
    return rows


def _plots(legal: LegalLand, communes: pd.DataFrame) -> Iterator[pd.DataFrame]:
    counted = legal.counted
    places = [*communes["commune_code"], ""]
    for (crop, method), own in counted.groupby([counted["crop"], counted["method"].fillna("")]):
        about: About = {"legal_land": "plots", "crop": str(crop), "method": str(method) or None}
        yield _long(_by_place(own, places), communes, about)


def _zones(zones: pd.DataFrame, communes: pd.DataFrame) -> Iterator[pd.DataFrame]:
    judged = zones[zones["legal_verdict"].notna()]
    for rule, own in judged.groupby("rule", sort=False):
        first = own.iloc[0]
        about: About = {"legal_land": "zones", "crop": first["crop"], "method": first["method"]}
        about["rule"] = str(rule)
        yield _long(_by_place(own, list(communes["commune_code"])), communes, about)


def _by_place(rows: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    sums = rows.groupby(rows["commune_code"].fillna(""))[list(LEGAL_HA)].sum()
    return sums.reindex(places, fill_value=0.0)


def _long(ha: pd.DataFrame, communes: pd.DataFrame, about: About) -> pd.DataFrame:
    """Places beside their hectares by verdict, and the total below them."""
    table = ha.set_axis(list(VERDICTS), axis=1).rename_axis("commune_code").reset_index()
    table = table.merge(communes, on="commune_code", how="left")
    table["place"] = ["commune" if code else "outside_communes" for code in table["commune_code"]]
    table["commune_code"] = table["commune_code"].where(table["commune_code"] != "", None)
    total = pd.DataFrame([table[list(VERDICTS)].sum()]).assign(place="total")
    table = pd.concat([table, total], ignore_index=True)
    table = table.assign(land_ha=table[list(VERDICTS)].sum(axis=1), order=range(len(table)))
    kept = ["place", "commune_code", "commune", "land_ha", "order"]
    rows = table.melt(kept, list(VERDICTS), "legal_verdict", "legal_ha")
    return rows.sort_values("order", kind="stable").assign(**({"rule": None} | about))


def legal_closures(
    legal: LegalLand, zones: pd.DataFrame, plots: pd.DataFrame, rows: pd.DataFrame
) -> Iterator[Closure]:
    """Verdicts = land; no barred hectare stands among candidates; places = the total.

    Args:
        legal: what the law says of plots.
        zones: candidate zones by commune.
        plots: counted pieces of every plot.
        rows: the table by verdict (:func:`legal_rows`).
    """
    if not legal.asked:
        return
    ids = legal.plots.frame["piece_id"]
    counted = plots.loc[plots["piece_id"].isin(ids), "counted_ha"]
    yield equal_sums("law.plots", legal.counted[list(LEGAL_HA)].sum(), counted)
    judged = zones[zones["legal_verdict"].notna()]
    for rule, own in judged.groupby("rule"):
        yield equal_sums(f"law.zones:{rule}", own[list(LEGAL_HA)].sum(), own["area_ha"])
        yield equal_sums(f"law.no_barred_candidate:{rule}", own["legal_barred_ha"], [0.0])
    for about, own in rows.groupby([rows[key].fillna("") for key in _ABOUT]):
        total = own["place"] == "total"
        name = ":".join(map(str, about))
        parts, whole = own.loc[~total, "legal_ha"], own.loc[total, "legal_ha"]
        yield equal_sums(f"law.places:{name}", parts, whole)
