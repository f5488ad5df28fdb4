"""Hectares by slope class by pencil: stripes of slope under two communes and four plots.

From the west, 60 m each: 2°, 5°, 10°, 18°, 22°; everything beyond 300 m is 30°. The row of cells
from 270 to 300 m south has no known slope.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.grid import grid_of
from gis.grid.terrain import Terrain
from gis.ledger.closure import check_closures
from gis.ledger.model import Ledger
from gis.ledger.tally import tally
from gis.project.model import Project
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from gis.zones.slope_land import slope_land
from gis.zones.tables import SLOPE_CLASS_COLUMNS, FeatureTable, PlotLand, SlopeLand
from tests import land
from tests.ledger.books import ON_STEEP, SLOPES, zone_land
from tests.zones.asked import project
from tests.zones.test_pieces import TWO, plots

# p1 in A; p2 half in A, half in B; p3 40 m in B and 60 m outside; p4 shares 50 m with p1.
FOUR = [land.square(*at, 100) for at in ((0, 0), (250, 100), (560, 200), (50, 0))]
CASSAVA = plots(FOUR, crop=["cassava"] * 4)
CLASSES = ["I", "II", "III", "IV", "V", "VI", "unknown"]


def stripes() -> Evaluation:
    grid = grid_of(land.raster("dem", np.zeros((20, 30))))
    slope = np.full((20, 30), 30.0)
    slope[:, :10] = np.repeat([2.0, 5.0, 10.0, 18.0, 22.0], 2)
    known = np.ones((20, 30), bool)
    known[9] = False
    terrain = Terrain(grid, np.zeros((20, 30)), known, slope, known)
    steep = Mask(slope > 25, known)
    return Evaluation(grid, terrain, {}, {"steep": steep, "gentle": ~steep})


def measured(**parts: object) -> tuple[Project, PlotLand, FeatureTable, SlopeLand, Ledger]:
    asked = project(CASSAVA, criteria=SLOPES, **({"flags": ON_STEEP} | parts))
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), TWO, CASSAVA)
    pieces = cut_plots(asked, everything)
    flags = flag_plots(asked, stripes(), pieces)
    slopes = slope_land(asked, everything, stripes(), pieces)
    return (
        asked,
        pieces,
        flags,
        slopes,
        tally(asked, everything, pieces, flags, zone_land(), slopes),
    )


def by_class(rows: pd.DataFrame, kind: str, place: str, code: str | None = None) -> list[float]:
    own = rows[(rows["land"] == kind) & (rows["place"] == place)]
    if code:
        own = own[own["commune_code"] == code]
    assert own["slope_class"].tolist() == CLASSES
    assert own["land_ha"].to_numpy() == pytest.approx(own["class_ha"].sum())
    return own["class_ha"].tolist()


def open_sums(ledger: Ledger) -> set[str]:
    return {c.name.removeprefix("slope_classes.") for c in ledger.closures if not c.holds}


def test_what_counts_of_plots_by_commune() -> None:
    rows = measured()[-1].slope_classes
    assert tuple(rows.columns) == SLOPE_CLASS_COLUMNS
    # A: p1 60 m of I and 40 m of II, each 100 m long; p2 50 m of V; p4 counts from 100 m east:
    # 20 m of II and 30 m of III.
    at_a = [0.6, 0.4 + 0.2, 0.3, 0, 0.5, 0, 0]
    assert by_class(rows, "plots", "commune", "00001") == pytest.approx(at_a)
    # B: p2 50 m × 100 m; p3 40 m × 70 m known and 40 m × 30 m unknown.
    at_b = [0, 0, 0, 0, 0, 0.5 + 0.28, 0.12]
    assert by_class(rows, "plots", "commune", "00002") == pytest.approx(at_b)
    # Outside: p3 60 m × 70 m and 60 m × 30 m.
    outside = [0, 0, 0, 0, 0, 0.42, 0.18]
    assert by_class(rows, "plots", "outside_communes") == pytest.approx(outside)
    total = [0.6, 0.6, 0.3, 0, 0.5, 1.2, 0.3]
    assert by_class(rows, "plots", "total") == pytest.approx(total)


def test_all_land_of_the_communes() -> None:
    rows = measured()[-1].slope_classes
    # 60 m × 270 m = 1.62 ha of each stripe; unknown 300 m × 30 m = 0.9 ha of each commune.
    at_a, at_b = [1.62] * 5 + [0, 0.9], [0] * 5 + [8.1, 0.9]
    assert by_class(rows, "all", "commune", "00001") == pytest.approx(at_a)
    assert by_class(rows, "all", "commune", "00002") == pytest.approx(at_b)
    assert by_class(rows, "all", "total") == pytest.approx([1.62] * 5 + [8.1, 1.8])
    assert rows.loc[rows["land"] == "all", ["crop", "method"]].isna().all(axis=None)


def test_ends_of_the_classes_stand_in_the_table() -> None:
    rows = measured()[-1].slope_classes.head(7)
    assert rows["above_deg"].tolist() == pytest.approx(
        [np.nan, 3, 8, 15, 20, 25, np.nan], nan_ok=True
    )
    assert rows["at_most_deg"].tolist() == pytest.approx(
        [3, 8, 15, 20, 25, np.nan, np.nan], nan_ok=True
    )


def test_the_class_over_25_is_what_the_flag_says_piece_by_piece() -> None:
    _, _, flags, slopes, _ = measured()
    judged = flags.frame.set_index("piece_id")
    own = slopes.pieces.loc[judged.index]
    assert own["VI"].tolist() == judged["counted_flagged_ha"].tolist()  # to the last digit
    assert own["unknown"].tolist() == judged["counted_unknown_ha"].tolist()


def test_finer_classes_over_25_add_up_to_the_flag() -> None:
    ledger = measured(slope_classes={"breaks_deg": (25.0, 28.0)})[-1]
    sums = {c.name: c for c in ledger.closures}
    assert sums["slope_classes.flagged:on_steep"].left_ha == pytest.approx(1.2)
    assert check_closures(ledger) == []


def test_every_sum_by_class_closes() -> None:
    ledger = measured()[-1]
    sums = {c.name: c for c in ledger.closures if c.name.startswith("slope_classes.")}
    assert {name.removeprefix("slope_classes.") for name in sums} == {
        "counted", "commune:00001", "commune:00002", "places:all::", "places:plots:cassava:",
        "held:cassava:", "flagged:on_steep", "unknown:on_steep",
    }  # fmt: skip
    assert check_closures(ledger) == []
    # 4 ha drawn, 0.5 ha of them twice
    assert sums["slope_classes.held:cassava:"].left_ha == pytest.approx(3.5)
    assert sums["slope_classes.flagged:on_steep"].right_ha == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("lost", "names"),
    [
        ("VI", {"counted", "held:cassava:", "flagged:on_steep"}),
        ("unknown", {"counted", "held:cassava:", "unknown:on_steep"}),
    ],
)
def test_hectares_lost_on_the_way_are_found(lost: str, names: set[str]) -> None:
    asked, pieces, flags, slopes, _ = measured()
    thinner = slopes.pieces.assign(**{lost: slopes.pieces[lost] * 0.99})
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), TWO, CASSAVA)
    wrong = replace(slopes, pieces=thinner)
    ledger = tally(asked, everything, pieces, flags, zone_land(), wrong)
    assert open_sums(ledger) == names


def test_a_commune_that_lost_land_does_not_close() -> None:
    asked, pieces, flags, slopes, _ = measured()
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), TWO, CASSAVA)
    wrong = replace(slopes, communes=slopes.communes * 0.999)
    ledger = tally(asked, everything, pieces, flags, zone_land(), wrong)
    assert open_sums(ledger) == {"commune:00001", "commune:00002"}


def test_a_rule_that_asks_for_more_than_slope_is_not_held_against_classes() -> None:
    both = {"x": ON_STEEP["on_steep"] | {"when": ("steep", "gentle")}}
    names = {c.name for c in measured(flags=both)[-1].closures}
    assert not any(name.startswith("slope_classes.flagged") for name in names)


def test_without_plots_only_the_communes_have_rows() -> None:
    asked = project()
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), TWO)
    pieces = cut_plots(asked, everything)
    flags = flag_plots(asked, stripes(), pieces)
    slopes = slope_land(asked, everything, stripes(), pieces)
    ledger = tally(asked, everything, pieces, flags, zone_land(), slopes)
    assert set(ledger.slope_classes["land"]) == {"all"}
    assert check_closures(ledger) == []


def test_land_beyond_the_dem_is_unknown() -> None:
    asked = project(CASSAVA, criteria=SLOPES)
    everything = land.layers(land.raster("dem", np.zeros((2, 2))), TWO, CASSAVA)
    ground = stripes()
    small = replace(ground.terrain.grid, shape=(20, 2))  # 60 m of it, all of class I
    terrain = Terrain(small, *(a[:, :2] for a in list(vars(ground.terrain).values())[1:]))
    found = slope_land(asked, everything, replace(ground, grid=small, terrain=terrain),
                       cut_plots(asked, everything))  # fmt: skip
    # A: 60 m × 270 m known, the rest of 9 ha unknown; B: all unknown.
    assert found.communes["I"].tolist() == pytest.approx([1.62, 0])
    assert found.communes["unknown"].tolist() == pytest.approx([7.38, 9.0])
