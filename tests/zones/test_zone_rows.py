from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from shapely.geometry import box

from gis.criteria.mask import Mask
from gis.criteria.model import Aligned
from gis.grid.blocks import Block
from gis.zones.commune_cells import commune_cells
from gis.zones.commune_land import measure_communes
from gis.zones.zone_rows import ZoneRows, zone_rows
from gis.zones.zone_tally import ZoneTally
from tests.land import NORTH, WEST, communes, layers, raster, square, vector
from tests.zones.pictures import CELL_M, land, picture, rule, seen

# One zone of 2 × 4 cells, one of a single cell.
TWO = picture("####.#", "####..")


def rows_of(place, mask=TWO, min_area_ha=1.0, **what) -> ZoneRows:
    evaluation = seen(place, good=mask, **what)
    measured = measure_communes(place, evaluation.grid)
    asked = rule(min_area_ha=min_area_ha)
    cells = commune_cells(measured.shapes, evaluation.grid)
    tally = ZoneTally(asked, place, cells, evaluation.grid)
    tally.add(tally.part(Block(0, 0, *evaluation.grid.shape), evaluation))
    found = tally.candidates()
    named = tuple("named" for _ in measured.codes)
    return zone_rows("under", asked, found, named, measured, place)


def test_ids_areas_and_order():
    rows = rows_of(land((2, 6))).table.frame
    assert rows["zone_id"].tolist() == ["under-0001@00001", "under-0002@00001"]
    assert rows["area_ha"].tolist() == [8.0, 1.0]
    assert rows["zone_area_ha"].tolist() == [8.0, 1.0]
    assert rows.geometry.iloc[0].equals(box(WEST, NORTH - 200, WEST + 400, NORTH))


def test_a_zone_over_a_border_has_a_row_in_each_commune():
    # The border lies at 250 m: 2.5 × 2 cells in A, 1.5 × 2 in B; the second zone lies in B.
    place = land((2, 6), square(-50, 0, 300), square(250, 0, 400))
    rows = rows_of(place).table.frame
    assert rows["zone_id"].tolist() == ["under-0001@00001", "under-0001@00002", "under-0002@00002"]
    assert rows["area_ha"].tolist() == pytest.approx([5.0, 3.0, 1.0])
    assert rows["zone_area_ha"].tolist() == pytest.approx([8.0, 8.0, 1.0])
    assert rows["commune"].tolist() == ["Xã A", "Xã B", "Xã B"]


def test_the_minimum_counts_the_whole_zone_before_the_cut():
    # 8 ha whole, 5 + 3 when cut: with a minimum of 6 ha both parts stay; the single cell goes.
    place = land((2, 6), square(-50, 0, 300), square(250, 0, 400))
    assert rows_of(place, min_area_ha=6.0).table.frame["area_ha"].tolist() == pytest.approx([5, 3])
    assert rows_of(place, min_area_ha=8.0).table.frame["area_ha"].tolist() == pytest.approx([5, 3])
    assert rows_of(place, min_area_ha=8.01).table.frame.empty


def test_land_outside_every_commune_has_no_row_but_counts_for_the_size():
    # The commune holds the two western columns: 4 of the 8 ha; one column beyond it counts too.
    place = land((2, 6), square(0, 0, 200))
    assert rows_of(place, min_area_ha=6.01).table.frame.empty
    rows = rows_of(place, min_area_ha=6.0).table.frame
    assert rows["zone"].tolist() == ["under-0001"]
    assert (rows["area_ha"][0], rows["zone_area_ha"][0]) == pytest.approx((4.0, 6.0))


def test_zones_without_land_in_a_commune_take_no_number():
    # The western zone lies outside the one commune, the eastern cell inside.
    rows = rows_of(land((2, 6), square(500, 0, 100))).table.frame
    assert rows["zone_id"].tolist() == ["under-0001@00001"]
    assert rows["area_ha"].tolist() == [1.0]


def test_a_commune_that_only_touches_a_zone_has_no_row():
    rows = rows_of(land((2, 6), square(0, 0, 400), square(400, 0, 100))).table.frame
    assert rows["commune_code"].tolist() == ["00001"]


def test_a_sliver_has_no_row_and_its_hectares_are_handed_back():
    # B reaches 2 mm into the zone along 200 m: 0.4 m² = 0.00004 ha, less than 1 m².
    place = land(
        (2, 6), square(-0.002, 0, 400), box(WEST + 399.998, NORTH - 200, WEST + 450, NORTH)
    )
    found = rows_of(place)
    assert found.table.frame["commune_code"].tolist() == ["00001"]
    assert found.sliver_ha.tolist() == pytest.approx([0.0, 0.00004])
    assert found.candidate_ha.tolist() == pytest.approx([7.99996, 0.0])


