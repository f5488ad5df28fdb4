"""One table of a finished run in another format: same rows, same hectares, no names for the web."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import geopandas as gpd
import pytest

from gis.errors import NuongError
from gis.maps.export import export_table
from gis.maps.publish import write_outputs
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
