"""Slope, elevation and canopy: which side of a bound, and what an unknown cell answers."""

import numpy as np
import pytest

from gis.criteria.canopy import canopy_mask
from gis.criteria.elevation import elevation_mask
from gis.criteria.model import Aligned
from gis.criteria.slope import above, slope_mask
from gis.grid.terrain import Terrain, terrain_of
from gis.project.criteria_model import CanopyTest, ElevationTest, SlopeTest
from tests.land import plane, raster


@pytest.mark.parametrize(
    ("slope", "answer"),
    [
        (24.9, False), (25.0, False), (25.0005, False), (25.00099, False),
        (25.001, True), (25.0 + 0.001, True), (25.1, True), (np.nan, False),
    ],
)  # fmt: skip
def test_above_is_strict_with_a_tie_of_a_thousandth(slope, answer):
    assert above(np.array([slope]), 25.0).tolist() == [answer]


@pytest.mark.parametrize("threshold", [3.0, 8.0, 15.0, 20.0, 25.0, 30.0, 35.0])
def test_a_thousandth_more_is_above_whatever_the_threshold(threshold):
    """15.001 - 15 is 0.00099999999999945 in floating point; it is still above."""
    assert above(np.array([threshold + 0.001, threshold + 0.0009]), threshold).tolist() == [
        True,
        False,
    ]


def sloping(*degrees: float) -> Terrain:
    slope = np.array([degrees])
    flat = np.zeros(slope.shape)
    terrain = terrain_of(raster("dem", flat))
    return Terrain(terrain.grid, flat, flat == 0, slope, np.isfinite(slope))


def test_at_most_is_the_complement_of_above():
    land = sloping(0, 8, 24.9995, 25.0005, 25.001, 60, np.nan)
    steep = slope_mask(SlopeTest(test="slope", above_deg=25.0), land)
    gentle = slope_mask(SlopeTest(test="slope", at_most_deg=25.0), land)
    assert steep.holds.tolist() == [[False, False, False, False, True, True, False]]
    assert (gentle.holds == steep.no).all()
    assert (gentle.unknown == steep.unknown).all()
    assert steep.unknown.sum() == 1


def test_a_band_of_slope():
    land = sloping(15, 15.1, 25, 25.1, np.nan)
    band = slope_mask(SlopeTest(test="slope", above_deg=15.0, at_most_deg=25.0), land)
    assert band.holds.tolist() == [[False, True, True, False, False]]


def test_the_outer_ring_of_a_dem_is_neither_steep_nor_gentle():
    land = terrain_of(raster("dem", plane(40, 0, (5, 6))))
    steep = slope_mask(SlopeTest(test="slope", above_deg=25.0), land)
    # 5 × 6 cells less a ring of 18
    assert (steep.holds.sum(), steep.no.sum(), steep.unknown.sum()) == (12, 0, 18)


def test_elevation_includes_both_ends():
    z = np.array([[1399.9, 1400, 1800, 2200, 2200.1, np.nan]])
    land = terrain_of(raster("dem", z))
    band = elevation_mask(ElevationTest(test="elevation", from_m=1400.0, to_m=2200.0), land)
    assert band.holds.tolist() == [[False, True, True, True, False, False]]
    assert band.unknown.tolist() == [[False] * 5 + [True]]
    low = elevation_mask(ElevationTest(test="elevation", to_m=1400.0), land)
    assert low.holds.tolist() == [[True, True, False, False, False, False]]


def test_sea_level_is_a_bound_like_any_other():
    land = terrain_of(raster("dem", np.array([[-3.0, 0.0, 3.0]])))
    up = elevation_mask(ElevationTest(test="elevation", from_m=0.0), land)
    assert up.holds.tolist() == [[False, True, True]]


def test_canopy_kept_in_single_precision_still_meets_its_bound():
    """0.7 in float32 is 0.699999988: an office that writes 0.7 means it."""
    shares = np.array([[0.3, 0.7, 0.71, 0.0]], dtype=np.float32).astype(float)
    canopy = Aligned(shares, np.array([[True, True, True, False]]))
    closed = canopy_mask(CanopyTest(test="canopy_cover", from_share=0.7), canopy)
    assert closed.holds.tolist() == [[False, True, True, False]]
    assert closed.unknown.tolist() == [[False, False, False, True]]
    bare = canopy_mask(CanopyTest(test="canopy_cover", to_share=0.0), canopy)
    assert bare.holds.sum() == 0
