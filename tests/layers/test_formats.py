"""Every format in: the same rows, names and places, whatever they came in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from gis.maps.mapinfo import write_mapinfo
from tests.land import VN2000
from tests.layers import spoiled
from tests.layers.shelf import Shelf
from tests.layers.spoiled import NAMES, csv_points, gpx_points, kml_points, truth, write
from tests.layers.test_spoiled import land, reads_right

__all__ = ["land"]


def by_driver(name: str, frame: Callable[[], gpd.GeoDataFrame], **options: Any) -> Any:
    return lambda shelf: write(shelf, name, frame(), **options)


def zip_of(stem: str, suffix: str, **options: Any) -> Any:
    def make(shelf: Shelf) -> None:
        file = write(shelf, f"{stem}.{suffix}", truth(), **options)
        members = file.iterdir() if file.is_dir() else shelf.folder.glob(f"{stem}.*")
        with zipfile.ZipFile(shelf.folder / "a.zip", "w") as archive:
            for member in list(members):
                archive.write(member, member.relative_to(shelf.folder).as_posix())

    return make


def mapinfo(name: str) -> Any:
    return lambda shelf: write_mapinfo(truth(), shelf.folder / name)


def text(name: str, content: str) -> Any:
    return lambda shelf: (shelf.folder / name).write_text(content, "utf-8-sig")


def lonlat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.to_crs(4326)


POLYGONS: dict[str, Any] = {
    "a.gpkg": by_driver("a.gpkg", truth),
    "a.geojson": by_driver("a.geojson", lambda: lonlat(truth())),
    "a.shp": by_driver("a.shp", truth, encoding="UTF-8"),
    "a.zip": zip_of("lớp", "shp", encoding="UTF-8"),
    "a.gdb": by_driver("a.gdb", truth, driver="OpenFileGDB"),
    "a.fgb": by_driver("a.fgb", truth, SPATIAL_INDEX="NO"),
    "a.kml": by_driver(
        "a.kml", lambda: lonlat(truth().rename(columns={"ten": "Name"})), driver="KML"
    ),
    "a.kmz": by_driver(
        "a.kmz", lambda: lonlat(truth().rename(columns={"ten": "Name"})), driver="LIBKML"
    ),
    "a.tab": mapinfo("a.tab"),
    "a.mif": mapinfo("a.mif"),
}
SIGNS: dict[str, Any] = {
    "b.kml": text("b.kml", kml_points()),
    "b.gpx": text("b.gpx", gpx_points()),
    "b.csv": text("b.csv", csv_points()),
    "b.xlsx": spoiled.book,
}


@pytest.mark.parametrize("name", POLYGONS)
def test_polygons_of_every_format_read_alike(land: Shelf, name: str) -> None:
    POLYGONS[name](land)
    land.say("subzones", path=name)
    assert reads_right(land, "subzones")


def test_a_packed_geodatabase(land: Shelf) -> None:
    zip_of("dữ liệu", "gdb", driver="OpenFileGDB")(land)
    land.say("subzones", path="a.zip")
    assert reads_right(land, "subzones")


@pytest.mark.parametrize("name", SIGNS)
def test_points_of_every_format_read_alike(land: Shelf, name: str) -> None:
    SIGNS[name](land)
    tables = name.endswith((".csv", ".xlsx"))
    land.say(
        "signs", path="m.xlsx" if name == "b.xlsx" else name, **({"crs": VN2000} if tables else {})
    )
    assert reads_right(land, "signs")


def test_decimal_commas_beside_semicolons(land: Shelf) -> None:
    (land.folder / "b.csv").write_text(csv_points(number="{:.3f}").replace(".", ","), "utf-8")
    land.say("signs", path="b.csv", crs=VN2000)
    assert reads_right(land, "signs")


def test_dgn_lines_serve_as_reference(land: Shelf) -> None:
    lines = gpd.GeoDataFrame(geometry=truth().boundary.to_numpy())
    write(land, "c.dgn", lines, driver="DGN")
    land.declare("design", "lines", "c.dgn")
    assert [p.code for p in land.problems() if p.level == "error"] == ["layers.crs_missing"]
    land.say("design", crs=VN2000)
    frame = land.read()[0].vectors["design"].frame
    assert abs(frame.length.sum() - lines.length.sum()) < 1.0


def test_names_with_markup_stay_what_they_are(land: Shelf) -> None:
    names = ["<script>alert(1)</script>", "{{ x }}", "${y}", "=cmd|1", "a<b>&amp;", "\u202edảo"]
    write(land, "a.gpkg", truth().assign(ten=names))
    land.say("subzones", path="a.gpkg")
    assert land.read()[0].vectors["subzones"].frame["ten"].tolist() == names


def test_nothing_of_an_archive_is_left_behind(land: Shelf, tmp_path: Path) -> None:
    zip_of("lớp", "shp", encoding="UTF-8")(land)
    land.say("subzones", path="a.zip")
    before = sorted(tmp_path.rglob("*"))
    assert len(land.read()[0].vectors["subzones"].frame) == len(NAMES)
    assert sorted(tmp_path.rglob("*")) == before
