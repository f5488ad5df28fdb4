"""Sums of pieces under shapes: exact, the same in any order, and nothing lost beyond the grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from gis.grid.blocks import Block
from gis.grid.exact import fractions
from gis.grid.piece_sums import join_sums, shape_weights, sum_pieces, whole
from gis.grid.rings import rings_of
from gis.grid.runs import runs_of

# Two shapes over 4 × 6 cells, y northward from the north edge: columns 0-2½ and 2½-8 (two beyond).
HALVES = np.array([box(0, -4, 2.5, 0), box(2.5, -4, 8, 0)], dtype=object)
PAINTED = np.array(
    [
        [0, 0, 0, 0, -1, -1],
        [-1, -1, -1, -1, -1, 1],
        [2, -1, -1, -1, -1, 1],
        [2, 2, -1, -1, -1, -1],
    ],
    dtype=np.int32,
)
VALUES = np.arange(24.0).reshape(4, 6)


def summed(known: np.ndarray, row_weight=(1.0, 1.0, 1.0, 1.0)):
    runs = runs_of(rings_of(HALVES), Block(0, 0, 4, 6)).table
    kinds = [(VALUES, known)]
    return join_sums([sum_pieces(PAINTED, 3, (0, 0), runs, np.array(row_weight), kinds)])


def test_land_means_and_extremes_by_piece_and_shape():
    found = summed(np.ones((4, 6), dtype=bool))
    # Piece 0 is columns 0-3 of row 0: 2½ cells west, 1½ east; 1 lies east, 2 west.
    assert found.piece.tolist() == [0, 0, 1, 2]
    assert found.shape.tolist() == [0, 1, 1, 0]
    assert whole(found.weight).tolist() == [2.5, 1.5, 2.0, 3.0]
    # (0 + 1 + 2/2) / 2.5, (2/2 + 3) / 1.5, (11 + 17) / 2, (12 + 18 + 19) / 3
    assert found.means(0) == pytest.approx([0.8, 4 / 1.5, 14, 49 / 3], rel=1e-14)
    assert found.extreme(0, 0).tolist() == [0, 2, 11, 12]
    assert found.extreme(0, 1).tolist() == [2, 3, 17, 19]
    assert found.rows(np.array([2, 0, 1]), np.array([0, 1, 0])).tolist() == [3, 1, -1]
    assert whole(found.weight_by_shape(2)).tolist() == [5.5, 3.5]


def test_unknown_cells_are_left_out_of_means_but_stay_land():
    known = np.ones((4, 6), dtype=bool)
    known[0, 0] = known[1:3, 5] = False
    found = summed(known)
    assert whole(found.weight).tolist() == [2.5, 1.5, 2.0, 3.0]
    assert found.means(0)[0] == pytest.approx((1 + 1) / 1.5)
    assert np.isnan([found.means(0)[2], found.extreme(0, 0)[2], found.extreme(0, 1)[2]]).all()


def test_rows_weigh_what_their_cells_measure():
    found = summed(np.ones((4, 6), dtype=bool), (1.0, 0.5, 0.25, 0.5))
    # Piece 1: (½ · 11 + ¼ · 17) / ¾; piece 2: (¼ · 12 + ½ · 18 + ½ · 19) / 1¼.
    assert whole(found.weight).tolist() == [2.5, 1.5, 0.75, 1.25]
    assert found.means(0)[2:] == pytest.approx([9.75 / 0.75, 21.5 / 1.25], rel=1e-14)


def test_no_digit_is_lost_to_the_order_of_adding():
    rng = np.random.default_rng(1)
    values = rng.random((50, 50)) * 8000
    one = np.array([shapely.Point(25, -25).buffer(24.3, quad_segs=40)], dtype=object)
    painted, known = np.zeros((50, 50), dtype=np.int32), np.ones((50, 50), dtype=bool)
    runs = runs_of(rings_of(one), Block(0, 0, 50, 50)).table
    given = painted, 1, (0, 0), runs, np.ones(50), [(values, known)]
    found = sum_pieces(*given)
    _, row, col, share = fractions(one)
    total = math.fsum(share * values[row, col])
    assert found.means(0)[0] == pytest.approx(total / math.fsum(share), rel=1e-13)
    back = sum_pieces(painted, 1, (0, 0), np.ascontiguousarray(runs[::-1]), *given[4:])
    assert (found.sums == back.sums).all()
    halves = [
        sum_pieces(painted, 1, (0, 0), np.ascontiguousarray(runs[i::2]), *given[4:]) for i in (0, 1)
    ]
    assert (join_sums(halves).sums == found.sums).all()


def test_shapes_weigh_all_their_land_also_off_the_grid_and_without_holes():
    blob = shapely.Point(3.3, -5.7).buffer(5.1).difference(box(2, -8, 4.5, -4.25))
    shapes = np.array([*HALVES, blob, box(0.5, -0.5, 0.5, -0.5)], dtype=object)
    row_weight = np.linspace(1.0, 0.8, 20)
    number, row, _, share = fractions(shapes)
    expected = np.bincount(number, share * row_weight[row + 4], 4)
    found = shape_weights(rings_of(shapes), -4, row_weight)
    assert found == pytest.approx(expected, rel=1e-11)
    assert found[3] == 0
