"""The rows of candidate zones: one per zone and commune, with what the land there is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.criteria.law import Judgement
from gis.layers.model import Layers
from gis.project.model import ZoneRule
from gis.units import M2_PER_HA, area_ha
from gis.zones.candidates import Candidates
from gis.zones.commune_cut import cut_by_commune
from gis.zones.commune_land import CommuneLand, Hectares
from gis.zones.forest_mix import forest_mix
from gis.zones.ground import ground
from gis.zones.legal import legal_columns, no_legal_columns
from gis.zones.piece_law import by_judgement
from gis.zones.tables import ZONE_COLUMNS, FeatureTable

# Less than this is a sliver of a border, not a place: 1 m².
SLIVER_HA = 1.0 / M2_PER_HA


@dataclass(frozen=True)
class ZoneRows:
    """Rows of one rule (``ZONE_COLUMNS``), their hectares and the slivers' by commune, in order."""

    table: FeatureTable
    candidate_ha: Hectares
    sliver_ha: Hectares


def zone_rows(
    rule: str,
    asked: ZoneRule,
    candidates: Candidates,
    named: Sequence[str | None],
    land: CommuneLand,
    layers: Layers,
    judgements: Sequence[Judgement] = (),
) -> ZoneRows:
    """Cut candidate zones by commune and describe every part.

    Zones are numbered from 1 in reading order of their first cell; a zone wholly outside the
    communes has no row and no number. A part of less than 1 m² has no row; its hectares are
    handed back apart, so that the commune still closes.

    Args:
        rule: name of the zone rule, the first part of every id.
        asked: its crop and method.
        candidates: whole zones, in the project CRS.
        named: ``named_by_plan`` of every commune, in order; None where no plan names any.
        land: the communes, in the project CRS.
        layers: the forest layer, if any.
        judgements: of the law, by number; without any the legal columns are empty.

    Returns:
        Rows in the order of the zones, then of the communes, polygons and hectares in the project
        CRS.
    """
    cut = cut_by_commune(candidates.shapes, land.shapes)
    cut["area_ha"] = area_ha(cut.geometry)
    kept = cut[cut["area_ha"] >= SLIVER_HA].reset_index(drop=True)
    slivers = cut[cut["area_ha"] < SLIVER_HA]
    frame = pd.concat(
        [
            _names(rule, asked, kept, named, land),
            kept["area_ha"],
            pd.Series(candidates.area_ha[kept["zone"]], name="zone_area_ha", dtype=float),
            ground(kept, candidates.land),
            forest_mix(kept.geometry, layers),
            _legal(kept, candidates, judgements),
            kept.geometry,
        ],
        axis=1,
    )
    table = gpd.GeoDataFrame(frame[[*ZONE_COLUMNS, "geometry"]], crs=layers.project_crs)
    return ZoneRows(
        FeatureTable(table, ZONE_COLUMNS), _by_commune(kept, land), _by_commune(slivers, land)
    )


def _legal(
    rows: gpd.GeoDataFrame, candidates: Candidates, judgements: Sequence[Judgement]
) -> pd.DataFrame:
    if candidates.law is None or rows.empty:
        return no_legal_columns(len(rows))
    pairs = rows["zone"].to_numpy(), rows["commune"].to_numpy()
    shares = by_judgement(candidates.law, *pairs, len(judgements))
    return legal_columns(shares * rows["area_ha"].to_numpy()[:, None], judgements)


def _names(
    rule: str,
    asked: ZoneRule,
    rows: gpd.GeoDataFrame,
    named: Sequence[str | None],
    land: CommuneLand,
) -> pd.DataFrame:
    number = rows["zone"].rank(method="dense").astype(int)
    zone = [f"{rule}-{n:04d}" for n in number]
    codes = [land.codes[c] for c in rows["commune"]]
    return pd.DataFrame(
        {
            "zone_id": [f"{z}@{code}" for z, code in zip(zone, codes, strict=True)],
            "zone": zone,
            "rule": rule,
            "crop": asked.crop,
            "method": asked.method,
            "commune_code": codes,
            "commune": [land.names[c] for c in rows["commune"]],
            "named_by_plan": [named[c] for c in rows["commune"]],
        },
        index=rows.index,
    )


def _by_commune(rows: pd.DataFrame, land: CommuneLand) -> Hectares:
    total: Hectares = np.zeros(len(land.codes))
    np.add.at(total, rows["commune"].to_numpy(), rows["area_ha"].to_numpy())
    return total
