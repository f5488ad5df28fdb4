"""The panel's answers on the sample area beside the run's own, place by place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import LineString, Point

import gis
from gis.criteria.judge import Judge
from gis.criteria.model import Evaluation
from gis.explain import Explanation, explain
from gis.main_job import ground
from gis.maps.page.render import render_map
from gis.maps.results import Results
from gis.zones.eligibility import conditions
from gis.zones.eligibility import eligible as all_asked
from tests.browser import chromium, visit
from tests.maps.site.asking import OPEN, Said, ask_all

pytestmark = pytest.mark.browser

WGS84, VN2000 = "EPSG:4326", "EPSG:9205"
EDGE = "Sát ranh, chưa nói chắc được"
# Half a decimetre of rounding in x and y, and the page's allowance for its own arithmetic.
BORDER_M = 0.071 + 0.05 + 0.01


@dataclass(frozen=True)
class Land:
    results: Results
    judge: Judge
    whole: Evaluation
    places: list[tuple[float, float]]
    points: list[Point]
    said: list[Said]
    size: int

    def cell(self, point: Point) -> tuple[int, int] | None:
        col, row = (math.floor(v) for v in ~self.judge.grid.transform @ (point.x, point.y))
        rows, cols = self.judge.grid.shape
        return (row, col) if 0 <= row < rows and 0 <= col < cols else None


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Land]:
    folder = tmp_path_factory.mktemp("site")
    project = gis.write_sample(folder)
    results = gis.compute(project)
    judge = ground(project)[2]
    whole = judge(judge.grid.whole)
    page = folder / "map.html"
    page.write_bytes(render_map(results, "vi").encode())
    places = chosen(results, whole)
    way = Transformer.from_crs(WGS84, VN2000, always_xy=True)
    points = [Point(way.transform(lon, lat)) for lon, lat in places]
    with chromium() as browser, visit(browser, page) as seen:
        seen.page.click(OPEN)
        said = ask_all(seen.page, places)
        assert seen.complaints == []
        assert seen.remote_requests(page) == []
    yield Land(results, judge, whole, places, points, said, page.stat().st_size)


def chosen(results: Results, whole: Evaluation) -> list[tuple[float, float]]:
    """Places all over the DEM and a little beyond, at voids, in plots, and beside lots' borders."""
    rng = np.random.default_rng(20261122)
    west, south, east, north = results.grid.bounds
    margin = 0.015 * (east - west)
    xy = [
        rng.uniform((west - margin, south - margin), (east + margin, north + margin), (150, 2)),
        centres(results, np.argwhere(~whole.terrain.slope_known & inside_box(results)), rng, 40),
        insides(results.plots.pieces.frame.geometry, rng, 60),
        insides(results.zones.zones.frame.geometry, rng, 40),
        *(centres(results, np.argwhere(plane == 2), rng, 20) for plane in small_pieces(results)),
        insides(results.lots.frame.geometry, rng, 60),
        beside(results.lots.frame.geometry, rng, 60),
    ]
    there = Transformer.from_crs(VN2000, WGS84, always_xy=True).transform(*np.concatenate(xy).T)
    return [(round(float(lon), 7), round(float(lat), 7)) for lon, lat in zip(*there, strict=True)]


def small_pieces(results: Results) -> list[np.ndarray]:
    return list(results.cells.zones.values())


def inside_box(results: Results) -> np.ndarray:
    """Away from the rim, where every slope is unknown."""
    rows, cols = np.indices(results.grid.shape)
    return (rows % 1285 > 0) & (cols % 1299 > 0)


def centres(results: Results, cells: np.ndarray, rng: np.random.Generator, n: int) -> np.ndarray:
    rows, cols = cells[rng.integers(len(cells), size=n)].T
    x, y = results.grid.transform @ (cols + rng.random(n), rows + rng.random(n))
    return np.column_stack([x, y])


def insides(shapes: gpd.GeoSeries, rng: np.random.Generator, n: int) -> np.ndarray:
    some = shapes.iloc[rng.integers(len(shapes), size=n)].representative_point()
    return np.column_stack([some.x, some.y])


def beside(shapes: gpd.GeoSeries, rng: np.random.Generator, n: int) -> np.ndarray:
    """Up to 8 m on either side of borders, some of them on the border itself."""
    some = shapes.iloc[rng.integers(len(shapes), size=n)].exterior
    on = some.interpolate(rng.random(n), normalized=True)
    apart = np.where(np.arange(n) % 4 == 0, 0.0, 8.0)[:, None]
    return np.column_stack([on.x, on.y]) + rng.uniform(-1, 1, (n, 2)) * apart


def each(land: Land) -> Iterator[tuple[Point, Said, tuple[int, int] | None]]:
    answered = 0
    for point, said in zip(land.points, land.said, strict=True):
        if said.verdict is not None:
            answered += 1
            yield point, said, land.cell(point)
    assert answered >= 380  # the few others lie beyond the page's box and are refused by name


def test_the_judgement_is_that_of_the_cell(land: Land) -> None:
    judgements = land.results.cells.judgements
    sure = unsure = 0
    for point, said, cell in each(land):
        if cell is None:
            assert "unknown" in (said.verdict, *said.maybe)
            continue
        number = int(land.whole.law[cell])
        if said.verdict != "cannot_tell":
            assert said.verdict == judgements[number].verdict, point
            assert said.judgements.split()[0] == str(number), point
            sure += 1
            continue
        assert judgements[number].verdict in said.maybe, point
        assert int(said.judgements.split()[0]) == number
        # Only where the cell was judged by another lot, or its side runs through the place.
        centre = Point(land.judge.grid.transform @ (cell[1] + 0.5, cell[0] + 0.5))
        assert border_between(land, point, centre) or near_a_side(land, point), point
        unsure += 1
    assert sure >= 300
    assert 0 < unsure < 60


