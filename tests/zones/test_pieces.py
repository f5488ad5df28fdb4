from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import MultiPolygon, Polygon, box

from gis.errors import NuongError
from gis.layers.model import VectorLayer
from gis.zones.pieces import cut_plots
from gis.zones.reproject import to_project_crs
from gis.zones.tables import PIECE_COLUMNS, PlotLand
from tests import land
from tests.zones.asked import project

DEM = land.raster("dem", land.plane(30.0, 0.0, (4, 4)))
# Two communes of 9 ha side by side: A from 0 to 300 m east, B from 300 to 600 m.
TWO = land.communes(land.square(0, 0, 300), land.square(300, 0, 300))


def plots(shapes, name: str = "cassava", *, crs: str = land.VN2000, **columns) -> VectorLayer:
    ids = columns.pop("id", [f"p{n + 1}" for n in range(len(shapes))])
    return land.vector("plots", name, shapes, crs=crs, id=ids, **columns)


def cut(*layers: VectorLayer, communes: VectorLayer = TWO) -> PlotLand:
    return cut_plots(project(*layers), land.layers(DEM, communes, *layers))


def hectares(pieces: PlotLand) -> dict[str, float]:
    frame = pieces.pieces.frame
    return dict(zip(frame["piece_id"], frame["area_ha"], strict=True))


def test_a_plot_on_a_border_is_cut_there_and_land_outside_is_kept():
    # 100 m squares: p1 in A; p2 half in A, half in B (0.5 + 0.5 ha); p3 from 560 to 660 m
    # east: 40 m in B, 60 m outside.
    found = cut(plots([land.square(x, 100, 100) for x in (100, 250, 560)]))
    assert hectares(found) == pytest.approx(
        {
            "cassava:p1@00001": 1.0,
            "cassava:p2@00001": 0.5,
            "cassava:p2@00002": 0.5,
            "cassava:p3@00002": 0.4,
            "cassava:p3@outside": 0.6,
        },
        abs=1e-9,
    )
    frame = found.pieces.frame
    assert tuple(frame.columns) == (*PIECE_COLUMNS, "geometry")
    assert frame["commune_code"].isna().tolist() == [False, False, False, False, True]
    assert frame["commune"].tolist()[:4] == ["Xã A", "Xã A", "Xã B", "Xã B"]
    assert frame["plot_area_ha"].tolist() == pytest.approx([1.0] * 5, rel=1e-12)


def test_a_plot_far_outside_keeps_its_hectares():
    found = cut(plots([land.square(5000, 5000, 100)]))
    assert hectares(found) == pytest.approx({"cassava:p1@outside": 1.0})


def test_a_plot_that_touches_a_neighbouring_commune_stays_whole():
    # from 200 to 300 m east: its east side is the border
    found = cut(plots([land.square(200, 0, 100), land.square(300, 0, 100)]))
    assert list(hectares(found)) == ["cassava:p1@00001", "cassava:p2@00002"]


def test_land_of_two_communes_counts_in_the_one_whose_code_comes_first():
    # A covers 0-300 m, B 200-500 m: the 100 m both claim are A's. The plot lies from 150 to
    # 350 m east, 100 m deep: 1.5 ha in A, 0.5 ha in B.
    overlapping = land.communes(land.square(0, 0, 300), land.square(200, 0, 300))
    found = cut(plots([box(*_rect(150, 0, 200, 100))]), communes=overlapping)
    assert hectares(found) == pytest.approx({"cassava:p1@00001": 1.5, "cassava:p1@00002": 0.5})
    # wholly inside both
    found = cut(plots([land.square(220, 10, 50)]), communes=overlapping)
    assert hectares(found) == pytest.approx({"cassava:p1@00001": 0.25})


def test_a_sliver_of_a_cut_stays_with_the_largest_piece():
    # 10 m deep and 0.4 mm over the border: 0.004 m² is rounding; 2 mm (0.02 m²) is land.
    thin, wide = box(*_rect(200, 0, 100.0004, 10)), box(*_rect(200, 50, 100.002, 10))
    found = cut(plots([thin, wide]))
    assert list(hectares(found)) == ["cassava:p1@00001", "cassava:p2@00001", "cassava:p2@00002"]
    assert hectares(found)["cassava:p1@00001"] == pytest.approx(thin.area / 1e4, rel=1e-9)


