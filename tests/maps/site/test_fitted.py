"""The page's way from one CRS to another beside PROJ's."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS, Transformer

from gis.maps.page.site.fitted import MOST_ERROR_M, Fitted, fitted

WGS84 = CRS.from_epsg(4326)
DISTRICT, PROVINCE, COUNTRY = (
    (103.0, 22.2, 103.7, 22.9),
    (102.2, 21.6, 104.0, 22.9),
    (102, 8, 110, 24),
)


def worked_out(way: Fitted, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """As the page does it (site_places.js), term by term."""
    u, v = (x - way.centre[0]) / way.reach[0], (y - way.centre[1]) / way.reach[1]
    terms = [(i, j) for i in range(way.degree + 1) for j in range(way.degree + 1 - i)]
    powers = np.array([u**i * v**j for i, j in terms])
    return np.column_stack([np.array(way.x) @ powers, np.array(way.y) @ powers])


@pytest.mark.parametrize(
    ("code", "box"),
    [(9205, DISTRICT), (9205, PROVINCE), (3405, PROVINCE), (32648, DISTRICT), (5897, PROVINCE),
     (3857, PROVINCE), (9205, COUNTRY)],
)  # fmt: skip
def test_it_stays_within_millimetres_of_proj(code, box):
    way = fitted(WGS84, CRS.from_epsg(code), box, MOST_ERROR_M)
    rng = np.random.default_rng(code)
    lon, lat = rng.uniform(box[0], box[2], 20_000), rng.uniform(box[1], box[3], 20_000)
    there = Transformer.from_crs(WGS84, code, always_xy=True).transform(lon, lat)
    apart = np.hypot(*(worked_out(way, lon, lat) - np.column_stack(there)).T)
    assert apart.max() <= MOST_ERROR_M
    # What it says of itself was measured at other places than these.
    assert apart.max() <= 1.5 * way.error_m + 1e-7


def test_there_and_back():
    local = (510_000.0, 2_470_000.0, 570_000.0, 2_530_000.0)
    back = fitted(CRS.from_epsg(9205), WGS84, local, MOST_ERROR_M)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(local[0], local[2], 1000), rng.uniform(local[1], local[3], 1000)
    lon, lat = worked_out(back, x, y).T
    again = Transformer.from_crs(WGS84, 9205, always_xy=True).transform(lon, lat)
    assert np.hypot(again[0] - x, again[1] - y).max() <= MOST_ERROR_M


def test_where_no_polynomial_is_good_enough_there_is_none():
    assert fitted(WGS84, CRS.from_epsg(9205), COUNTRY, 1e-9) is None
    # PROJ has no answer at the poles of this one.
    assert fitted(WGS84, CRS.from_epsg(3857), (0, -90, 10, 90), MOST_ERROR_M) is None
    assert fitted(WGS84, CRS.from_epsg(9205), (103, 22, 103, 23), MOST_ERROR_M) is None
