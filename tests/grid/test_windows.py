"""A raster read by windows, and the grid of a window."""

from __future__ import annotations

import numpy as np

from gis.grid.blocks import Block
from gis.grid.grid import grid_of
from tests.land import raster


def test_a_window_is_the_part_of_the_raster_it_names() -> None:
    heights = raster("dem", np.arange(12.0).reshape(3, 4))
    values, known = heights.read(1, 2, 2, 2)
    # 0..11 in rows of four: rows 1-2, columns 2-3.
    assert values.tolist() == [[6, 7], [10, 11]]
    assert known.all()


def test_land_outside_the_raster_is_unknown() -> None:
    values, known = raster("dem", np.ones((3, 4))).read(-1, 3, 3, 3)
    assert known.tolist() == [[False] * 3, [True, False, False], [True, False, False]]
    assert values.shape == (3, 3)


def test_a_window_that_misses_the_raster_is_unknown() -> None:
    assert not raster("dem", np.ones((3, 4))).read(5, 9, 2, 2)[1].any()


def test_the_grid_of_a_window_begins_at_its_corner() -> None:
    whole = grid_of(raster("dem", np.ones((3, 4))))
    part = whole.window(Block(1, 2, 2, 2))
    assert part.transform @ (0, 0) == whole.transform @ (2, 1)
    assert part.shape == (2, 2)
    assert part.crs == whole.crs