def test_a_sliver_plot_of_its_own_is_not_lost():
    found = cut(plots([land.square(50, 50, 0.05)]))  # 0.0025 m²
    assert hectares(found) == pytest.approx({"cassava:p1@00001": 2.5e-7}, rel=1e-6)


def test_row_order_has_no_influence_and_rows_are_sorted():
    shapes = [land.square(x, 20, 90) for x in (250, 0, 520, 260)]
    ids = ["b", "a", "d", "c"]
    first = cut(plots(shapes, id=ids), plots(shapes, "afield", id=ids))
    again = cut(plots(shapes[::-1], "afield", id=ids[::-1]), plots(shapes[::-1], id=ids[::-1]))
    order = first.pieces.frame["piece_id"].tolist()
    assert order[:3] == ["afield:a@00001", "afield:b@00001", "afield:b@00002"]
    pd.testing.assert_frame_equal(first.pieces.frame, again.pieces.frame)
    assert (first.counted.to_wkb() == again.counted.to_wkb()).all()
    pd.testing.assert_frame_equal(first.overlaps.frame, again.overlaps.frame)


def test_columns_a_layer_lacks_are_missing_and_others_keep_their_type():
    one = plots([land.square(0, 0, 50)], gi=[True], planted_year=[2021.0], crop=["ginseng"])
    other = plots([land.square(60, 0, 50)], "dry", owner=[None])
    frame = cut(one, other).pieces.frame
    assert frame["crop"].tolist() == ["ginseng", None]
    assert frame["gi"].iloc[0] == True and frame["gi"].isna().tolist() == [False, True]  # noqa: E712
    assert frame["planted_year"].iloc[0] == 2021
    assert frame["owner"].tolist() == [None, None]


def test_no_plots_layer_gives_empty_tables():
    found = cut()
    assert found.pieces.frame.empty and found.overlaps.frame.empty and len(found.counted) == 0
    assert found.pieces.frame.crs == CRS(land.VN2000)


def test_plots_in_longitude_and_latitude_have_the_hectares_of_the_project_crs():
    drawn = gpd.GeoSeries([land.square(250, 100, 100)], crs=land.VN2000)
    # densified first, so that the straight sides of the square stay straight
    degrees = drawn.segmentize(5).to_crs("EPSG:4756")  # VN-2000 longitude and latitude
    found = cut(plots(list(degrees), crs="EPSG:4756"))
    assert hectares(found) == pytest.approx(
        {"cassava:p1@00001": 0.5, "cassava:p1@00002": 0.5}, abs=1e-7
    )


def test_long_edges_stay_where_they_were_drawn():
    # A strip along a parallel, 20 km long: its corners alone would cut off the bend of the
    # parallel, about L²·tan(lat)/(8R) = 4e8·0.41/5.1e7 ≈ 3 m.
    strip = gpd.GeoSeries([box(103.0, 22.5, 103.2, 22.6)], crs="EPSG:4326")
    kept = to_project_crs(strip, CRS(land.VN2000), "strip")
    dense = strip.segmentize(0.0001).to_crs(land.VN2000)
    assert shapely.hausdorff_distance(kept[0], dense[0]) < 1e-3
    assert shapely.hausdorff_distance(strip.to_crs(land.VN2000)[0], dense[0]) > 1.0


def test_a_shape_that_breaks_on_the_way_is_named():
    # the other side of the earth has no place in a transverse Mercator zone
    lost = gpd.GeoSeries([box(103, 22, 104, 23), box(-170, 0, -160, 5)], crs="EPSG:4756")
    with pytest.raises(NuongError) as raised:
        to_project_crs(lost, CRS(land.VN2000), "fields")
    problem = raised.value.problems[0]
    assert problem.code == "zones.broken_on_the_way"
    assert problem.where.layer == "fields" and problem.where.rows == ("2",)
    assert "EPSG:9205" in problem.text("vi")


def test_pieces_of_a_multipolygon_in_one_commune_are_one_row():
    both = MultiPolygon([land.square(0, 0, 50), land.square(100, 0, 50)])
    assert hectares(cut(plots([both]))) == pytest.approx({"cassava:p1@00001": 0.5})


squares = st.tuples(
    st.floats(-150, 700, width=32), st.floats(-150, 400, width=32), st.floats(5, 200, width=32)
)


