from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import LineString, Point

from gis.criteria.evaluate import evaluate
from gis.criteria.judge import prepare
from gis.criteria.mask import Mask
from gis.criteria.model import Aligned, Evaluation
from gis.errors import NuongError
from gis.explain import Explanation, explain, explanation_text
from gis.grid.blocks import Block
from gis.grid.terrain import Terrain
from gis.messages import catalogue
from gis.project.base import LocalText
from gis.project.criteria_model import (
    CanopyTest,
    CodeTest,
    CombinedTest,
    DistanceTest,
    ElevationTest,
    PlaceTest,
    SlopeTest,
)
from gis.project.model import FlagRule, Project
from tests.land import NORTH, VN2000, WEST, raster, square, vector
from tests.zones.pictures import CELL_M, land, picture, project, rule, seen

# 3 × 3 cells of 100 m. Heights rise 10 m per column and 100 m per row.
HEIGHTS = 1000.0 + np.array([[0.0, 10, 20], [100, 110, 120], [200, 210, 220]])
SLOPES = np.array([[np.nan] * 3, [np.nan, 26.04, np.nan], [np.nan] * 3])
CANOPY = np.full((3, 3), 0.75)
STEEP = picture("???", "?#?", "???")
ALL, NONE = picture("###", "###", "###"), picture("...", "...", "...")
CENTRE = (150.0, 150.0)


def lon_lat(east_m: float, south_m: float) -> tuple[float, float]:
    """Longitude and latitude of a place by its offset from the origin, as ``tests.land`` does."""
    way = Transformer.from_crs(VN2000, "EPSG:4326", always_xy=True)
    return way.transform(WEST + east_m, NORTH - south_m)


def criteria() -> dict:
    return {
        "steep": SlopeTest(
            test="slope",
            above_deg=25.0,
            title=LocalText(vi="Dốc trên 25°", en="Over 25°"),
            source="plan 000",
            confidence="confirmed",
        ),
        "height": ElevationTest(test="elevation", from_m=1400.0),
        "shade": CanopyTest(test="canopy_cover", from_share=0.7),
        "forest_state": CodeTest(test="code", layer="forest", column="ldlr", any_of=("TXB",)),
        "cover_code": CodeTest(test="code", layer="cover", any_of=(3,)),
        "stream": DistanceTest(test="distance", layer="streams", beyond_m=30.0),
        "strict": PlaceTest(test="inside", layer="subzones", where={"phan_khu": ("strict",)}),
        "away": PlaceTest(test="outside", layer="subzones"),
        "both": CombinedTest(test="all_of", criteria=("steep", "height")),
    }


MASKS = {
    "steep": STEEP,
    "height": NONE,
    "shade": ALL,
    "forest_state": ALL,
    "cover_code": NONE,
    "stream": ALL,
    "strict": ALL,
    "away": NONE,
    "both": NONE,
}


@pytest.fixture
def asked() -> Project:
    flag = FlagRule(plots="cassava", when=("steep", "shade"), cites="000 III.2")
    zones = {
        "open": rule(("shade", "steep")),
        "shut": rule(("shade", "height"), ("steep", "away")),
    }
    return project(**zones).model_copy(
        update={"criteria": criteria(), "flags": {"steep_plots": flag}}
    )


@pytest.fixture
def place():
    codes = raster(
        "cover", np.full((3, 3), 2), kind="codes", cell_m=CELL_M, known=np.ones((3, 3), bool)
    )
    stream = LineString([(WEST, NORTH - 190), (WEST + 300, NORTH - 190)])
    zones = [square(100, 100, 100), square(0, 0, 300)]
    fields = [square(140, 140, 20), square(0, 0, 20)]
    return land(
        (3, 3),
        square(0, 0, 300),
        more=(
            codes,
            vector("forest", "forest", [square(0, 0, 160)], ldlr=["TXP"]),
            vector("lines", "streams", [stream]),
            vector("polygons", "subzones", zones, phan_khu=["strict", None]),
            vector("plots", "cassava", fields, id=["p1", "p2"], crop=["cassava"] * 2),
            vector("plots", "ginseng", [square(100, 100, 100)], id=["g1"]),
        ),
    )


