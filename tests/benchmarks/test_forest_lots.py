"""The invented forest layer of the benchmarks: lots tile the land, as real ones should."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from benchmarks.forest_lots import LOT_M, OWNERS, lots
from gis.layers.text.decode import decoded
from gis.layers.text.evidence import encoding_of

SIDE = 12


def test_lots_share_their_borders_and_leave_no_gap() -> None:
    shapes = lots(SIDE).geometry.to_numpy()
    assert len(shapes) == SIDE * SIDE
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(shapes)
    assert shapely.get_num_interior_rings(whole) == 0
    assert whole.area == pytest.approx(shapely.area(shapes).sum())
    # corners stray by a fifth of a lot and borders by metres around the square
    assert whole.area == pytest.approx((SIDE * LOT_M) ** 2, rel=0.05)


def test_lots_are_as_the_rangers_draw_and_write_them() -> None:
    forest = lots(SIDE)
    corners = shapely.get_num_coordinates(forest.geometry.to_numpy())
    assert corners.min() >= 17
    assert corners.max() <= 61
    assert len(np.unique(corners)) > 5
    assert not forest.duplicated(["tk", "khoanh", "lo"]).any()
    assert encoding_of(forest["churung"]) == "tcvn3"
    said = {decoded(name, "tcvn3") for name in forest["churung"].unique()}
    assert {name.casefold() for name in OWNERS} == {str(name).casefold() for name in said}
