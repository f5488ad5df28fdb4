from __future__ import annotations

import hashlib
import unicodedata

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon

from gis.errors import NuongError
from gis.units import area_ha
from tests.land import NORTH, WEST, square
from tests.layers.shelf import CELL_M, GRID, RIM, SHAPE, Shelf, heights


def test_a_shelf_without_a_fault_reads_without_a_word(shelf: Shelf) -> None:
    layers, warnings = shelf.read()
    assert [w.text("en") for w in warnings] == []
    assert set(layers.vectors) == {"communes", "plots", "forest"}
    assert set(layers.rasters) == {"dem", "canopy"}
    assert layers.project_crs.to_epsg() == 9205
    assert list(layers.communes.frame["code"]) == ["00001", "00002"]
    # two squares of 3 000 m = 900 ha each
    assert area_ha(layers.communes.frame.geometry).tolist() == [900.0, 900.0]


def test_plots_have_standard_columns_words_and_types(shelf: Shelf) -> None:
    shelf.say("plots", state="planted")
    frame = shelf.read()[0].vectors["plots"].frame
    standard = ["id", "crop", "method", "state", "area_ha", "planted_year", "geometry"]
    assert list(frame.columns) == standard
    assert list(frame["crop"]) == ["cassava", "cassava", "ginseng"]
    assert frame["method"].isna().all()
    assert set(frame["state"]) == {"planted"}
    assert str(frame["planted_year"].dtype) == "Int64"


def test_text_is_nfc_without_outer_blanks(shelf: Shelf) -> None:
    decomposed = unicodedata.normalize("NFD", "  Sì Lở Lầu ")
    shelf.communes(ten_xa=[decomposed, "Mồ Sì San"])
    assert shelf.read()[0].communes.frame["name"][0] == "Sì Lở Lầu"


def test_ids_are_text_as_written(shelf: Shelf) -> None:
    shelf.plots(ma_lo=[3.0, 12.0, 7.5])
    assert list(shelf.read()[0].vectors["plots"].frame["id"]) == ["3", "12", "7.5"]


def test_numeric_commune_codes_of_five_digits_have_lost_nothing(shelf: Shelf) -> None:
    shelf.communes(ma_xa=[10001, 20002])
    assert list(shelf.read()[0].communes.frame["code"]) == ["10001", "20002"]


def test_yes_and_no_from_numbers_booleans_and_labels(shelf: Shelf) -> None:
    shelf.plots(gi=[1, 0, 1], thâm_canh=["có", "không", None], intensive=[True, False, True])
    columns = shelf.layers["plots"]["columns"] | {"standard_variety": "thâm_canh"}
    labels = shelf.layers["plots"]["labels"] | {"standard_variety": {"có": True, "không": False}}
    shelf.say("plots", columns=columns, labels=labels)
    frame = shelf.read()[0].vectors["plots"].frame
    assert list(frame["gi"]) == [True, False, True]
    assert list(frame["intensive"]) == [True, False, True]
    assert frame["standard_variety"].tolist()[:2] == [True, False]
    assert frame["standard_variety"].isna().tolist() == [False, False, True]


def test_forest_names_are_lower_case_and_formis_names_are_known(shelf: Shelf) -> None:
    frame = shelf.read()[0].vectors["forest"].frame
    assert {"tk", "khoanh", "lo", "ldlr", "maldlr", "ghichu"} <= set(frame.columns)
    assert list(frame["lo"]) == ["12a", "b"]
    assert str(frame["maldlr"].dtype) == "Int64"
    shapes = [square(0, 0, 500)]
    shelf.vector("formis.gpkg", shapes, compt_code=[12.0], forest_typ=["14"], actor_type=[2])
    shelf.say("forest", path="formis.gpkg")
    frame = shelf.read()[0].vectors["forest"].frame
    assert (frame["tk"][0], frame["maldlr"][0], frame["dtuong"][0]) == ("12", 14, 2)


def test_other_polygons_and_lines_keep_their_own_columns(shelf: Shelf) -> None:
    shelf.vector("khu.gpkg", [square(0, 0, 500)], phan_khu=["A"], so=[7])
    shelf.declare("subzones", "polygons", "khu.gpkg", columns={"subzone": "phan_khu"})
    road = LineString([(WEST, NORTH - 50), (WEST + 900, NORTH - 50)])
    shelf.vector("suối.gpkg", [road, Point(WEST + 5, NORTH - 5)], ten=["Nậm Na", None])
    shelf.declare("streams", "lines", "suối.gpkg")
    vectors = shelf.read()[0].vectors
    assert list(vectors["subzones"].frame.columns) == ["so", "subzone", "geometry"]
    assert list(vectors["streams"].frame["ten"])[:1] == ["Nậm Na"]


