from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.features import geometry_mask

from gis.layers.read import read_layers
from gis.project.load import load_project
from gis.reference.admin import communes_of
from gis.reference.forest import code_list, ldlr_number
from gis.reference.plans import plan_rule
from gis.sample.area import write_sample

FILES = {
    "allocations.gpkg", "canopy.tif", "cassava.gpkg", "communes.gpkg", "dem.tif",
    "forest.gpkg", "ginseng.gpkg",
    "project.toml", "roads.gpkg", "streams.gpkg", "subzones.gpkg",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sample")
    start = time.perf_counter()
    assert write_sample(folder) == folder / "project.toml"
    seconds = time.perf_counter() - start
    assert seconds < 15, f"the sample took {seconds:.1f} s"
    yield folder


def table(folder: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(folder / f"{name}.gpkg", engine="pyogrio")


def inside(file: rasterio.DatasetReader, shapes: object) -> np.ndarray:
    """Cells whose centre lies in a shape."""
    return geometry_mask(list(shapes), file.shape, file.transform, invert=True)


def heights_at(folder: Path, points: np.ndarray) -> np.ndarray:
    with rasterio.open(folder / "dem.tif") as file:
        west, north = file.transform.c, file.transform.f
        col, row = ((points - (west, north)) / (30.0, -30.0)).astype(int).T
        return file.read(1)[row, col]


def hectares(shapes: gpd.GeoDataFrame) -> float:
    return float(shapes.area.sum()) / 1e4


def test_same_bytes_every_time(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_sample(again)
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in one.iterdir()}
        for one in (folder, again)
    ]
    assert set(digests[0]) == FILES
    assert digests[0] == digests[1]


def test_product_reads_it_without_errors(folder: Path) -> None:
    project = load_project(folder / "project.toml")
    assert project.area.illustrative
    assert project.area.communes_as_of == date(2025, 6, 30)
    assert project.plans == ("000", "002")
    _, warnings = read_layers(project, folder)
    # Only what was put in on purpose: voids, clouds, and areas that were never updated.
    assert {problem.code for problem in warnings} == {"layers.raster_voids", "layers.area_rows"}


def test_every_source_says_invented_and_every_cite_is_a_rule(folder: Path) -> None:
    written = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
    assert all(layer["source"].startswith("Minh hoạ: ") for layer in written["layers"].values())
    rules = [*written["flags"].values(), *written["zones"].values()]
    assert len(rules) == 3
    assert all(plan_rule(rule["cites"]) is not None for rule in rules)


def test_communes_are_those_of_june_2025_without_gap_or_overlap(folder: Path) -> None:
    communes = table(folder, "communes")
    real = {(unit.code, unit.name) for unit in communes_of("phong_tho", date(2025, 6, 30))}
    assert set(zip(communes["ma_xa"], communes["ten_xa"], strict=True)) == real
    assert len(communes) == 17
    assert communes.geometry.is_valid.all()
    assert shapely.coverage_is_valid(communes.geometry.to_numpy())
    whole = communes.union_all()
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert hectares(communes) == pytest.approx(102_900, rel=0.01)


def test_terrain_is_that_of_mountains(folder: Path) -> None:
    with rasterio.open(folder / "dem.tif") as file:
        height = file.read(1, masked=True)
        assert (file.crs.to_epsg(), file.res, file.nodata) == (9205, (30.0, 30.0), -9999.0)
        assert file.dtypes == ("float32",)
    assert 1_150_000 < height.count() < 1_350_000
    assert 285 < height.min() < 450
    assert 2_800 < height.max() <= 3_100
    assert np.allclose(height.compressed() * 10, (height.compressed() * 10).round(), atol=1e-2)
    south, east = np.gradient(height.filled(np.nan), 30.0)
    slope = np.degrees(np.arctan(np.hypot(south, east)))
    assert 17 < np.nanmedian(slope) < 23
    assert 0.30 < np.mean(slope[np.isfinite(slope)] > 25) < 0.50


def test_dem_reaches_beyond_the_communes_and_has_voids_inside(folder: Path) -> None:
    whole = table(folder, "communes").union_all()
    with rasterio.open(folder / "dem.tif") as file:
        wider, inner = inside(file, [whole.buffer(3 * 30.0 + 45.0)]), inside(file, [whole])
        void = file.read(1) == file.nodata
    assert not void[wider & ~inner].any()
    # Nine round voids of 70 to 170 m: between 9 × 1.5 ha and 9 × 9.1 ha.
    assert 14 < (void & inner).sum() * 0.09 < 82


def test_ginseng_communes_hold_high_land(folder: Path) -> None:
    communes = table(folder, "communes").set_index("ten_xa")
    named = communes.loc[["Sì Lở Lầu", "Mồ Sì San", "Tung Qua Lìn", "Sin Suối Hồ"]]
    with rasterio.open(folder / "dem.tif") as file:
        height = file.read(1)[inside(file, named.geometry)]
    assert np.mean((height >= 1_400) & (height <= 2_200)) > 0.4


def test_forest_codes_agree_with_each_other(folder: Path) -> None:
    forest = table(folder, "forest")
    assert 2_000 < len(forest) < 3_000
    assert shapely.coverage_is_valid(forest.geometry.to_numpy())
    assert hectares(forest) == pytest.approx(hectares(table(folder, "communes")), rel=1e-9)
    known = forest.dropna(subset=["ldlr"])
    assert 0 < len(forest) - len(known) < 30
    assert [ldlr_number(code) for code in known["ldlr"]] == known["maldlr"].tolist()
    for column in ("malr3", "mamdsd", "nggocr", "nqh", "thanhrung", "ktan", "lapdia"):
        assert set(forest[column].dropna()) <= set(code_list(column)), column
    assert set(forest["dtuong"]) <= set(code_list("dtuong", "4"))
    category = forest["mamdsd"].map({1: 1, 6: 2, 10: 3, 11: 3, 12: 3})
    assert category.dropna().equals(forest["malr3"].dropna())
    assert not forest.duplicated(["tk", "khoanh", "lo"]).any()


def test_recorded_forest_areas_are_right_but_for_a_few(folder: Path) -> None:
    forest = table(folder, "forest")
    wrong = np.abs(forest["dtich"] - forest.area / 1e4) > 0.05 * forest["dtich"]
    assert 10 < wrong.sum() <= 25


def test_canopy_follows_the_forest_and_has_clouds(folder: Path) -> None:
    forest = table(folder, "forest")
    rich = forest[forest["ldlr"] == "TXG"].geometry
    farm = forest[forest["ldlr"] == "NN"].geometry
    with rasterio.open(folder / "canopy.tif") as file:
        assert (file.res, file.nodata, file.dtypes) == ((20.0, 20.0), 255.0, ("uint8",))
        cover = file.read(1, masked=True)
        masks = [inside(file, shapes) for shapes in (rich, farm, forest.geometry)]
    assert cover.max() <= 100
    assert cover[masks[0]].mean() > 75
    assert cover[masks[1]].mean() < 20
    assert 0.005 < np.ma.getmaskarray(cover)[masks[2]].mean() < 0.05


def test_subzones_lie_in_special_use_forest(folder: Path) -> None:
    subzones = table(folder, "subzones")
    kinds = {"bảo vệ nghiêm ngặt", "phục hồi sinh thái", "dịch vụ - hành chính"}
    assert set(subzones["phan_khu"]) == kinds
    assert subzones.geometry.is_valid.all()
    assert set(subzones.geometry.geom_type) == {"Polygon"}
    assert shapely.coverage_is_valid(subzones.geometry.to_numpy())
    assert 3_000 < hectares(subzones) < 7_000


@pytest.mark.parametrize(("name", "least_km"), [("streams", 500), ("roads", 250)])
def test_lines(folder: Path, name: str, least_km: float) -> None:
    lines = table(folder, name)
    assert set(lines.geometry.geom_type) == {"LineString"}
    assert lines.geometry.is_valid.all()
    assert lines.length.sum() / 1e3 > least_km


def test_streams_run_downhill(folder: Path) -> None:
    streams = table(folder, "streams")
    streams = streams[streams.length > 1_000]  # on shorter ones the small relief decides
    head, mouth = (
        heights_at(folder, np.array([line.coords[end] for line in streams.geometry]))
        for end in (0, -1)
    )
    known = (head > 0) & (mouth > 0)
    assert known.sum() > 200
    assert np.mean(head[known] > mouth[known]) > 0.97


def test_cassava_lies_where_farmers_put_it(folder: Path) -> None:
    fields, communes = table(folder, "cassava"), table(folder, "communes")
    assert len(fields) == 3_006
    assert fields["ma_thua"].is_unique
    assert fields.geometry.is_valid.all()
    each = fields.area / 1e4
    assert each.min() > 0.0499
    assert each.max() < 3.001
    assert 1_500 < each.sum() < 1_900
    hits = gpd.sjoin(fields[["geometry"]], communes[["geometry"]]).groupby(level=0).size()
    assert len(fields) - len(hits) == 1  # one field outside all communes
    assert 10 < (hits > 1).sum() < 80  # fields across a commune border
    corners = shapely.get_num_coordinates(fields.geometry.to_numpy()) - 1
    assert (corners.min(), corners.max()) == (5, 9)


def test_six_cassava_fields_are_recorded_twice_and_no_other_touch(folder: Path) -> None:
    shapes = table(folder, "cassava").geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, "intersects")
    pairs = np.column_stack([one, other])[one < other]
    assert len(pairs) == 6
    assert (pairs[:, 1] >= 3_000).all()
    same = shapely.equals(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    assert same.sum() == 3
    shared = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    assert (shared > 500).all()


def test_cassava_register(folder: Path) -> None:
    fields = table(folder, "cassava")
    right = np.abs(fields["dien_tich"] / (fields.area / 1e4) - 1) < 0.1
    assert 0.95 < right.mean() < 1.0
    for column in ("giong", "canh_tac", "chu_ho"):
        assert 0.01 < fields[column].isna().mean() < 0.2, column
    assert set(fields["giong"].dropna()) == {"đúng chuẩn", "địa phương"}


def test_ginseng_register(folder: Path) -> None:
    plots = table(folder, "ginseng")
    assert len(plots) == 120
    assert plots.geometry.is_valid.all()
    assert 90 < hectares(plots) < 150
    assert set(plots["phuong_thuc"]) == {"dưới tán rừng", "đất trống"}
    assert set(plots["trang_thai"]) == {"đã trồng", "dự kiến"}
    planned = plots["trang_thai"] == "dự kiến"
    assert plots.loc[planned, "ma_vung_trong"].isna().all()
    assert (plots.loc[planned, "nam_trong"] > 2025).all()
    coded = plots["ma_vung_trong"].dropna()
    assert coded.is_unique
    assert 20 < len(coded) < 100
    harvest = plots.dropna(subset=["nam_thu_hoach"])
    assert (harvest["nam_thu_hoach"] > harvest["nam_trong"]).all()


def test_ginseng_is_mostly_high_and_in_the_named_communes(folder: Path) -> None:
    plots, communes = table(folder, "ginseng"), table(folder, "communes")
    middle = gpd.GeoDataFrame(geometry=plots.representative_point(), crs=plots.crs)
    named = {"03391", "03550", "03553", "03562", "03565", "03571", "03577", "03592"}
    place = gpd.sjoin(middle, communes)["ma_xa"]
    assert 0.85 < place.isin(named).mean() < 1.0
    height = heights_at(folder, shapely.get_coordinates(middle.geometry))
    assert np.mean((height >= 1_400) & (height <= 2_200)) > 0.85
