"""The tables of doubt: one row per plot, one per commune and total."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.zones.doubt_sums import PlaceDoubt, PlotDoubt
from gis.zones.tables import DOUBT_COLUMNS, DOUBT_TOTAL_COLUMNS

Floats = NDArray[np.float64]
PLOT = ["layer", "plot_id"]
RANGE = ("expected_ha", "low_ha", "central_ha", "high_ha")


def numbered(judged: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces of one rule with the number of their plot and of their place.

    Both are counted from 0 in the order of the names; land outside every commune comes last.
    """
    judged = judged.reset_index(drop=True)
    plot = judged.groupby(PLOT).ngroup().astype("int64")
    codes = sorted(judged["commune_code"].dropna().unique())
    place = judged["commune_code"].map({code: n for n, code in enumerate(codes)})
    return judged.assign(plot=plot, place=place.fillna(len(codes)).astype("int64"))


def plot_rows(
    judged: gpd.GeoDataFrame, doubt: PlotDoubt, other: pd.DataFrame | None
) -> gpd.GeoDataFrame:
    """One row per plot, in the order of the plots' numbers.

    A plot in several communes stands under the one that has most of it.

    Args:
        judged: numbered pieces of one rule.
        doubt: figures by plot.
        other: the same pieces judged on another DEM.
    """
    largest = judged.sort_values(["plot", "area_ha"], ascending=[True, False], kind="stable")
    rows = largest.drop_duplicates("plot").set_index("plot")
    table = rows.assign(
        geometry=_whole(judged, rows),
        doubt_id=rows["rule"] + ":" + rows["layer"] + "/" + rows["plot_id"],
        area_ha=rows["plot_area_ha"],
        flagged_ha=rows["plot_flagged_ha"],
        unknown_ha=rows["plot_unknown_ha"],
        over_probability=doubt.over,
        sure_verdict=doubt.verdict,
        expected_ha=doubt.expected_ha,
        low_ha=doubt.low_ha,
        central_ha=doubt.central_ha,
        high_ha=doubt.high_ha,
        visit_order=doubt.visit_order(),
        visit_ha=doubt.visit_ha,
        suspect_ha=doubt.suspect_ha,
        compare_flagged_ha=_elsewhere(rows, other),
    )
    return table[[*DOUBT_COLUMNS, "geometry"]].set_geometry("geometry")


def _whole(judged: gpd.GeoDataFrame, rows: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The polygons of whole plots; most lie in one commune and are as they were."""
    cut = judged[judged["plot"].duplicated(keep=False)]
    joined = cut.groupby("plot")["geometry"].agg(lambda parts: shapely.union_all(parts.to_numpy()))
    shapes = rows.geometry.copy()
    shapes.loc[joined.index] = gpd.GeoSeries(joined.to_numpy(), joined.index, crs=judged.crs)
    return shapes


def _elsewhere(rows: gpd.GeoDataFrame, other: pd.DataFrame | None) -> Floats:
    """The plots' flagged hectares on the other DEM; NaN without one."""
    if other is None:
        return np.full(len(rows), np.nan)
    found = other.drop_duplicates(PLOT).set_index(PLOT)["plot_flagged_ha"]
    keys = pd.MultiIndex.from_frame(rows[PLOT])
    return found.reindex(keys).to_numpy(dtype=np.float64)


def total_rows(
    judged: gpd.GeoDataFrame,
    doubt: PlaceDoubt,
    visit_ha: Floats,
    suspect_ha: Floats,
    other: pd.DataFrame | None,
) -> pd.DataFrame:
    """One row per place with judged land, then the total, of one rule.

    Args:
        judged: numbered pieces of one rule.
        doubt: counted flagged hectares by place and in total.
        visit_ha: hectares expected on the wrong side, by plot; only the total says their sum.
        suspect_ha: counted hectares whose slope is suspect, by place.
        other: the same pieces judged on another DEM.
    """
    places = judged.drop_duplicates("place").sort_values("place")
    outside = places["commune_code"].isna()
    count = len(places)
    by_place = judged.groupby("place")
    none = np.full(count, np.nan)
    columns = {
        "counted_ha": by_place["counted_ha"].sum(),
        "flagged_ha": by_place["counted_flagged_ha"].sum(),
        "unknown_ha": by_place["counted_unknown_ha"].sum(),
        "suspect_ha": suspect_ha,
        "compare_flagged_ha": none if other is None else _other_places(judged, other),
    }
    summed = {name: np.append(v, np.sum(v)) for name, v in columns.items()}
    ranges = {name: getattr(doubt, name) for name in RANGE}
    table = pd.DataFrame(
        {
            "place": [*np.where(outside, "outside_communes", "commune"), "total"],
            "commune_code": [*places["commune_code"], None],
            "commune": [*places["commune"], None],
            **summed,
            **ranges,
            "visit_ha": [*none, float(np.sum(visit_ha)) if count else np.nan],
        }
    )
    rule = judged["rule"].iloc[0] if count else None
    table = table.assign(rule=rule)[list(DOUBT_TOTAL_COLUMNS)]
    return table if count else table.iloc[:0]


def _other_places(judged: gpd.GeoDataFrame, other: pd.DataFrame) -> Floats:
    found = other.set_index("piece_id")["counted_flagged_ha"].reindex(judged["piece_id"])
    return np.bincount(judged["place"], found.to_numpy(dtype=np.float64)).astype(np.float64)
