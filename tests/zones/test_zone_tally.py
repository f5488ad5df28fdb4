"""Candidate zones gathered from blocks in any order: the same tables and outlines, to the bit."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from shapely.geometry import box

from gis.criteria.mask import Mask
from gis.criteria.model import Aligned, Evaluation
from gis.grid.blocks import Block, blocks_of
from gis.grid.coverage import cover
from gis.grid.grid import Grid
from gis.grid.piece_sums import whole
from gis.grid.terrain import Terrain
from gis.units import area_ha
from gis.zones.candidates import Candidates
from gis.zones.commune_cells import commune_cells
from gis.zones.commune_cut import cut_by_commune
from gis.zones.commune_land import measure_communes
from gis.zones.ground import ground
from gis.zones.zone_rows import zone_rows
from gis.zones.zone_tally import ZoneTally
from tests.land import NORTH, VN2000, WEST, communes, layers, raster, square
from tests.zones.pictures import rule, seen

SIDE = 60
GRIDS = {
    VN2000: Affine(30, 0, WEST, 0, -30, NORTH),
    "EPSG:4326": Affine(0.0003, 0, 103.0, 0, -0.0003, 22.6),
}


def hilly(crs: str, seed: int = 0):
    """Patchy land with unknown cells under three communes, borders off the cells, plots beyond."""
    rng = np.random.default_rng(seed)
    rough = gaussian_filter(rng.normal(size=(SIDE, SIDE)), 1.2)
    hidden = gaussian_filter(rng.normal(size=(SIDE, SIDE)), 2) > 0.15
    good = Mask(rough > np.quantile(rough, 0.5), ~hidden)
    heights = rng.random((SIDE, SIDE)) * 1000
    slopes = np.where(rng.random((SIDE, SIDE)) < 0.9, rng.random((SIDE, SIDE)) * 60, np.nan)
    dem = raster("dem", heights, crs=crs, transform=GRIDS[crs])
    share = raster("canopy", rng.random((SIDE, SIDE)), kind="canopy", crs=crs, transform=GRIDS[crs])
    third = box(WEST + 305, NORTH - 1610, WEST + 1217, NORTH - 1118)
    place = layers(dem, communes(square(305, 207, 911), square(1216, 207, 303), third), share)
    canopy = Aligned(share.values, rng.random((SIDE, SIDE)) < 0.8)
    return place, seen(place, heights, slopes, canopy, good=good)


def window(land: Evaluation, block: Block) -> Evaluation:
    """What a judge would hand on for a block: arrays of its own cells alone."""
    here = np.s_[block.row : block.row + block.height, block.col : block.col + block.width]
    grid, terrain = land.grid.window(block), land.terrain
    parts = (terrain.elevation_m, terrain.elevation_known, terrain.slope_deg, terrain.slope_known)
    return Evaluation(
        grid,
        Terrain(grid, *(part[here] for part in parts)),
        {n: Aligned(a.values[here], a.known[here]) for n, a in land.rasters.items()},
        {n: Mask(m.holds[here], m.known[here]) for n, m in land.masks.items()},
    )


def tally_of(place, grid: Grid, min_area_ha: float) -> ZoneTally:
    cells = commune_cells(measure_communes(place, grid).shapes, grid)
    return ZoneTally(rule(min_area_ha=min_area_ha), place, cells, grid)


def gathered(place, land: Evaluation, blocks: list[Block], min_area_ha: float = 0.3) -> Candidates:
    tally = tally_of(place, land.grid, min_area_ha)
    for block in blocks:
        tally.add(pickle.loads(pickle.dumps(tally.part(block, window(land, block)))))  # noqa: S301
    return tally.candidates()


def bits(found: Candidates) -> list[object]:
    land = found.land
    arrays = (found.area_ha, found.too_small_share, land.piece, land.shape, land.weight)
    arrays = (*arrays, land.sums, land.extremes)
    return [shapely.to_wkb(found.shapes.to_numpy()).tolist(), *(a.tolist() for a in arrays)]


WHOLE = [Block(0, 0, SIDE, SIDE)]


@pytest.mark.parametrize("crs", GRIDS)
@settings(max_examples=10, deadline=None)
@given(
    st.integers(0, 3),
    st.tuples(st.integers(9, SIDE), st.integers(9, SIDE)),
    st.sampled_from([0.3, 5.0]),
    st.randoms(use_true_random=False),
)
def test_blocks_of_any_size_in_any_order_give_the_same_bits(crs, seed, unit, least_ha, chance):
    place, land = hilly(crs, seed)
    blocks = list(blocks_of((SIDE, SIDE), unit, cells=unit[0] * unit[1]))
    chance.shuffle(blocks)
    one, other = (gathered(place, land, b, least_ha) for b in (WHOLE, blocks))
    assert bits(one) == bits(other)
    if least_ha < 1:
        assert len(one.shapes) > 0
        assert one.too_small_share.max() > 0


@pytest.mark.parametrize("crs", GRIDS)
def test_the_rows_of_zones_are_the_same_whatever_the_blocks(crs):
    place, land = hilly(crs)
    measured = measure_communes(place, land.grid)
    blocks = list(blocks_of((SIDE, SIDE), (16, 11), cells=176))
    named = tuple(None for _ in measured.codes)
    one, other = (
        zone_rows("r", rule(), gathered(place, land, b), named, measured, place)
        for b in (WHOLE, blocks[::-1])
    )
    assert len(one.table.frame) > 5
    assert one.table.frame.to_json() == other.table.frame.to_json()
    assert one.table.frame.equals(other.table.frame)
    assert one.candidate_ha.tolist() == other.candidate_ha.tolist()


@pytest.mark.parametrize("crs", GRIDS)
def test_hectares_by_commune_from_cells_are_those_of_the_overlay(crs):
    place, land = hilly(crs)
    measured = measure_communes(place, land.grid)
    found = gathered(place, land, WHOLE)
    cut = cut_by_commune(found.shapes, measured.shapes)
    at = found.land.rows(cut["zone"].to_numpy(), cut["commune"].to_numpy())
    assert (at >= 0).all()
    cells = commune_cells(measured.shapes, land.grid)
    share = whole(found.land.weight)[at] / cells.weight[cut["commune"]]
    # Outlines bend by less than 0.1 mm between the two CRS.
    rel = 1e-11 if crs == VN2000 else 1e-4
    by_cells = share * measured.area_ha[cut["commune"]]
    assert by_cells == pytest.approx(area_ha(cut.geometry), rel=rel, abs=1e-6)


def test_the_ground_is_that_under_the_exact_cover_of_each_part():
    place, land = hilly(VN2000)
    found = gathered(place, land, WHOLE)
    cut = cut_by_commune(found.shapes, measure_communes(place, land.grid).shapes)
    rows, cells, terrain = ground(cut, found.land), cover(cut.geometry, land.grid), land.terrain
    high, steep = (terrain.elevation_m, terrain.elevation_known), (terrain.slope_deg,)
    steep = (*steep, terrain.slope_known)
    canopy = land.rasters["canopy"].values, land.rasters["canopy"].known
    expected = {
        "elevation_min_m": cells.minimum(*high),
        "elevation_mean_m": cells.mean(*high),
        "elevation_max_m": cells.maximum(*high),
        "slope_mean_deg": cells.mean(*steep),
        "slope_max_deg": cells.maximum(*steep),
        "canopy_mean_share": cells.mean(*canopy),
    }
    for column, values in expected.items():
        assert rows[column].to_numpy() == pytest.approx(values, rel=1e-12, nan_ok=True)


def test_a_piece_that_many_blocks_cut_is_one_zone():
    # A cross of 2 × 60 and 60 × 2 cells, each block 7 × 7 cells: arms cut at every seam.
    place, land = hilly(VN2000)
    holds = np.zeros((SIDE, SIDE), dtype=bool)
    holds[20:22, :] = holds[:, 25:27] = True
    land = replace(land, masks={"good": Mask(holds, np.ones_like(holds))})
    found = gathered(place, land, list(blocks_of((SIDE, SIDE), (7, 7), cells=49)))
    # The communes' box is rows 6-53 and columns 10-50, one more all round: rows 5-54, columns
    # 9-51. 2 × 43 + 50 × 2 - 4 = 182 cells of 900 m².
    assert found.area_ha.tolist() == [182 * 0.09]
    assert len(found.shapes[0].exterior.coords) == 13
    assert found.too_small_share.tolist() == [0, 0, 0]


def test_land_that_no_block_can_make_larger_is_settled_in_its_block():
    place, land = hilly(VN2000)
    tally = tally_of(place, land.grid, 1e6)
    part = tally.part(WHOLE[0], land)
    assert (part.count, len(part.piece), len(part.land.piece)) == (0, 0, 0)
    assert (part.small[:, 0] > 0).all()


def test_a_tally_sent_to_a_worker_leaves_its_parts_behind():
    place, land = hilly(VN2000)
    tally = tally_of(place, land.grid, 0.3)
    light = len(pickle.dumps(tally))
    tally.add(tally.part(WHOLE[0], land))
    assert len(pickle.dumps(tally)) == light


def test_communes_off_the_grid_leave_nothing_to_find():
    _, land = hilly(VN2000)
    place = layers(raster("dem", np.zeros((SIDE, SIDE))), communes(square(50_000, 0, 900)))
    found = gathered(place, land, list(blocks_of((SIDE, SIDE), (20, 20), cells=400)))
    assert len(found.shapes) == 0
    assert found.too_small_share.tolist() == [0]
