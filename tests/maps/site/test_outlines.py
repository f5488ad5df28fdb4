"""Outlines as the page unpacks them."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from gis.maps.page.site.outlines import Outlines, outlines

HOLED = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))
TWO = MultiPolygon([box(40, 0, 50, 10), box(60.04, 0, 70.06, 10)])
SHAPES = [HOLED, shapely.Polygon(), TWO, None, box(-5, -5, -4, -4)]


def unpacked(lines: Outlines) -> list[list[np.ndarray]]:
    """Rings of each shape in metres, as site_outlines.js reads them."""
    low = np.frombuffer(lines.data, dtype=np.uint8).reshape(4, -1).astype(np.int64)
    numbers = list(low[0] + 256 * low[1] + 65536 * low[2] + 16777216 * low[3])
    rings, numbers = numbers[: lines.shapes], numbers[lines.shapes :]
    counts, numbers = numbers[: lines.rings], numbers[lines.rings :]
    steps = np.array([-(n + 1) // 2 if n % 2 else n // 2 for n in numbers]).reshape(2, -1)
    xy = (np.cumsum(steps, axis=1).T + lines.origin) / 10
    each = np.split(xy, np.cumsum(counts)[:-1]) if counts else []
    ends = np.cumsum([0, *rings])
    return [each[a:b] for a, b in pairwise(ends)]


def packed(shapes, **more) -> Outlines:
    return outlines(gpd.GeoSeries(shapes, crs=9205), 1.0, **more)


def test_every_corner_comes_back_to_a_decimetre():
    found = unpacked(packed(SHAPES))
    assert [len(rings) for rings in found] == [2, 0, 2, 0, 1]
    whole = shapely.Polygon(found[0][0], [found[0][1]])
    assert whole.equals(HOLED)
    parts = MultiPolygon([shapely.Polygon(ring) for ring in found[2]])
    # 60.04 and 70.06 are 60.0 and 70.1 in decimetres.
    assert parts.bounds == (40, 0, 70.1, 10)
    assert packed(SHAPES).within_m == pytest.approx(0.071)


def test_a_place_lies_in_an_odd_number_of_rings():
    rings = unpacked(packed(SHAPES))[0]
    for x, y in ((5.05, 5.05), (15.05, 15.05), (35.05, 5.05)):
        odd = sum(shapely.Polygon(r).contains(Point(x, y)) for r in rings) % 2 == 1
        assert odd == HOLED.contains(Point(x, y))


def test_large_land_and_far_corners_keep_their_place():
    far = box(1_999_999.9, 2_500_000.3, 2_000_123.4, 2_600_000.7)
    (ring,) = unpacked(packed([far]))[0]
    assert shapely.Polygon(ring).bounds == pytest.approx(far.bounds, abs=1e-9)


def test_too_many_corners_are_thinned_and_then_left_out():
    circle = Point(0, 0).buffer(1000, quad_segs=500)
    thin = packed([circle], most_corners=200)
    assert thin.within_m == pytest.approx(2.071)
    assert thin.corners <= 200
    assert shapely.hausdorff_distance(shapely.Polygon(unpacked(thin)[0][0]), circle) <= 2.1
    assert packed([circle], most_corners=3) is None


def test_feet_become_metres():
    lines = outlines(gpd.GeoSeries([box(0, 0, 100, 100)]), 0.3048)
    assert unpacked(lines)[0][0].max() == pytest.approx(30.5)
