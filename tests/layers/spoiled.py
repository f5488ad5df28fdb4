"""Files as the field sends them: each spoilt in one way, with the fault it must be told by and the
repair after which it must read as if it had never been spoilt.

The shelf of ``shelf.py`` with wavy commune borders, and two layers more: ``subzones``, polygons
that share the borders, and ``signs``, points.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import LineString, Point, Polygon

from gis.errors import Level
from gis.layers.text.tables import single_bytes, vni_spellings
from gis.maps.mapinfo import write_mapinfo
from gis.reference.vn2000 import shift
from tests.land import NORTH, VN2000, WEST
from tests.layers.shelf import Shelf, heights

NAMES = ["Sì Lở Lầu", "Mồ Sì San", "Pa Vây Sử", "Vàng Ma Chải", "Tung Qua Lìn", "Mù Sang"]
CODES = ["03550", "03553", "03559", "03562", "03565", "03568"]
TMERC = "+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +y_0=0 +units=m"
LOST = f"{TMERC} +datum=WGS84"
TWISTED = f"{TMERC} +ellps=WGS84 +towgs84={','.join(map(repr, shift().parameters()))}"
ROTATIONS = shift().parameters()[3:6]


def wave(along: np.ndarray, phase: float) -> np.ndarray:
    """A border that is no straight line: 40 m to and fro."""
    return 40.0 * np.sin(along / 170.0 + phase) + 15.0 * np.sin(along / 61.0 + 2 * phase)


def wavy() -> list[Polygon]:
    """Six communes, three columns and two rows of 2 000 m × 1 500 m, over the shelf's rasters."""
    xs, ys = np.arange(0, 6001, 50.0), np.arange(0, 3001, 50.0)
    uprights = [
        LineString(np.c_[WEST + x + wave(ys, x), NORTH - ys]) for x in (0, 2000, 4000, 6000)
    ]
    levels = [LineString(np.c_[WEST + xs, NORTH - y + wave(xs, y)]) for y in (0, 1500, 3000)]
    lines = [shapely.affinity.scale(line, 1.05, 1.05) for line in (*uprights, *levels)]
    made = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return sorted(made, key=lambda p: (-round(p.centroid.y / 1000), p.centroid.x))


def signs() -> list[Point]:
    return [Point(WEST + 500 + 700 * i, NORTH - 400 - 300 * i) for i in range(6)]


def truth() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ten": NAMES}, geometry=wavy(), crs=VN2000)


def points() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ten": NAMES}, geometry=signs(), crs=VN2000)


def fill(shelf: Shelf) -> None:
    """The shelf without a fault."""
    shelf.fill()
    shelf.communes(*wavy(), ma_xa=CODES, ten_xa=NAMES)
    write(shelf, "phân khu.gpkg", truth())
    shelf.declare("subzones", "polygons", "phân khu.gpkg")
    write(shelf, "mốc.gpkg", points())
    shelf.declare("signs", "lines", "mốc.gpkg")


def write(shelf: Shelf, name: str, frame: gpd.GeoDataFrame, **options: Any) -> Path:
    file = shelf.folder / name
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        pyogrio.write_dataframe(frame, file, **options)
    return file


@dataclass
class Spoilt:
    """One spoilt file.

    Args:
        code: the fault it must be told by.
        spoil: makes the file and declares it.
        layer: whose file it is.
        repair: what the project file says to have it read right; ``None`` where only another file
            can help, or where nothing needs to be done.
        right: whether the layer reads as the truth (after the repair); not asked of refused files.
        says: values the message must have.
    """

    code: str
    spoil: Callable[[Shelf], object]
    layer: str = "subzones"
    level: Level = "error"
    repair: dict[str, Any] | None = None
    right: bool = False
    says: dict[str, Any] = field(default_factory=dict)


# ---- coordinates ----


def zones(
    crs: str | int | None, *, moved_to: str | int | None = None, suffix: str = "gpkg"
) -> Callable[[Shelf], object]:
    """Subzones moved into one CRS and declared as another."""

    def spoil(shelf: Shelf) -> None:
        frame = truth() if moved_to is None else truth().to_crs(moved_to)
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            frame = frame.set_crs(None, allow_override=True)
            frame = frame if crs is None else frame.set_crs(crs)
        options = {"encoding": "UTF-8"} if suffix == "shp" else {}
        if suffix in ("tab", "mif"):
            options = {"driver": "MapInfo File", "layer_options": {"ENCODING": "UTF-8"}}
        write(shelf, f"phân khu.{suffix}", frame, **options)
        shelf.say("subzones", path=f"phân khu.{suffix}")

    return spoil