@settings(max_examples=20, deadline=None)
@given(st.lists(squares, min_size=1, max_size=8), st.randoms())
def test_hectares_close_and_ignore_order_and_splitting(drawn, random):
    shapes = [land.square(*s) for s in drawn]
    whole = cut(plots(shapes)).pieces.frame
    by_plot = whole.groupby("plot_id")["area_ha"].sum()
    truth = {f"p{n + 1}": s.area / 1e4 for n, s in enumerate(shapes)}
    assert by_plot.to_dict() == pytest.approx(truth, rel=1e-9)

    halves = [half for shape in shapes for half in _halves(shape)]
    random.shuffle(halves)
    split = cut(plots(halves)).pieces.frame
    for column in ("area_ha", "counted_ha"):
        assert split[column].sum() == pytest.approx(whole[column].sum(), rel=1e-9)
        # a cut below the sliver limit of 1e-6 ha may stay on the other side of a border
        assert _by_commune(split, column) == pytest.approx(_by_commune(whole, column), abs=2e-5)
    union = shapely.union_all(np.array(shapes)).area / 1e4
    assert whole["counted_ha"].sum() == pytest.approx(union, rel=1e-9)


def test_hectares_close_along_a_border_drawn_twice_with_rounding_between():
    # The plots' west sides follow the border but for a micrometre. Overlays at full coordinates
    # lose up to 1e-8 of such plots; the cut may not lose 1e-10.
    noise = np.random.default_rng(5)
    border = np.c_[noise.uniform(260, 340, 101), -np.linspace(0, 5000, 101)]
    border += (land.WEST, land.NORTH)
    west, east = ([(land.WEST + x, y) for y in border[[-1, 0], 1]] for x in (0, 3000))
    places = land.communes(Polygon([*border, *west]), Polygon([*border, *east]))
    shapes = []
    for n in range(90):
        along = border[n : n + 4] + noise.normal(0, 1e-6, (4, 2))
        end, start = (land.WEST + 400, along[-1, 1] - 5), (land.WEST + 410, along[0, 1] + 4)
        shapes.append(Polygon([*along, end, start]))
    found = cut(plots(shapes, crop=["cassava"] * 90), communes=places)
    sums = found.pieces.frame.groupby("plot_id")["area_ha"].sum()
    truth = {f"p{n + 1}": s.area / 1e4 for n, s in enumerate(shapes)}
    assert sums.to_dict() == pytest.approx(truth, rel=1e-10)
    assert found.pieces.frame.is_valid.all() and found.counted.is_valid.all()
    union = shapely.union_all(np.array(shapes)).area / 1e4
    assert found.pieces.frame["counted_ha"].sum() == pytest.approx(union, rel=1e-7)


def test_a_border_vertex_on_the_edge_of_a_plot_costs_no_hectare():
    # The border enters by the plot's west side and leaves by its south side. Taking the cut-off
    # corner away from the plot again, instead of cutting the plot, once lost 27 m² here.
    plot = [(155.49, 13.82), (144.6, 87.97), (45.59, 170.11), (-1.66, 155.03), (18.13, 72.69),
            (81.1, 33.04)]  # fmt: skip
    border = [(20, 20), (20, 80), (-60, 140)]
    rest_of_it = [(-60, 300), (300, 300), (300, -50), (20, -50)]
    shape, south_west, rest = (
        Polygon(np.add(corners, (525_600, 2_501_500)))
        for corners in (plot, [*border, (-60, 20)], [*border, *rest_of_it])
    )
    found = hectares(cut(plots([shape]), communes=land.communes(south_west, rest)))
    assert found["cassava:p1@00001"] == pytest.approx(0.0027209887, abs=1e-9)
    assert sum(found.values()) == pytest.approx(shape.area / 1e4, rel=1e-10)


def _by_commune(frame: gpd.GeoDataFrame, column: str) -> list[float]:
    sums = frame.fillna({"commune_code": "outside"}).groupby("commune_code")[column].sum()
    return sums.reindex(["00001", "00002", "outside"]).fillna(0).tolist()


def _halves(shape: Polygon) -> list[Polygon]:
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    return [box(west, south, middle, north), box(middle, south, east, north)]


def _rect(x_m: float, y_m: float, width_m: float, depth_m: float) -> tuple[float, ...]:
    west, north = land.WEST + x_m, land.NORTH - y_m
    return west, north - depth_m, west + width_m, north
