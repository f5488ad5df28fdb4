"""What a run found in every cell, by pencil: 100 m cells, one hectare each."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from gis.criteria.judge import prepare
from gis.grid.blocks import Block
from gis.zones.commune_land import measure_communes
from gis.zones.one_pass import one_pass
from gis.zones.outline import OutlineTally
from gis.zones.site_cells import CANDIDATE, ELIGIBLE, NOT_ELIGIBLE, UNKNOWN, SiteTally
from gis.zones.site_planes import MIXED, join_planes, packed_plane
from gis.zones.site_slope import slope_steps, step_of_cells
from tests.land import communes, layers, plane, raster, square
from tests.zones.asked import project
from tests.zones.test_legal import LOW, ZONE, country

SHAPE = (7, 9)
PLANE = np.random.default_rng(3).integers(0, 4, SHAPE).astype(np.uint8)


def blocks(height: int, width: int) -> list[Block]:
    return [
        Block(r, c, min(height, SHAPE[0] - r), min(width, SHAPE[1] - c))
        for r in range(0, SHAPE[0], height)
        for c in range(0, SHAPE[1], width)
    ]


def joined(side: int, height: int, width: int) -> np.ndarray:
    parts = [
        packed_plane(PLANE[b.row : b.row + b.height, b.col : b.col + b.width], b, side)
        for b in blocks(height, width)
    ]
    return join_planes(parts[::-1], SHAPE, side)


@pytest.mark.parametrize("size", [(7, 9), (1, 1), (3, 2), (2, 5)])
def test_cells_come_back_from_any_blocks(size):
    assert (joined(1, *size) == PLANE).all()


@pytest.mark.parametrize("size", [(7, 9), (1, 1), (3, 2), (2, 5)])
@pytest.mark.parametrize("side", [2, 3])
def test_a_square_whose_cells_differ_says_so(side, size):
    rows, cols = -(-7 // side), -(-9 // side)
    expected = np.empty((rows, cols), dtype=np.uint8)
    for r, c in np.ndindex(rows, cols):
        cells = np.unique(PLANE[r * side : (r + 1) * side, c * side : (c + 1) * side])
        expected[r, c] = cells[0] if len(cells) == 1 else MIXED
    assert (expected == MIXED).any()
    assert (joined(side, *size) == expected).all()


def found(land, most_squares=4_000_000, block_cells=1 << 19, **rule):
    asked = project(
        *land.vectors.values(), *land.rasters.values(),
        criteria=LOW, zones={"under": ZONE | rule},
    )  # fmt: skip
    judge = replace(prepare(asked, land), unit=(1, 1))
    place = measure_communes(land, judge.grid)
    zones = OutlineTally(asked, land, judge.grid, place, judge.law)
    site = SiteTally(asked, judge, zones.around, most_squares)
    one_pass(judge, [zones, site], block_cells=block_cells)
    return site.cells(zones.zones()), judge


def test_the_judgement_of_every_cell_is_that_of_the_run():
    cells, judge = found(country(31.0))
    whole = judge(judge.grid.whole)
    assert (cells.law == whole.law).all()
    # Watershed (columns 1-2) over 30° with a known slope: 16 cells are barred.
    barred = [one.verdict == "barred_unless_approved" for one in cells.judgements]
    assert np.array(barred)[cells.law].sum() == 16
    # The rim's slope is unknown, the rest lies between 31° and 32°: one more than the steps below.
    assert (cells.slope == 0).sum() == 36
    assert cells.steps_deg[cells.slope[5, 5] - 2 : cells.slope[5, 5]] == (30.0, 31.0)


@pytest.mark.parametrize("most_squares", [100, 25])
@pytest.mark.parametrize("block_cells", [1, 7])
def test_blocks_change_nothing(most_squares, block_cells):
    whole = found(country(31.0), most_squares)[0]
    small = found(country(31.0), most_squares, block_cells)[0]
    assert whole.side == {100: 1, 25: 2}[most_squares]
    assert (whole.slope == small.slope).all()
    assert (whole.law == small.law).all()
    assert (whole.zones["under"] == small.zones["under"]).all()


def test_a_candidate_is_told_from_a_piece_too_small():
    # Land up to 1500 m: three cells in a row, and one cell that touches them only at a corner.
    height = np.full((6, 6), 1600.0)
    height[1, 1:4] = height[2, 4] = 1400.0
    known = np.ones((6, 6), bool)
    known[5, 0] = False
    dem = raster("dem", height, known=known, cell_m=100.0)
    land = layers(dem, communes(square(0, 0, 600)))
    asked = project(
        *land.vectors.values(), dem,
        criteria={"low": {"test": "elevation", "to_m": 1500.0}},
        zones={"open": {"crop": "tea", "method": "open_land", "require": ("low",),
                        "min_area_ha": 2}},
    )  # fmt: skip
    judge = prepare(asked, land)
    zones = OutlineTally(asked, land, judge.grid, measure_communes(land, judge.grid))
    site = SiteTally(asked, judge, zones.around)
    one_pass(judge, [zones, site])
    cells = site.cells(zones.zones())
    expected = np.full((6, 6), NOT_ELIGIBLE)
    expected[1, 1:4], expected[2, 4], expected[5, 0] = CANDIDATE, ELIGIBLE, UNKNOWN
    assert (cells.zones["open"] == expected).all()
    # No medicinal crop: the law is not asked.
    assert cells.law is None
    assert cells.judgements == ()


def test_a_piece_cut_by_the_border_stays_a_candidate_beyond_it():
    # One commune of the western 5 columns: the zone's row ends at 500 m, its piece one cell later.
    cells, _ = found(layers(
        raster("dem", plane(10.0, 90.0, (10, 10), 100.0), cell_m=100.0),
        communes(square(0, 0, 500)),
    ))  # fmt: skip
    assert (cells.zones["under"][:6, :6] == CANDIDATE).all()
    assert (cells.zones["under"][:, 6:] == ELIGIBLE).all()


def test_no_threshold_lies_within_a_step():
    land = country(31.0)
    asked = project(
        *land.vectors.values(), *land.rasters.values(),
        criteria={"a": {"test": "slope", "above_deg": 12.5}},
        slope_classes={"breaks_deg": (7.25, 40.0)},
    )  # fmt: skip
    assert slope_steps(asked, fine=False) == (7.25, 12.5, 30.0, 40.0)
    assert {12.0, 12.5, 13.0, 7.25} < set(slope_steps(asked, fine=True))


def test_a_tie_is_not_above():
    land = country(31.0)
    asked = project(*land.vectors.values(), *land.rasters.values())
    terrain = prepare(asked, land).ground(Block(0, 0, 1, 4))
    slope = np.array([[25.0, 25.0009, 25.001, 90.0]])
    flat = replace(terrain, slope_deg=slope, slope_known=np.array([[True, True, True, False]]))
    assert step_of_cells(flat, (24.0, 25.0, 26.0)).tolist() == [[2, 2, 3, 0]]


def test_a_worker_gets_no_parts():
    land = country(31.0)
    asked = project(*land.vectors.values(), *land.rasters.values(), criteria=LOW)
    judge = prepare(asked, land)
    site = SiteTally(asked, judge, judge.grid.whole)
    block = judge.grid.whole
    site.add(site.part(block, judge(block)))
    assert pickle.loads(pickle.dumps(site))._parts == []  # noqa: S301
