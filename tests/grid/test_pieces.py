"""Pieces and their outlines against scipy and GDAL, and against themselves in other blocks."""

from __future__ import annotations

import random

import numpy as np
import pytest
import rasterio.features
import shapely
from affine import Affine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage

from gis.grid.blocks import Block, blocks_of
from gis.grid.pieces import (
    join_strips,
    number_pieces,
    outline_pieces,
    paint_pieces,
    strips_of,
)
from tests.land import NORTH, WEST

# Cells of 30 m at whole metres, so areas are exact in floating point: 900 m² each.
AT = Affine(30, 0, WEST, 0, -30, NORTH)


def drawn(*rows: str) -> np.ndarray:
    return np.array([list(row) for row in rows]) == "#"


CHECKERBOARD = np.indices((7, 8)).sum(axis=0) % 2 == 0
# One piece whose border meets itself at corners: two holes that touch, and a bay that touches one.
SADDLES = drawn(
    "######",
    "#.##.#",
    "##.###",
    "######",
    "#.#..#",
    "##..##",
    "###.##",
    ".##.##",
)
# A hole of a hole of a hole.
NESTED = np.minimum.reduce(
    [np.indices((11, 11))[0], np.indices((11, 11))[1], *(10 - np.indices((11, 11)))]
) % 2 == 0  # fmt: skip
SPIRAL = drawn(
    "#########",
    "........#",
    "#######.#",
    "#.....#.#",
    "#.###.#.#",
    "#.#...#.#",
    "#.#####.#",
    "#.......#",
    "#########",
)
STAIRS = np.abs(np.subtract(*np.indices((9, 9)))) <= 1
COMB = np.indices((4, 70))[1] % 2 == 0
DRAWINGS = (CHECKERBOARD, SADDLES, NESTED, SPIRAL, STAIRS, COMB)

sides = array_shapes(min_dims=2, max_dims=2, max_side=10)
masks = st.one_of(
    arrays(bool, sides),
    # more land than not: saddles and holes are what a coin seldom throws
    arrays(np.uint8, sides, elements=st.integers(0, 3)).map(lambda cells: cells > 0),
    arrays(np.uint8, sides, elements=st.integers(0, 2)).map(lambda cells: cells > 0),
)


def outlined(holds: np.ndarray):
    strips = strips_of(holds)
    piece, count = number_pieces(strips)
    return paint_pieces(strips, piece, holds.shape), outline_pieces(strips, piece, count, AT)


def by_others(holds: np.ndarray):
    """Labels of scipy and the polygons GDAL draws round them, in reading order of first cells."""
    labels, count = ndimage.label(holds)
    _, first = np.unique(labels[holds], return_index=True)
    order = np.argsort(first)
    shapes = rasterio.features.shapes(
        labels.astype(np.int32), mask=holds, connectivity=4, transform=AT
    )
    polygons = {int(number): shapely.geometry.shape(shape) for shape, number in shapes}
    number = np.full(count + 1, -1)
    number[1 + order] = np.arange(count)
    return number[labels], [polygons[1 + n] for n in order]


def examples(*others: object):
    """Every drawing, its opposite and its mirror image, beside what else a test is given."""

    def decorate(test):
        for mask in DRAWINGS:
            for turned in (mask, ~mask, mask.T.copy()):
                test = example(turned, *others)(test)
        return test

    return decorate


@settings(max_examples=1000, deadline=None)
@given(masks)
@examples()
def test_pieces_and_outlines_are_those_of_scipy_and_gdal(holds):
    labels, polygons = outlined(holds)
    others, expected = by_others(holds)
    assert (labels == others).all()
    assert shapely.is_valid(polygons).all()
    assert shapely.area(polygons).tolist() == (np.bincount(others[holds]) * 900.0).tolist()
    same = shapely.normalize(polygons) == shapely.normalize(np.array(expected, dtype=object))
    assert np.all(same)


