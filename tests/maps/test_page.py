"""The page as text: what it carries, what it never asks for, and whose hectares it shows."""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from PIL import Image
from pyproj import CRS

import gis.maps
from gis.grid.grid import grid_of
from gis.layers.model import RasterLayer
from gis.maps.page.base import base_picture
from gis.maps.page.island import PLAIN_LIMIT_BYTES, island, json_text
from gis.maps.page.land_layers import layer_groups
from gis.maps.page.leaflet import leaflet_script, leaflet_style
from gis.maps.page.render import render_map
from gis.maps.page.shapes import display_communes, display_shapes
from gis.maps.page.shrunk import shrunk
from gis.maps.text.ledger_tables import ledger_tables
from gis.maps.text.slope_table import slope_tables
from gis.maps.text.title_block import cell_text
from gis.project.criteria_model import DistanceTest, ElevationTest, SlopeTest
from gis.project.criterion_text import criterion_text
from gis.units import ha_text
from gis.zones.tables import FOREST_LOT_COLUMNS, FeatureTable
from tests import land
from tests.maps.results import little_results

ISLAND = re.compile(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', re.DOTALL)
HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw ${x} `"


@pytest.fixture(scope="module")
def page() -> str:
    return render_map(little_results(), "vi")


def islands(page: str) -> dict[str, object]:
    return {name: json.loads(text) for name, text in ISLAND.findall(page)}


def ours(page: str) -> str:
    """The page without Leaflet's own script and style sheet."""
    assert page.count(leaflet_script()) == page.count(leaflet_style()) == 1
    return page.replace(leaflet_script(), "").replace(leaflet_style(), "")


def test_cassava_by_slope_class_is_one_compact_table() -> None:
    (table,) = slope_tables(little_results(), "vi")
    assert table.title == "Diện tích theo cấp độ dốc (ha): Sắn"
    assert table.heads[0::6] == ["Xã", "VI · >\u00a025°"]
    first, *_, outside, total = table.rows
    assert first["cells"] == [
        "Xã Sin Suối Hồ", "0,00", "0,00", "0,00", "1,20", "0,00", "0,80", "0,00", "2,00",
    ]  # fmt: skip
    assert (outside["kind"], total["kind"]) == ("outside", "total")
    assert total["cells"][-3:] == ["0,80", "1,00", "4,50"]
    assert table.title in [t.title for t in ledger_tables(little_results(), "vi")]
    assert "đúng ranh giới" in table.note


def test_same_results_give_the_same_page(page: str) -> None:
    assert render_map(little_results(), "vi") == page


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    loaded = re.compile(r"""(?:src|href)\s*=\s*["']?\s*(?!data:)|url\((?!data:|#)|@import""", re.I)
    assert loaded.findall(ours(page) + leaflet_style()) == []
    # An SVG namespace is a name, not an address.
    assert re.findall(r"https?://(?!www\.w3\.org/)", ours(page)) == []
    assert re.findall(r"\bfetch\(|XMLHttpRequest|WebSocket|\bimport\(", ours(page)) == []
    assert "sourceMappingURL" not in page
    assert "url(images/" not in leaflet_style()
    assert "(c) 2010-2022 Vladimir Agafonkin" in page  # Leaflet's notice stays


def test_our_scripts_never_read_text_as_markup_or_code(page: str) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert re.findall(forbidden, ours(page)) == []


def test_the_policy_knows_every_script_and_comes_first(page: str) -> None:
    policy = re.search(r'<head>\n<meta http-equiv="Content-Security-Policy" content="(.*?)">', page)
    assert policy is not None
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert re.findall(r"'sha256-(.*?)'", policy[1]) == hashes
    assert policy[1].startswith("default-src 'none'; img-src data: blob:; ")
    assert "connect-src 'none'" in policy[1]
    assert "unsafe" not in policy[1].split("script-src")[1]
    assert "\r" not in page  # a browser would hash other characters


def test_online_tiles_only_when_asked(page: str) -> None:
    online = render_map(little_results(), "vi", tiles=True)
    assert "openstreetmap.org" not in page
    assert "img-src data: blob: https://tile.openstreetmap.org;" in online


def test_text_from_data_stays_in_the_islands(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    results = little_results(
        title=HOSTILE,
        communes=[("00001", HOSTILE), ("00002", HOSTILE), ("00003", HOSTILE)],
        plot_id=HOSTILE,
        owner="{{ cycler.__init__.__globals__.os.mkdir(dict(x=0)|join) }}",
    )
    page = render_map(results, "vi")
    assert "<img src=x" not in page
    found = islands(page)
    assert found["nuong-page"]["title"] == HOSTILE
    assert HOSTILE in json.dumps(found["nuong-layer-0"], ensure_ascii=False)
    bare = ISLAND.sub("", ours(page))
    bare = re.sub(r"<title>.*?</title>", "", bare)  # the one place it is escaped instead
    assert "onerror" not in bare
    assert "cycler" not in bare
    assert list(tmp_path.iterdir()) == []


def test_json_that_no_reader_takes_for_markup() -> None:
    text = json_text("</script>&\u2028\u2029<!--")
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == "</script>&\u2028\u2029<!--"
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text(float("nan"))


def test_a_large_island_is_packed_and_comes_back() -> None:
    value = ["Sin Suối Hồ"] * (PLAIN_LIMIT_BYTES // 10)
    text = island("nuong-layer-9", value)
    packed = re.fullmatch(
        r'<script type="application/octet-stream" id="nuong-layer-9">([\w+/=]+)</script>', text
    )
    assert packed is not None
    assert json.loads(zlib.decompress(base64.b64decode(packed[1]))) == value


def test_hectares_of_the_page_are_those_of_the_ledger() -> None:
    groups = layer_groups(little_results(), "vi")
    # Counted cassava: 1 review + 0.5 + 0.5 + 1 + 0.5 clear + 1 insufficient = 4.5 = held.
    assert [layer.area for layer in groups[0].layers] == ["1,00 ha", "2,50 ha", "1,00 ha"]
    # Of those 4.5 ha: 0.8 flagged + 2.7 clear + 1 unknown.
    said = [note.rpartition(": ")[2] for note in groups[0].notes]
    assert said[:3] == ["0,80 ha", "2,70 ha", "1,00 ha"]
    held = little_results().ledger.holdings.query("crop == 'cassava' and place == 'total'").held_ha
    assert ha_text(held.iloc[0], "vi") == "4,50 ha" == ha_text(1 + 2.5 + 1, "vi")
    # Candidate zones under canopy: 1.44 + 5.76 = 7.20; on open land 2.25.
    assert [layer.area for layer in groups[2].layers] == ["7,20 ha", "2,25 ha"]


def test_the_page_says_how_sure_a_flag_is() -> None:
    judged = layer_groups(little_results(), "en")[0]
    assert "low 0.70 ha · central 0.82 ha · high 0.95 ha" in judged.notes[3]
    assert judged.notes[4] == "Plots · Surely over: 1 · Go and look: 2 · Surely under: 2"
    card = dict(zip(judged.layers[0].fields, judged.layers[0].rows[0][1:], strict=True))
    assert card["Probability to be over, whole plot"] == "97 %"
    assert card["How sure the verdict is"] == "Surely over"
    field_list = next(t for t in ledger_tables(little_results(), "en") if "Field list" in t.title)
    # P3 (its slope is unknown, 0.5 ha) before P5 (1 ha × 0.4).
    assert [row["cells"][:2] for row in field_list.rows] == [["1", "P3"], ["2", "P5"]]
    assert field_list.rows[0]["cells"][4] == "? %"


def test_the_page_says_that_forest_lots_are_not_drawn() -> None:
    results = little_results()
    shapes = [land.square(0, 0, 9)] * 1234
    frame = gpd.GeoDataFrame(
        dict.fromkeys(FOREST_LOT_COLUMNS, ["1"] * 1234), geometry=shapes, crs=land.VN2000
    )
    lots = FeatureTable(frame, FOREST_LOT_COLUMNS)
    told = layer_groups(replace(results, lots=lots), "vi")[-1].notes
    assert [note.split(" lô rừng")[0] for note in told] == ["1.234"]
    assert "layers.gpkg" in told[0]
    assert layer_groups(results, "vi")[-1].notes == []


def test_land_over_a_slope_and_eligible_land_have_their_range() -> None:
    slopes, zone = (
        t for t in ledger_tables(little_results(), "en") if "with the DEM's error" in t.title
        and "To review" not in t.title
    )  # fmt: skip
    assert slopes.heads[1:] == [">\u00a025°"]
    assert [row["cells"][1] for row in slopes.rows] == ["?", "200.00 (190.00–211.50)"]
    assert "one cell of every 25" in slopes.note
    assert zone.rows[-1]["cells"][1:] == ["210.00", "190.00", "200.00", "211.50", "5.00"]
    notes = next(
        g for g in layer_groups(little_results(), "en") if g.title == "Candidate zones"
    ).notes
    assert any("low 190.00 ha · central 200.00 ha · high 211.50 ha" in note for note in notes)


def test_without_an_error_nothing_is_estimated() -> None:
    results = little_results()
    totals = results.doubt.totals.assign(low_ha=None, central_ha=None, high_ha=None)
    none = replace(results, doubt=replace(results.doubt, totals=totals, estimated=False))
    notes = layer_groups(none, "en")[0].notes
    assert "Doubt: not estimated, as the project states no error of its DEM." in notes
    assert not [t for t in ledger_tables(none, "en") if "Field list" in t.title]


def test_the_ledger_keeps_hedges_and_says_unknown() -> None:
    targets, *others = ledger_tables(little_results(), "vi")
    cells = [row["cells"] for row in targets.rows]
    assert cells[0][2:5] == ["“khoảng” 1.300,00 ha (2030)", "4,50 ha", "thiếu 1.295,50 ha"]
    assert cells[1][2:6] == ["giảm dần (kế hoạch không nêu số)", "0,80 ha", "–", "–"]
    assert cells[2][2:6] == ["“trên” 0,50 ha (2030)", "1,00 ha", "vượt 0,50 ha", "200,0 %"]
    assert cells[3][2:6] == ["ít nhất 30,0 %", "chưa có số báo cáo", "–", "–"]
    assert [c[6] for c in cells] == ["chưa đạt", "chưa biết", "đạt", "chưa biết"]
    cassava = next(t for t in others if "Sắn" in t.title)
    assert [r["kind"] for r in cassava.rows] == ["", "", "", "outside", "total"]
    zones = next(t for t in others if t.title.startswith("Vùng đề xuất"))
    # Under canopy 3 communes of 36 ha: 108 = 7.20 + 1.08 + 93.72 + 6.
    assert zones.rows[-1]["cells"] == [
        "Tổng cộng", "108,00", "7,20", "1,08", "93,72", "6,00", "",
    ]  # fmt: skip


def test_a_commune_card_holds_the_ledgers_hectares() -> None:
    communes = next(
        layer
        for group in layer_groups(little_results(), "vi")
        for layer in group.layers
        if layer.search == "communes"
    )
    card = dict(zip(communes.fields, communes.rows[0][1:], strict=True))
    assert card["Mã xã"] == "03199"
    assert card["Diện tích xã"] == "36,00 ha"  # 600 m × 600 m
    assert card["Sắn: cần rà soát"] == "0,80 ha"
    assert card["Vùng đề xuất: Sâm Lai Châu · Dưới tán rừng"] == "1,44 ha"


def test_communes_the_plan_does_not_name_are_marked() -> None:
    zones = ledger_tables(little_results(), "en")[-1]
    assert [row["cells"][0] for row in zones.rows] == [
        "Xã Sin Suối Hồ",
        "Xã Mường So †",
        "Thị trấn Phong Thổ †",
        "Total",
    ]
    assert zones.note.endswith("† not on the plan's list.")


def test_only_listed_columns_reach_the_page() -> None:
    results = little_results()
    results.layers.communes.frame["phone"] = "0912 345 678"
    results.layers.vectors["streams"].frame["note"] = "0912 345 678"
    assert "0912" not in render_map(results, "vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_word_is_there_and_nobody_is_accused(lang) -> None:
    text = json.dumps(islands(render_map(little_results(), lang)), ensure_ascii=False).lower()
    assert "vi phạm" not in text
    assert "violat" not in text
    assert ("cần rà soát, giảm dần" if lang == "vi" else "review and phase down") in text
    assert ("1.300,00 ha" if lang == "vi" else "1,300.00 ha") in text


def test_folium_gets_no_text_from_data() -> None:
    """Popups, tooltips and icons of folium end in a template or in innerHTML."""
    banned = {"Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "DivIcon", "Icon", "Marker"}
    banned |= {"GeoJson", "Choropleth", "LayerControl", "FeatureGroup", "Html", "MacroElement"}
    for file in Path(gis.maps.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = {
                getattr(node, "attr", None),
                getattr(node, "id", None),
                *(alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")),
            }
            assert not names & banned, f"{file.name}:{getattr(node, 'lineno', 0)}"


def heights(height_m: np.ndarray, known: np.ndarray | None = None, **grid) -> RasterLayer:
    crs = grid.get("crs", CRS("EPSG:3857"))
    where = grid.get("transform", Affine(30, 0, 11_500_000, 0, -30, 2_600_000))
    return land.raster("dem", height_m, known=known, crs=crs.to_string(), transform=where)


def pixels(uri: str) -> np.ndarray:
    data = base64.b64decode(uri.removeprefix("data:image/webp;base64,"))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).astype(float)


def test_land_facing_the_sun_is_lighter() -> None:
    rows, cols = np.indices((60, 60))
    to_north_west = 1000.0 + 10.0 * (rows + cols)  # falls towards the north-west
    lit = pixels(base_picture(heights(to_north_west)).uri)
    dark = pixels(base_picture(heights(2200.0 - to_north_west)).uri)
    assert lit[30, 30, :3].mean() > dark[30, 30, :3].mean() + 40


def test_unknown_land_is_hatched_and_land_outside_is_transparent() -> None:
    known = np.ones((60, 60), bool)
    known[20:50, 20:50] = False
    tilted = heights(np.full((60, 60), 900.0), known, crs=CRS("EPSG:32648"),
                     transform=Affine(30, 0, 200_000, 0, -30, 2_500_000))  # fmt: skip
    seen = pixels(base_picture(tilted).uri)
    # Five degrees off the zone's meridian the grid is turned, so the picture has empty corners.
    assert seen[0, 0, 3] == 0 or seen[0, -1, 3] == 0
    rows, cols = (slice(n // 2 - 8, n // 2 + 8) for n in seen.shape[:2])
    assert (seen[rows, cols, 3] == 255).all()
    grey = seen[rows, cols, :3]
    assert np.ptp(grey.mean(axis=2)) > 15  # stripes
    assert np.ptp(grey.mean(axis=(0, 1))) < 3  # no colour


def test_the_picture_lies_where_the_dem_lies() -> None:
    box = base_picture(heights(np.zeros((40, 80))))
    there = gpd.GeoSeries([shapely.box(11_500_000, 2_598_800, 11_502_400, 2_600_000)], crs=3857)
    west, south, east, north = there.to_crs(4326).total_bounds
    assert np.allclose(box.bounds, ((south, west), (north, east)), atol=1e-6)
    assert max(pixels(base_picture(heights(np.zeros((40, 80))), 20).uri).shape) == 20


def test_a_large_dem_is_looked_at_through_means_of_squares() -> None:
    """7 × 10 cells to at most 5: squares of 2 × 2, the last row one cell high."""
    z = np.arange(70.0).reshape(7, 10)
    known = np.ones((7, 10), bool)
    known[0, 0] = known[2:4, 2:4] = False
    small = shrunk(heights(z, known), 5)
    assert small.height_m.shape == (4, 5)
    assert small.grid.transform.a == 60
    # (1 + 10 + 11) / 3 without the corner; 2, 3, 12, 13; nothing; 60, 61 of the last row alone
    assert small.height_m[0, 0] == pytest.approx(22 / 3)
    assert small.height_m[0, 1] == 7.5
    assert np.isnan(small.height_m[1, 1])
    assert small.height_m[3, 0] == 60.5
    for side in (1, 2, 5, 6):
        again = shrunk(heights(z, known), 5, side)
        assert again.height_m.tobytes() == small.height_m.tobytes()


def test_the_picture_of_a_large_dem_is_that_of_its_cells() -> None:
    """300 cells at 40 pixels: shrunk to 75 first, against the same land drawn from all cells."""
    rows, cols = np.indices((300, 300))
    hills = 900 + 300 * np.sin(rows / 40) * np.cos(cols / 55)
    there = pixels(base_picture(heights(hills), 40).uri)
    fine = pixels(base_picture(heights(hills), 150).uri)[:, :, :3]
    side = len(there)
    again = np.asarray(
        Image.fromarray(fine.astype(np.uint8)).resize((side, side), Image.Resampling.BOX), float
    )
    off = np.abs(there[1:-1, 1:-1, :3] - again[1:-1, 1:-1]).mean()
    assert off < 8


def test_drawn_shapes_have_six_decimals_and_stray_little() -> None:
    shape = land.square(100, 100, 100)
    drawn = display_shapes(gpd.GeoSeries([shape, None], crs=land.VN2000), CRS(land.VN2000), 5.0)
    assert drawn[1] is None
    corners = np.array(drawn[0]["coordinates"][0])
    assert np.array_equal(corners, corners.round(6))
    back = gpd.GeoSeries([shapely.Polygon(corners)], crs=4326).to_crs(land.VN2000)
    assert back.iloc[0].hausdorff_distance(shape) < 0.2


def test_neighbouring_communes_keep_one_border() -> None:
    ys = np.arange(0, 1001, 10)
    border = [(land.WEST + 500 + (y % 20 > 0), land.NORTH - y) for y in ys]  # a 1 m zigzag
    west = shapely.Polygon([(land.WEST, land.NORTH), *border, (land.WEST, land.NORTH - 1000)])
    east = shapely.Polygon(
        [(land.WEST + 1000, land.NORTH), *border, (land.WEST + 1000, land.NORTH - 1000)]
    )
    drawn = display_communes(gpd.GeoSeries([west, east], crs=land.VN2000), CRS(land.VN2000))
    left, right = (shapely.geometry.shape(d) for d in drawn)
    assert left.intersection(right).area == 0
    assert len(shapely.get_coordinates(left)) < len(shapely.get_coordinates(west))
    assert shapely.union_all([left, right]).geom_type == "Polygon"


def test_cell_size_in_metres_or_degrees() -> None:
    flat = np.zeros((4, 4))
    metric = heights(flat, crs=CRS(land.VN2000))
    assert cell_text(grid_of(metric), "vi") == "30,00 × 30,00 m"
    third = 1 / 1200
    lonlat = heights(flat, crs=CRS(4326), transform=Affine(third, 0, 103, 0, -third, 22.5))
    # Near 22.498° N one degree is 102 898 m east-west and 110 757 m north-south; /1200.
    assert cell_text(grid_of(lonlat), "en") == ("0.000833 × 0.000833° (≈ 85.7 × 92.3 m)")


def test_thresholds_in_words() -> None:
    said = [
        criterion_text(test, "vi")
        for test in (
            SlopeTest(test="slope", above_deg=25.0),
            ElevationTest(test="elevation", from_m=1400.0, to_m=2200.0),
            DistanceTest(test="distance", layer="streams", beyond_m=12.5),
        )
    ]
    assert said == [
        "Độ dốc trên 25°",
        "Độ cao từ 1.400 m, không quá 2.200 m",
        "Cách streams hơn 12,5 m",
    ]


def test_names_of_people_stand_on_the_map_only_if_the_office_wants_them() -> None:
    shown, hidden = (
        render_map(little_results(owner="Giàng A Páo", names_on_map=wanted), "vi")
        for wanted in (True, False)
    )
    assert "Giàng A Páo" in shown
    assert "Giàng A Páo" not in hidden
    assert "Ban quản lý rừng phòng hộ" not in hidden
