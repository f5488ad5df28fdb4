"""Polygons and tracks: hectares and metres by pencil, and the flag table's own probability."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, MultiLineString, box

from gis.criteria.judge import prepare
from gis.site.check import check_sites
from gis.zones.doubt import doubt_plots
from gis.zones.flag import flag_plots
from gis.zones.pieces import cut_plots
from tests.land import NORTH, VN2000, WEST, communes, layers, square, vector
from tests.site.ground import FLAG, STEEP, asked, at, country, dem, hills, lots, patch, ready

LAND = country()


def polygon_of(shape, land=LAND):
    return check_sites(land, gpd.GeoSeries([shape], crs=VN2000)).answers[0].polygon


def track_of(*shapes, land=LAND):
    return [a.track for a in check_sites(land, gpd.GeoSeries(list(shapes), crs=VN2000)).answers]


def test_hectares_by_verdict_by_pencil() -> None:
    # 60 m high (two rows), from 840 to 2430 m: 60 m of watershed forest and 900 m of plantation
    # need a plan (5.76 ha), 600 m of farm land (3.6 ha), 30 m in no lot (0.18 ha): 9.54 ha.
    land = polygon_of(patch(840, 2430, 1500, 1560))
    assert land.area_ha == pytest.approx(9.54)
    assert land.by_verdict_ha == pytest.approx(
        {
            "barred_unless_approved": 0.0, "check_on_site": 0.0, "insufficient_data": 0.18,
            "needs_plan": 5.76, "no_rule_against": 3.6,
        }
    )  # fmt: skip
    assert land.verdict == "insufficient_data"
    assert [lot.values["lo"] for lot in land.lots] == ["a1", "7", "6"]
    assert [lot.ha for lot in land.lots] == pytest.approx([5.4, 3.6, 0.36])


def test_parts_of_cells_count_as_parts() -> None:
    # 10 m × 60 m of plantation and 20 m × 60 m of farm land around their border at 1800 m.
    land = polygon_of(patch(1790, 1820, 1500, 1560))
    assert land.by_verdict_ha["needs_plan"] == pytest.approx(0.06)
    assert land.by_verdict_ha["no_rule_against"] == pytest.approx(0.12)


def test_steep_land_has_all_of_a_steep_plane_and_none_of_a_gentle_one() -> None:
    shape = patch(900, 1200, 900, 1200)
    steep = polygon_of(shape, country(33.0)).steep
    assert [s.above_deg for s in steep] == [25.0, 30.0]
    assert [s.over_ha for s in steep] == pytest.approx([9.0, 9.0])
    assert [s.over_ha for s in polygon_of(shape).steep] == [0.0, 0.0]


def test_land_off_the_dem_is_unknown_not_gentle() -> None:
    # 60 m of 120 lie beyond the DEM, and its outermost row has no slope.
    one = polygon_of(patch(900, 1200, 2940, 3060)).steep[0]
    assert one.unknown_ha == pytest.approx(0.9 * 3)  # 90 m × 300 m
    assert one.over_ha == 0.0


def test_a_plots_own_outline_has_the_probability_of_the_flag_table() -> None:
    rng = np.random.default_rng(8)
    shapes = [
        rotate(translate(square(0, 0, float(side)), x, -y), float(turn))
        for side, x, y, turn in zip(
            rng.uniform(40, 160, 60), rng.uniform(100, 2800, 60), rng.uniform(100, 2800, 60),
            rng.uniform(0, 90, 60), strict=True,
        )
    ]  # fmt: skip
    # One plot lies over another, one over the border of the communes, one off the DEM, and one is
    # wider than the DEM: errors are drawn as wide as that one asks for.
    shapes += [translate(shapes[0], 15, 10), square(1450, 1000, 100), square(2950, 1000, 100)]
    shapes += [patch(-3000, 6000, 2500, 2530)]
    names = [f"p{n:02d}" for n in range(len(shapes))]
    plots = vector("plots", "cassava", shapes, id=names, crop=["cassava"] * len(shapes))
    place = communes(patch(0, 1500), patch(1500, 3000))
    land = layers(dem(hills()), place, lots(), plots)
    parts = {"criteria": STEEP, "flags": FLAG}
    asked_of = asked(land, doubt={"prior": "none"}, **parts)
    evaluation = prepare(asked_of, land)(prepare(asked_of, land).grid.whole)
    pieces = cut_plots(asked_of, land)
    flags = flag_plots(asked_of, evaluation, pieces)
    table = doubt_plots(asked_of, land, evaluation, pieces, flags).plots.frame.set_index("plot_id")
    answers = check_sites(ready(land, **parts), gpd.GeoSeries(shapes, crs=VN2000)).answers
    chances = [a.polygon.rules[0].over_probability for a in answers]
    wanted = [None if np.isnan(v) else v for v in table["over_probability"][names]]
    assert chances == wanted
    assert len({c for c in chances if c not in (None, 0.0, 1.0)}) > 5
    assert [a.polygon.rules[0].sure_verdict for a in answers] == list(table["sure_verdict"][names])
    # The range of hectares over 25° is that of the rule, which asks for nothing else.
    for end in ("expected_ha", "low_ha", "high_ha"):
        told = [getattr(a.polygon.steep[0], end) for a in answers]
        assert told == list(table[end][names])
    # So it is one by one: no polygon hangs on those beside it.
    for n in (0, 1, 61):
        alone = check_sites(ready(land, **parts), gpd.GeoSeries([shapes[n]], crs=VN2000))
        assert alone.answers[0].polygon == answers[n].polygon


def test_a_polygon_in_two_communes_is_one_polygon() -> None:
    place = communes(patch(0, 1500), patch(1500, 3000))
    land = ready(layers(dem(hills()), place, lots()), criteria=STEEP)
    found = polygon_of(patch(1400, 1700, 900, 1000), land)
    assert found.communes_ha == pytest.approx({"00001": 1.0, "00002": 2.0})
    assert sum(found.by_verdict_ha.values()) == pytest.approx(3.0)


def test_a_polygon_outside_everything_is_unknown() -> None:
    found = polygon_of(box(WEST - 5000, NORTH, WEST - 4900, NORTH + 100))
    assert found.communes_ha == pytest.approx({"": 1.0})
    assert found.by_verdict_ha["insufficient_data"] == pytest.approx(1.0)
    assert found.lots == ()


def test_metres_of_a_track_by_pencil() -> None:
    # From 600 to 2700 m: 300 and 900 m need a plan, 600 m of farm land, 300 m in no lot.
    (track,) = track_of(LineString([at(600), at(1000), at(2700)]))
    assert track.length_m == pytest.approx(2100)
    assert [round(s.length_m, 6) for s in track.stretches] == [300, 900, 600, 300]
    assert [round(s.from_m, 6) for s in track.stretches] == [0, 300, 1200, 1800]
    assert track.by_verdict_m["needs_plan"] == pytest.approx(1200)
    assert track.by_verdict_m["no_rule_against"] == pytest.approx(600)
    assert track.by_verdict_m["insufficient_data"] == pytest.approx(300)


def test_no_metre_of_a_track_is_lost_or_counted_twice() -> None:
    rng = np.random.default_rng(9)
    lines = [LineString([at(*p) for p in rng.uniform(-200, 3200, (7, 2))]) for _ in range(5)]
    for line, track in zip(lines, track_of(*lines), strict=True):
        assert track.length_m == pytest.approx(line.length, rel=1e-9)
        assert sum(track.by_verdict_m.values()) == pytest.approx(line.length, rel=1e-9)
        assert sum(s.length_m for s in track.stretches) == pytest.approx(line.length, rel=1e-9)


def test_metres_of_a_track_southward_by_pencil() -> None:
    forest = lots([patch(0, 3000, 0, 900), patch(0, 3000, 900, 1800), patch(0, 3000, 1800, 2400)])
    track = LineString([at(1515, 610), at(1515, 2700)])
    (found,) = track_of(track, land=country(forest=forest))
    assert [round(s.length_m, 6) for s in found.stretches] == [290, 900, 600, 300]


def test_a_track_along_the_border_of_cells_stays_whole() -> None:
    (track,) = track_of(LineString([at(900, 600), at(900, 900)]))
    assert track.length_m == pytest.approx(300)


def test_a_track_in_parts_is_one_track() -> None:
    parts = MultiLineString([[at(600), at(800)], [at(2000), at(2100)]])
    (track,) = track_of(parts)
    assert track.length_m == pytest.approx(300)
    assert track.by_verdict_m["no_rule_against"] == pytest.approx(100)


def test_steep_metres_of_a_track() -> None:
    (track,) = track_of(LineString([at(600), at(900)]), land=country(27.0))
    assert (track.over_25_m, track.over_30_m) == (pytest.approx(300), 0.0)