def border_between(land: Land, point: Point, centre: Point) -> bool:
    shapes = [land.results.lots.frame, land.results.layers.vectors["subzones"].frame]
    way = LineString([point, centre]).buffer(BORDER_M)
    return any(frame.boundary.intersects(way).any() for frame in shapes)


def near_a_side(land: Land, point: Point) -> bool:
    col, row = ~land.judge.grid.transform @ (point.x, point.y)
    return min(abs(v - round(v)) for v in (col, row)) * 30 < BORDER_M


def test_the_slope_is_that_of_the_cell(land: Land) -> None:
    terrain, classes = land.whole.terrain, land.results.project.slope_classes.classes()
    for point, said, cell in each(land):
        text = said.fact("slope")
        if cell is None or not terrain.slope_known[cell]:
            assert "chưa biết độ dốc" in text
            continue
        if near_a_side(land, point):
            continue
        slope = terrain.slope_deg[cell]
        low = next(d for d in range(60, -1, -1) if d == 0 or slope - d >= 0.001 - 1e-6)
        name = [c.name for c in classes if c.above_deg is None or c.above_deg <= low][-1]
        degrees = f"trên {low}°" if low == 60 else f"{low}–{low + 1}°"
        assert text == f"{degrees} · cấp {name}", point
        over = "thuộc diện" if low >= 25 else "không thuộc diện"
        assert said.fact("flag-0") == f"đất ở đây {over} này"


def test_communes_lots_and_plots_hold_the_place(land: Land) -> None:
    results, edges = land.results, 0
    lots, pieces = results.lots.frame, results.plots.pieces.frame
    keys = [f"Tiểu khu {a} · Khoảnh {b} · Lô {c}"
            for a, b, c in zip(lots.tk, lots.khoanh, lots.lo, strict=True)]  # fmt: skip
    communes = results.layers.communes.frame.sort_values("code")
    subzones = results.layers.vectors["subzones"].frame
    asked = (
        ("commune", communes.geometry, list(communes["name"]), "ngoài các xã"),
        ("lot", lots.geometry, keys, "không có lô rừng nào trong dữ liệu"),
        ("subzone", subzones.geometry, list(subzones.phan_khu), "ngoài các phân khu trong dữ liệu"),
        ("plot", pieces.geometry, list(pieces.plot_id), "không có thửa nào trong dữ liệu"),
    )
    borders = {name: shapes.boundary for name, shapes, *_ in asked}
    for point, said, _ in each(land):
        for name, shapes, titles, nothing in asked:
            held = [titles[n] for n in np.flatnonzero(shapes.intersects(point))]
            text = said.fact(name)
            if borders[name].distance(point).min() > BORDER_M:
                assert text == ("; ".join(dict.fromkeys(held)) or nothing), point
            elif text.startswith(EDGE):
                edges += 1
                assert all(one in text for one in held)
    assert edges >= 10


def test_zones_are_those_of_the_run(land: Land) -> None:
    results = land.results
    words = {"yes": "đủ điều kiện, nhưng", "no": "không phải", "unknown": "chưa"}
    zones, communes = results.zones.zones.frame, results.layers.communes.frame
    border, seen = communes.boundary, set()
    for point, said, cell in each(land):
        if near_a_side(land, point) or border.distance(point).min() < BORDER_M:
            continue
        outside = not communes.intersects(point).any()
        for number, name in enumerate(results.project.zones):
            text = said.fact(f"zone-{number}")
            if outside:
                assert text == "ngoài các xã"
            elif zones[zones.rule == name].intersects(point).any():
                assert text == "trong vùng đề xuất", point
            else:
                assert text.startswith(words[eligible(land, name, cell)]), point
            seen.add(text)
    assert len(seen) == 5


def eligible(land: Land, name: str, cell: tuple[int, int] | None) -> str:
    if cell is None:
        return "unknown"
    mask = all_asked(conditions(land.results.project.zones[name], land.whole.masks))
    return "yes" if mask.holds[cell] else "no" if mask.known[cell] else "unknown"


def test_explain_says_the_same(land: Land) -> None:
    results = land.results
    for n in range(0, len(land.places), 12):
        (lon, lat), said = land.places[n], land.said[n]
        if said.verdict is None:
            continue
        told: Explanation = explain(results.project, results.layers, land.judge, lon, lat)
        law = next(c.value for c in told.criteria if c.test == "law")
        assert (law or "unknown") in (said.verdict, *said.maybe)
        assert (told.commune or "ngoài các xã") in said.fact("commune")
        assert all(plot.plot_id in said.fact("plot") for plot in told.plots)


def test_coordinates_are_those_of_proj(land: Land) -> None:
    for point, said, _ in each(land):
        north, east = (float(v.replace(",", ".")) for v in said.fact("project").split("; "))
        # One decimal is shown: half of it, and what the polynomial may stray.
        assert math.hypot(north - point.y, east - point.x) <= 0.05 * math.sqrt(2) + 0.005


def test_the_page_stays_small(land: Land) -> None:
    # Without the panel 1,674,009 bytes; cells take 0.92 MB of the rest.
    assert land.size < 3_100_000
