from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.affinity import affine_transform
from shapely.geometry import box

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.grid import Grid, grid_of
from gis.grid.terrain import Terrain, terrain_of
from gis.layers.model import VectorLayer
from gis.project.model import FlagRule
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from gis.zones.tables import FLAG_COLUMNS, FeatureTable
from gis.zones.verdict import verdicts
from tests import land
from tests.zones.asked import project
from tests.zones.test_pieces import TWO, plots

CELL_M = 30.0
# Cell fractions carry 32-bit rounding: 1e-7 ha is 10 cm².
NEAR_HA = 1e-7
STEEP = {"test": "slope", "above_deg": 25.0}
RULE = {"plots": "cassava", "when": ("steep",), "cites": "000 III.2"}


def halves(rows: int = 30, cols: int = 40, unknown_rows: int = 0) -> Evaluation:
    """30 m cells; land from 300 m east is 30° steep, the rest 10°; the last rows are unknown."""
    dem = land.raster("dem", np.zeros((rows, cols)))
    slope = np.where(np.arange(cols) * CELL_M >= 300, 30.0, 10.0) * np.ones((rows, 1))
    known = np.ones((rows, cols), bool)
    known[rows - unknown_rows :] = False
    return _evaluation(grid_of(dem), slope, known)


def _evaluation(grid: Grid, slope: np.ndarray, known: np.ndarray) -> Evaluation:
    terrain = Terrain(grid, np.zeros_like(slope), known, slope, known)
    return Evaluation(grid, terrain, {}, {"steep": Mask(slope > 25, known)})


def judge(
    evaluation: Evaluation, *layers: VectorLayer, communes: VectorLayer = TWO, **rule: object
) -> FeatureTable:
    asked = project(*layers, criteria={"steep": STEEP}, flags={"steep_cassava": RULE | rule})
    dem = land.raster("dem", np.zeros((2, 2)))
    return flag_plots(asked, evaluation, cut_plots(asked, land.layers(dem, communes, *layers)))


def test_a_plot_across_the_steep_line_by_pencil():
    # 1 ha from 265 to 365 m east, 15 m to 115 m south, cells of 30 m, all off the cell edges:
    # 35 m of 100 are flat (0.35 ha), 65 m steep. The commune border lies on 300 m too.
    # mean slope 0.35·10° + 0.65·30° = 23°.
    frame = judge(halves(), plots([land.square(265, 15, 100)])).frame
    assert tuple(frame.columns) == (*FLAG_COLUMNS, "geometry")
    assert frame["flag_id"].tolist() == [
        "steep_cassava:cassava:p1@00001",
        "steep_cassava:cassava:p1@00002",
    ]
    assert frame["flagged_ha"].tolist() == pytest.approx([0.0, 0.65], abs=NEAR_HA)
    assert frame["clear_ha"].tolist() == pytest.approx([0.35, 0.0], abs=NEAR_HA)
    assert frame["unknown_ha"].tolist() == pytest.approx([0.0, 0.0], abs=NEAR_HA)
    assert frame["plot_flagged_ha"].tolist() == pytest.approx([0.65] * 2, abs=NEAR_HA)
    assert frame["plot_flagged_share"].tolist() == pytest.approx([0.65] * 2, abs=NEAR_HA)
    assert frame["slope_mean_deg"].tolist() == pytest.approx([23.0] * 2, abs=1e-7)
    assert frame["slope_max_deg"].tolist() == [30.0, 30.0]
    assert frame["verdict"].tolist() == ["review"] * 2
    assert frame["cites"].tolist() == ["000 III.2"] * 2
    assert "trên 250" in frame["quote_vi"].iloc[0]  # the plan's own misprint is kept


def test_unknown_land_is_neither_flagged_nor_clear():
    # The grid ends 900 m south; its last row (870-900 m) is unknown. A plot from 850 to 950 m
    # south on steep land: 20 m flagged, 30 m unknown, 50 m outside the grid, unknown as well.
    frame = judge(halves(unknown_rows=1), plots([land.square(400, 850, 100)])).frame
    row = frame.iloc[0]
    assert row["flagged_ha"] == pytest.approx(0.2, abs=NEAR_HA)
    assert row["unknown_ha"] == pytest.approx(0.8, abs=NEAR_HA)
    assert row["clear_ha"] == pytest.approx(0.0, abs=NEAR_HA)
    assert row["slope_mean_deg"] == pytest.approx(30.0)


