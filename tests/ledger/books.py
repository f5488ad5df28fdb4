"""A ledger of little land: two communes of 9 ha, steep from 300 m east, zones given by hand."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.grid import grid_of
from gis.grid.terrain import Terrain
from gis.layers.model import VectorLayer
from gis.ledger.model import Ledger
from gis.ledger.tally import tally
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from gis.zones.tables import (
    LIMIT_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
    FeatureTable,
    ZoneLand,
)
from tests import land
from tests.zones.asked import project
from tests.zones.test_pieces import TWO

SLOPES = {
    "steep": {"test": "slope", "above_deg": 25.0},
    "gentle": {"test": "slope", "at_most_deg": 25.0},
}
ON_STEEP = {"on_steep": {"plots": "cassava", "when": ("steep",), "cites": "000 III.2"}}


def halves(unknown_rows: int = 0) -> Evaluation:
    """30 × 40 cells of 30 m: 10° to 300 m east, 30° beyond; the last rows are unknown."""
    grid = grid_of(land.raster("dem", np.zeros((30, 40))))
    slope = np.where(np.arange(40) >= 10, 30.0, 10.0) * np.ones((30, 1))
    known = np.ones((30, 40), bool)
    known[30 - unknown_rows :] = False
    terrain = Terrain(grid, np.zeros((30, 40)), known, slope, known)
    steep = Mask(slope > 25, known)
    return Evaluation(grid, terrain, {}, {"steep": steep, "gentle": ~steep})


def zone_land(*zones: dict[str, object]) -> ZoneLand:
    """Zones by hand (``rule, crop, method, commune_code, geometry``); their communes close."""
    shapes = gpd.GeoSeries([zone["geometry"] for zone in zones], crs=land.VN2000)
    rows = pd.DataFrame([{**zone, "area_ha": zone["geometry"].area / 1e4} for zone in zones])
    frame = gpd.GeoDataFrame(rows.reindex(columns=list(ZONE_COLUMNS)), geometry=shapes)
    communes = rows.reindex(columns=[*ZONE_COMMUNE_COLUMNS, "area_ha"])
    communes = communes.assign(candidate_ha=communes["area_ha"], too_small_ha=0.0, commune_ha=9.0)
    communes = communes.assign(excluded_ha=8.0 - communes["area_ha"], unknown_ha=1.0)
    return ZoneLand(
        FeatureTable(frame, ZONE_COLUMNS),
        communes[list(ZONE_COMMUNE_COLUMNS)],
        pd.DataFrame(columns=list(LIMIT_COLUMNS)),
    )


def ledger_of(
    *layers: VectorLayer,
    found: Sequence[dict[str, object]] = (),
    evaluation: Evaluation | None = None,
    communes: VectorLayer = TWO,
    **parts: object,
) -> Ledger:
    """The ledger of some plots layers; ``found`` are candidate zones, ``parts`` the project's
    flags, zone rules, plans and targets.
    """
    asked = project(*layers, criteria=SLOPES, **({"flags": ON_STEEP} | parts))
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), communes, *layers)
    plots = cut_plots(asked, everything)
    flags = flag_plots(asked, evaluation or halves(), plots)
    return tally(asked, everything, plots, flags, zone_land(*found))