def test_heights_and_slopes_are_of_the_zones_own_land():
    # Columns are 1000, 1100, 1200, 1300 … m; slopes 1, 2, 3, 4 …° and 60° next to the zone.
    heights = np.tile(1000.0 + 100 * np.arange(6), (2, 1))
    slopes = np.tile([1.0, 2.0, 3.0, 4.0, 60.0, 5.0], (2, 1))
    place = land((2, 6), square(-50, 0, 300), square(250, 0, 400))
    west, east, _ = rows_of(place, heights_m=heights, slopes_deg=slopes).table.frame.itertuples()
    # West: 2 whole columns and half of the third: (1000 + 1100 + 1200/2) / 2.5 = 1080 m,
    # (1 + 2 + 3/2) / 2.5 = 1.8°.
    assert (west.elevation_min_m, west.elevation_max_m) == (1000, 1200)
    assert west.elevation_mean_m == pytest.approx(1080)
    assert (west.slope_mean_deg, west.slope_max_deg) == pytest.approx((1.8, 3.0))
    # East: half of the third and the fourth column: (1200/2 + 1300) / 1.5 m.
    assert east.elevation_mean_m == pytest.approx(1900 / 1.5)
    assert east.slope_max_deg == 4.0


def test_neighbours_lend_no_slope_on_a_longitude_latitude_grid():
    # Outlines taken to the project CRS and back meet their neighbours by a hair: 60° must not
    # become the zone's maximum.
    slopes = np.full((40, 40), 60.0)
    slopes[5:35, 5:35] = 10.0
    dem = raster(
        "dem", slopes, crs="EPSG:4326", transform=Affine(0.001, 0, 103.3, 0, -0.001, 22.61)
    )
    place = layers(dem, communes(square(0, -5000, 50_000)))
    mask = Mask(slopes < 25, np.ones_like(slopes, dtype=bool))
    row = rows_of(place, mask, slopes_deg=slopes).table.frame.iloc[0]
    assert (row["slope_mean_deg"], row["slope_max_deg"]) == pytest.approx((10.0, 10.0))


def test_unknown_cells_are_left_out_of_means():
    slopes = np.array([[1.0, np.nan, 3.0, np.nan, 0, np.nan], [1.0, np.nan, 3.0, np.nan, 0, 0]])
    big, single = rows_of(land((2, 6)), slopes_deg=slopes).table.frame.itertuples()
    assert big.slope_mean_deg == pytest.approx(2.0)  # (1 + 3) / 2
    assert np.isnan(single.slope_mean_deg)
    assert np.isnan(single.slope_max_deg)


def test_canopy_is_the_mean_of_the_canopy_layer_and_nan_without_one():
    share = np.tile([0.2, 0.4, 0.6, 0.8, 0.0, 0.5], (2, 1))
    cover = raster("canopy", share, kind="canopy", cell_m=CELL_M)
    place = land((2, 6), more=(cover,))
    known = np.ones((2, 6), dtype=bool)
    found = rows_of(place, canopy=Aligned(share, known)).table.frame
    assert found["canopy_mean_share"].tolist() == pytest.approx([0.5, 0.5])
    assert rows_of(land((2, 6))).table.frame["canopy_mean_share"].isna().all()


def test_forest_state_and_owner_by_hectares():
    # Of the 8 ha: TXB 2 + 2 ha, DT2 (only its number 78 given) 1 ha, TXN 2 ha; 1 ha has no lot.
    lots = vector(
        "forest",
        "forest",
        [
            square(0, 0, 100),
            square(100, 0, 100),
            box(WEST, NORTH - 200, WEST + 200, NORTH - 100),
            square(200, 0, 100),
            box(WEST + 300, NORTH - 200, WEST + 400, NORTH),
        ],
        ldlr=["TXB", "TXB", "TXB", None, "TXN"],
        maldlr=pd.array([15, 15, 15, 78, 16], dtype="Int64"),
        churung=["Ông A", "Ông A", None, "UBND xã", "UBND xã"],
    )
    big, single = rows_of(land((2, 6), more=(lots,))).table.frame.itertuples()
    assert big.forest_state == "TXB 50 %, TXN 25 %, DT2 12 %"  # 4, 2 and 1 of 8 ha (12.5, to even)
    assert big.forest_owner == "UBND xã 38 %, Ông A 25 %"  # 3 and 2 of 8 ha
    assert pd.isna(single.forest_state)
    assert pd.isna(single.forest_owner)


def test_without_a_forest_layer_state_and_owner_are_missing():
    rows = rows_of(land((2, 6))).table.frame
    assert rows[["forest_state", "forest_owner"]].isna().all().all()


def test_the_three_largest_forest_states_are_named():
    # Four strips of 4, 2, 1.5 and 0.5 ha over the 8 ha zone.
    edges = [0, 200, 300, 375, 400]
    strips = [box(WEST + a, NORTH - 200, WEST + b, NORTH) for a, b in pairwise(edges)]
    lots = vector("forest", "forest", strips, ldlr=["RTG", "TXP", "DT1", "DKH"])
    big = rows_of(land((2, 6), more=(lots,))).table.frame.iloc[0]
    assert big["forest_state"] == "RTG 50 %, TXP 25 %, DT1 19 %"


def test_no_zone_at_all_gives_an_empty_table():
    found = rows_of(land((2, 6)), mask=picture("......", "......"))
    assert found.table.frame.empty
    assert found.candidate_ha.tolist() == [0.0]