def test_a_plot_off_the_grid_has_no_slope_and_insufficient_data():
    row = judge(halves(), plots([land.square(5000, 5000, 100)])).frame.iloc[0]
    assert row["unknown_ha"] == pytest.approx(1.0)
    assert math.isnan(row["slope_mean_deg"]) and math.isnan(row["slope_max_deg"])
    assert row["verdict"] == "insufficient_data"


@pytest.mark.parametrize(
    ("flagged", "unknown", "expected"),
    [
        (0.0, 0.0, "clear"),
        (0.05, 0.0, "review"),  # both thresholds reached exactly: 0.05 ha and 0.05 of 1 ha
        (0.05 - 1e-12, 0.0, "review"),  # … but for rounding
        (0.0499, 0.0, "clear"),
        (0.0499, 0.0001, "insufficient_data"),
        (0.0, 0.04, "clear"),  # all of it flagged would not be enough
        (0.0, 0.05, "insufficient_data"),
    ],
)
def test_verdicts_have_three_answers(flagged, unknown, expected):
    rule = FlagRule.model_validate(RULE | {"min_area_ha": 0.05, "min_share": 0.05})
    answer = verdicts(rule, np.array([flagged]), np.array([unknown]), np.array([1.0]))
    assert answer.tolist() == [expected]


def test_without_thresholds_any_flagged_land_is_reviewed_and_none_is_clear():
    rule = FlagRule.model_validate(RULE)
    answer = verdicts(rule, np.array([0.001, 0.0]), np.zeros(2), np.ones(2))
    assert answer.tolist() == ["review", "clear"]


def test_the_share_threshold_is_of_the_whole_plot_not_of_the_piece():
    # steep 0.65 of the plot; in commune B the piece is wholly steep
    shapes = [land.square(265, 15, 100)]
    assert set(judge(halves(), plots(shapes), min_share=0.66).frame["verdict"]) == {"clear"}
    assert set(judge(halves(), plots(shapes), min_share=0.65).frame["verdict"]) == {"review"}


def test_a_rule_speaks_of_its_layer_and_crop_only():
    mixed = plots([land.square(400, 0, 50)] * 2, crop=["cassava", "ginseng"])
    other = plots([land.square(500, 0, 50)], "ginseng", crop=["cassava"])
    frame = judge(halves(), mixed, other, crop="cassava").frame
    assert frame["piece_id"].tolist() == ["cassava:p1@00002"]


def test_counted_land_is_flagged_once():
    # Two squares of 1 ha on steep land share 0.4 ha: drawn 2 ha flagged, counted 1.6 ha.
    # The twin of the first counts nowhere.
    shapes = [land.square(400, 0, 100), land.square(460, 0, 100), land.square(400, 0, 100)]
    table = judge(halves(), plots(shapes, crop=["cassava"] * 3))
    frame = table.frame
    assert frame["flagged_ha"].tolist() == pytest.approx([1.0, 1.0, 1.0])
    assert frame["counted_flagged_ha"].tolist() == pytest.approx([1.0, 0.6, 0.0])
    assert frame["verdict"].tolist() == ["review"] * 3  # the drawn plot is judged


def test_counted_land_keeps_its_own_answers():
    # flat to 300 m, steep beyond: the second plot (250-350 m) loses its flat half to the first
    # (200-300 m); what counts of it is steep. One commune, so that no border separates them.
    shapes = [land.square(200, 0, 100), land.square(250, 0, 100)]
    one = land.communes(land.square(0, 0, 600))
    frame = judge(halves(), plots(shapes, crop=["cassava"] * 2), communes=one).frame
    second = frame[frame["plot_id"] == "p2"].iloc[0]
    assert second["counted_flagged_ha"] == pytest.approx(0.5, abs=NEAR_HA)
    assert second["counted_clear_ha"] == pytest.approx(0.0, abs=NEAR_HA)
    assert second["clear_ha"] == pytest.approx(0.5, abs=NEAR_HA)


def test_two_rules_give_two_rows_and_none_gives_none():
    layer = plots([land.square(400, 0, 50)])
    dem = land.raster("dem", np.zeros((2, 2)))
    layers = land.layers(dem, TWO, layer)
    rules = {"one": RULE, "two": RULE | {"min_area_ha": 1.0, "cites": "999 X"}}
    asked = project(layer, criteria={"steep": STEEP}, flags=rules)
    frame = flag_plots(asked, halves(), cut_plots(asked, layers)).frame
    assert frame["rule"].tolist() == ["one", "two"]
    assert frame["verdict"].tolist() == ["review", "clear"]
    assert frame["quote_vi"].iloc[1] is None  # no register knows that sentence
    quiet = project(layer)
    empty = flag_plots(quiet, halves(), cut_plots(quiet, layers))
    assert empty.frame.empty and empty.frame.crs == CRS(land.VN2000)