class Judged:
    """Land drawn by hand, given out by blocks as a judge does; beyond it nothing is known."""

    def __init__(self, whole: Evaluation) -> None:
        self.whole, self.grid = whole, whole.grid

    def __call__(self, block: Block) -> Evaluation:
        def cut(values: np.ndarray) -> np.ndarray:
            far = np.pad(values, 9)
            return far[block.row + 9 :, block.col + 9 :][: block.height, : block.width]

        terrain, grid = self.whole.terrain, self.grid.window(block)
        arrays = {n: cut(v) for n, v in vars(terrain).items() if n != "grid"}
        rasters = {n: Aligned(cut(a.values), cut(a.known)) for n, a in self.whole.rasters.items()}
        masks = {n: Mask(cut(m.holds), cut(m.known)) for n, m in self.whole.masks.items()}
        return Evaluation(grid, Terrain(grid, **arrays), rasters, masks)


def at(asked, place, east_m: float, south_m: float) -> Explanation:
    known = np.ones((3, 3), dtype=bool)
    evaluation = seen(place, heights_m=HEIGHTS, slopes_deg=SLOPES, **MASKS)
    rasters = {"canopy": Aligned(CANOPY, known), "cover": Aligned(np.full((3, 3), 2), known)}
    judge = Judged(replace(evaluation, rasters=rasters))
    return explain(asked, place, judge, *lon_lat(east_m, south_m))


def test_where_it_is(asked, place):
    found = at(asked, place, *CENTRE)
    assert (found.east, found.north) == pytest.approx((WEST + 150, NORTH - 150), abs=5e-3)
    assert (found.crs, found.in_dem) == ("EPSG:9205", True)
    assert (found.commune_code, found.commune) == ("00001", "Xã A")
    assert found.communes_as_of == date(2025, 6, 30)


def test_elevation_is_bilinear_between_cell_centres(asked, place):
    # At the centre of the middle cell 1110 m; 30 m east and 20 m south of it
    # + 0.3 × 10 + 0.2 × 100 = 23 m.
    assert at(asked, place, 150.0, 150.0).elevation_m == pytest.approx(1110.0, abs=1e-2)
    assert at(asked, place, 180.0, 170.0).elevation_m == pytest.approx(1133.0, abs=1e-2)


def test_elevation_next_to_a_void_or_the_edge_is_unknown(asked, place):
    assert at(asked, place, 20.0, 150.0).elevation_m is None  # half a cell from the western edge
    heights = HEIGHTS.copy()
    heights[0, 0] = np.nan
    judge = Judged(seen(place, heights_m=heights))
    bare = asked.model_copy(update={"criteria": {}, "zones": {}, "flags": {}})
    assert explain(bare, place, judge, *lon_lat(140, 140)).elevation_m is None
    assert explain(bare, place, judge, *lon_lat(160, 160)).elevation_m is not None


def test_every_criterion_has_its_value_and_verdict(asked, place):
    found = {c.name: (c.value, c.verdict) for c in at(asked, place, *CENTRE).criteria}
    assert found["steep"] == (pytest.approx(26.04), "yes")
    assert found["height"] == (pytest.approx(1110.0, abs=1e-2), "no")
    assert found["shade"] == (0.75, "yes")
    assert found["forest_state"] == ("TXP", "yes")
    assert found["cover_code"] == ("2", "no")
    assert found["stream"] == (pytest.approx(40.0, abs=1e-3), "yes")  # 190 m - 150 m
    assert found["strict"] == ("strict; ?", "yes")
    assert found["away"] == ("1; 2", "no")
    assert found["both"] == ("steep, height", "no")


def test_source_and_confidence_are_kept(asked, place):
    steep, height = at(asked, place, *CENTRE).criteria[:2]
    assert (steep.asked.source, steep.asked.confidence) == ("plan 000", "confirmed")
    assert (height.asked.source, height.asked.confidence) == (None, "unverified")


