from __future__ import annotations

import numpy as np
import shapely
from affine import Affine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pyproj import CRS

from gis.grid.grid import Grid
from gis.zones.trace import label_pieces, trace
from tests.land import NORTH, VN2000, WEST
from tests.zones.pictures import picture

CHECKERBOARD = np.indices((7, 8)).sum(axis=0) % 2 == 0
# One piece whose border meets itself at corners: two holes that touch, and a bay that touches one.
SADDLES = picture(
    "######",
    "#.##.#",
    "##.###",
    "######",
    "#.#..#",
    "##..##",
    "###.##",
    ".##.##",
).holds


def grid(shape: tuple[int, int]) -> Grid:
    """Cells of 30 m at the origin: whole metres, so areas are exact in floating point."""
    return Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), shape)


def outlines(holds: np.ndarray):
    labels = label_pieces(holds)
    return labels, trace(labels, np.arange(1, labels.max() + 1), grid(holds.shape))


masks = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9))


@settings(max_examples=150, deadline=None)
@given(masks)
@example(CHECKERBOARD)
@example(~CHECKERBOARD)
@example(SADDLES)
@example(~SADDLES)
@example(np.zeros((3, 3), dtype=bool))
@example(np.ones((1, 1), dtype=bool))
def test_every_piece_is_one_valid_polygon_with_the_area_of_its_cells(holds):
    labels, shapes = outlines(holds)
    cells = np.bincount(labels.ravel(), minlength=labels.max() + 1)[1:]
    assert shapes.index.tolist() == list(range(1, labels.max() + 1))
    assert set(shapes.geom_type) <= {"Polygon"}
    assert shapes.is_valid.all()
    assert shapes.area.tolist() == (cells * 900.0).tolist()  # 30 m × 30 m, no rounding allowed


@settings(max_examples=100, deadline=None)
@given(masks)
def test_pieces_never_share_land_and_fill_the_mask(holds):
    _, shapes = outlines(holds)
    if len(shapes):
        assert shapely.union_all(shapes.to_numpy()).area == holds.sum() * 900.0


@settings(max_examples=100, deadline=None)
@given(masks)
def test_pieces_are_numbered_in_reading_order_and_joined_by_sides_only(holds):
    labels = label_pieces(holds)
    assert ((labels > 0) == holds).all()
    _, first = np.unique(labels[holds], return_index=True)
    assert (np.diff(first) > 0).all()
    beside = holds[:, 1:] & holds[:, :-1]
    assert (labels[:, 1:] == labels[:, :-1])[beside].all()
    below = holds[1:] & holds[:-1]
    assert (labels[1:] == labels[:-1])[below].all()


def test_cells_that_meet_at_a_corner_are_two_zones():
    labels, shapes = outlines(picture("#.", ".#").holds)
    assert labels.tolist() == [[1, 0], [0, 2]]
    assert shapes.area.tolist() == [900.0, 900.0]
    assert shapes[1].intersection(shapes[2]).geom_type == "Point"


def test_a_ring_keeps_its_hole():
    # 4 × 4 cells, 12 in the ring, 4 in the hole: 12 × 900 m² around 4 × 900 m².
    _, shapes = outlines(picture("####", "#..#", "#..#", "####").holds)
    ring = shapes[1]
    assert len(ring.interiors) == 1
    assert ring.area == 12 * 900.0
    assert shapely.Polygon(ring.interiors[0]).area == 4 * 900.0


def test_what_stands_in_a_hole_is_a_piece_of_its_own():
    _, shapes = outlines(picture("#####", "#...#", "#.#.#", "#...#", "#####").holds)
    assert shapes.area.tolist() == [16 * 900.0, 900.0]


def test_only_the_pieces_asked_for_are_traced():
    labels = label_pieces(picture("#.#", "..#").holds)
    shapes = trace(labels, np.array([2]), grid((2, 3)))
    assert shapes.index.tolist() == [2]
    assert shapes[2].bounds == (WEST + 60, NORTH - 60, WEST + 90, NORTH)


@settings(max_examples=50, deadline=None)
@given(masks, st.sampled_from([np.rot90, np.fliplr, np.flipud, np.transpose]))
def test_turned_and_mirrored_masks_have_the_same_hectares(holds, turn):
    assert sorted(outlines(holds)[1].area) == sorted(outlines(turn(holds))[1].area)
