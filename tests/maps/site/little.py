"""The little run of ``tests.maps.results`` with forest lots, and what was found in its cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from affine import Affine
from pyproj import CRS, Transformer

from gis.criteria.judge import Judge, prepare
from gis.layers.model import RasterLayer
from gis.maps.results import Results
from gis.zones.commune_land import measure_communes
from gis.zones.forest_lots import forest_lots
from gis.zones.one_pass import one_pass
from gis.zones.outline import OutlineTally
from gis.zones.site_cells import MOST_SQUARES, SiteTally
from tests import land
from tests.maps.results import little_results

DEGREES = 0.0003


def little_site(
    *, dem_crs: str = land.VN2000, most_squares: int = MOST_SQUARES, **texts: object
) -> tuple[Results, Judge]:
    """Lots from west to east over the northern 900 m: watershed forest, production forest, farm."""
    results = little_results(**texts)
    dem = heights(dem_crs)
    keys = {"tk": ["0530"] * 3, "khoanh": ["1", "1", "2a"], "lo": ["1", "2", "1"]}
    codes = {"ldlr": ["TXB", "RTG", "NN"], "malr3": [1, 3, None], "mamdsd": [1, 10, None]}
    patches = [land.square(x, 0, side) for x, side in ((0, 400), (400, 500), (900, 300))]
    forest = land.vector("forest", "forest", patches, **keys, **codes, nqh=[0, 0, 1],
                         dtuong=[4, 1, 1], churung=["Ban A", "Giàng A Páo", None])  # fmt: skip
    layers = replace(
        results.layers, dem=dem, rasters={"dem": dem},
        vectors=dict(results.layers.vectors) | {"forest": forest},
    )  # fmt: skip
    judge = prepare(results.project, layers)
    communes = measure_communes(layers, judge.grid)
    zones = OutlineTally(results.project, layers, judge.grid, communes, judge.law)
    site = SiteTally(results.project, judge, zones.around, most_squares)
    one_pass(judge, [zones, site])
    cells, lots = site.cells(zones.zones()), forest_lots(layers)
    return replace(results, layers=layers, cells=cells, lots=lots), judge


def heights(crs: str) -> RasterLayer:
    """40 × 40 cells over the land: steeper from north to south (0° to some 45°), with a void."""
    rows = np.arange(40.0)[:, None] + np.zeros((40, 40))
    height = 2000.0 - 0.4 * rows**2
    known = np.ones((40, 40), bool)
    known[10:13, 20:23] = False
    if crs == land.VN2000:
        return land.raster("dem", height, known=known)
    way = Transformer.from_crs(land.VN2000, crs, always_xy=True)
    west, north = way.transform(land.WEST, land.NORTH)
    side = 30.0 if CRS(crs).is_projected else DEGREES
    at = Affine(side, 0, west, 0, -side, north)
    return land.raster("dem", height, known=known, crs=crs, transform=at)
