"""Sites from files: every feature answered, every fault named, nothing executed or left out."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from gis.errors import NuongError
from gis.messages import word
from gis.site.check import check_sites
from gis.site.counts import counts
from gis.site.fixes import Reading
from gis.site.model import SiteReport
from tests.land import VN2000
from tests.site.ground import at, country, patch

LAND = country()
TODAY = date(2026, 11, 22)
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
GPX = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
HOSTILE = "<script>alert(1)</script><b>&\"'=cmd|x"


def lonlat(east: float, south: float = 1515.0) -> tuple[float, float]:
    place = gpd.GeoSeries([at(east, south)], crs=VN2000).to_crs(4326).iloc[0]
    return place.x, place.y


def check(file: Path, **said: object) -> SiteReport:
    report = check_sites(LAND, file, reading=Reading(**said), today=TODAY)
    assert sum(counts(report).values()) == len(report.answers) == len(report.shapes)
    return report


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def verdicts(report: SiteReport) -> list[str | None]:
    return [a.law.judgement.verdict if a.law else None for a in report.answers]


def codes(fault: pytest.ExceptionInfo[NuongError]) -> list[str]:
    return [p.code for p in fault.value.problems]


def mark(name: str, *places: tuple[float, float], kind: str = "Point") -> str:
    text = " ".join(f"{x},{y},7" for x, y in places)
    inner = f"<{kind}><coordinates>{text}</coordinates></{kind}>"
    if kind == "Polygon":
        ring = f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"
        inner = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    return f"<Placemark><name>{name}</name>{inner}</Placemark>"


def waypoint(name: str, east: float, time: str = "2026-11-01T02:00:00Z") -> str:
    lon, lat = lonlat(east)
    return (
        f'<wpt lat="{lat}" lon="{lon}"><ele>900</ele><time>{time}</time><name>{name}</name></wpt>'
    )


def track(*places: float) -> str:
    points = "".join(
        '<trkpt lat="{1}" lon="{0}"><time>2030-01-01T00:00:00Z</time></trkpt>'.format(*lonlat(p))
        for p in places
    )
    return f"<trk><name>tuyến</name><trkseg>{points}</trkseg></trk>"


def test_gpx_waypoints_and_tracks_together(tmp_path: Path) -> None:
    text = GPX.format(
        waypoint("A", 1350) + waypoint("B", 2000, "2031-05-05T00:00:00Z") + track(600, 2700)
    )
    report = check(written(tmp_path, "đi.gpx", text), accuracy_m=5.0)
    assert report.features == 3
    assert [a.kind for a in report.answers] == ["point", "point", "track"]
    assert verdicts(report)[:2] == ["needs_plan", "no_rule_against"]
    assert [a.number for a in report.answers] == [1, 2, 3]
    # The second waypoint and the track are dated after the day of the check.
    assert ["future" in a.notes for a in report.answers] == [False, True, True]
    assert report.answers[2].track.length_m == pytest.approx(2100, abs=0.05)


def test_kml_folders_heights_and_markup_in_names(tmp_path: Path) -> None:
    hostile = "<![CDATA[" + HOSTILE + "]]>"
    square = gpd.GeoSeries([patch(900, 1000, 900, 1000)], crs=VN2000).to_crs(4326).iloc[0]
    ring = [tuple(c) for c in square.exterior.coords]
    one = f"<Folder><name>f1</name>{mark(hostile, lonlat(1350))}</Folder>"
    two = f"<Folder><name>f2</name>{mark('vùng', *ring, kind='Polygon')}</Folder>"
    report = check(written(tmp_path, "hiện trường.kml", KML.format(one + two)))
    assert report.features == 2
    assert [a.kind for a in report.answers] == ["point", "polygon"]
    assert report.answers[0].name == HOSTILE
    assert all("flat" in a.notes for a in report.answers)
    assert report.answers[1].polygon.area_ha == pytest.approx(1.0, abs=1e-4)


def test_kmz_is_read_like_the_kml_in_it(tmp_path: Path) -> None:
    file = tmp_path / "k.kmz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML.format(mark("A", lonlat(1350)) + mark("B", lonlat(2000))))
    assert verdicts(check(file)) == ["needs_plan", "no_rule_against"]


def test_geojson_keeps_every_feature_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    lon, lat = lonlat(1350)
    bow = shapely.Polygon([lonlat(1000), lonlat(1100, 1600), lonlat(1100), lonlat(1000, 1600)])
    shapes = [
        {"type": "Point", "coordinates": [lon, lat]},
        None,
        {"type": "Point", "coordinates": [lat, lon]},
        shapely.geometry.mapping(bow),
        {"type": "MultiPoint", "coordinates": [lonlat(1350), lonlat(2000)]},
        {"type": "LineString", "coordinates": [[lon, lat], [lon, lat]]},
        {"type": "Point", "coordinates": [0.0, 0.0]},
        {"type": "Point", "coordinates": [lon, lat, 900.0]},
        {"type": "GeometryCollection", "geometries": []},
    ]
    features = [
        {"type": "Feature", "properties": {"name": f"s{n}", "accuracy_m": 5}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    report = check(written(tmp_path, "a.geojson", text))
    assert report.features == len(shapes)
    told = [(a.number, a.kind, a.fault) for a in report.answers]
    assert told == [
        (1, "point", None),
        (2, "none", "no_geometry"),
        (3, "none", "not_a_place"),
        (4, "none", "invalid_geometry"),
        (5, "point", None),
        (5, "point", None),
        (6, "point", None),
        (7, "point", None),
        (8, "point", None),
        (9, "none", "no_geometry"),
    ]
    assert report.answers[4].notes == ("parts",)
    assert report.answers[6].notes == ("one_place",)
    assert report.answers[8].notes == ("flat",)
    sea = report.answers[7]
    assert (sea.commune, sea.in_dem) == (None, False)
    assert sea.law.judgement.verdict == "insufficient_data"
    assert {"outside_dem", "outside_communes"} <= set(sea.notes)


def test_points_of_a_table_in_a_stated_crs(tmp_path: Path) -> None:
    rows = [f"{n};{p.x:.2f};{p.y:.2f};{e}" for n, p, e in (("a", at(1350), 5), ("b", at(1765), 40))]
    file = written(tmp_path, "điểm.csv", "\n".join(["ten;dong;bac;sai_so_m", *rows]))
    report = check(file, crs=VN2000, x_column="dong", y_column="bac")
    assert [a.name for a in report.answers] == ["a", "b"]
    assert [a.accuracy_m for a in report.answers] == [5.0, 40.0]
    assert [bool(a.law.doubts) for a in report.answers] == [False, True]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"x_column": "dong", "y_column": "bac"}, "site.points_crs"),
        ({"crs": VN2000}, "site.points_columns"),
    ],
)
def test_a_table_without_crs_or_columns_is_told_by_the_options(
    tmp_path: Path, said: dict[str, str], code: str
) -> None:
    file = written(tmp_path, "a.csv", "ten;dong;bac\na;500100;2499000")
    with pytest.raises(NuongError) as refused:
        check(file, **said)
    assert codes(refused) == [code]


def test_a_layer_without_crs_names_the_zones_that_fit(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"ten": ["a"]}, geometry=[at(1350)])
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", driver="GPKG")
    with pytest.raises(NuongError) as refused:
        check(tmp_path / "a.gpkg")
    assert "site.crs_missing" in codes(refused)
    assert verdicts(check(tmp_path / "a.gpkg", crs=VN2000)) == ["needs_plan"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.kml", BOMB + KML.format(mark("&b;", (103.0, 22.6)))),
        ("a.gpx", BOMB + GPX.format('<wpt lat="22.6" lon="103.0"><name>&b;</name></wpt>')),
    ],
)
def test_entities_are_refused_before_they_grow(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(NuongError) as refused:
        check(written(tmp_path, name, '<?xml version="1.0"?>' + text))
    assert codes(refused) == ["layers.markup_entities"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../doc.kml": b"x"}, "layers.archive_path"),
        ({"doc.kml": b"0" * (40 << 20)}, "layers.archive_bomb"),
        ({"readme.txt": b"x"}, "layers.archive_lacks"),
    ],
)
def test_archives_that_slip_or_swell_are_refused(
    tmp_path: Path, members: dict[str, bytes], code: str
) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    with pytest.raises(NuongError) as refused:
        check(tmp_path / "a.kmz")
    assert codes(refused) == [code]
    assert [p.name for p in tmp_path.iterdir()] == ["a.kmz"]


@pytest.mark.parametrize("name", ["none.gpx", "a.exe", "/vsicurl/http://x/a.gpx"])
def test_what_is_no_file_of_sites_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    with pytest.raises(NuongError):
        check(tmp_path / name)


def test_a_file_without_a_site_is_told(tmp_path: Path) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": []})
    with pytest.raises(NuongError) as refused:
        check(written(tmp_path, "a.geojson", text))
    assert codes(refused) == ["site.nothing"]


def photo(file: Path, gps: dict[int, object], taken: str | None = None) -> None:
    image = Image.new("RGB", (8, 8))
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    if taken:
        exif.get_ifd(0x8769)[36867] = taken
    image.save(file, exif=exif)


def gps_of(east: float, **more: object) -> dict[int, object]:
    lon, lat = lonlat(east)

    def parts(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
        whole = int(degrees)
        return IFDRational(whole), IFDRational(0), IFDRational(int((degrees - whole) * 36e8), 10**6)

    found: dict[int, object] = {1: "N", 2: parts(lat), 3: "E", 4: parts(lon), 18: "WGS-84"}
    return found | {int(k[1:]): v for k, v in more.items()}


def test_positions_of_photos(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg", gps_of(1350, _31=IFDRational(5)), "2026:10:01 08:00:00")
    photo(tmp_path / "b.jpg", gps_of(1765, _31=IFDRational(50)), "2027:10:01 08:00:00")
    photo(tmp_path / "c.jpg", {})
    photo(tmp_path / "d.jpg", gps_of(1350, _18="TOKYO"))
    photo(tmp_path / "e.jpg", gps_of(1350, _2=(IFDRational(0, 0),) * 3))
    photo(tmp_path / "f.jpg", {k: v for k, v in gps_of(1350).items() if k != 18})
    (tmp_path / "g.jpg").write_bytes(b"\xff\xd8not a picture")
    (tmp_path / "ghi chú.txt").write_text("x", "utf-8")
    report = check(tmp_path)
    assert report.features == 7
    assert [a.name for a in report.answers] == [f"{c}.jpg" for c in "abcdefg"]
    assert [a.fault for a in report.answers] == [
        None, None, "no_position", "photo_datum", "no_position", None, "photo_unreadable",
    ]  # fmt: skip
    assert [a.accuracy_m for a in report.answers[:2]] == [5.0, 50.0]
    assert [a.law.doubts for a in report.answers[:2]] == [(), ("border",)]
    assert report.answers[0].taken_on == date(2026, 10, 1)
    assert report.answers[1].notes == ("future",)
    assert report.answers[5].notes == ("datum_not_stated",)
    assert [(p.code, p.where.rows) for p in report.problems] == [
        ("site.not_photos", ("ghi chú.txt",))
    ]


def test_one_photo_is_a_site_too(tmp_path: Path) -> None:
    photo(tmp_path / "a.jpg", gps_of(2000))
    assert verdicts(check(tmp_path / "a.jpg")) == ["no_rule_against"]


def test_a_folder_without_photos_is_told(tmp_path: Path) -> None:
    with pytest.raises(NuongError) as refused:
        check(tmp_path)
    assert codes(refused) == ["site.no_photos"]


def test_every_fault_and_note_has_words() -> None:
    for note in (
        "no_geometry", "invalid_geometry", "not_a_place", "off_the_map", "no_position",
        "photo_unreadable", "photo_datum", "datum_not_stated", "flat", "parts", "one_place",
        "future", "outside_dem", "outside_communes",
    ):  # fmt: skip
        assert word(f"site_note_{note}", "vi") != word(f"site_note_{note}", "en")


def test_a_track_of_one_point_does_not_take_the_others_along(tmp_path: Path) -> None:
    text = GPX.format(waypoint("A", 1350) + track(600) + track(600, 2700))
    report = check(written(tmp_path, "a.gpx", text))
    assert [(a.kind, a.fault) for a in report.answers] == [
        ("point", None), ("none", "no_geometry"), ("track", None),
    ]  # fmt: skip
