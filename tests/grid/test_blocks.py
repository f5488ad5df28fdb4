"""Blocks cover a grid once; a pool hands back every result."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.grid.blocks import STRIPE_COLS, Block, blocks_of
from gis.grid.executor import run_blocks

sides = st.integers(1, 90)


@given(sides, sides, sides, sides, st.integers(1, 3000))
def test_every_cell_lies_in_one_block(rows, cols, tile_rows, tile_cols, cells):
    seen = np.zeros((rows, cols), int)
    for b in blocks_of((rows, cols), (min(tile_rows, rows), min(tile_cols, cols)), cells):
        assert min(b.height, b.width) > 0
        seen[b.row : b.row + b.height, b.col : b.col + b.width] += 1
    assert (seen == 1).all()


def test_blocks_are_whole_tiles_and_about_the_size_asked_for():
    """1024² cells in tiles of 512²: two by two tiles; the last column of 5000 is 904 wide."""
    blocks = list(blocks_of((5000, 5000), (512, 512)))
    assert len(blocks) == 25
    assert blocks[0] == Block(0, 0, 1024, 1024)
    assert blocks[-1] == Block(4096, 4096, 904, 904)


def test_rows_stored_whole_give_full_width_blocks():
    """2^20 cells / 30 000 columns = 34 rows."""
    assert next(iter(blocks_of((40_000, 30_000), (1, 30_000)))) == Block(0, 0, 34, 30_000)


def test_wide_grids_are_taken_stripe_by_stripe():
    cols = [b.col for b in blocks_of((4096, 40_000), (512, 512))]
    assert max(cols[: len(cols) // 5]) < STRIPE_COLS


def test_the_halo_is_one_cell_all_around():
    assert Block(10, 20, 5, 6).with_halo == Block(9, 19, 7, 8)


def test_every_job_is_done_once_and_few_wait_at_a_time():
    begun: list[int] = []

    def jobs():
        for n in range(50):
            begun.append(n)
            yield n

    with ThreadPoolExecutor(3) as pool:
        found = []
        for result in run_blocks(lambda n: n * n, jobs(), pool, in_flight=4):
            found.append(result)
            assert len(begun) <= len(found) + 8
    assert sorted(found) == [n * n for n in range(50)]
    assert list(run_blocks(lambda n: n + 1, range(3))) == [1, 2, 3]


def test_a_fault_is_met_at_once_and_the_rest_called_off():
    done: list[int] = []

    def task(n: int) -> int:
        if n == 5:
            raise ValueError("block 5")
        done.append(n)
        return n

    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="block 5"):
        list(run_blocks(task, range(10_000), pool))
    assert len(done) < 100