def test_a_zone_rule_names_what_removes_land_here(asked, place):
    open_rule, shut = at(asked, place, *CENTRE).zones
    assert (open_rule.eligible, open_rule.removed_by, open_rule.unknown_by) == ("yes", (), ())
    # "steep" holds and is excluded, "height" fails; "away" fails, so it does not exclude.
    assert (shut.eligible, shut.removed_by) == ("no", ("height", "steep"))


def test_unknown_criteria_are_named_apart(asked, place):
    open_rule, shut = at(asked, place, 50.0, 50.0).zones
    assert (open_rule.eligible, open_rule.unknown_by) == ("unknown", ("steep",))
    assert (shut.eligible, shut.removed_by, shut.unknown_by) == ("no", ("height",), ("steep",))


def test_flags_and_plots_here(asked, place):
    found = at(asked, place, *CENTRE)
    assert [(f.rule, f.flagged, f.cites) for f in found.flags] == [
        ("steep_plots", "yes", "000 III.2")
    ]
    assert [(p.layer, p.plot_id, p.crop) for p in found.plots] == [
        ("cassava", "p1", "cassava"),
        ("ginseng", "g1", None),
    ]
    assert at(asked, place, 50.0, 50.0).flags[0].flagged == "unknown"


def test_the_way_the_cell_falls(asked, place):
    # 0.1 up to the east, 1 up to the south: it falls north and a little west, 360° - atan(0.1).
    found = at(asked, place, *CENTRE)
    assert found.aspect_deg == pytest.approx(354.2894, abs=1e-4)
    assert "Hướng dốc (theo lưới tọa độ): 354° (Bắc)" in explanation_text(found, "vi")
    unknown = at(asked, place, 50.0, 50.0)
    assert unknown.aspect_deg is None
    assert "Aspect (from grid north): ?" in explanation_text(unknown, "en")
    flat = replace(unknown, slope_deg=0.0)
    assert "flat land, none" in explanation_text(flat, "en")
    winds = [replace(found, aspect_deg=d) for d in (22.4, 22.6, 180.0, 337.6)]
    said = [explanation_text(w, "vi").split("lưới tọa độ): ")[1].split("\n")[0] for w in winds]
    assert said == ["22° (Bắc)", "23° (Đông Bắc)", "180° (Nam)", "338° (Bắc)"]


def test_outside_the_dem_everything_of_the_ground_is_unknown(asked, place):
    found = at(asked, place, 350.0, 150.0)
    assert (found.in_dem, found.elevation_m, found.slope_deg) == (False, None, None)
    assert found.aspect_deg is None
    assert (found.commune_code, found.commune) == (None, None)
    assert {c.verdict for c in found.criteria} == {"unknown"}
    assert {z.eligible for z in found.zones} == {"unknown"}
    text = explanation_text(found, "en")
    assert "Outside the elevation model" in text
    assert "Outside every commune" in text
    text = explanation_text(found, "vi")
    assert "Nằm ngoài mô hình số độ cao" in text
    assert "Nằm ngoài mọi xã" in text


def test_a_layer_of_points_has_a_distance_and_an_empty_one_has_none(asked, place):
    springs = vector("lines", "streams", [Point(WEST + 150, NORTH - 180)])
    nothing = replace(springs, frame=gpd.GeoDataFrame(geometry=[], crs=VN2000))
    one = {"criteria": {"stream": criteria()["stream"]}, "zones": {}, "flags": {}}
    only = asked.model_copy(update=one)
    for layer, distance_m in ((springs, pytest.approx(30.0, abs=1e-3)), (nothing, None)):
        there = replace(place, vectors={**place.vectors, "streams": layer})
        assert at(only, there, *CENTRE).criteria[0].value == distance_m


