"""The square a plot is drawn in: its place alone says which, never the plots beside it."""

from __future__ import annotations

import numpy as np

from gis.zones.plot_cells import PlotCells
from gis.zones.slope_draws import _squares


def test_land_that_only_counts_does_not_move_a_plot_to_another_square() -> None:
    # Drawn in columns 62 and 64: the middle is 63, in the first square of 64. What counts beside an
    # overlap stands in a pair of its own, column 70; with it the middle would be 65.
    none = np.zeros(3, np.int64)
    cells = PlotCells(
        plots=1, places=1, plot=none, place=none, row=none, col=np.array([62, 64, 70]),
        inside=np.ones(3, bool), drawn_ha=np.array([0.1, 0.1, 0.0]),
        counted_ha=np.array([0.0, 0.0, 0.1]),
    )  # fmt: skip
    np.testing.assert_array_equal(_squares(cells), [[0], [0]])
