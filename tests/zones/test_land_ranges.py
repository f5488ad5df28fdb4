"""Ranges of land by slope and of candidates: by pencil on a plane, and against truth.

Measured over 12 DEMs of 384 x 384 cells with nine communes of 1,475 ha (``python -m
tests.zones.land_calibration 12 384``; error 6 m over 300 m): how often the 90 % range held the
truth, by commune and in total, and how far off it lay, in percent, what was expected and what the
DEM shows ("gentle" is a zone rule of slopes up to 20° in patches):

                     alike                       halves
    over 15   0.98 1.00  -0.1   1.4      0.91 1.00  -0.2   0.7
    over 20   0.94 1.00  -0.1   2.6      0.74 0.83  -0.5   1.1
    over 25   0.92 1.00  -0.2   4.3      0.69 0.83  -0.6   1.7
    gentle    0.95 1.00   0.1  -2.0      0.81 0.83   0.6  -1.7

    "gradual" land    0.89 to 0.97 by commune, 1.00 in total

A commune in which smooth land meets rough land is where ranges are too narrow: what is wrong with
its chances is taken as no larger there than over the whole DEM.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gis.grid.blocks import Block, blocks_of
from gis.grid.chances import chance_table
from gis.grid.error_field import gradient_sd, torus_for
from gis.zones import land_ranges
from gis.zones.sample_cells import SampleCells
from tests import land
from tests.grid.fractal import errors, fractal
from tests.grid.landscapes import alike
from tests.zones import land_calibration
from tests.zones.land_calibration import ranges_of, run, summary
from tests.zones.plotted import MODEL

FIGURES = ["expected_ha", "low_ha", "central_ha", "high_ha"]


def patches(size: int):
    return np.where(np.indices((size, size)).sum(axis=0) % 16 < 8, 0.8, 0.1)


def hills(size: int):
    random = np.random.default_rng(5)
    return fractal(size, 0.3, 0.8, random) + errors(size, MODEL, random)


def test_on_a_plane_what_is_expected_is_land_times_the_chance() -> None:
    # A plane of 24.5° falling east, too small to tell its roughness: every cell has one chance.
    size = 60
    found = ranges_of(land.plane(24.5, 90, (size, size)), patches(size), 1)
    (row,) = found[(found["above_deg"] == 25) & (found["place"] == "total")].to_dict("records")
    sd = gradient_sd(MODEL, torus_for(MODEL, 30.0, 30.0))
    table = chance_table(float(sd[0]), float(sd[1]), float(np.tan(np.radians(25.001))))
    (chance,) = table(np.array([np.tan(np.radians(24.5))]), np.zeros(1))
    # The outermost ring of cells has no slope: 58 × 58 cells of 0.09 ha.
    assert row["measured_ha"] == 0.0
    assert row["expected_ha"] == pytest.approx(58 * 58 * 0.09 * chance, rel=1e-3)
    assert row["unknown_ha"] == pytest.approx((60 * 60 - 58 * 58) * 0.09, rel=1e-6)
    assert 0 < row["low_ha"] < row["expected_ha"] < row["high_ha"]


@pytest.mark.parametrize("cells", [1_000_000, 3000])
def test_blocks_change_no_digit(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    monkeypatch.setattr(land_ranges, "SAMPLE_CELLS", cells)
    whole, parts = (ranges_of(hills(150), patches(150), 2, blocks=n) for n in (1 << 20, 700))
    pd.testing.assert_frame_equal(whole, parts, check_exact=True)
    assert whole["high_ha"].notna().all()


def test_without_a_stated_error_nothing_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(land_calibration, "ERROR", None)
    found = ranges_of(hills(100), patches(100), 2)
    assert found[FIGURES].isna().all(axis=None)
    assert found["measured_ha"].notna().all()


def test_a_sample_is_a_sample_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    every = ranges_of(hills(256), patches(256), 1)
    monkeypatch.setattr(land_ranges, "SAMPLE_CELLS", 8000)
    some = ranges_of(hills(256), patches(256), 1)
    # One cell in nine: what is expected changes by less than the range, which grows for it.
    assert (
        (some["expected_ha"] - every["expected_ha"])
        .abs()
        .lt(every["high_ha"] - every["low_ha"])
        .all()
    )
    wide, narrow = (t["high_ha"] - t["low_ha"] for t in (some, every))
    assert (wide > 0.95 * narrow).all()


def test_sampled_cells_are_one_of_every_square_whatever_the_blocks() -> None:
    sample = SampleCells(3)
    row, col = sample.of(Block(0, 0, 30, 45))
    assert len(row) == 10 * 15
    assert len({(r // 3, c // 3) for r, c in zip(row.tolist(), col.tolist(), strict=True)}) == 150
    parts = set()
    for block in blocks_of((30, 45), (7, 11), 77):
        here = sample.of(block)
        parts |= {
            (block.row + r, block.col + c) for r, c in zip(*(v.tolist() for v in here), strict=True)
        }
    assert parts == set(zip(row.tolist(), col.tolist(), strict=True))


def test_ranges_hold_the_truth() -> None:
    found = summary(run(alike, range(2), 256))
    commune = found.loc["commune"]
    assert (commune["held"] >= 0.8).all(), commune
    steep = commune.loc["over 25.0"]
    assert abs(steep["expected"]) < abs(steep["measured"])
