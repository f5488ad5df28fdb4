"""What goes out: one layer per file with its form, names kept back, places kept to centimetres."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from PIL import Image
from pyproj import CRS

from gis.cli.main import _run
from gis.errors import NuongError
from gis.field.form import allowed_values, field_layers
from gis.field.manifest import manifest_text, read_manifest
from gis.field.pack.gpx import MARK
from gis.field.pack.kmz import kml_bytes
from gis.field.pack.rows import pack_rows, row_uuid
from gis.field.pack.source import of_commune, source_of_folder
from gis.field.pack.texts import row_name
from gis.field.pack.tile_grid import HALF_M, pixel_m, tile_grid, tiles, zooms
from gis.field.pack.write import write_pack
from gis.main_job import publish
from tests.field.district import NOW, base, district, manifest, pack, source

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
NULL = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"


def xml(data: bytes) -> Element:
    return fromstring(data)  # noqa: S314 - written a moment ago


def kml() -> Element:
    with zipfile.ZipFile(pack() / "locus" / "nuong.kmz") as archive:
        return xml(archive.read("doc.kml"))


def project() -> Element:
    return xml((pack() / "qfield" / "nuong.qgs").read_bytes())


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.parametrize("name", field_layers(names=False))
def test_one_layer_per_file_in_the_projects_crs_with_its_style(name):
    file = pack() / "qfield" / f"{name}.gpkg"
    layer = field_layers(names=False)[name]
    assert dict(pyogrio.list_layers(file)) == {name: layer.shape, "layer_styles": None}
    info = pyogrio.read_info(file, layer=name)
    assert CRS(info["crs"]) == CRS(9205)
    assert tuple(info["fields"]) == layer.columns
    (style,) = pyogrio.read_dataframe(file, layer="layer_styles").to_dict("records")
    assert (style["f_table_name"], style["f_geometry_column"]) == (name, "geom")
    assert style["useAsDefault"]
    root = xml(style["styleQML"].encode())
    assert root.find("renderer-v2/symbols/symbol/layer") is not None


def test_the_field_list_keeps_its_order_and_uuids_stay_the_same():
    frame = pack_rows(source())["visits"]
    assert frame["visit_order"].tolist() == list(range(1, len(frame) + 1))
    assert frame["visit_ha"].is_monotonic_decreasing
    first = frame.iloc[0]
    assert first["uuid"] == row_uuid("thu", "visits", first["doubt_id"])
    assert row_uuid("thu", "visits", "a") != row_uuid("thu", "corrections", "a")
    assert row_uuid("thu", "visits", "a") != row_uuid("other", "visits", "a")


def test_a_plot_cut_by_communes_goes_out_whole_and_once():
    pieces = district().plots.pieces.frame
    cut = pieces[pieces.duplicated("plot_id", keep=False)]["plot_id"].unique()
    assert len(cut) == 2
    rows = pack_rows(source())["corrections"].set_index("plot_id")
    assert rows.index.is_unique
    for name in cut:
        assert rows.loc[name].geometry.area / 1e4 == pytest.approx(
            float(rows.loc[name, "plot_area_ha"]), abs=1e-6
        )


def test_the_same_run_gives_the_same_bytes_from_the_run_and_from_its_folder(tmp_path):
    publish(district(), tmp_path / "run")
    again = source_of_folder(tmp_path / "run")
    assert again.run == source().run
    write_pack(again, tmp_path / "pack")
    assert digests(tmp_path / "pack") == digests(pack())
    one, two = read_manifest(tmp_path / "pack"), manifest()
    assert one.written_at != two.written_at
    assert one.digest == two.digest
    assert manifest_text(one).replace(one.written_at, "") == manifest_text(two).replace(
        two.written_at, ""
    )


def test_the_manifest_tells_run_rows_and_files():
    said = json.loads((pack() / "manifest.json").read_text("utf-8"))
    assert said["run"] == source().run
    assert said["written_at"] == NOW.isoformat(timespec="seconds")
    assert {n: len(x["rows"]) for n, x in said["layers"].items()} == {
        n: len(rows) for n, rows in base().rows.items()
    }
    there = {str(p.relative_to(pack())) for p in pack().rglob("*") if p.is_file()}
    assert set(said["files"]) == there - {"manifest.json"}
    for name, file in said["files"].items():
        data = (pack() / name).read_bytes()
        assert file == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def everything(folder: Path) -> bytes:
    parts = [p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix != ".kmz"]
    with zipfile.ZipFile(folder / "locus" / "nuong.kmz") as archive:
        return b"".join([*parts, archive.read("doc.kml")])


def test_names_of_people_stay_at_the_office_unless_the_project_says_otherwise(tmp_path):
    for name in ("Chủ S01", "Nguyễn Thị C"):
        assert name.encode() not in everything(pack())
    shown = replace(source(), names=True, dem=None)
    write_pack(shown, tmp_path / "named")
    for name in ("Chủ S01", "Nguyễn Thị C"):
        assert name.encode() in everything(tmp_path / "named")
    assert "owner" in field_layers(names=True)["corrections"].edits


def test_forest_keys_stay_text():
    rows = {r.values["lo"]: r.values for r in base().rows["forest_lots"].values()}
    assert {k: (v["tk"], v["khoanh"]) for k, v in rows.items()} == {
        "0a": ("051", "03"), "a": ("051", "3"),
    }  # fmt: skip
    names = [e.text for e in kml().iter(f"{KML}name")]
    assert "051 / 03 / 0a" in names


# ---- the project QField opens ----


def test_every_source_of_the_project_is_there_and_every_layer_in_the_tree():
    root, folder = project(), pack() / "qfield"
    layers = root.findall("projectlayers/maplayer")
    assert {m.findtext("id") for m in layers} == {
        e.get("id") for e in root.iter("layer-tree-layer")
    }
    for one in layers:
        path, _, table = str(one.findtext("datasource")).partition("|layername=")
        assert path.startswith("./")
        assert (folder / path).is_file()
        assert pyogrio.read_info(folder / path, layer=table)["crs"] == "EPSG:9205"
    assert {e.text for e in root.iter("authid")} == {"EPSG:9205"}
    assert root.findtext("properties/Paths/Absolute") == "false"


def test_only_what_may_be_written_is_editable_and_words_come_from_the_list():
    root, allowed = project(), allowed_values(source().crops)
    for one in root.findall("projectlayers/maplayer"):
        layer = base().layers[str(one.findtext("id")).removeprefix("nuong_")]
        fields = one.findall("editable/field")
        editable = {f.get("name") for f in fields if f.get("editable") == "1"}
        assert editable == set(layer.edits)
        assert one.get("readOnly") == ("0" if layer.edits else "1")
        for made in one.findall("fieldConfiguration/field"):
            column, widget = str(made.get("name")), made.find("editWidget")
            assert widget is not None
            if column in layer.edits and layer.edits[column] in ("word", "yes_no"):
                assert widget.get("type") == "ValueMap"
                listed = widget.findall("config/Option/Option[@name='map']/Option/Option")
                assert {o.get("value") for o in listed} == {NULL, *allowed[column]}
                assert len({o.get("name") for o in listed}) == len(listed)


def test_rows_are_added_and_taken_away_only_among_findings():
    for one in project().findall("projectlayers/maplayer"):
        name = str(one.findtext("id")).removeprefix("nuong_")
        locks = {
            str(o.get("name")).partition("/")[2]: o.get("value") == "true"
            for o in one.findall("customproperties/Option/Option")
        }
        for lock in ("is_feature_addition_locked", "is_feature_deletion_locked"):
            assert locks[lock] is (name != "findings")
        assert locks["is_geometry_editing_locked"] is (name not in ("findings", "corrections"))
        assert locks["is_attribute_editing_locked"] is (not base().layers[name].edits)


def test_a_finding_gets_its_uuid_and_its_moment_by_itself():
    (one,) = [m for m in project().iter("maplayer") if m.findtext("id") == "nuong_findings"]
    said = {d.get("field"): d.get("expression") for d in one.findall("defaults/default")}
    assert (said["uuid"], said["seen_at"]) == ("uuid('WithoutBraces')", "now()")


# ---- Locus ----


def corners(element: Element) -> np.ndarray:
    texts = [e.text or "" for e in element.iter(f"{KML}coordinates")]
    return np.array([[float(v) for v in p.split(",")] for t in texts for p in t.split()])


def test_kml_holds_places_within_five_centimetres():
    marks = {str(m.get("id"))[1:]: m for m in kml().iter(f"{KML}Placemark")}
    worst = 0.0
    for layer in ("visits", "flagged", "zones", "forest_lots", "communes"):
        for uuid, row in base().rows[layer].items():
            lonlat = corners(marks[uuid])
            back = gpd.GeoSeries(gpd.points_from_xy(*lonlat.T), crs=4326).to_crs(9205)
            there = shapely.get_coordinates(row.shape)
            worst = max(worst, float(np.abs(np.c_[back.x, back.y] - there).max()))
    # Nine decimals of a degree are 0.1 mm; the seven parameters turned round cost about 1 mm.
    assert worst < 0.005


def test_geopackages_hold_places_to_the_last_digit():
    frames = pack_rows(source())
    for layer, rows in base().rows.items():
        for uuid, shape in zip(frames[layer]["uuid"], frames[layer].geometry, strict=True):
            assert shapely.equals_identical(rows[uuid].shape, shape)


def test_kml_texts_are_nfc_styles_are_there_and_uuids_are_data():
    root = kml()
    styles = {s.get("id") for s in root.iter(f"{KML}Style")}
    for mark in root.iter(f"{KML}Placemark"):
        assert str(mark.findtext(f"{KML}styleUrl"))[1:] in styles
        assert mark.findtext(f"{KML}name") == unicodedata.normalize(
            "NFC", str(mark.findtext(f"{KML}name"))
        )
        data = {d.get("name"): d.findtext(f"{KML}value") for d in mark.iter(f"{KML}Data")}
        assert mark.get("id") == f"u{data['uuid']}"
        assert data["uuid"] in manifest().layers[str(data["nuong_layer"])].rows


def test_markup_in_names_is_shown_and_never_obeyed(tmp_path):
    frames = pack_rows(source())
    odd = frames["communes"].assign(commune="<script>x</script> Bản&#10;A\u0301")
    frames["visits"] = frames["visits"].assign(commune="<img src=x onerror=y>")
    root = xml(kml_bytes("<b>", {**frames, "communes": odd}, "vi"))
    names = {e.text for e in root.iter(f"{KML}name")}
    assert "<script>x</script> Bản&#10;Á" in names
    balloons = [e.text or "" for e in root.iter(f"{KML}description")]
    assert any("&lt;img" in b for b in balloons)
    assert not any("<img" in b for b in balloons)


def test_gpx_lists_the_visits_in_order_inside_their_plots():
    root = xml((pack() / "locus" / "nuong.gpx").read_bytes())
    frame = pack_rows(source())["visits"]
    points = root.findall(f"{GPX}wpt")
    assert [p.findtext(f"{GPX}cmt") for p in points] == [MARK + u for u in frame["uuid"]]
    xy = gpd.GeoSeries(
        gpd.points_from_xy([float(p.get("lon")) for p in points],
                           [float(p.get("lat")) for p in points]), crs=4326,
    ).to_crs(9205)  # fmt: skip
    assert all(frame.geometry.contains(xy))
    tracks = root.findall(f"{GPX}trk")
    assert len(tracks) == len(points)
    # Waypoints come before tracks, as the schema wants.
    tags = [e.tag.partition("}")[2] for e in root]
    assert tags == ["metadata", *["wpt"] * len(points), *["trk"] * len(tracks)]


def test_an_unknown_name_is_a_question_mark():
    assert row_name("forest_lots", {"tk": None, "khoanh": None, "lo": None}) == "?"


# ---- the base map ----


@pytest.fixture(scope="module")
def mapped(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "pack"
    write_pack(source(), folder)
    return folder


def test_mbtiles_are_what_gdal_and_a_phone_read(mapped):
    told = read_manifest(mapped).base
    file = mapped / "qfield" / "base.mbtiles"
    assert told is not None
    assert (told.bytes, told.limited) == (file.stat().st_size, False)
    sql = sqlite3.connect(file)
    said = dict(sql.execute("SELECT name, value FROM metadata"))
    rows = sql.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    sql.close()
    assert (said["format"], said["type"]) == ("png", "baselayer")
    assert {r[0] for r in rows} == set(range(int(said["minzoom"]), int(said["maxzoom"]) + 1))
    assert len(rows) == told.tiles
    west, south, east, north = (float(v) for v in said["bounds"].split(","))
    for zoom, col, row, data in rows:
        assert Image.open(io.BytesIO(data)).size == (256, 256)
        # Rows are counted from the south: the tile's middle lies near the bounds.
        lon = (col + 0.5) / 2**zoom * 360 - 180
        lat = np.degrees(np.arctan(np.sinh(np.pi * (2 * (row + 0.5) / 2**zoom - 1))))
        reach = 360 / 2**zoom
        assert west - reach < lon < east + reach
        assert south - reach < lat < north + reach
    (base_layer,) = [m for m in xml(
        (mapped / "qfield" / "nuong.qgs").read_bytes()).iter("maplayer")
        if m.get("type") == "raster"]  # fmt: skip
    assert base_layer.findtext("datasource") == "./base.mbtiles"


def test_steep_land_is_red_and_level_land_is_not(tmp_path):
    from gis.field.pack.ground import phone_ground
    from gis.field.pack.mbtiles import Painter, mercator_bounds
    from gis.grid.grid import grid_of
    from gis.maps.page.base import height_range
    from tests.land import plane, raster

    reds = {}
    for slope in (10.0, 24.9, 25.1, 40.0):
        dem = raster("dem", plane(slope, 90.0, (80, 80)))
        ground = phone_ground(dem)
        paint = Painter(ground, height_range(ground.heights.height_m), 30.0)
        west, south, east, north = mercator_bounds(grid_of(dem).bounds, grid_of(dem))
        middle = ((west + east) / 2, (south + north) / 2)
        tile = next(iter(tiles((*middle, middle[0] + 1, middle[1] + 1), 14)))
        grid, rgba = tile_grid(tile, 0), paint.picture(tile).astype(int)
        col = int((middle[0] - grid.transform.c) / grid.transform.a)
        row = int((middle[1] - grid.transform.f) / grid.transform.e)
        assert rgba[row, col, 3] == 255
        reds[slope] = rgba[row, col, 0] - rgba[row, col, 2]
    assert reds[24.9] < 40 < reds[25.1]
    assert reds[10.0] < 40 < reds[40.0]


def test_unknown_slope_is_not_steep():
    from gis.field.pack.ground import phone_ground
    from tests.land import plane, raster

    heights = plane(40.0, 90.0, (9, 9))
    heights[4, 4] = np.nan
    share = phone_ground(raster("dem", heights)).steep_share
    # The hole and its eight neighbours have no slope, nor has the outermost ring.
    expected = np.zeros((9, 9))
    expected[1:-1, 1:-1] = 1
    expected[3:6, 3:6] = 0
    assert np.array_equal(share, expected)


def test_zooms_end_where_the_terrain_does_and_tiles_cover_the_land():
    # 30 m cells at the equator: zoom 13 has pixels of 19.1 m, 14 of 9.6 m; half a cell is 15 m.
    bounds = (0.0, 0.0, 40_000.0, 40_000.0)
    assert zooms(bounds, 30.0) == (9, 13)
    assert pixel_m(13) == pytest.approx(19.109, abs=0.001)
    listed = list(tiles(bounds, 9))
    # A tile of zoom 9 is 78 km wide; the land lies in the one north-east of (0, 0).
    assert listed == [(9, 256, 255)]
    assert tile_grid(listed[0], 0).transform.f == pytest.approx(HALF_M / 256, abs=1e-6)


def test_the_limit_leaves_whole_zooms_out_and_says_so(tmp_path, monkeypatch):
    from gis.field.pack import mbtiles

    monkeypatch.setattr(mbtiles, "MAX_BYTES", 12_000)
    write_pack(source(), tmp_path / "small")
    told = read_manifest(tmp_path / "small").base
    assert told is not None
    assert told.limited
    sql = sqlite3.connect(tmp_path / "small" / "qfield" / "base.mbtiles")
    (finest, size) = sql.execute("SELECT max(zoom_level), sum(length(tile_data)) FROM tiles"
                                 ).fetchone()  # fmt: skip
    sql.close()
    assert finest == told.max_zoom
    assert size <= 12_000


# ---- where it is written, and what for ----


def test_a_commune_alone(tmp_path):
    one = of_commune(source(), "Xã B")
    rows = pack_rows(one)
    assert rows["communes"]["commune_code"].tolist() == ["00002"]
    assert 0 < len(rows["corrections"]) < len(base().rows["corrections"])
    whole = pack_rows(source())["corrections"].set_index("uuid")
    own = rows["corrections"].set_index("uuid")
    assert own.geometry.equals(whole.loc[own.index].geometry)
    with pytest.raises(NuongError, match="Xã A"):
        of_commune(source(), "Xã C")


def test_a_pack_is_never_replaced(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "a.txt").write_text("x")
    with pytest.raises(NuongError) as caught:
        write_pack(source(), tmp_path / "taken")
    assert [p.code for p in caught.value.problems] == ["field.pack_exists"]
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_the_command_on_a_runs_folder(tmp_path, capsys):
    publish(district(), tmp_path / "run")
    line = ["field-pack", str(tmp_path / "run"), "--out", str(tmp_path / "p"), "--lang", "vi"]
    assert _run(line, "vi", debug=True) == 0
    said = capsys.readouterr().out
    assert "11 thửa cần đến xem" in said
    assert "Không có nền địa hình" in said
    assert "names_on_map" in said
