"""Hectares by slope class, place by place: what the cassava plan asks communes to review."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.project.slope_classes import UNKNOWN
from gis.zones.tables import SLOPE_CLASS_COLUMNS, SlopeLand

_TEXTS = ("land", "crop", "method", "place", "commune_code", "commune", "slope_class")


def slope_rows(slopes: SlopeLand, pieces: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """A row per land, crop, method, place and class; the unknown class comes last.

    Args:
        slopes: hectares by class of every piece and commune.
        pieces: the plot pieces, in the same order: ``crop, method, commune_code``.
        communes: ``commune_code, commune``; each has its rows, with zeros where nothing lies.

    Returns:
        ``SLOPE_CLASS_COLUMNS``: for every crop and method that has plots its communes, the land
        outside them and the total; then all land of every commune and its total.
    """
    tables = [_long(table, slopes) for table in _lands(slopes, pieces, communes)]
    rows = pd.concat(tables, ignore_index=True)[list(SLOPE_CLASS_COLUMNS)]
    texts = rows[list(_TEXTS)].astype(object)
    rows[list(_TEXTS)] = texts.where(texts.notna(), None)
    return rows


def _lands(
    slopes: SlopeLand, pieces: pd.DataFrame, communes: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    crops, methods = (pieces[c].fillna("") for c in ("crop", "method"))
    # An empty text stands for a missing crop or method and comes last, as in the holdings.
    groups = sorted(
        set(zip(crops, methods, strict=True)), key=lambda p: (not p[0], p[0], not p[1], p[1])
    )
    places = [*communes["commune_code"], ""]
    for crop, method in groups:
        own = ((crops == crop) & (methods == method)).to_numpy()
        code = pieces["commune_code"].fillna("").to_numpy()[own]
        ha = slopes.pieces[own].groupby(code).sum().reindex(places, fill_value=0.0)
        yield _placed(ha, communes).assign(land="plots", crop=crop or None, method=method or None)
    ha = slopes.communes.reindex(places[:-1])
    yield _placed(ha, communes).assign(land="all", crop=None, method=None)


def _placed(ha: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Places beside their hectares, and the total below them."""
    table = ha.rename_axis("commune_code").reset_index()
    table = table.merge(communes, on="commune_code", how="left")
    table["place"] = ["commune" if code else "outside_communes" for code in table["commune_code"]]
    table["commune_code"] = table["commune_code"].where(table["commune_code"] != "", None)
    total = pd.DataFrame([ha.sum()]).assign(place="total")
    return pd.concat([table, total], ignore_index=True)


def _long(table: pd.DataFrame, slopes: SlopeLand) -> pd.DataFrame:
    ends = {one.name: (one.above_deg, one.at_most_deg) for one in slopes.classes}
    names = [*ends, UNKNOWN]
    table = table.assign(land_ha=table[names].sum(axis=1), order=range(len(table)))
    kept = [c for c in table.columns if c not in names]
    rows = table.melt(kept, names, "slope_class", "class_ha")
    rows = rows.sort_values("order", kind="stable")
    bounds = [ends.get(name, (None, None)) for name in rows["slope_class"]]
    rows[["above_deg", "at_most_deg"]] = pd.DataFrame(bounds, rows.index, dtype="float64")
    return rows