def test_all_criteria_of_a_rule_must_hold():
    evaluation = halves()
    cols = np.arange(40) * CELL_M
    east = Mask(np.broadcast_to(cols >= 420, (30, 40)), np.ones((30, 40), bool))
    both = Evaluation(evaluation.grid, evaluation.terrain, {}, evaluation.masks | {"east": east})
    layer = plots([land.square(380, 0, 100)])  # steep all over; 60 m of 100 lie east of 420 m
    criteria = {"steep": STEEP, "east": {"test": "elevation", "from_m": 1.0}}
    rule = RULE | {"when": ("steep", "east")}
    asked = project(layer, criteria=criteria, flags={"r": rule})
    layers = land.layers(land.raster("dem", np.zeros((2, 2))), TWO, layer)
    frame = flag_plots(asked, both, cut_plots(asked, layers)).frame
    assert frame["flagged_ha"].sum() == pytest.approx(0.6)


@pytest.mark.parametrize(("slope_deg", "flagged_share"), [(24.9, 0.0), (25.1, 1.0)])
@pytest.mark.parametrize("azimuth_deg", range(0, 360, 45))
def test_planes_are_flagged_wholly_or_not_at_all(slope_deg, flagged_share, azimuth_deg):
    terrain = terrain_of(land.raster("dem", land.plane(slope_deg, azimuth_deg, (20, 20))))
    mask = Mask(terrain.slope_deg > 25.001, terrain.slope_known)
    evaluation = Evaluation(terrain.grid, terrain, {}, {"steep": mask})
    row = judge(evaluation, plots([land.square(101, 77, 133)])).frame.iloc[0]  # 1.7689 ha
    assert row["plot_flagged_ha"] == pytest.approx(1.7689 * flagged_share, abs=NEAR_HA)
    assert row["slope_mean_deg"] == pytest.approx(slope_deg, abs=1e-6)


squares = st.tuples(st.integers(0, 800), st.integers(0, 700), st.integers(7, 250))


@settings(max_examples=15, deadline=None)
@given(st.lists(squares, min_size=1, max_size=6), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_shifting_mirroring_and_splitting_keep_the_hectares(drawn, unknown_rows, seed):
    random = np.random.default_rng(seed)
    slope = random.choice([10.0, 30.0], (30, 40))
    known = random.random((30, 40)) > 0.1 * unknown_rows
    shapes = [land.square(*s) for s in drawn]
    place = land.communes(land.square(0, 0, 600))
    truth = _totals(slope, known, shapes, place)
    assert sum(truth[:3]) == pytest.approx(sum(s.area for s in shapes) / 1e4, rel=1e-9)

    halves_of = [
        part
        for s in shapes
        for part in (
            box(s.bounds[0], s.bounds[1], s.centroid.x, s.bounds[3]),
            box(s.centroid.x, s.bounds[1], s.bounds[2], s.bounds[3]),
        )
    ]
    assert _totals(slope, known, halves_of[::-1], place) == pytest.approx(truth, abs=NEAR_HA)

    # mirrored about the middle of the grid (600 m east of its edge)
    mirror = [affine_transform(s, [-1, 0, 0, 1, 2 * land.WEST + 1200, 0]) for s in shapes]
    there = land.communes(land.square(600, 0, 600))
    flipped = _totals(slope[:, ::-1], known[:, ::-1], mirror, there)
    assert flipped == pytest.approx(truth, abs=NEAR_HA)

    # three cells further south, on a grid that begins three rows earlier
    shifted = [affine_transform(s, [1, 0, 0, 1, 0, -90]) for s in shapes]
    lower = land.communes(land.square(0, 90, 600))
    pad = ((3, 0), (0, 0))
    moved = _totals(np.pad(slope, pad), np.pad(known, pad), shifted, lower)
    assert moved == pytest.approx(truth, abs=NEAR_HA)


def _totals(slope, known, shapes, place) -> list[float]:
    evaluation = _evaluation(grid_of(land.raster("dem", np.zeros(slope.shape))), slope, known)
    frame = judge(evaluation, plots(shapes, crop=["cassava"] * len(shapes)), communes=place).frame
    columns = [f"{kind}{part}_ha" for kind in ("", "counted_") for part in ("flagged", "clear", "unknown")]  # fmt: skip  # noqa: E501
    return frame[columns].sum().tolist()
