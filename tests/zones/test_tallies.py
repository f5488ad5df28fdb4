"""Flags, slope classes and commune sums from blocks: the digits of the whole, in any order."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import ndimage
from shapely.geometry import box

from gis.criteria.evaluate import evaluate
from gis.criteria.mask import Mask, all_of
from gis.criteria.model import Aligned, Evaluation
from gis.criteria.slope_classes import slope_classes
from gis.grid.blocks import Block
from gis.grid.coverage import cover
from gis.grid.terrain import Terrain
from gis.layers.model import Layers
from gis.project.model import Project
from gis.zones.commune_cells import commune_cells
from gis.zones.commune_land import measure_communes
from gis.zones.commune_sums import CommuneTally
from gis.zones.eligibility import conditions, eligible, roles
from gis.zones.flag import FlagTally, flag_plots
from gis.zones.limits import limit_rows
from gis.zones.pieces import cut_plots
from gis.zones.slope_land import SlopeTally, slope_land
from gis.zones.tables import PlotLand
from tests import land
from tests.land import NORTH, WEST, square
from tests.zones.asked import project

SHAPE = (40, 50)
STEEP = {"test": "slope", "above_deg": 25.0}
HIGH = {"test": "elevation", "from_m": 1500.0}
GENTLE = {"test": "slope", "at_most_deg": 15.0}


def hills() -> np.ndarray:
    z = ndimage.gaussian_filter(np.random.default_rng(4).normal(size=SHAPE), 3) * 900 + 1500
    z[5:9, 11:17] = np.nan
    return z


def place() -> tuple[Project, Layers, PlotLand, Evaluation]:
    """1.5 km × 1.2 km of hills with a void; fields of which some overlap, hang over the edge or lie
    far beyond it; two communes that reach beyond the DEM.
    """
    fields = [
        shapely.affinity.rotate(square(40 + 170 * i, 30 + 140 * i, 25 * 1.4**i), 11 * i)
        for i in range(8)
    ]
    others = [square(20, 500, 200), square(120, 560, 200), square(-40, 900, 120),
              square(9_000, 0, 60), square(330, 150, 90), square(900, 100, 3)]  # fmt: skip
    shapes = [*fields, *others]
    ids = [f"p{n:02d}" for n in range(len(shapes))]
    crops = ["cassava"] * 10 + ["tea"] * (len(shapes) - 10)
    plots = land.vector("plots", "fields", shapes, id=ids, crop=crops)
    split = WEST + 700
    towns = land.communes(
        box(WEST - 400, NORTH - 1500, split, NORTH + 300),
        box(split, NORTH - 1500, WEST + 1300, NORTH + 300),
    )
    flag = {"plots": "fields", "cites": "000 III.2"}
    rule = {"crop": "tea", "method": "open_land", "min_area_ha": 0.5}
    asked = project(
        plots,
        criteria={"steep": STEEP, "high": HIGH, "gentle": GENTLE},
        flags={
            "steep_cassava": {**flag, "crop": "cassava", "when": ("steep",)},
            "steep_and_high": {**flag, "when": ("steep", "high"), "min_share": 0.2},
        },
        zones={
            "tea": {**rule, "require": ("gentle", "high"), "exclude": ("steep",)},
            "low": {**rule, "require": ("gentle",), "exclude": ("high",)},
        },
    )
    layers = land.layers(land.raster("dem", hills()), towns, plots)
    return asked, layers, cut_plots(asked, layers), evaluate(asked, layers)


PROJECT, LAYERS, PLOTS, LAND = place()
MEASURED = measure_communes(LAYERS, LAND.grid)


def cut(whole: Evaluation, block: Block) -> Evaluation:
    """What a block's own evaluation is."""
    at = np.s_[block.row : block.row + block.height, block.col : block.col + block.width]
    t = whole.terrain
    own = whole.grid.window(block)
    terrain = Terrain(own, t.elevation_m[at], t.elevation_known[at], t.slope_deg[at],
                      t.slope_known[at])  # fmt: skip
    rasters = {
        n: Aligned(a.values[at], a.known[at])  # noqa: PD011 - no frame
        for n, a in whole.rasters.items()
    }
    masks = {n: Mask(m.holds[at], m.known[at]) for n, m in whole.masks.items()}
    return Evaluation(own, terrain, rasters, masks)


