"""Blocks that hand their rims on: every cell answered once, read once, with its neighbours."""

from __future__ import annotations

import copy
import random
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gis.grid.blocks import Block, blocks_of
from gis.grid.grid import Grid
from gis.grid.laid import lay
from gis.grid.seams import answered
from gis.grid.seen_once import SeenOnce
from gis.grid.steep_sums import BlockJob, jobs_of
from tests.land import NORTH, VN2000, WEST, square

sides = st.integers(1, 40)


class InMemory:
    """Heights that count how often a cell is put somewhere, and read beside it."""

    def __init__(self, z: np.ndarray) -> None:
        self.z, self.shape, self.dtype = z, z.shape, z.dtype
        self.filled, self.read_apart = np.zeros(z.shape, int), 0

    def fill(self, row: int, col: int, out: np.ndarray) -> None:
        there = np.s_[row : row + out.shape[0], col : col + out.shape[1]]
        self.filled[there] += 1
        out[:] = self.z[there]

    def read(self, row: int, col: int, height: int, width: int) -> np.ndarray:
        self.read_apart += 1
        return framed(self.z)[row + 2 : row + 2 + height, col + 2 : col + 2 + width]


def framed(z: np.ndarray) -> np.ndarray:
    return np.pad(z, 2, constant_values=np.nan)


@given(sides, sides, sides, sides, st.integers(1, 900))
def test_every_cell_is_answered_for_once(rows, cols, high, wide, cells):
    seen = np.zeros((rows, cols), int)
    for block in blocks_of((rows, cols), (min(high, rows), min(wide, cols)), cells):
        b = answered(block, (rows, cols))
        seen[b.row : b.row + b.height, b.col : b.col + b.width] += 1
    assert (seen == 1).all()


@settings(max_examples=150, deadline=None)
@given(sides, sides, st.integers(1, 9), st.integers(1, 9), st.randoms(use_true_random=False))
def test_a_block_sees_its_cells_and_one_around(rows, cols, high, wide, shuffled: random.Random):
    """In any order; blocks of a single row or column have no rim and are read beside."""
    z = np.random.default_rng(5).normal(size=(rows, cols)).astype(np.float32)
    heights = InMemory(z)
    seen = SeenOnce(heights)
    blocks = list(blocks_of(z.shape, (min(high, rows), min(wide, cols)), 1))
    if shuffled.random() < 0.5:
        shuffled.shuffle(blocks)
    for block in blocks:
        b = answered(block, z.shape)
        found, room = seen.around(block, b)
        expected = framed(z)[b.row + 1 : b.row + b.height + 3, b.col + 1 : b.col + b.width + 3]
        np.testing.assert_array_equal(found, expected)
        assert room.shape == (b.height, b.width)
    assert (heights.filled == 1).all()


def test_in_order_nothing_is_read_beside_a_block():
    """4 × 5 blocks of 8 × 8; by threads a rim still being read is waited for."""
    z = np.arange(32.0 * 40).reshape(32, 40)
    blocks = list(blocks_of(z.shape, (8, 8), 64))
    heights = InMemory(z)
    seen = SeenOnce(heights)
    for block in blocks:
        seen.around(block, answered(block, z.shape))
    assert (len(blocks), heights.read_apart) == (20, 0)
    seen = SeenOnce(InMemory(z))

    def total(block: Block) -> float:
        return float(seen.around(block, answered(block, z.shape))[0][1:-1, 1:-1].sum())

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(total, blocks)) == z.sum()


def test_a_fault_reaches_the_blocks_that_wait_for_the_rim():
    class Broken(InMemory):
        def fill(self, row: int, col: int, out: np.ndarray) -> None:
            if (row, col) == (0, 0):
                raise OSError("cut short")
            super().fill(row, col, out)

    seen = SeenOnce(Broken(np.zeros((8, 16))))
    for block in (Block(0, 0, 8, 8), Block(0, 8, 8, 8)):
        with pytest.raises(OSError, match="cut short"):
            seen.around(block, answered(block, (8, 16)))


def test_a_job_takes_only_its_own_shapes_along():
    """Four plots, one in each block of 10 × 10 cells: one travels with each job."""
    grid = Grid(CRS(VN2000), Affine(30, 0, WEST, 0, -30, NORTH), (20, 20))
    plots = [square(x, y, 60) for y in (90, 390) for x in (90, 390)]
    laid = lay(gpd.GeoSeries(plots, crs=VN2000), grid)
    jobs = list(jobs_of(blocks_of(grid.shape, (10, 10), 100), laid, grid.shape))
    assert len(jobs) == 4
    classes = np.indices((20, 20)).sum(0).astype(np.uint8) % 3
    for number, job in enumerate(jobs):
        sent: BlockJob = copy.copy(job)  # as pickle does
        assert sent.laid.number.tolist() == [number]
        c = job.cells
        part = classes[c.row : c.row + c.height, c.col : c.col + c.width].copy()
        here = job.laid.by_class(job.these, c, part, 3)
        assert (sent.laid.by_class(sent.these, c, part, 3) == here).all()
        # 60 m of 30 m cells: 2 × 2 whole cells of 2^40.
        assert here.sum() == 4 << 40
