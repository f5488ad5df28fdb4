from __future__ import annotations

import numpy as np
import pytest

from gis.sample.rivers import CONCAVITY, grow_rivers, paths_to


def test_a_row_of_cells_drains_to_its_end() -> None:
    # Four cells of 10 m in a row, outlet on the right, steepness 1 everywhere.
    tree = grow_rivers(np.ones((1, 4)), np.ones((1, 4)), outlet=3, cell_m=10.0)
    assert tree.to.tolist() == [1, 2, 3, 3]
    # 100 m² join at every cell.
    assert tree.area_m2.tolist() == [100.0, 200.0, 300.0, 400.0]
    # Slope is area^-0.4, each step 10 m long, the outlet at 0.
    rise = [10 * area**-CONCAVITY for area in (100.0, 200.0, 300.0)]
    assert tree.height_m == pytest.approx([sum(rise), sum(rise[1:]), rise[2], 0.0])


def test_two_arms_meet_at_the_outlet() -> None:
    # Five cells, outlet in the middle: two cells drain in from each side.
    tree = grow_rivers(np.ones((1, 5)), np.ones((1, 5)), outlet=2, cell_m=1.0)
    assert tree.to.tolist() == [1, 2, 2, 2, 3]
    assert tree.area_m2.tolist() == [1.0, 2.0, 5.0, 2.0, 1.0]


def test_every_cell_is_higher_than_the_next_and_all_water_leaves() -> None:
    rng = np.random.default_rng(1)
    tree = grow_rivers(rng.uniform(0.1, 2, (12, 9)), rng.uniform(1, 3, (12, 9)), 100, 30.0)
    inland = np.arange(108) != 100
    assert (tree.height_m > tree.height_m[tree.to])[inland].all()
    assert tree.area_m2[100] == pytest.approx(108 * 900.0)


def test_paths_go_round_dear_cells() -> None:
    # The middle cell of a 3 × 3 costs 100: from the west edge to the east two diagonal steps go
    # round it.
    cost = np.ones((3, 3))
    cost[1, 1] = 100
    total, to = paths_to(cost, outlet=5, cell_m=1.0)
    assert to[3] in (1, 7)
    assert total[3] == pytest.approx(2 * np.sqrt(2))