def in_blocks(high: int, wide: int, mixed) -> list[Block]:
    rows, cols = SHAPE
    blocks = [
        Block(r, c, min(high, rows - r), min(wide, cols - c))
        for r in range(0, rows, high) for c in range(0, cols, wide)
    ]  # fmt: skip
    mixed.shuffle(blocks)
    return blocks


sides = st.integers(7, 50)
orders = st.randoms(use_true_random=False)


@settings(max_examples=8, deadline=None)
@given(sides, sides, orders)
def test_flags_by_blocks_are_those_of_the_whole(high, wide, mixed):
    tally = FlagTally(PROJECT, PLOTS, LAND.grid)
    for block in in_blocks(high, wide, mixed):
        tally.add(tally.part(block, cut(LAND, block)))
    whole = flag_plots(PROJECT, LAND, PLOTS).frame
    assert_frame_equal(pd.DataFrame(tally.table().frame), pd.DataFrame(whole), check_exact=True)
    assert len(whole) > 20


@settings(max_examples=8, deadline=None)
@given(sides, sides, orders)
def test_slope_land_by_blocks_is_that_of_the_whole(high, wide, mixed):
    tally = SlopeTally(PROJECT, LAYERS, PLOTS, LAND.grid)
    for block in in_blocks(high, wide, mixed):
        tally.add(tally.part(block, cut(LAND, block)))
    found, whole = tally.land(), slope_land(PROJECT, LAYERS, LAND, PLOTS)
    assert_frame_equal(found.pieces, whole.pieces, check_exact=True)
    assert_frame_equal(found.communes, whole.communes, check_exact=True)
    assert_series_equal(found.commune_ha, whole.commune_ha)


def commune_sums(blocks: list[Block]) -> CommuneTally:
    tally = CommuneTally(PROJECT, MEASURED)
    for block in blocks:
        tally.add(tally.part(block, cut(LAND, block)))
    return tally


@settings(max_examples=8, deadline=None)
@given(sides, sides, orders)
def test_commune_sums_by_blocks_are_those_of_the_whole(high, wide, mixed):
    found = commune_sums(in_blocks(high, wide, mixed)).found().rules
    whole = commune_sums([LAND.grid.whole]).found().rules
    assert set(found) == {"tea", "low"}
    for name, rule in PROJECT.zones.items():
        rows = (limit_rows(name, roles(rule), sums[name], MEASURED) for sums in (found, whole))
        assert_frame_equal(*rows, check_exact=True)
        for mine, theirs in zip(found[name].answers_ha, whole[name].answers_ha, strict=True):
            assert mine.tolist() == theirs.tolist()
        np.testing.assert_allclose(sum(found[name].answers_ha), MEASURED.area_ha, atol=1e-9)


