"""Sums of an audit that must close before anything of it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
import shapely
from geopandas import GeoSeries

from gis.ledger.closure import equal_sums, measured_twice
from gis.ledger.model import Closure
from gis.units import area_ha
from gis.zones.allocation.survey import AuditLand
from gis.zones.allocation.tables import FUNCTION_HA
from gis.zones.tables import LEGAL_HA


def audit_closures(land: AuditLand) -> tuple[Closure, ...]:
    """Every sum that must close, each side computed on its own way.

    Land cut by commune is the land drawn; functions with outside and unknown, verdicts, and land
    in and out of named lots are the land drawn (in all, and for the row that differs most); what
    counts is the union; communes and the land outside them are the total, on the map and on paper.

    Args:
        land: what the checks found.
    """
    rows = pd.DataFrame(land.rows.frame.drop(columns="geometry"))
    named = rows[rows["outside_lot_ha"].notna()]
    return (
        equal_sums("audit.cut_by_commune", land.pieces["area_ha"], rows["area_ha"]),
        *_parts("audit.functions", rows, FUNCTION_HA, measured=True),
        *_parts("audit.verdicts", rows, LEGAL_HA, measured=False),
        *_parts("audit.lots", named, ("inside_lot_ha", "outside_lot_ha"), measured=True),
        *_counted(land),
        *_totals(land, rows),
    )


def _parts(
    name: str, rows: pd.DataFrame, parts: Sequence[str], *, measured: bool
) -> Iterator[Closure]:
    """Parts against the drawn land: all rows together, and the one that differs most."""
    if rows.empty:
        return
    close = measured_twice if measured else equal_sums
    summed = rows[list(parts)].sum(axis=1)
    yield close(name, summed, rows["area_ha"])
    apart = (summed - rows["area_ha"]).abs().fillna(float("inf")).to_numpy(dtype=float)
    worst = int(apart.argmax())
    about = f"{name}:{rows['audit_id'].iloc[worst]}"
    yield close(about, [float(summed.iloc[worst])], [float(rows["area_ha"].iloc[worst])])


def _counted(land: AuditLand) -> Iterator[Closure]:
    for role, own in land.pieces.groupby("crop"):
        union = shapely.disjoint_subset_union_all(own.geometry.to_numpy())
        whole = area_ha(GeoSeries([union], crs=own.crs))
        yield measured_twice(f"audit.counted_once:{role}", own["counted_ha"], whole)


def _totals(land: AuditLand, rows: pd.DataFrame) -> Iterator[Closure]:
    for role, own in land.totals.groupby("role"):
        total, places = own[own["place"] == "total"], own[own["place"] != "total"]
        drawn = rows.loc[rows["role"] == role, "area_ha"]
        yield equal_sums(f"audit.drawn:{role}", total["drawn_ha"], drawn)
        used = [*total["overlap_ha"], *total["counted_ha"]]
        yield equal_sums(f"audit.overlap_and_counted:{role}", used, total["drawn_ha"])
        for column in ("drawn_ha", "counted_ha", *FUNCTION_HA):
            name = f"audit.places.{column}:{role}"
            yield equal_sums(name, places[column], total[column])
        # Where nothing is known of a place or of all, nothing of it is added.
        paper, whole = places["paper_ha"].fillna(0.0), total["paper_ha"].fillna(0.0)
        yield equal_sums(f"audit.places.paper_ha:{role}", paper, whole)
