"""What is allocated in every commune: drawn, counted once, on paper, by function and slope."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from gis.layers.model import Layers
from gis.zones.allocation.tables import COMMUNE_TOTAL_COLUMNS, FUNCTION_HA, ROLES

_SUMMED = (
    *FUNCTION_HA, "over_25_ha", "over_30_ha", "slope_unknown_ha", "legal_barred_ha",
)  # fmt: skip
OUTSIDE = "outside_communes"


def commune_totals(rows: pd.DataFrame, pieces: gpd.GeoDataFrame, layers: Layers) -> pd.DataFrame:
    """Totals by role and commune.

    Args:
        rows: the audited rows, with paper figures and the commune that has most of each.
        pieces: the same land cut by commune, with its figures; what counts of it as
            ``counted_ha``.
        layers: the communes.

    Returns:
        ``COMMUNE_TOTAL_COLUMNS``: communes by code, also those without any, land outside them,
        and the total. A figure on paper stands where the paper says, if the commune is one of
        these, else where most of the land is; rows without one are counted, with their drawn
        hectares, and add nothing.
    """
    communes = layers.communes.frame.sort_values("code")
    names = dict(zip(communes["code"], communes["name"], strict=True))
    tables = [
        pd.DataFrame(
            _role_rows(rows[rows["role"] == role], pieces[pieces["crop"] == role], names)
        ).assign(role=role)
        for role in ROLES
        if (rows["role"] == role).any()
    ]
    if not tables:
        return pd.DataFrame(columns=list(COMMUNE_TOTAL_COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(COMMUNE_TOTAL_COLUMNS)]


def _role_rows(
    rows: pd.DataFrame, pieces: pd.DataFrame, names: dict[str, str]
) -> Iterator[dict[str, object]]:
    stated = rows["paper_commune_code"].where(rows["paper_commune_code"].isin(list(names)))
    papers = stated.fillna(rows["commune_code"]).fillna("")
    cut = pieces["commune_code"].fillna("")
    for code in (*names, ""):
        said = {
            "place": "commune" if code else OUTSIDE,
            "commune_code": code or None,
            "commune": names.get(code),
        }
        yield said | _figures(rows[papers == code], pieces[cut == code])
    yield {"place": "total", "commune_code": None, "commune": None} | _figures(rows, pieces)


def _figures(rows: pd.DataFrame, pieces: pd.DataFrame) -> dict[str, object]:
    missing = rows["paper_ha"].isna()
    drawn_ha, counted_ha = float(pieces["area_ha"].sum()), float(pieces["counted_ha"].sum())
    return {
        "allocations": len(pieces["audit_id"].unique()),
        "drawn_ha": drawn_ha,
        "overlap_ha": drawn_ha - counted_ha,
        "counted_ha": counted_ha,
        "paper_ha": _known_sum(rows["paper_ha"]),
        "paper_missing": int(missing.sum()),
        "paper_missing_drawn_ha": float(rows["area_ha"][missing].sum()),
        **{name: float(pieces[name].sum()) for name in _SUMMED},
    }


def _known_sum(hectares: pd.Series) -> float:
    """What is known added up; NaN where there are rows and nothing is known of any."""
    return float(hectares.sum(min_count=1)) if len(hectares) else 0.0
