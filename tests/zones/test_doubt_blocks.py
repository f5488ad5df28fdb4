"""Doubt by blocks and batches: not one digit depends on how the land is cut."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gis.criteria.evaluate import evaluate
from gis.grid.blocks import Block, blocks_of
from gis.zones import doubt_batches
from gis.zones.doubt import doubt_plots, doubt_tally
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from tests import land
from tests.grid.fractal import fractal
from tests.zones.asked import project
from tests.zones.test_doubt import RULE, STEEP, dem

SIZE = 150


def window_of(found, block: Block):
    """What a whole evaluation says of a block: a cell's answer does not depend on its block."""
    here = slice(block.row, block.row + block.height), slice(block.col, block.col + block.width)
    ground = found.terrain
    cut = replace(
        ground,
        elevation_m=ground.elevation_m[here],
        elevation_known=ground.elevation_known[here],
        slope_deg=ground.slope_deg[here],
        slope_known=ground.slope_known[here],
    )
    masks = {n: type(m)(m.holds[here], m.known[here]) for n, m in found.masks.items()}
    return replace(found, grid=found.grid.window(block), terrain=cut, masks=masks)


@pytest.fixture(scope="module")
def valley():
    random = np.random.default_rng(9)
    heights = fractal(SIZE, 0.4, 0.8, random)
    known = np.ones(heights.shape, bool)
    known[70:75, 30:60] = False
    spec = dem(20.0, surface="surface").spec
    ground = replace(land.raster("dem", heights, known=known), spec=spec)
    canopy = land.raster("canopy", random.random(heights.shape), kind="canopy")
    corners = random.uniform(-60, SIZE * 30, (120, 2))
    sides = [90, 200, 333] * 40
    shapes = [land.square(*at, side) for at, side in zip(corners, sides, strict=True)]
    n = len(shapes)
    plots = land.vector(
        "plots", "cassava", shapes, id=[f"P{i}" for i in range(n)], crop=["cassava"] * n,
        method=[None] * n, state=["planted"] * n,
    )  # fmt: skip
    halves = [land.square(-900, 0, 3000), land.square(2100, 0, 3000)]
    layers = land.layers(ground, land.communes(*halves), plots, canopy)
    asked = project(
        *layers.vectors.values(), *layers.rasters.values(),
        criteria={
            "steep": STEEP,
            "open": {"test": "canopy_cover", "layer": "canopy", "to_share": 0.7},
            "very_steep": STEEP | {"above_deg": 35.0},
        },
        flags={"steep_land": RULE, "both": RULE | {"when": ("steep", "open")}},
        doubt={"draws": 60},
    )  # fmt: skip
    evaluation, pieces = evaluate(asked, layers), cut_plots(asked, layers)
    flags = flag_plots(asked, evaluation, pieces)
    return asked, layers, evaluation, pieces, flags


def same(one, other) -> None:
    pd.testing.assert_frame_equal(one.totals, other.totals, check_exact=True)
    columns = list(one.plots.columns)
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.plots.frame[columns]), pd.DataFrame(other.plots.frame[columns]),
        check_exact=True,
    )  # fmt: skip


@pytest.mark.parametrize("cells", [400, 3000])
def test_blocks_in_any_order_change_no_digit(valley, cells: int) -> None:
    asked, layers, evaluation, pieces, flags = valley
    whole = doubt_plots(asked, layers, evaluation, pieces, flags)
    assert whole.plots.frame["over_probability"].between(0.1, 0.9).sum() > 10
    assert whole.totals["suspect_ha"].iloc[-1] > 0
    tally = doubt_tally(asked, layers, pieces)
    blocks = list(blocks_of(evaluation.grid.shape, (7, 11), cells))
    for number in np.random.default_rng(cells).permutation(len(blocks)):
        tally.add(tally.part(blocks[number], window_of(evaluation, blocks[number])))
    same(tally.doubt(flags), whole)


def test_batches_change_no_digit(valley, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, layers, evaluation, pieces, flags = valley
    whole = doubt_plots(asked, layers, evaluation, pieces, flags)
    monkeypatch.setattr(doubt_batches, "BATCH_CELLS", 200)
    same(doubt_plots(asked, layers, evaluation, pieces, flags), whole)


def test_threads_change_no_digit(valley, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, layers, evaluation, pieces, flags = valley
    whole = doubt_plots(asked, layers, evaluation, pieces, flags)
    monkeypatch.setattr(doubt_batches, "BATCH_CELLS", 200)
    tally = doubt_tally(asked, layers, pieces)
    tally.add(tally.part(evaluation.grid.whole, evaluation))
    with ThreadPoolExecutor(3) as crew:
        same(tally.doubt(flags, None, crew), whole)


def test_a_block_that_has_not_spoken_is_unknown(valley) -> None:
    asked, layers, _, pieces, flags = valley
    found = doubt_tally(asked, layers, pieces).doubt(flags)
    assert (found.plots.frame["sure_verdict"] == "go_and_look").all()
    assert found.totals["high_ha"].sum() == 0.0