def test_the_text_in_english(asked, place):
    text = explanation_text(at(asked, place, *CENTRE), "en").splitlines()
    assert text[1] == "Commune: Xã A (code 00001, borders of 30/06/2025)"
    assert text[2] == "Elevation: 1,110.0 m · Slope of the cell: 26.0°"
    assert "  – YES · Over 25° (Slope above 25°): 26.0° · source: plan 000, confirmed" in text
    assert (
        "  – NO · height (Elevation from 1,400 m): 1,110.0 m · source: not stated, unverified"
        in text
    )
    assert "  – YES · shade (Canopy cover from 70 %): 75 % · source: not stated, unverified" in text
    assert any(
        line.endswith("): inside: strict; ? · source: not stated, unverified") for line in text
    )
    assert any(line.startswith("  – NO · both (") and "Over 25°; height" in line for line in text)
    assert "  – shut: not a candidate · removed by: height; Over 25°" in text
    assert "  – steep_plots (000 III.2): land here is to be reviewed and reduced" in text
    assert text[-2:] == ["  – cassava p1 (Cassava)", "  – ginseng g1 (?)"]


def test_the_text_in_vietnamese(asked, place):
    text = explanation_text(at(asked, place, *CENTRE), "vi")
    assert "Xã: Xã A (mã 00001, ranh giới ngày 30/06/2025)" in text
    assert "CÓ · Dốc trên 25° (Độ dốc trên 25°): 26,0° · nguồn: plan 000, đã xác nhận" in text
    assert "đất ở đây cần rà soát, giảm dần" in text
    assert "vi phạm" not in text


def test_hostile_text_stays_on_its_line(asked, place):
    frame = place.communes.frame.assign(name="Xã {lon}\x1b[31m\nA")
    there = replace(place, communes=replace(place.communes, frame=frame))
    text = explanation_text(at(asked, there, *CENTRE), "en")
    assert "Xã {lon}\\x1b[31m\\nA" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("where", [(22.5, 103.3), (181.0, 0.0), (float("nan"), 22.0)])
def test_numbers_that_are_no_place_are_refused(asked, place, where):
    with pytest.raises(NuongError) as raised:
        explain(asked, place, Judged(seen(place, **MASKS)), *where)
    assert raised.value.problems[0].code == "run.not_a_place"


def test_a_place_the_project_crs_does_not_reach_is_refused(asked, place):
    with pytest.raises(NuongError) as raised:
        explain(asked, place, Judged(seen(place, **MASKS)), -167.0, 0.0)
    assert raised.value.problems[0].code == "run.place_too_far"


@pytest.mark.parametrize("code", ["run.not_a_place", "run.place_too_far", "zones.do_not_close"])
def test_messages_are_whole_in_both_languages(code):
    parts = catalogue()[code]
    assert {(part, lang) for part in parts for lang in parts[part]} == {
        (part, lang) for part in ("must", "found", "try") for lang in ("vi", "en")
    }


def test_only_the_cells_around_the_place_are_asked(asked, place):
    class Counting(Judged):
        cells = 0

        def __call__(self, block: Block) -> Evaluation:
            self.cells += block.height * block.width
            return super().__call__(block)

    bare = asked.model_copy(update={"criteria": {}, "zones": {}, "flags": {}})
    judge = Counting(seen(place, heights_m=HEIGHTS))
    explain(bare, place, judge, *lon_lat(*CENTRE))
    assert judge.cells == 25


def test_a_place_on_real_criteria_says_what_the_whole_land_says(asked, place):
    """Every cell of the land, each by its own small block, against all criteria evaluated at once.

    The second layer of forest is a code raster of 40 m cells, so that sampling has its say.
    """
    bare = asked.model_copy(update={"zones": {}, "flags": {}})
    dem = raster("dem", HEIGHTS, cell_m=CELL_M)
    codes = raster("cover", np.arange(64).reshape(8, 8) % 5, kind="codes", cell_m=40.0)
    canopy = raster("canopy", np.arange(64).reshape(8, 8) / 64, kind="canopy", cell_m=40.0)
    more = {"dem": dem, "cover": codes, "canopy": canopy}
    there = replace(place, dem=dem, rasters={**place.rasters, **more})
    whole, judge = evaluate(bare, there), prepare(bare, there)
    for row, col in np.ndindex(3, 3):
        found = explain(bare, there, judge, *lon_lat(col * 100 + 50, row * 100 + 50))
        for criterion in found.criteria:
            mask = whole.masks[criterion.name]
            said = "yes" if mask.holds[row, col] else "no" if mask.known[row, col] else "unknown"
            assert criterion.verdict == said, (row, col, criterion.name)
