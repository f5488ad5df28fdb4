"""The state of a run: its plots with what is known of them, whole square centimetres by commune."""

from __future__ import annotations

from datetime import date

from gis.ledger.states.model import CM2_PER_HA, Land, PlotKey
from gis.ledger.states.new_state import state_of_run
from gis.zones.pieces import cut_plots
from tests import land
from tests.ledger.books import ledger_of
from tests.zones.asked import project
from tests.zones.test_pieces import TWO


def test_plots_of_a_run():
    # a: 1 ha in the first commune; b: half of its hectare in each; c repeats half of a.
    shapes = [land.square(0, 0, 100), land.square(250, 100, 100), land.square(50, 0, 100)]
    plots = land.vector("plots", "cassava", shapes, id=["a", "b", "c"], crop=["cassava"] * 3,
                        method=[None] * 3, state=["planted"] * 3, gi=[True, None, None],
                        harvested_ha=[0.5, None, None])  # fmt: skip
    dem = land.raster("dem", land.plane(5, 0, (30, 40)))
    asked, layers = project(dem, TWO, plots), land.layers(dem, TWO, plots)
    pieces = cut_plots(asked, layers)
    ledger = ledger_of(plots)
    state = state_of_run(asked, layers, pieces, ledger, date(2025, 6, 30))
    a, b, c = (state.plots[PlotKey("cassava", n)] for n in "abc")
    assert a.columns == {"crop": "cassava", "state": "planted", "gi": True, "harvested_ha": 0.5}
    assert a.land == (Land("00001", CM2_PER_HA, CM2_PER_HA),)
    half = CM2_PER_HA // 2
    assert b.land == (Land("00001", half, half), Land("00002", half, half))
    assert c.land[0].counted_cm2 == half
    assert (state.layers, state.as_of) == (("cassava",), date(2025, 6, 30))
    assert state.communes == {"00001": "Xã A", "00002": "Xã B"}
    assert set(state.outlines) == {p.shape for p in (a, b, c)}
    steps = {step: cm2 for _, step, cm2 in state.steps}
    assert steps["drawn"] == 3 * CM2_PER_HA
    assert steps["overlap"] == half
    assert sum(steps.values()) == 2 * steps["drawn"]  # the steps add up to what is drawn


def test_an_outline_is_the_same_however_it_is_begun_or_rounded():
    import numpy as np
    import shapely

    from gis.ledger.states.digest import outline_digests

    one = land.square(0, 0, 100)
    turned = shapely.Polygon([*one.exterior.coords[2:-1], *one.exterior.coords[:3]])
    noisy = shapely.transform(one, lambda xy: xy + 1e-7)
    moved = shapely.transform(one, lambda xy: xy + 0.01)
    digests = outline_digests(np.array([one, turned, noisy, moved]))
    assert digests[0] == digests[1] == digests[2] != digests[3]
