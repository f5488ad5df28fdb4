"""Communes share no land: where drawn ones overlap, the first code keeps it."""

import numpy as np
import pytest

from gis.units import area_ha
from gis.zones.communes import exclusive_communes
from tests import land


def test_neighbours_are_left_as_they_are() -> None:
    place = land.layers(
        land.raster("dem", np.zeros((4, 4))),
        land.communes(land.square(0, 0, 100), land.square(100, 0, 100)),
    )
    own = exclusive_communes(place)
    assert own.geometry.geom_equals(place.communes.frame.geometry).all()


def test_shared_land_belongs_to_the_first_code() -> None:
    # 100 m squares 60 m apart share 40 × 100 m = 0.4 ha; three in a row, and a twin of the first.
    squares = [land.square(x, 0, 100) for x in (0, 60, 120, 0)]
    own = exclusive_communes(
        land.layers(land.raster("dem", np.zeros((4, 9))), land.communes(*squares))
    )
    assert area_ha(own.geometry) == pytest.approx([1.0, 0.6, 0.6, 0.0])
    assert own["code"].tolist() == ["00001", "00002", "00003", "00004"]


def test_order_of_the_file_has_no_influence() -> None:
    squares = [land.square(x, 0, 100) for x in (0, 60)]
    place = land.layers(land.raster("dem", np.zeros((4, 9))), land.communes(*squares))
    turned = place.communes.frame.iloc[::-1].reset_index(drop=True)
    other = land.layers(land.raster("dem", np.zeros((4, 9))), land.communes(*squares))
    other.communes.frame[:] = turned
    assert exclusive_communes(place).geometry.geom_equals(exclusive_communes(other).geometry).all()
