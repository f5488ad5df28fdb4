"""The same land written, turned or moved otherwise has the same hectares.

All within 1e-6 ha (0.01 m²): cells are covered in single precision (6e-8 of a cell). Plots from
another datum are allowed 1e-4 ha (1 m²): a two-dimensional transformation to WGS 84 and back drops
the height between the ellipsoids and comes home 1.3 mm beside where it set out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import LineString
from shapely.geometry import box
from shapely.ops import split

import gis
from gis.maps.results import Results
from tests.end_to_end.country import MIDDLE, Country
from tests.end_to_end.figures import figures, sizes
from tests.land import NORTH, WEST

TOLERANCE_HA, OTHER_DATUM_HA = 1e-6, 1e-4
FOOT_M = 0.3048


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return gis.compute(Country().write(tmp_path_factory.mktemp("plain")))


def south_up(country: Country) -> Country:
    rows, t = country.heights.shape[0], country.transform
    upside_down = t @ type(t)(1, 0, 0, 0, -1, rows)
    return replace(country, heights=np.flipud(country.heights), transform=upside_down)


def in_feet(country: Country) -> Country:
    return replace(country, heights=country.heights / FOOT_M, dem_said={"unit": "ft"})


def far_plot(country: Country) -> Country:
    """One more plot, 3 km from everything: it makes the program read more of the DEM."""
    wide = np.pad(country.heights, 120, mode="edge")
    transform = country.transform @ type(country.transform).translation(-120, -120)
    lone = box(WEST - 3000, NORTH - 100, WEST - 2900, NORTH)
    plots = {**country.plots, "Z1": lone}
    return replace(country, heights=wide, transform=transform, plots=plots)


OTHERWISE: dict[str, Callable[[Country], Country]] = {
    "a quarter turn": lambda c: c.rotated(1),
    "half a turn": lambda c: c.rotated(2),
    "three quarters": lambda c: c.rotated(3),
    "mirrored": Country.mirrored,
    "shifted by whole cells": lambda c: c.shifted(700, -300),
    "rows in another order": Country.reordered,
    "south-up": south_up,
    "heights in feet": in_feet,
    "another nodata": lambda c: replace(c, dem_profile={"nodata": -32768.0}),
    "NaN for nodata": lambda c: replace(c, dem_profile={"nodata": np.nan}),
    "tiled and compressed": lambda c: replace(
        c,
        dem_profile={
            "nodata": -9999.0, "tiled": True, "blockxsize": 16, "blockysize": 16,
            "compress": "deflate", "predictor": 3,
        },
    ),
    "plots in UTM of VN-2000": lambda c: replace(c, plots_crs="EPSG:3405"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_the_same_hectares(plain: Results, tmp_path: Path, name: str) -> None:
    other = gis.compute(OTHERWISE[name](Country()).write(tmp_path))
    before, after = figures(plain), figures(other)
    pd.testing.assert_series_equal(before, after, rtol=0, atol=TOLERANCE_HA)
    assert sizes(plain) == pytest.approx(sizes(other), abs=TOLERANCE_HA)
    assert before["held", "total/flagged_ha"] > 5  # there is something to lose


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32648"])
def test_plots_of_another_datum(plain: Results, tmp_path: Path, crs: str) -> None:
    other = figures(gis.compute(replace(Country(), plots_crs=crs).write(tmp_path)))
    pd.testing.assert_series_equal(figures(plain), other, rtol=0, atol=OTHER_DATUM_HA)


def test_a_plot_far_away_changes_nothing_else(plain: Results, tmp_path: Path) -> None:
    other = gis.compute(far_plot(Country()).write(tmp_path))
    before, after = figures(plain), figures(other)
    assert sizes(plain) == pytest.approx(sizes(other), abs=TOLERANCE_HA)
    assert after["plot", "Z1/plot_unknown_ha"] == 0
    same = before.index[before.index.get_level_values(0) != "held"]  # Z1 is held as well
    pd.testing.assert_series_equal(before[same], after[same], rtol=0, atol=TOLERANCE_HA)


def test_a_plot_split_in_two_keeps_its_hectares(plain: Results, tmp_path: Path) -> None:
    country = Country()
    whole = country.plots["S48"]
    x = whole.centroid.x + 1.7
    cut = LineString([(x, MIDDLE[1] - 1e4), (x, MIDDLE[1] + 1e4)])
    halves = dict(zip(("S48a", "S48b"), split(whole, cut).geoms, strict=True))
    others = {k: s for k, s in country.plots.items() if k != "S48"}
    after = figures(gis.compute(replace(country, plots=others | halves).write(tmp_path)))
    before = figures(plain)
    for column in ("plot_area_ha", "plot_flagged_ha", "plot_unknown_ha"):
        parts = [after["plot", f"{half}/{column}"] for half in halves]
        assert sum(parts) == pytest.approx(before["plot", f"S48/{column}"], abs=TOLERANCE_HA)
    assert min(after["plot", f"{half}/plot_area_ha"] for half in halves) > 0.5
    pd.testing.assert_series_equal(before["held"], after["held"], rtol=0, atol=TOLERANCE_HA)