def test_flags_are_those_of_the_list_of_cells():
    """The same figures from every pair of a plot and a cell, to 1e-9 ha; slopes to 1e-6°."""
    pieces = PLOTS.pieces.frame
    frame = flag_plots(PROJECT, LAND, PLOTS).frame.set_index("flag_id")
    slope = (LAND.terrain.slope_deg, LAND.terrain.slope_known)
    drawn, counted = cover(pieces.geometry, LAND.grid), cover(PLOTS.counted, LAND.grid)
    means = drawn.mean(*slope)
    assert ((pieces["counted_ha"] < pieces["area_ha"]) & (pieces["counted_ha"] > 0)).any()
    for name, rule in PROJECT.flags.items():
        mask = all_of(LAND.masks[c] for c in rule.when)
        of_drawn, of_counted = np.array(drawn.shares(mask)), np.array(counted.shares(mask))
        for n, piece in pieces.iterrows():
            if f"{name}:{piece['piece_id']}" not in frame.index:
                continue
            row = frame.loc[f"{name}:{piece['piece_id']}"]
            expected = [*of_drawn[:, n] * piece["area_ha"], *of_counted[:, n] * piece["counted_ha"]]
            kinds = [a + b for a in ("", "counted_") for b in ("flagged", "clear", "unknown")]
            assert [row[f"{k}_ha"] for k in kinds] == pytest.approx(expected, abs=1e-9)
            alone = (pieces["plot_id"] == piece["plot_id"]).sum() == 1
            if alone:
                assert row["slope_mean_deg"] == pytest.approx(means[n], abs=1e-6, nan_ok=True)


def test_slope_land_is_that_of_the_list_of_cells():
    found = slope_land(PROJECT, LAYERS, LAND, PLOTS)
    classes = PROJECT.slope_classes
    number, count = slope_classes(LAND.terrain, classes.breaks_deg), len(classes.classes())
    counted_ha = PLOTS.pieces.frame["counted_ha"].to_numpy()
    expected = cover(PLOTS.counted, LAND.grid).class_shares(number, count) * counted_ha[:, None]
    np.testing.assert_allclose(found.pieces, expected, atol=1e-9)
    np.testing.assert_allclose(found.pieces.sum(axis=1), counted_ha, atol=1e-9)
    shares = cover(MEASURED.shapes, LAND.grid).class_shares(number, count)
    np.testing.assert_allclose(found.communes, shares * MEASURED.area_ha[:, None], atol=1e-9)


def test_limits_are_what_the_list_of_cells_says():
    """Alone: the condition says no where every other one, taken together, says yes."""
    asked = conditions(PROJECT.zones["tea"], LAND.masks)
    sums = commune_sums([LAND.grid.whole]).found().rules["tea"]
    rows = limit_rows("tea", asked, sums, MEASURED).set_index(["commune_code", "criterion"])
    cells = cover(MEASURED.shapes, LAND.grid)
    yes, no, unknown = np.array(cells.shares(eligible(asked))) * MEASURED.area_ha
    for mine, theirs in zip(sums.answers_ha, (yes, no, unknown), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-9)
    for one in asked:
        others = all_of(c.met for c in asked if c is not one)
        alone = Mask(one.met.no & others.holds, np.ones(SHAPE, dtype=bool))
        alone_ha = cells.shares(alone)[0] * MEASURED.area_ha
        _, removes_ha, unknown_ha = np.array(cells.shares(one.met)) * MEASURED.area_ha
        for n, code in enumerate(MEASURED.codes):
            row = rows.loc[(code, one.criterion)]
            assert row["removes_alone_ha"] == pytest.approx(alone_ha[n], abs=1e-9)
            assert row["removes_ha"] == pytest.approx(removes_ha[n], abs=1e-9)
            assert row["unknown_ha"] == pytest.approx(unknown_ha[n], abs=1e-9)
    assert rows["removes_alone_ha"].sum() > 1


def test_land_is_looked_at_in_the_communes_box_and_one_cell_around():
    # A commune of 2 × 3 cells and a bit of the next: rows 10-12, columns 20-23.
    corner = square(20 * 30 + 5, 10 * 30, 60).union(square(22 * 30, 11 * 30, 31))
    small = gpd.GeoSeries([corner], crs=land.VN2000)
    assert commune_cells(small, LAND.grid).around == Block(9, 19, 5, 6)
    # 400 m west, 300 m north and 1 500 m south reach beyond the grid; 1 300 m east is 43⅓ cells.
    assert commune_cells(MEASURED.shapes, LAND.grid).around == Block(0, 0, 40, 45)
    none = gpd.GeoSeries([], crs=land.VN2000)
    assert commune_cells(none, LAND.grid).around.height == 0
