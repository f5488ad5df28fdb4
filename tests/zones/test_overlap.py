from __future__ import annotations

import itertools

import pytest
import shapely

from gis.layers.model import VectorLayer
from gis.zones.tables import OVERLAP_COLUMNS, PlotLand
from tests import land
from tests.zones.test_pieces import cut, plots

ONE = land.communes(land.square(0, 0, 1000))


def counted(found: PlotLand) -> dict[str, float]:
    frame = found.pieces.frame
    ids = frame["layer"] + ":" + frame["plot_id"]
    return dict(zip(ids, frame["counted_ha"], strict=True))


def field(x_m: float, name: str, **columns: object) -> VectorLayer:
    """One plot of 1 ha, 100 m wide."""
    given = {"id": ["p"], "crop": ["cassava"], "state": ["planted"]} | columns
    return plots([land.square(x_m, 0, 100)], name, **given)


def test_shared_land_counts_for_the_smaller_id_and_is_listed():
    # two squares of 1 ha, 60 m apart: they share 40 m × 100 m = 0.4 ha
    pair = plots([land.square(0, 0, 100), land.square(60, 0, 100)], crop=["cassava"] * 2)
    found = cut(pair, communes=ONE)
    assert counted(found) == pytest.approx({"cassava:p1": 1.0, "cassava:p2": 0.6})
    table = found.overlaps.frame
    assert tuple(table.columns) == (*OVERLAP_COLUMNS, "geometry")
    row = table.iloc[0]
    assert row["overlap_id"] == "cassava:p1+cassava:p2"
    assert row["area_ha"] == pytest.approx(0.4)
    assert row["same_crop"] and len(table) == 1
    assert row["geometry"].equals(pair.frame.geometry[0] & pair.frame.geometry[1])


def test_planted_land_counts_before_planned_land_whatever_the_names():
    found = cut(field(0, "a", state=["planned"]), field(60, "b"), communes=ONE)
    assert counted(found) == pytest.approx({"a:p": 0.6, "b:p": 1.0})
    assert found.overlaps.frame["overlap_id"].tolist() == ["b:p+a:p"]


def test_land_of_another_crop_is_listed_but_not_taken_away():
    found = cut(field(0, "a"), field(60, "b", crop=["ginseng"]), communes=ONE)
    assert counted(found) == pytest.approx({"a:p": 1.0, "b:p": 1.0})
    row = found.overlaps.frame.iloc[0]
    assert (row["crop"], row["other_crop"], row["same_crop"]) == ("cassava", "ginseng", False)


def test_plots_without_a_crop_are_one_unknown_crop():
    found = cut(field(0, "a", crop=[None]), field(0, "b", crop=[None]), communes=ONE)
    assert counted(found) == pytest.approx({"a:p": 1.0, "b:p": 0.0})


def test_identical_twins_and_triples_count_once():
    same = [land.square(0, 0, 100)] * 3
    found = cut(plots(same, crop=["cassava"] * 3), communes=ONE)
    assert list(counted(found).values()) == pytest.approx([1.0, 0.0, 0.0])
    assert len(found.overlaps.frame) == 3  # every pair is listed
    assert found.counted.is_empty.tolist() == [False, True, True]


def test_three_plots_over_each_other_count_their_union():
    # strips 0-100, 50-150 and 80-180 m, 100 m deep: union 180 m = 1.8 ha; the land from 80 to
    # 100 m lies in all three. p1 1.0; p2 50 m = 0.5; p3 has 150-180 m = 0.3.
    found = cut(
        plots([land.square(x, 0, 100) for x in (0, 50, 80)], crop=["cassava"] * 3), communes=ONE
    )
    assert list(counted(found).values()) == pytest.approx([1.0, 0.5, 0.3])
    drawn = shapely.union_all(found.pieces.frame.geometry.to_numpy())
    kept = shapely.union_all(found.counted.to_numpy())
    assert drawn.symmetric_difference(kept).area < 1e-6


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_the_rows_does_not_decide_who_counts(order):
    xs, ids = [(0, 50, 80)[n] for n in order], [("a", "b", "c")[n] for n in order]
    shapes = [land.square(x, 0, 100) for x in xs]
    found = cut(plots(shapes, id=ids, crop=["cassava"] * 3), communes=ONE)
    assert list(counted(found).values()) == pytest.approx([1.0, 0.5, 0.3])


def test_less_than_a_square_metre_is_counted_once_but_not_listed():
    # 9 mm × 100 m = 0.9 m² against 11 mm × 100 m = 1.1 m²
    for overlap_m, listed in ((0.009, 0), (0.011, 1)):
        shapes = [land.square(0, 0, 100), land.square(100 - overlap_m, 0, 100)]
        found = cut(plots(shapes, crop=["cassava"] * 2), communes=ONE)
        assert len(found.overlaps.frame) == listed
        assert sum(counted(found).values()) == pytest.approx(2 - overlap_m / 100, abs=1e-9)


def test_neighbours_that_share_a_border_share_no_land():
    shapes = [land.square(0, 0, 100), land.square(100, 0, 100), land.square(100, 100, 100)]
    found = cut(plots(shapes, crop=["cassava"] * 3), communes=ONE)
    assert found.overlaps.frame.empty
    assert list(counted(found).values()) == [1.0, 1.0, 1.0]


def test_overlaps_across_a_commune_border_are_taken_from_each_piece():
    # both from 250 to 350 m east, the second 50 m further south; border at 300 m:
    # each has 0.5 ha on either side, and 0.25 ha of the second is already held there.
    shapes = [land.square(250, 0, 100), land.square(250, 50, 100)]
    frame = cut(plots(shapes, crop=["cassava"] * 2)).pieces.frame
    assert frame["counted_ha"].tolist() == pytest.approx([0.5, 0.5, 0.25, 0.25])