@settings(max_examples=200, deadline=None)
@given(masks)
@examples()
def test_rings_begin_at_their_smallest_corner_and_keep_land_on_the_left(holds):
    for polygon in outlined(holds)[1]:
        for ring in (polygon.exterior, *polygon.interiors):
            x, y = (np.array(v) for v in ring.xy)
            assert (-y[0], x[0]) == min(zip(-y, x, strict=True))
            turns = np.diff(x)[:-1] * np.diff(x)[1:] + np.diff(y)[:-1] * np.diff(y)[1:]
            assert (turns == 0).all()  # a right angle at every corner
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)


def in_blocks(holds: np.ndarray, blocks: list[Block]):
    """As ``outlined``, but from blocks that each know their own cells alone."""
    parts = []
    for b in blocks:
        strips = strips_of(holds[b.row : b.row + b.height, b.col : b.col + b.width])
        parts.append(strips.moved(b.row, b.col))
    strips, now = join_strips(parts)
    assert len(now) == sum(len(part.row) for part in parts)
    piece, count = number_pieces(strips)
    return outline_pieces(strips, piece, count, AT)


def same_to_the_bit(one: np.ndarray, other: np.ndarray) -> bool:
    return shapely.to_wkb(one).tolist() == shapely.to_wkb(other).tolist()


@settings(max_examples=400, deadline=None)
@given(masks, st.integers(1, 5), st.integers(1, 5), st.randoms(use_true_random=False))
@examples(3, 2, random.Random(5))
def test_no_block_size_or_order_changes_a_digit(holds, height, width, chance):
    blocks = list(blocks_of(holds.shape, (height, width), cells=height * width))
    chance.shuffle(blocks)
    assert same_to_the_bit(in_blocks(holds, blocks), outlined(holds)[1])


@settings(max_examples=100, deadline=None)
@given(masks, st.sampled_from([np.rot90, np.fliplr, np.flipud, np.transpose]))
def test_turned_and_mirrored_masks_have_the_same_areas(holds, turn):
    turned = np.ascontiguousarray(turn(holds))
    assert sorted(shapely.area(outlined(holds)[1])) == sorted(shapely.area(outlined(turned)[1]))


@pytest.mark.parametrize("cells", [31, 32, 33, 64, 65, 100])
def test_long_rows_are_read_in_steps_without_losing_a_cell(cells):
    # Strips that begin and end at every place relative to the steps rows are looked at in.
    for start in range(cells):
        row = np.zeros((1, cells), dtype=bool)
        row[0, start : start + 33] = True
        assert strips_of(row).ends.tolist() == [[start, min(start + 33, cells)]]
        assert strips_of(~row).cells.sum() == cells - min(33, cells - start)


def test_cells_that_meet_at_a_corner_are_two_pieces():
    labels, polygons = outlined(drawn("#.", ".#"))
    assert labels.tolist() == [[0, -1], [-1, 1]]
    assert polygons[0].intersection(polygons[1]).geom_type == "Point"


def test_a_ring_keeps_its_hole_and_what_stands_in_it_is_a_piece_of_its_own():
    # 5 × 5 cells: 16 in the ring, 9 in the hole, one of them land.
    _, (ring, inner) = outlined(drawn("#####", "#...#", "#.#.#", "#...#", "#####"))
    assert (ring.area, inner.area) == (16 * 900.0, 900.0)
    assert shapely.Polygon(ring.interiors[0]).area == 9 * 900.0


def test_only_the_pieces_asked_for_are_outlined():
    strips = strips_of(drawn("#.#", "..#"))
    piece, _ = number_pieces(strips)
    kept = piece == 1
    (shape,) = outline_pieces(strips[kept], (piece - 1)[kept], 1, AT)
    assert shape.bounds == (WEST + 60, NORTH - 60, WEST + 90, NORTH)


def test_no_land_has_no_pieces():
    assert len(outlined(np.zeros((3, 3), dtype=bool))[1]) == 0
    assert len(outlined(np.zeros((0, 3), dtype=bool))[1]) == 0