def mif(
    rotations: tuple[float, ...], more: tuple[float, ...] | None = None
) -> Callable[[Shelf], object]:
    """A MIF of datum 9999 with other parameters than ours."""
    x, y, z, scale = more or (*shift().parameters()[:3], shift().scale_ppm)
    theirs = ", ".join(map(repr, (x, y, z, *rotations, scale)))

    def spoil(shelf: Shelf) -> None:
        file = shelf.folder / "k.mif"
        write_mapinfo(truth(), file)
        ours = ", ".join(map(repr, shift().parameters()))
        text = file.read_text("utf-8")
        assert ours in text
        file.write_text(text.replace(ours, theirs), "utf-8")
        shelf.say("subzones", path="k.mif")

    return spoil


def nameless_prj(shelf: Shelf) -> None:
    zones(VN2000, suffix="shp")(shelf)
    prj = shelf.folder / "phân khu.prj"
    text = prj.read_text().replace("VN-2000", "").replace("VN_2000", "").replace("Vietnam_2000", "")
    assert "unknown" not in text
    prj.write_text(text.replace('"D_"', '"D_unknown"'))


def swapped(crs: str, suffix: str) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        frame = truth().to_crs(crs)
        turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
        write(shelf, f"k.{suffix}", frame.set_geometry(gpd.GeoSeries(turned, crs=crs)))
        shelf.say("subzones", path=f"k.{suffix}")

    return spoil


def shifted(shelf: Shelf) -> None:
    write(shelf, "k.gpkg", truth().set_geometry(truth().translate(80, 60)))
    shelf.say("subzones", path="k.gpkg")


def communes_of(crs: int) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.communes(*wavy(), crs=f"EPSG:{crs}", ma_xa=CODES, ten_xa=NAMES)


def dem(crs: str | None) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.raster("dem.tif", heights(), nodata=-9999.0, crs=crs)


def project_crs(text: str) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shelf.crs = text

    return spoil


def said(spoil: Callable[[Shelf], object], **more: object) -> Callable[[Shelf], object]:
    def both(shelf: Shelf) -> None:
        spoil(shelf)
        shelf.say("subzones", **more)

    return both


# ---- text ----


def spelt(text: str, encoding: str) -> str:
    """A text as a reader shows it that takes an old encoding for Latin-1."""
    if encoding == "vni":
        back = {letter: signs for signs, letter in vni_spellings().items()}
        return "".join(back.get(c, c) for c in text)
    codes = {letter: chr(b) for b, letter in single_bytes(encoding).items()}  # type: ignore[arg-type]
    return "".join(codes.get(c, codes.get(c.lower(), c)) for c in text)


def text_column(
    values: list[str], suffix: str = "gpkg", **said: object
) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        frame = truth().assign(ten=values)
        options: dict[str, Any] = {"encoding": "ISO-8859-1"} if suffix != "gpkg" else {}
        if suffix == "mif":
            frame = frame.to_crs(4326)
            options = {"driver": "MapInfo File", "encoding": "ISO-8859-1"}
        file = write(shelf, f"c.{suffix}", frame, **options)
        file.with_suffix(".cpg").unlink(missing_ok=True)
        shelf.say("subzones", path=f"c.{suffix}", **said)

    return spoil


def old(encoding: str, *, capitals: bool = False) -> list[str]:
    return [spelt(n.upper() if capitals else n, encoding) for n in NAMES]


# ---- containers and formats ----


