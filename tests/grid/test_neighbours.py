from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter

from gis.grid.neighbours import near


def test_a_cell_and_its_eight_neighbours() -> None:
    cells = np.zeros((4, 5), bool)
    cells[1, 3] = True
    assert near(cells).tolist() == [
        [False, False, True, True, True],
        [False, False, True, True, True],
        [False, False, True, True, True],
        [False, False, False, False, False],
    ]


def test_the_same_as_scipy_on_any_window() -> None:
    rng = np.random.default_rng(2)
    for shape in ((1, 1), (1, 9), (9, 1), (2, 3), (40, 31)):
        cells = rng.random(shape) > 0.8
        other = maximum_filter(cells, size=3, mode="constant", cval=False)
        assert np.array_equal(near(cells), other)