def test_a_name_on_disk_in_another_unicode_form_is_met(shelf: Shelf) -> None:
    there = shelf.folder / "lô.gpkg"
    there.rename(shelf.folder / unicodedata.normalize("NFD", "lô.gpkg"))
    assert len(shelf.read()[0].vectors["plots"].frame) == 3


@pytest.mark.parametrize("suffix", [".geojson", ".shp"])
def test_other_vector_formats_give_the_same_plots(shelf: Shelf, suffix: str) -> None:
    crs = "EPSG:4326" if suffix == ".geojson" else "EPSG:9205"
    before = shelf.read()[0].vectors["plots"].frame
    columns = {"ma_lo": ["L1", "L2", "L3"], "cay": ["Sắn", "Sắn", "Sâm"]}
    shapes = before.geometry.to_crs(crs)
    shelf.vector(f"khác{suffix}", shapes, crs=crs, **columns)
    shelf.say("plots", path=f"khác{suffix}", columns={"id": "ma_lo", "crop": "cay"})
    layers, warnings = shelf.read()
    assert warnings == []
    after = layers.vectors["plots"].frame
    assert list(after["crop"]) == ["cassava", "cassava", "ginseng"]
    hectares = area_ha(after.geometry.to_crs(layers.project_crs))
    assert hectares == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_the_digest_of_a_file_is_that_of_its_bytes(shelf: Shelf) -> None:
    layers = shelf.read()[0]
    content = (shelf.folder / "dem.tif").read_bytes()
    source = layers.dem.source
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert (source.size_bytes, source.path, source.crs) == (len(content), "dem.tif", "EPSG:9205")


