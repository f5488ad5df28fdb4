"""Planes of 24.9° and 25.1° that fall to eight sides, in three CRSs: nothing, and everything.

Sixteen tiles of 40 × 40 cells stand side by side in one DEM, a plot in the middle of each. Where
two tiles meet there are cliffs; no plot comes near them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import Geometry
from shapely.affinity import rotate
from shapely.geometry import box

import gis
from tests.end_to_end.country import Country
from tests.land import NORTH, VN2000, WEST

TILE, CELL_M = 40, 30.0
TILES = [(deg, azimuth) for deg in (24.9, 25.1) for azimuth in range(0, 360, 45)]
# Plots of 100.7 m × 83.3 m (0.838831 ha), turned a little more in each tile: on no cell border.
PLOT_M, PLOT_HA = (100.7, 83.3), 100.7 * 83.3 / 10_000
CASES = {
    "VN-2000": ("EPSG:9205", "EPSG:9205"),
    "UTM": ("EPSG:32648", "EPSG:32648"),
    "longitude and latitude": ("EPSG:4326", "EPSG:9205"),
}


def heights(crs: str, project_crs: str, transform: Affine) -> NDArray[np.float64]:
    """Every tile a plane of its own in the project CRS, through the middle of the tile."""
    rows, cols = np.indices((TILE, TILE * len(TILES)))
    x, y = transform @ (cols + 0.5, rows + 0.5)
    if crs != project_crs:
        x, y = Transformer.from_crs(crs, project_crs, always_xy=True).transform(x, y)
    found = np.empty(x.shape)
    for i, (deg, azimuth) in enumerate(TILES):
        tile = np.s_[:, i * TILE : (i + 1) * TILE]
        east, north = x[tile] - x[tile].mean(), y[tile] - y[tile].mean()
        a = math.radians(azimuth)
        fall = east * math.sin(a) + north * math.cos(a)
        found[tile] = 2000.0 - math.tan(math.radians(deg)) * fall
    return found


def country(crs: str, project_crs: str) -> Country:
    x0, y0 = Transformer.from_crs(VN2000, project_crs, always_xy=True).transform(WEST, NORTH)
    transform = Affine(CELL_M, 0, x0, 0, -CELL_M, y0)
    if crs != project_crs:
        to_degrees = Transformer.from_crs(project_crs, crs, always_xy=True)
        (lon, lat), (east, south) = (
            to_degrees.transform(x0, y0), to_degrees.transform(x0 + CELL_M, y0 - CELL_M),
        )  # fmt: skip
        transform = Affine(east - lon, 0, lon, 0, south - lat, lat)
    side_m = TILE * CELL_M
    plots: dict[str, Geometry] = {}
    for i in range(len(TILES)):
        x, y = x0 + (i + 0.5) * side_m, y0 - 0.5 * side_m
        plots[f"P{i:02d}"] = rotate(box(x, y, x + PLOT_M[0], y + PLOT_M[1]), 5.3 * i)
    land = box(x0 + 90, y0 - side_m + 90, x0 + len(TILES) * side_m - 90, y0 - 90)
    drawn = replace(
        Country(), heights=heights(crs, project_crs, transform), transform=transform, plots=plots,
        communes={"00001": land}, stream=land.boundary, subzone=land.buffer(-300),
        project_crs=project_crs, crs=crs,
    )  # fmt: skip
    return drawn if crs == project_crs else drawn.moved(_taken(project_crs, crs))


def _taken(project_crs: str, crs: str):
    return lambda shape: gpd.GeoSeries([shape], crs=project_crs).to_crs(crs).iloc[0]


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_24_9_and_all_of_25_1_degrees(tmp_path: Path, name: str) -> None:
    results = gis.compute(country(*CASES[name]).write(tmp_path))
    table = results.flags.frame.set_index("plot_id").sort_index()
    steep = np.array([deg > 25 for deg, _ in TILES])
    assert len(table) == 16
    np.testing.assert_allclose(table["area_ha"], PLOT_HA, rtol=0, atol=1e-5)
    np.testing.assert_allclose(table["flagged_ha"], np.where(steep, PLOT_HA, 0), rtol=0, atol=1e-5)
    np.testing.assert_allclose(table["plot_flagged_share"], steep, rtol=0, atol=1e-9)
    assert (table["unknown_ha"] == 0).all()
    # Every cell under a plot has its tile's slope to 0.02°.
    degrees = [deg for deg, _ in TILES]
    np.testing.assert_allclose(table["slope_mean_deg"], degrees, rtol=0, atol=0.02)
    np.testing.assert_allclose(table["slope_max_deg"], degrees, rtol=0, atol=0.02)
    assert set(table["verdict"][steep]) == {"review"}
    assert set(table["verdict"][~steep]) == {"clear"}