def raw(
    name: str, data: bytes | str, layer: str = "subzones", **said: object
) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        (shelf.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
        shelf.say(layer, path=name, **said)

    return spoil


def zipped(
    members: dict[str, bytes | int], name: str = "k.zip", layer: str = "subzones"
) -> Callable[[Shelf], object]:
    """A zip file; a number is so many zero bytes."""

    def spoil(shelf: Shelf) -> None:
        with zipfile.ZipFile(shelf.folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members.items():
                archive.writestr(member, bytes(data) if isinstance(data, int) else data)
        shelf.say(layer, path=name)

    return spoil


def packed(*stems: str) -> Callable[[Shelf], object]:
    """Shapefiles of the truth under some names in one zip file."""

    def spoil(shelf: Shelf) -> None:
        with zipfile.ZipFile(shelf.folder / "k.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for stem in stems:
                write(shelf, f"{stem}.shp", truth(), encoding="UTF-8")
                for member in shelf.folder.glob(f"{stem}.*"):
                    archive.write(member, f"thư mục/{member.name}")
                    member.unlink()
        shelf.say("subzones", path="k.zip")

    return spoil


def locked(shelf: Shelf) -> None:
    packed("a")(shelf)
    file = shelf.folder / "k.zip"
    data = bytearray(file.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 1)
    file.write_bytes(data)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
GPX = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
MARK = "<Placemark><name>{}</name><Point><coordinates>{},{}</coordinates></Point></Placemark>"


def lonlat() -> list[tuple[float, float]]:
    return [(p.x, p.y) for p in points().to_crs(4326).geometry]


def kml_points(*, folders: bool = False, more: str = "") -> str:
    marks = [MARK.format(n, *place) for n, place in zip(NAMES, lonlat(), strict=True)]
    if folders:
        halves = ("".join(marks[:3]), "".join(marks[3:]))
        return KML.format(
            "".join(f"<Folder><name>f{i}</name>{h}</Folder>" for i, h in enumerate(halves))
        )
    return KML.format("".join(marks) + more)


def gpx_points(*, times: str = "2025-06-01T00:00:00Z", more: str = "") -> str:
    one = '<wpt lat="{}" lon="{}"><time>{}</time><name>{}</name></wpt>'
    marks = [one.format(y, x, times, n) for n, (x, y) in zip(NAMES, lonlat(), strict=True)]
    return GPX.format("".join(marks) + more)


def csv_points(*, head: str = "ten;x;y", swap: bool = False, number: str = "{:.3f}") -> str:
    rows = [head]
    for name, p in zip(NAMES, signs(), strict=True):
        x, y = (p.y, p.x) if swap else (p.x, p.y)
        rows.append(f"{name};{number.format(x)};{number.format(y)}")
    return "\n".join(rows)


def book(shelf: Shelf, entity: bool = False) -> None:
    xy = np.array([(p.x, p.y) for p in signs()])
    table = pd.DataFrame({"ten": NAMES, "x": xy[:, 0], "y": xy[:, 1]})
    pyogrio.write_dataframe(table, shelf.folder / "m.xlsx", driver="XLSX")
    if entity:
        with zipfile.ZipFile(shelf.folder / "m.xlsx") as archive:
            members = {n: archive.read(n) for n in archive.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        members[sheet] = members[sheet].replace(b"?>", b"?>" + BOMB.encode(), 1)
        zipped(members, "m.xlsx", "signs")(shelf)
    shelf.say("signs", path="m.xlsx", crs=VN2000)


def geodatabase_with_a_link(shelf: Shelf) -> None:
    write(shelf, "k.gdb", truth(), driver="OpenFileGDB")
    (shelf.folder / "k.gdb" / "a000000ff.gdbtable").symlink_to("/etc/hostname")
    shelf.say("subzones", path="k.gdb")


def table(*lost: str, linked: bool = False) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        file = shelf.folder / "k.tab"
        write_mapinfo(truth(), file)
        for suffix in lost:
            file.with_suffix(suffix).unlink()
        if linked:
            file.write_text(file.read_text("utf-8").replace("NATIVE", "LINKED"), "utf-8")
        shelf.say("subzones", path="k.tab")

    return spoil


def tall(shelf: Shelf) -> None:
    write(
        shelf,
        "k.gpkg",
        truth().set_geometry(gpd.GeoSeries(shapely.force_3d(wavy(), 9.0), crs=VN2000)),
    )
    shelf.say("subzones", path="k.gpkg")


def measured(shelf: Shelf) -> None:
    """Points with a measure, as field devices write shapefiles: type 21 is point, x, y, measure."""
    file = write(shelf, "m.shp", points(), encoding="UTF-8")
    records, offsets = b"", b""
    for n, p in enumerate(signs(), 1):
        offsets += struct.pack(">ii", 50 + len(records) // 2, 14)
        records += struct.pack(">ii", n, 14) + struct.pack("<iddd", 21, p.x, p.y, 7.0)
    for suffix, body in ((".shp", records), (".shx", offsets)):
        head = bytearray(file.with_suffix(suffix).read_bytes()[:100])
        head[24:28] = struct.pack(">i", 50 + len(body) // 2)
        head[32:36] = struct.pack("<i", 21)
        file.with_suffix(suffix).write_bytes(bytes(head) + body)
    shelf.say("signs", path="m.shp")


def stored(wkb: bytes) -> Callable[[Shelf], object]:
    """The first subzone as bytes of our own: no writer here has arcs or measures."""

    def spoil(shelf: Shelf) -> None:
        file = write(shelf, "k.gpkg", truth())
        with closing(sqlite3.connect(file)) as base, base:
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                base.execute(f'DROP TRIGGER "{name}"')
            head = b"GP\x00\x01" + struct.pack("<i", 9205)
            base.execute("UPDATE k SET geom = ? WHERE fid = 1", (head + wkb,))
        shelf.say("subzones", path="k.gpkg")

    return spoil


def with_measures() -> bytes:
    """The first subzone with height 9 and measure 7 at every corner: kind 3003, four numbers."""
    corners = list(truth().geometry[0].exterior.coords)
    numbers = b"".join(struct.pack("<4d", *xy, 9.0, 7.0) for xy in corners)
    return struct.pack("<BIII", 1, 3003, 1, len(corners)) + numbers


def arc() -> bytes:
    """A circle in the first subzone: curve polygon (10) of one circular string (8), five places."""
    x, y = WEST + 500, NORTH - 700
    places = [(x, y), (x + 100, y + 100), (x + 200, y), (x + 100, y - 100), (x, y)]
    numbers = b"".join(struct.pack("<2d", *xy) for xy in places)
    return struct.pack("<BIIBII", 1, 10, 1, 1, 8, len(places)) + numbers


def geojson(spoil: Callable[[dict[str, Any]], object]) -> Callable[[Shelf], object]:
    """The subzones as GeoJSON with the first feature changed."""

    def write_it(shelf: Shelf) -> None:
        content = json.loads(truth().to_crs(4326).to_json(drop_id=True))
        content.pop("crs", None)
        spoil(content["features"][0])
        raw("k.geojson", json.dumps(content))(shelf)

    return write_it


def dated(text: str) -> Callable[[dict[str, Any]], object]:
    return lambda feature: feature["properties"].update(ngay=text)


def open_ring(feature: dict[str, Any]) -> None:
    feature["geometry"]["coordinates"][0].pop()


def unset_clock() -> str:
    return gpx_points(times="2099-01-01T00:00:00Z")


def apart(shelf: Shelf) -> None:
    values = [unicodedata.normalize("NFD", n) for n in NAMES]
    text_column(values)(shelf)


SEA = '<wpt lat="0" lon="0"><name>biển</name></wpt>'
EMPTY_MARK = "<Placemark><name>không hình</name></Placemark>"
LINK = "<NetworkLink><Link><href>http://example.org/a.kml</href></Link></NetworkLink>"
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
TM = {"datum_repair": "meridian", "crs": VN2000}

SPOILT: dict[str, Spoilt] = {
    # coordinates
    "VN-2000 over the datum WGS 84": Spoilt(
        "crs_lookalike", zones(LOST), repair={"crs": VN2000}, right=True, says={"likely": VN2000}),
    "VN-2000 without a datum": Spoilt(
        "crs_lookalike", nameless_prj, repair={"crs": VN2000}, right=True),
    "VN-2000 with a shift of nothing": Spoilt(
        "crs_lookalike", zones(f"{TMERC} +ellps=WGS84 +towgs84=0,0,0"), repair={"crs": VN2000},
        right=True),
    "VN-2000 called UTM 48N of WGS 84": Spoilt(
        "layer_misdeclared", zones(32648, moved_to=3405),
        repair={"crs": "EPSG:3405", "datum_repair": "datum"}, right=True,
        says={"metres": 222, "towards": 298, "repair": "datum", "likely": "EPSG:3405"}),
    "VN-2000 degrees called WGS 84": Spoilt(
        "layer_misdeclared", zones(4326, moved_to=4756),
        repair={"crs": "EPSG:4756", "datum_repair": "datum"}, right=True, says={"metres": 222}),
    "WGS 84 degrees called VN-2000": Spoilt(
        "layer_misdeclared", zones(4756, moved_to=4326),
        repair={"crs": "EPSG:4326", "datum_repair": "datum"}, right=True,
        says={"metres": 222, "towards": 118}),
    "rotations of the wrong sign": Spoilt(
        "crs_rotation_sign", mif(tuple(-r for r in ROTATIONS)), repair={"crs": VN2000}, right=True,
        says={"metres": 0.79, "likely": VN2000}),
    "rotations of the wrong sign in the stated CRS": Spoilt(
        "crs_rotation_sign", said(zones(None, suffix="shp"), crs=TWISTED), repair={"crs": VN2000},
        right=True),
    "the parameters before 2007": Spoilt(
        "crs_parameters", mif((0.00205, 0.0005, -0.00335), (-192.873, -39.382, -111.202, 0.0188)),
        repair={"crs": VN2000}, right=True,
        says={"metres": 0.69}),
    "the wrong central meridian": Spoilt(
        "layer_other_zone", zones(5897, moved_to=9205), repair=TM, right=True),
    "the factor of 6° zones": Spoilt(
        "layer_misdeclared", zones(3405, moved_to=5897),
        repair={"crs": "EPSG:5897", "datum_repair": "scale_factor"}, right=True,
        says={"likely": "EPSG:5897", "repair": "scale_factor"}),
    "the factor of 3° zones": Spoilt(
        "layer_misdeclared", zones(5897, moved_to=3405),
        repair={"crs": "EPSG:3405", "datum_repair": "scale_factor"}, right=True),
    "no .prj": Spoilt(
        "crs_missing", zones(None, suffix="shp"), repair={"crs": VN2000}, right=True),
    "X north, Y east": Spoilt(
        "crs_axes_swapped", swapped(VN2000, "gpkg"), repair={"datum_repair": "swapped_xy"},
        right=True),
    "latitude before longitude": Spoilt(
        "crs_axes_swapped", swapped("EPSG:4326", "geojson"),
        repair={"datum_repair": "swapped_xy"}, right=True),
    "degrees called metres": Spoilt(
        "crs_not_metres", zones(9205, moved_to=4326),
        repair={"crs": "EPSG:4326", "datum_repair": "units"}, right=True),
    "metres called degrees": Spoilt(
        "crs_not_degrees", zones(4326, moved_to=9205),
        repair={"crs": VN2000, "datum_repair": "units"}, right=True),
    "beside the borders by 100 m": Spoilt(
        "layer_shifted", shifted, level="warning", says={"metres": 100, "towards": 53}),
    "communes in the wrong zone": Spoilt(
        "communes_elsewhere", communes_of(5897), layer="communes", repair=TM),
    "a DEM in the wrong zone": Spoilt("raster_beside", dem("EPSG:5897"), layer="dem", repair=TM),
    "a DEM without a datum": Spoilt(
        "crs_lookalike", dem(LOST), layer="dem", repair={"crs": VN2000}),
    "a DEM without a CRS": Spoilt("crs_missing", dem(None), layer="dem", repair={"crs": VN2000}),
    "a project CRS of twisted rotations": Spoilt(
        "crs_rotation_sign", project_crs(TWISTED), layer=""),
    "TAB as GDAL writes it": Spoilt(
        "crs_lookalike", zones(9205, suffix="tab"), repair={"crs": VN2000}, right=True),
    "MIF as GDAL writes it": Spoilt(
        "crs_lookalike", zones(9205, suffix="mif"), repair={"crs": VN2000}, right=True),
    "a repair without the CRS": Spoilt(
        "repair_needs_crs", said(zones(5897, moved_to=9205), datum_repair="meridian"),
        repair={"crs": VN2000}, right=True),
    "a repair of another fault": Spoilt(
        "repair_other", said(zones(5897, moved_to=9205), crs=VN2000, datum_repair="datum"),
        repair={"datum_repair": "meridian"}, right=True),
    "a repair of a sound file": Spoilt(
        "repair_needless", said(zones(9205), crs=VN2000, datum_repair="meridian"),
        repair={"datum_repair": None}, right=True),
    # text
    "TCVN3 in a shapefile": Spoilt(
        "text_legacy", text_column(old("tcvn3"), "shp"), repair={"text": "tcvn3"}, right=True,
        says={"encoding": "tcvn3", "column": None}),
    "TCVN3 saved again as if Latin-1": Spoilt(
        "text_legacy", text_column(old("tcvn3")), repair={"text": "tcvn3"}, right=True),
    "TCVN3 in a MIF": Spoilt(
        "text_legacy", text_column(old("tcvn3"), "mif"), repair={"text": "tcvn3"}, right=True),
    "TCVN3 in a font of capitals": Spoilt(
        "text_legacy", text_column(old("tcvn3", capitals=True), "shp"), repair={"text": "tcvn3"}),
    "VNI-Windows": Spoilt(
        "text_legacy", text_column(old("vni")), repair={"text": "vni"}, right=True,
        says={"encoding": "vni"}),
    "VISCII": Spoilt(
        "text_legacy", text_column(old("viscii"), "shp"), repair={"text": "viscii"}, right=True,
        says={"encoding": "viscii"}),
    "letters and marks apart": Spoilt("text_apart", apart, level="warning", right=True),
    "half of a column old": Spoilt(
        "text_doubtful", text_column([*NAMES[:3], *old("tcvn3")[3:]]), level="warning",
        repair={"text": "tcvn3"}, right=True),
    "the wrong encoding stated": Spoilt(
        "text_other", text_column(old("vni"), text="tcvn3"), repair={"text": "vni"}, right=True),
    "an encoding stated for Unicode": Spoilt(
        "text_needless", text_column(NAMES, text="tcvn3"), repair={"text": None}, right=True),
    # containers
    "a zip that leads out of itself": Spoilt("archive_path", zipped({"../../a.shp": b"x"})),
    "a zip bomb": Spoilt("archive_bomb", zipped({"a.shp": 64 << 20})),
    "a zip with a password": Spoilt("archive_locked", locked),
    "a zip without a map": Spoilt("archive_lacks", zipped({"đọc.txt": b"x"})),
    "a zip of two maps": Spoilt(
        "table_unstated", packed("a", "b"), repair={"layer": "a"}, right=True),
    "a zip cut short": Spoilt("file_unreadable", raw("k.zip", b"PK\x03\x04" + b"\0" * 40)),
    "KML with entities": Spoilt(
        "markup_entities", raw("m.kml", '<?xml version="1.0"?>' + BOMB + kml_points(), "signs"),
        layer="signs"),
    "GPX with entities": Spoilt(
        "markup_entities", raw("m.gpx", '<?xml version="1.0"?>' + BOMB + gpx_points(), "signs"),
        layer="signs"),
    "KMZ with entities": Spoilt(
        "markup_entities", zipped({"doc.kml": (BOMB + kml_points()).encode()}, "m.kmz", "signs"),
        layer="signs"),
    "XLSX with entities": Spoilt(
        "markup_entities", lambda s: book(s, entity=True), layer="signs"),
    "XML nested without end": Spoilt(
        "markup_entities", raw("m.kml", KML.format("<a>" * 900 + "</a>" * 900), "signs"),
        layer="signs"),
    "a virtual file called KML": Spoilt("file_content", raw("m.kml", VRT, "signs"), layer="signs"),
    "a virtual file in a KML's comment": Spoilt(
        "file_content", raw("m.kml", f"<?xml version='1.0'?><!--{VRT}-->" + kml_points(), "signs"),
        layer="signs"),
    "GPX called KML": Spoilt(
        "markup_root", raw("m.kml", '<?xml version="1.0"?>' + gpx_points(), "signs"),
        layer="signs"),
    "KML that fetches": Spoilt(
        "kml_links", raw("m.kml", kml_points(more=LINK), "signs"), layer="signs", level="warning",
        right=True),
    "KML in folders": Spoilt(
        "table_unstated", raw("m.kml", kml_points(folders=True), "signs"), layer="signs",
        repair={"layer": "f0"}),
    "a placemark without a shape": Spoilt(
        "geometry_missing", raw("m.kml", kml_points(more=EMPTY_MARK), "signs"), layer="signs"),
    "a table that is a link": Spoilt("mapinfo_linked", table(linked=True)),
    "half a TAB": Spoilt("mapinfo_incomplete", table(".dat", ".id"), says={"members": ".dat, .id"}),
    "DGN of version 8": Spoilt(
        "file_content", raw("m.dgn", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "signs"), layer="signs"),
    "a geodatabase with a link in it": Spoilt("geodatabase_members", geodatabase_with_a_link),
    "polygons as GPX": Spoilt("file_suffix", raw("k.gpx", gpx_points())),
    # points
    "CSV without a stated CRS": Spoilt(
        "points_crs", raw("m.csv", csv_points(), "signs"), layer="signs", repair={"crs": VN2000},
        right=True),
    "CSV with X north": Spoilt(
        "crs_axes_swapped", raw("m.csv", csv_points(swap=True), "signs", crs=VN2000), layer="signs",
        repair={"datum_repair": "swapped_xy"}, right=True),
    "CSV without x": Spoilt(
        "points_columns", raw("m.csv", csv_points(head="ten;E;N"), "signs", crs=VN2000),
        layer="signs", repair={"columns": {"x": "E", "y": "N"}}, right=True),
    "CSV with dots for thousands": Spoilt(
        "number_expected",
        raw("m.csv", csv_points().replace("2499", "2.499."), "signs", crs=VN2000), layer="signs"),
    "CSV of another encoding": Spoilt(
        "csv_encoding", raw("m.csv", csv_points().replace("Sì", "S").encode("cp1258", "replace")
                            + b"\nn\xfe;1;1", "signs", crs=VN2000), layer="signs"),
    "CSV with a cell too many": Spoilt(
        "csv_uneven", raw("m.csv", csv_points() + "\na;1;2;3", "signs", crs=VN2000), layer="signs"),
    "a point in the sea": Spoilt(
        "rows_beside", raw("m.gpx", gpx_points(more=SEA), "signs"), layer="signs", level="warning"),
    "a clock never set": Spoilt(
        "date_after", raw("m.gpx", unset_clock(), "signs"), layer="signs", level="warning",
        right=True),
    "heights in the shapes": Spoilt("geometry_heights", tall, level="warning", right=True),
    "measures in the shapes": Spoilt(
        "reader_remark", measured, layer="signs", level="warning", right=True),
    "a date to come, as text": Spoilt(
        "date_after", geojson(dated("2099-01-01T08:00:00")), level="warning", right=True),
    "a date to come, day first": Spoilt(
        "date_after", geojson(dated("31/12/2099")), level="warning", right=True,
        says={"sample": "31/12/2099"}),
    "a date to come in a table": Spoilt(
        "date_after", raw("m.csv", csv_points(head="ngay;x;y").replace(NAMES[0], "1/7/2025 8:00")
            .replace(NAMES[1], "2/7/2025"), "signs", crs=VN2000),
        layer="signs", level="warning", says={"sample": "2/7/2025"}),
    "a clock that says nothing": Spoilt(
        "gpx_times", raw("m.gpx", gpx_points(times="hôm qua"), "signs"), layer="signs",
        level="warning", right=True, says={"n": 6}),
    "a GPX point without a latitude": Spoilt(
        "markup_place", raw("m.gpx", gpx_points(more='<wpt lon="103.01"/>'), "signs"),
        layer="signs"),
    "a GPX point with a decimal comma": Spoilt(
        "markup_place", raw("m.gpx", gpx_points(more='<wpt lat="22,59" lon="103.01"/>'), "signs"),
        layer="signs"),
    "a ring that does not close": Spoilt("geojson_feature", geojson(open_ring)),
    "properties that are a list": Spoilt(
        "geojson_feature", geojson(lambda feature: feature.update(properties=["Mù Sang"]))),
    "arcs for outlines": Spoilt(
        "geometry_curves", stored(arc()), level="warning", says={"n": 1}),
    "heights and measures of polygons": Spoilt(
        "geometry_heights", stored(with_measures()), level="warning", right=True),
}  # fmt: skip
