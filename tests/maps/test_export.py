"""One table of a finished run in another format: same rows, same hectares, no names for the web."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from gis.errors import NuongError
from gis.layers.datum.recognise import datum_of, official
from gis.maps.export import WRITERS, export_table
from gis.maps.geopackage import SHAPES
from gis.maps.mapinfo import write_mapinfo
from gis.maps.publish import write_outputs
from tests.land import VN2000, square
from tests.maps.results import little_results

OWNER = "Giàng A Páo"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    return write_outputs(little_results(owner=OWNER), out).folder


def test_geojson_holds_no_names_and_the_office_formats_do(folder: Path, tmp_path: Path) -> None:
    for suffix, told in ((".geojson", False), (".gpkg", True), (".fgb", True), (".csv", True)):
        file = tmp_path / f"judged{suffix}"
        assert export_table(folder, "judged", file) == len(gpd.read_file(
            folder / "layers.gpkg", layer="judged"))  # fmt: skip
        assert (OWNER.encode() in file.read_bytes()) is told, suffix


def test_hectares_stay_those_of_the_run_in_another_crs(folder: Path, tmp_path: Path) -> None:
    export_table(folder, "zones", tmp_path / "z.gpkg", crs="EPSG:4326")
    there, here = (
        gpd.read_file(path, layer="zones") for path in (tmp_path / "z.gpkg", folder / "layers.gpkg")
    )
    assert there.crs.to_epsg() == 4326
    assert there["area_ha"].tolist() == here["area_ha"].tolist()


def test_one_commune_by_code_or_name(folder: Path, tmp_path: Path) -> None:
    code, name = gpd.read_file(folder / "layers.gpkg", layer="communes").loc[
        0, ["commune_code", "commune"]
    ]
    counts = [
        export_table(folder, "plots", tmp_path / f"{n}.csv", commune=asked)
        for n, asked in enumerate((code, name, name.upper()))
    ]
    assert counts[0] == counts[1] == counts[2] > 0
    with (tmp_path / "0.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["commune_code"] for row in rows} == {code}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"table": "nothing", "to": "a.gpkg"}, "maps.export_table"),
        ({"table": "zones", "to": "a.docx"}, "maps.export_format"),
        ({"table": "zones", "to": "a.geojson", "crs": "EPSG:9205"}, "maps.export_crs_fixed"),
        ({"table": "zones", "to": "a.gpkg", "crs": "EPSG:nix"}, "maps.export_crs"),
        ({"table": "zones", "to": "a.gpkg", "commune": "Không Có"}, "maps.export_commune"),
        ({"table": "overlaps", "to": "a.gpkg", "commune": "00001"}, "maps.export_no_communes"),
        ({"table": "zones", "to": "not/there/a.gpkg"}, "maps.export_not_written"),
    ],
)
def test_what_is_not_to_be_had_is_named(
    folder: Path, tmp_path: Path, asked: dict[str, str], code: str
) -> None:
    target = tmp_path / asked.pop("to")
    with pytest.raises(NuongError) as refused:
        export_table(folder, to=target, **asked)
    assert [p.code for p in refused.value.problems] == [code]
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over_and_a_changed_run_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "zones.geojson"
    export_table(folder, "zones", file)
    before = file.read_bytes()
    assert json.loads(before)["type"] == "FeatureCollection"
    with pytest.raises(NuongError, match="already there"):
        export_table(folder, "zones", file)
    assert file.read_bytes() == before
    with pytest.raises(NuongError) as refused:
        export_table(tmp_path, "zones", tmp_path / "b.geojson")
    assert refused.value.problems[0].code == "maps.record_missing"


@pytest.mark.parametrize("suffix", [".tab", ".mif", ".gpkg", ".fgb"])
@pytest.mark.parametrize("crs", [None, "EPSG:4756", "EPSG:9215", "EPSG:3405", "EPSG:5897"])
def test_vn2000_keeps_its_datum_and_its_places_within_5_cm(
    folder: Path, tmp_path: Path, suffix: str, crs: str | None
) -> None:
    file = tmp_path / f"lô{suffix}"
    count = export_table(folder, "plots", file, crs=crs)
    back = pyogrio.read_dataframe(file).sort_values("piece_id", ignore_index=True)
    assert len(back) == count
    here = gpd.read_file(folder / "layers.gpkg", layer="plots").to_crs(9205)
    here = here.sort_values("piece_id", ignore_index=True)
    read = back.set_crs(official(back.crs), allow_override=True)
    assert datum_of(read.crs) == "vn2000"
    apart_m = shapely.hausdorff_distance(
        here.geometry.to_numpy(), read.to_crs(9205).geometry.to_numpy()
    )
    assert apart_m.max() < 0.05
    # and a reader who knows nothing of us comes to the same place on the Earth
    world = shapely.hausdorff_distance(
        here.to_crs(32648).geometry.to_numpy(), back.to_crs(32648).geometry.to_numpy()
    )
    assert world.max() < 0.05
    assert back["owner"].tolist() == here["owner"].tolist()


def test_plain_gdal_loses_the_datum_in_mapinfo(tmp_path: Path) -> None:
    """Why ``gis/maps/mapinfo.py`` exists: the day this fails it may go."""
    shapes = gpd.GeoSeries([square(0, 0, 100)], crs=VN2000)
    gpd.GeoDataFrame({"a": [1]}, geometry=shapes).to_file(tmp_path / "a.mif", driver="MapInfo File")
    back = gpd.read_file(tmp_path / "a.mif").to_crs(32648).geometry.centroid[0]
    assert 221 < back.distance(shapes.to_crs(32648).centroid[0]) < 224


def test_a_text_too_long_for_mapinfo_is_refused_unless_it_is_a_quotation(tmp_path: Path) -> None:
    rows = gpd.GeoDataFrame({"quote_vi": ["ừ" * 200]}, geometry=[square(0, 0, 9)], crs=VN2000)
    write_mapinfo(rows, tmp_path / "a.tab")
    # the sign of cutting takes 3 + 14 bytes; 254 - 17 = 237 bytes of three-byte letters are 79
    cut = pyogrio.read_dataframe(tmp_path / "a.tab")["quote_vi"][0]
    assert cut == "ừ" * 79 + "… [layers.gpkg]"
    assert len(cut.encode()) == 254
    with pytest.raises(NuongError) as refused:
        write_mapinfo(rows.rename(columns={"quote_vi": "owner"}), tmp_path / "b.tab")
    assert [p.code for p in refused.value.problems] == ["maps.export_text_long"]


@pytest.mark.parametrize("table", SHAPES)
@pytest.mark.parametrize("suffix", list(WRITERS))
def test_every_table_goes_into_every_format(
    folder: Path, tmp_path: Path, table: str, suffix: str
) -> None:
    rows = len(gpd.read_file(folder / "layers.gpkg", layer=table))
    assert export_table(folder, table, tmp_path / f"t{suffix}") == rows


def test_no_file_beside_is_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_text("mine")
    with pytest.raises(NuongError) as refused:
        export_table(folder, "zones", tmp_path / "a.tab")
    assert [p.code for p in refused.value.problems] == ["maps.export_exists"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.dat"]
