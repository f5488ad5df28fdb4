"""Our Horn slope on a real DEM, against the same formula written with loops."""

import math
from pathlib import Path

import numpy as np
import pytest
import rasterio

from gis.grid.terrain import slope_deg

DEM = Path(__file__).parents[3] / "shared" / "data" / "ecuador_rbsf_terrain10m.tif"


def horn_by_hand(z: np.ndarray, row: int, col: int, cell_m: float) -> float:
    a, b, c = z[row - 1, col - 1 : col + 2]
    d, _, f = z[row, col - 1 : col + 2]
    g, h, i = z[row + 1, col - 1 : col + 2]
    east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * cell_m)
    south = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * cell_m)
    return math.degrees(math.atan(math.hypot(east, south)))


@pytest.mark.real_data
@pytest.mark.skipif(not DEM.exists(), reason="no real geodata beside the checkout")
def test_ecuador():
    with rasterio.open(DEM) as file:
        z, published = file.read(4).astype(float), file.read(1).astype(float)
        cell_m = file.transform.a
    rows = z.shape[0]
    slope, known = slope_deg(z, np.isfinite(z), np.full(rows, cell_m), np.full(rows, cell_m))
    places = np.argwhere(known)[::37]
    by_hand = [horn_by_hand(z, row, col, cell_m) for row, col in places]
    assert len(places) > 1000
    np.testing.assert_allclose(slope[tuple(places.T)], by_hand, atol=1e-9)
    # The file's own band is another estimator (central differences): it must differ, not agree.
    differs = np.abs(slope - published)[known & np.isfinite(published)]
    assert 0.5 < np.median(differs) < 1.2
