"""How sure flags are, on planes one can check by pencil."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from gis.criteria.evaluate import evaluate
from gis.grid.error_field import ErrorModel, gradient_sd, torus_for
from gis.layers.model import Layers, RasterLayer
from gis.project.model import Project
from gis.zones.doubt import doubt_plots
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from gis.zones.tables import DOUBT_COLUMNS, DOUBT_TOTAL_COLUMNS, DoubtLand
from tests import land
from tests.zones.asked import project

ERROR = {"sd_m": 4.0, "correlation_m": 300.0, "source": "invented for a test"}
STEEP = {"test": "slope", "above_deg": 25.0}
RULE = {"plots": "cassava", "when": ("steep",), "min_share": 0.5, "cites": "000 III.2"}
CELLS = (60, 60)


def dem(slope_deg: float, *, error: object = ERROR, known=None, **more: object) -> RasterLayer:
    layer = land.raster("dem", land.plane(slope_deg, 90, CELLS), known=known)
    spec = type(layer.spec).model_validate(layer.spec.model_dump() | {"error": error} | more)
    return replace(layer, spec=spec)


def doubted(ground: RasterLayer, *squares, doubt=None, rule=None, criteria=None, extra=()):
    """Doubt of a few plots on a plane; two communes, west and east of x = 900 m."""
    half = [land.square(-900, 0, 1800), land.square(900, 0, 1800)]
    ids = [f"P{n}" for n in range(1, len(squares) + 1)]
    plots = land.vector(
        "plots", "cassava", squares, id=ids, crop=["cassava"] * len(ids),
        method=[None] * len(ids), state=["planted"] * len(ids),
    )  # fmt: skip
    layers = land.layers(ground, land.communes(*half), plots, *extra)
    asked = project(
        *layers.vectors.values(), *layers.rasters.values(),
        criteria=criteria or {"steep": STEEP},
        flags={"steep_land": rule or RULE},
        doubt={"prior": "none", "draws": 1000} | (doubt or {}),
    )  # fmt: skip
    return _doubt(asked, layers)


def _doubt(asked: Project, layers: Layers) -> DoubtLand:
    evaluation, plots = evaluate(asked, layers), cut_plots(asked, layers)
    flags = flag_plots(asked, evaluation, plots)
    return doubt_plots(asked, layers, evaluation, plots, flags)


def one(found: DoubtLand):
    (row,) = found.plots.frame.to_dict("records")
    return row


def test_a_plot_of_one_cell_has_the_chance_of_its_cell() -> None:
    # A plane of 24° falling east; the plot lies within one cell. Northward errors hardly matter, so
    # P ≈ P(east error > tan 25° - tan 24°) = 1 - Φ(0.02108 / 0.03383) ≈ 0.27.
    row = one(doubted(dem(24.0), land.square(605, 605, 20)))
    sd = gradient_sd(ErrorModel(4.0, 300.0), torus_for(ErrorModel(4.0, 300.0), 30.0, 30.0))[0]
    step = np.tan(np.radians(25)) - np.tan(np.radians(24))
    chance = 1 - norm.cdf(step / sd)
    assert row["over_probability"] == pytest.approx(chance, abs=0.05)
    assert row["expected_ha"] == pytest.approx(0.04 * chance, abs=0.04 * 0.03)
    assert row["sure_verdict"] == "go_and_look"
    assert row["visit_order"] == 1
    # 0.04 ha × min(P, 1 - P)
    assert row["visit_ha"] == pytest.approx(0.04 * row["over_probability"])


@pytest.mark.parametrize(("slope_deg", "verdict", "p"), [(15.0, "under", 0.0), (35.0, "over", 1.0)])
def test_far_from_the_limit_a_verdict_is_sure(slope_deg: float, verdict: str, p: float) -> None:
    row = one(doubted(dem(slope_deg), land.square(600, 600, 100)))
    assert (row["sure_verdict"], row["over_probability"]) == (verdict, p)
    assert np.isnan(row["visit_order"])
    # All of the hectare, or none of it, in every draw.
    assert [row["low_ha"], row["central_ha"], row["high_ha"]] == pytest.approx([p, p, p])


def test_without_an_error_nothing_is_invented() -> None:
    found = doubted(dem(24.0, error=None), land.square(600, 600, 100))
    row = one(found)
    assert not found.estimated
    assert row["sure_verdict"] == "not_estimated"
    figures = ("over_probability", "low_ha", "central_ha", "high_ha", "visit_ha", "visit_order")
    assert np.isnan([row[f] for f in figures]).all()
    assert found.totals[["low_ha", "central_ha", "high_ha", "expected_ha"]].isna().all(axis=None)
    assert found.method["estimated"] is False


def test_confidence_is_a_setting() -> None:
    # P is about 0.27: with a confidence of 0.6 that is surely under, as 1 - P = 0.73 ≥ 0.6.
    row = one(doubted(dem(24.0), land.square(605, 605, 20), doubt={"confidence": 0.6}))
    assert row["sure_verdict"] == "under"


def test_land_without_a_slope_stays_unknown() -> None:
    known = np.ones(CELLS, bool)
    known[20, 20] = False  # no slope in rows and columns 19-21
    # Rows and columns 19 and 20: no cell of the plot has a slope, so all is open.
    row = one(doubted(dem(35.0, known=known), land.square(570, 570, 60)))
    assert row["unknown_ha"] == pytest.approx(0.36)
    assert np.isnan(row["over_probability"])
    assert row["sure_verdict"] == "go_and_look"
    assert row["visit_ha"] == pytest.approx(0.18)  # a toss-up: half of 0.36 ha
    # Of 12 rows the known ones are steep for sure: 9 unknown cells of 0.09 ha do not matter.
    wide = one(doubted(dem(35.0, known=known), land.square(390, 570, 360)))
    assert wide["over_probability"] == 1.0
    assert wide["sure_verdict"] == "over"
    assert wide["high_ha"] == pytest.approx(12.96 - 0.81)


def test_a_plot_outside_the_dem_is_unknown() -> None:
    row = one(doubted(dem(35.0), land.square(1810, 600, 40)))
    assert row["sure_verdict"] == "go_and_look"
    assert row["central_ha"] == 0.0


def test_totals_are_drawn_together_and_close() -> None:
    squares = [land.square(850, 300, 100), land.square(200, 900, 300), land.square(1200, 900, 300)]
    found = doubted(dem(25.0), *squares)
    totals, plots = found.totals.set_index("commune_code"), found.plots.frame
    total = found.totals[found.totals["place"] == "total"].iloc[0]
    # P1 lies half in each commune: 0.5 + 9 = 9.5 ha each, 19 in all.
    assert totals.loc["00001", "counted_ha"] == pytest.approx(9.5)
    assert total["counted_ha"] == pytest.approx(19.0)
    assert total["expected_ha"] == pytest.approx(plots["expected_ha"].sum())
    # A plane of exactly 25° is steep by error alone in half of the draws.
    assert total["central_ha"] == pytest.approx(9.5, abs=1.0)
    # Errors of two plots are not one: the total's range is narrower than the sum of the ranges.
    span = plots["high_ha"].sum() - plots["low_ha"].sum()
    assert 0 < total["high_ha"] - total["low_ha"] < span
    assert plots.set_index("plot_id").loc["P1", "area_ha"] == pytest.approx(1.0)


def test_shared_land_counts_once_in_totals() -> None:
    # P2 lies on P1: the land counts for P1 alone, but P2 is judged as drawn.
    found = doubted(dem(35.0), land.square(300, 300, 100), land.square(300, 300, 100))
    assert found.plots.frame["central_ha"].tolist() == pytest.approx([1.0, 1.0])
    assert found.totals["central_ha"].iloc[-1] == pytest.approx(1.0)


def test_other_criteria_count_as_they_are() -> None:
    # The plane falls east from 2000 m: at 25° the western 428 m are above 1800 m.
    criteria = {
        "steep": STEEP, "high": {"test": "elevation", "from_m": 1800.0},
        "both": {"test": "all_of", "criteria": ("steep", "high")},
    }  # fmt: skip
    for when in (("steep", "high"), ("both",)):
        found = doubted(
            dem(35.0), land.square(60, 60, 100), land.square(1500, 60, 100),
            criteria=criteria, rule=RULE | {"when": when},
        )  # fmt: skip
        assert found.plots.frame["sure_verdict"].tolist() == ["over", "under"]


def test_two_limits_make_a_band_of_slopes() -> None:
    # Between 15° and 25°: a plane of 20° is in the band for sure, one of 35° is not.
    criteria = {"band": {"test": "slope", "above_deg": 15.0, "at_most_deg": 25.0}}
    rule = RULE | {"when": ("band",)}
    for slope_deg, verdict in ((20.0, "over"), (35.0, "under"), (10.0, "under")):
        ground = dem(slope_deg)
        found = doubted(ground, land.square(600, 600, 100), criteria=criteria, rule=rule)
        assert one(found)["sure_verdict"] == verdict


def test_the_field_list_begins_where_a_visit_removes_most() -> None:
    squares = [land.square(x, 600, side) for x, side in ((200, 40), (500, 200), (1000, 90))]
    rows = doubted(dem(25.0), *squares).plots.frame.set_index("plot_id")
    assert rows["visit_ha"].sort_values(ascending=False).index.tolist() == ["P2", "P3", "P1"]
    assert rows["visit_order"].to_dict() == {"P1": 3, "P2": 1, "P3": 2}
    assert (rows["visit_ha"] <= rows["area_ha"] / 2).all()


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    squares = [land.square(600, 600, 100)]
    one, two, other = (
        doubted(dem(25.0), *squares, doubt={"seed": seed}).totals for seed in (7, 7, 8)
    )
    assert one.equals(two)
    assert not one.equals(other)


def test_columns_are_declared_and_nobody_flagged_is_no_fault() -> None:
    found = doubted(dem(25.0))
    assert len(found.plots.frame) == 0
    assert tuple(found.totals.columns) == DOUBT_TOTAL_COLUMNS
    assert found.plots.columns == DOUBT_COLUMNS


def test_a_second_dem_shows_the_change() -> None:
    from gis.main_job import ALONE, _flags_on_other_dem

    ground = dem(35.0)
    other = replace(dem(15.0, compare=True), name="bare")
    half = [land.square(0, 0, 1800)]
    plots = land.vector("plots", "cassava", [land.square(600, 600, 100)], id=["P1"],
                        crop=["cassava"], method=[None], state=["planted"])  # fmt: skip
    layers = land.layers(ground, land.communes(*half), plots, other)
    asked = project(*layers.vectors.values(), *layers.rasters.values(),
                    criteria={"steep": STEEP}, flags={"steep_land": RULE})  # fmt: skip
    evaluation, pieces = evaluate(asked, layers), cut_plots(asked, layers)
    flags = flag_plots(asked, evaluation, pieces)
    compared = _flags_on_other_dem(asked, layers, pieces, ALONE)
    found = doubt_plots(asked, layers, evaluation, pieces, flags, compared)
    # Steep on the one (1 ha), gentle on the other (0 ha).
    row = one(found)
    assert (row["flagged_ha"], row["compare_flagged_ha"]) == pytest.approx((1.0, 0.0))
    last = found.totals.iloc[-1]
    assert (last["flagged_ha"], last["compare_flagged_ha"]) == pytest.approx((1.0, 0.0))