def test_the_digest_of_a_shapefile_covers_its_members(shelf: Shelf) -> None:
    shelf.vector("lô.shp", [square(0, 0, 100)], id=["1"])
    shelf.say("plots", path="lô.shp", columns={}, labels={}, crop="cassava")
    first = shelf.read()[0].vectors["plots"].source
    content = b"".join(
        (shelf.folder / f"lô{s}").read_bytes() for s in (".shp", ".shx", ".dbf", ".prj", ".cpg")
    )
    assert (first.sha256, first.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_only_the_window_around_the_communes_is_read(shelf: Shelf) -> None:
    # communes end 10 cells inside the file: 100 x 200 cells and 2 more on each side
    dem = shelf.read()[0].dem
    assert dem.values.shape == (104, 204)
    assert dem.transform @ (0, 0) == (WEST - 2 * CELL_M, NORTH + 2 * CELL_M)
    # the first row read is row 8 of the file: 1 000 m + 8 m
    assert dem.values[0, 0] == 1008.0


def test_the_window_holds_plots_beyond_the_border(shelf: Shelf) -> None:
    # The communes and two cells end 60 m north of the origin's line; the plot reaches to 290 m.
    # Another lies 20 km off: nobody reads the land between.
    shelf.plots(square(100, 100, 100), square(100, -290, 100), square(100, -20_000, 100))
    dem = shelf.read()[0].dem
    north = (dem.transform @ (0, 0))[1]
    assert north == NORTH + 300  # where the file itself ends; 290 m and two cells would be 350 m
    shelf.plots(square(100, 100, 100), square(100, -20_000, 100))
    assert (shelf.read()[0].dem.transform @ (0, 0))[1] == NORTH + 2 * CELL_M


def test_a_south_up_raster_is_turned_over(shelf: Shelf) -> None:
    upright = shelf.read()[0].dem
    south = GRID @ (0, SHAPE[0])
    turned = GRID.__class__(CELL_M, 0, south[0], 0, CELL_M, south[1])
    shelf.raster("dem.tif", heights()[::-1], transform=turned, nodata=-9999.0)
    dem = shelf.read()[0].dem
    assert np.array_equal(dem.values, upright.values)
    assert dem.transform == upright.transform


@pytest.mark.parametrize(("unit", "metres"), [("ft", 0.3048), ("us_ft", 1200 / 3937)])
def test_feet_become_metres(shelf: Shelf, unit: str, metres: float) -> None:
    shelf.say("dem", unit=unit)
    dem = shelf.read()[0].dem
    assert dem.values[0, 0] == pytest.approx(1008.0 * metres, rel=1e-12)


def test_percent_becomes_share_and_nodata_is_unknown(shelf: Shelf) -> None:
    canopy = np.full(SHAPE, 75, dtype="uint8")
    canopy[RIM, RIM] = 255
    shelf.raster("tàn_che.tif", canopy, nodata=255)
    layers, warnings = shelf.read()
    raster = layers.rasters["canopy"]
    assert not raster.known[2, 2]
    assert raster.known.sum() == raster.known.size - 1
    assert set(raster.values[raster.known]) == {0.75}
    # one cell of 30 m = 0.09 ha of 1 800 ha is void
    assert [w.code for w in warnings] == ["layers.raster_voids"]
    assert warnings[0].values["communes"] == "Xã A"


def test_nan_and_a_stated_nodata_are_unknown(shelf: Shelf) -> None:
    dem = heights()
    dem[50, 50], dem[51, 51] = np.nan, -1.0
    shelf.raster("dem.tif", dem)
    shelf.say("dem", nodata=-1.0)
    known = shelf.read()[0].dem.known
    assert [tuple(x) for x in np.argwhere(~known)] == [(42, 42), (43, 43)]


def test_a_scaled_band_is_read_in_its_own_unit(shelf: Shelf) -> None:
    import rasterio

    shelf.raster("dem.tif", (heights() * 10).astype("int16"), nodata=-9999)
    with rasterio.open(shelf.folder / "dem.tif", "r+") as target:
        target.scales = (0.1,)
    assert shelf.read()[0].dem.values[0, 0] == pytest.approx(1008.0)


def test_codes_are_whole_numbers_of_one_band(shelf: Shelf) -> None:
    bands = np.stack([np.full(SHAPE, 41.0), np.full(SHAPE, 42.0)]).astype("float32")
    shelf.raster("phủ.tif", bands)
    shelf.declare("cover", "codes", "phủ.tif", band=2)
    values = shelf.read()[0].rasters["cover"].values
    assert values.dtype == np.int64
    assert set(values.ravel()) == {42}


def test_a_lookalike_is_vn2000_when_the_project_says_so(shelf: Shelf) -> None:
    lookalike = "+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m"
    shelf.plots(crs=lookalike)
    assert [p.code for p in shelf.problems()] == ["layers.crs_lookalike"]
    shelf.say("plots", crs="EPSG:9205")
    layers, warnings = shelf.read()
    assert [w.code for w in warnings] == ["layers.crs_stated_wins"]
    assert layers.vectors["plots"].crs.to_epsg() == 9205


def test_faults_of_all_layers_are_told_together(shelf: Shelf) -> None:
    shelf.plots(ma_lo=["L1", "L1", "L3"], nam=["hai nghìn", "2020", "2021"])
    shelf.raster("dem.tif", np.full(SHAPE, -9999.0, dtype="float32"), nodata=-9999.0)
    (shelf.folder / "rừng.gpkg").unlink()
    with pytest.raises(NuongError) as fault:
        shelf.read()
    told = {p.code for p in fault.value.problems}
    assert {
        "layers.key_twice",
        "layers.number_expected",
        "layers.raster_void",
        "layers.file_missing",
    } <= told


def test_coverage_is_counted_in_hectares(shelf: Shelf) -> None:
    # the DEM ends in the middle of the second commune: 1 500 m x 3 000 m = 450 ha lie beyond it,
    # and its last column of cells (30 m x 3 000 m = 9 ha) has no slope
    shelf.raster("dem.tif", heights()[:, : RIM + 150], nodata=-9999.0)
    told = {w.code: w for w in shelf.problems()}
    assert told["layers.raster_covers_part"].values["ha"] == 450.0
    assert told["layers.raster_covers_part"].values["percent"] == 25
    assert told["layers.raster_covers_part"].values["communes"] == "Xã B"
    assert told["layers.dem_rim"].values["ha"] == 9.0


def test_overlapping_communes_are_told_in_hectares(shelf: Shelf) -> None:
    # 1 m x 3 000 m = 0.3 ha
    shelf.communes(square(0, 0, 3000), square(2999, 0, 3000))
    (told,) = shelf.problems()
    assert (told.code, told.level) == ("layers.communes_overlap", "warning")
    assert told.values["ha"] == 0.3


def test_a_small_difference_of_a_small_plot_is_passed_over(shelf: Shelf) -> None:
    # 20 m x 20 m = 0.04 ha against 0.08 ha said: twice as much, yet only 0.04 ha
    shapes = [square(100, 100, 100), square(500, 100, 100), square(900, 100, 20)]
    shelf.plots(*shapes, dien_tich=[1.0, 1.0, 0.08])
    assert shelf.problems() == []


def test_heights_of_vertices_are_left_out(shelf: Shelf) -> None:
    tall = Polygon([(x, y, 900.0) for x, y in square(100, 100, 100).exterior.coords])
    shelf.plots(tall, square(600, 100, 100))
    layers, warnings = shelf.read()
    assert [w.code for w in warnings] == ["layers.geometry_heights"]
    assert not layers.vectors["plots"].frame.has_z.any()
