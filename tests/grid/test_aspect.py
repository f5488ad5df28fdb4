"""Aspect of planes whose direction is known, in metres, feet and degrees."""

from __future__ import annotations

import numpy as np
import pytest

from gis.grid.aspect import aspect_at, aspect_of
from gis.grid.terrain import terrain_of
from tests.grid.test_terrain import place, true_plane
from tests.land import plane, raster

SHAPE = (12, 14)


@pytest.mark.parametrize("azimuth", range(0, 360, 15))
def test_a_plane_falls_the_way_it_was_built(azimuth: int) -> None:
    terrain = terrain_of(raster("dem", plane(20.0, azimuth, SHAPE)))
    inner = aspect_of(terrain)[1:-1, 1:-1]
    turned = (inner - azimuth + 180) % 360 - 180
    assert np.abs(turned).max() < 1e-9
    assert ((inner >= 0) & (inner < 360)).all()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:2230"])
@pytest.mark.parametrize("azimuth", [30, 135, 225, 300])
def test_cells_that_are_not_square_on_the_ground(crs: str, azimuth: int) -> None:
    z = true_plane(20.0, azimuth, crs)
    terrain = terrain_of(raster("dem", z, crs=crs, transform=place(crs)))
    assert np.abs(aspect_of(terrain)[1:-1, 1:-1] - azimuth).max() < 0.1


def test_by_pencil() -> None:
    """Heights fall 3 m to the east and 3 m to the south per 30 m cell: south-east, 135°."""
    rows, cols = np.indices((3, 3))
    terrain = terrain_of(raster("dem", 100.0 - 3 * cols - 3 * rows))
    assert aspect_of(terrain)[1, 1] == pytest.approx(135)
    # On cells of 60 m × 30 m (feet or degrees) the same rises fall more to the south:
    # 3/60 east, 3/30 south, so 180° - atan(0.05 / 0.1) = 153.43°.
    wide = raster("dem", 100.0 - 3.0 * cols - 3 * rows)
    transform = wide.transform.scale(2, 1)
    stretched = raster("dem", wide.values, transform=wide.transform @ transform)
    assert aspect_of(terrain_of(stretched))[1, 1] == pytest.approx(153.4349488)


def test_flat_and_unknown_land_have_none() -> None:
    z = np.full((7, 7), 812.3)
    z[:, 4:] -= np.arange(3) * 5.0
    known = np.ones((7, 7), bool)
    known[0, 0] = False
    terrain = terrain_of(raster("dem", z, known=known))
    found = aspect_of(terrain)
    assert np.isnan(found[[0, -1]]).all()
    assert np.isnan(found[1, 1])  # next to unknown land
    assert np.isnan(found[3, 1])  # flat: 0° of slope is known, a direction is not
    assert terrain.slope_deg[3, 1] == 0
    assert found[3, 5] == 90


def test_one_cell_is_the_same_as_all_of_them() -> None:
    z = np.random.default_rng(3).normal(1000, 40, (9, 8))
    z[4, 4] = np.nan
    terrain = terrain_of(raster("dem", z, crs="EPSG:4326", transform=place("EPSG:4326")))
    whole = aspect_of(terrain)
    for row in range(9):
        for col in range(8):
            one = aspect_at(terrain, row, col)
            assert np.isnan(whole[row, col]) if one is None else one == whole[row, col]
    assert np.isfinite(whole).sum() == 7 * 6 - 9
