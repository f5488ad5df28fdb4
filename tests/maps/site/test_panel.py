"""The panel in a real browser: tap, position, typed places, and when it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from pyproj import Transformer

from gis.criteria.judge import Judge
from gis.explain.place import Place
from gis.maps.page.render import render_map
from gis.maps.page.site.site_islands import site_islands
from gis.maps.results import Results
from gis.zones.eligibility import conditions, eligible
from tests import land
from tests.browser import PHONE, Visit, chromium, visit
from tests.maps.results import COMMUNES
from tests.maps.site.asking import OPEN, Said, ask_all
from tests.maps.site.little import little_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("panel"), little_site()[0])


def written(folder: Path, results: Results, lang: str = "vi") -> Path:
    file = folder / "map.html"
    file.write_bytes(render_map(results, lang).encode())
    return file


def lon_lat(east_m: float, south_m: float) -> tuple[float, float]:
    way = Transformer.from_crs(land.VN2000, "EPSG:4326", always_xy=True)
    return way.transform(land.WEST + east_m, land.NORTH - south_m)


def ask(seen: Visit, *places: tuple[float, float]) -> list[Said]:
    seen.page.click(OPEN)
    said = ask_all(seen.page, places)
    assert seen.complaints == []
    return said


def typed(page: Page, text: str) -> None:
    page.fill("#site-typed", text)
    page.keyboard.press("Enter")


def verdict(page: Page) -> str | None:
    page.wait_for_selector(".site-verdict")
    return page.locator(".site-verdict").get_attribute("data-verdict")


@pytest.mark.parametrize("crs", [land.VN2000, "EPSG:4326", "EPSG:32648"])
def test_on_any_grid_the_cell_answers_as_in_the_run(browser: Browser, tmp_path: Path, crs) -> None:
    results, judge = little_site(dem_crs=crs)
    whole, cells = judge(judge.grid.whole), results.cells
    rng = np.random.default_rng(7)
    places = [lon_lat(*xy) for xy in rng.uniform(-60, 1260, (200, 2))]
    with visit(browser, written(tmp_path, results)) as seen:
        all_said = ask(seen, *places)
    sure = 0
    for (lon, lat), said in zip(places, all_said, strict=True):
        cell = Place(lon, lat).cell(judge.grid)
        true = "unknown" if cell is None else cells.judgements[whole.law[cell]].verdict
        if said.verdict is None:  # beyond everything there is to say anything about
            assert true == "unknown"
            continue
        assert true in (said.verdict, *said.maybe)
        sure += said.verdict == true
        known = cell is not None and whole.terrain.slope_known[cell]
        slope = whole.terrain.slope_deg[cell] if known else None
        assert told_slope(said.fact("slope"), slope), (lon, lat)
        assert "…" not in said.fact("slope") or beside_a_side(judge, lon, lat)
        for n, rule in enumerate(results.project.zones.values()):
            mask = eligible(conditions(rule, whole.masks))
            assert told_zone(said.fact(f"zone-{n}"), mask, cell)
    assert sure >= 150


def beside_a_side(judge: Judge, lon: float, lat: float) -> bool:
    """Within a metre of the side of a cell of some 30 m, where two cells are asked."""
    point = Place(lon, lat).point(judge.grid.crs)
    at = ~judge.grid.transform @ (point.x, point.y)
    return min(abs(v - round(v)) for v in at) * 30 < 1


def told_slope(text: str, slope: float | None) -> bool:
    if slope is None:
        return "chưa biết độ dốc" in text
    low, high = (float(v) for v in text.split("°")[0].split("–"))
    return low - 1e-6 <= slope <= high + 0.001


def told_zone(text: str, mask, cell) -> bool:
    if text in ("ngoài các xã", "sát ranh, chưa nói chắc được"):
        return True
    if cell is None or not mask.known[cell]:
        return text == "chưa biết"
    if mask.holds[cell]:
        return text.startswith(("đủ điều kiện", "trong vùng"))
    return text.startswith("không phải")


def test_verdict_first_then_why_then_where(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file) as seen:
        # 10 rows south the land falls 0.4 · (11² - 9²) / 2 = 8 m in 30 m: 15°. Watershed forest
        # under 30° needs a plan.
        (said,) = ask(seen, lon_lat(200, 300))
        assert said.verdict == "needs_plan"
        text = seen.page.locator("#site").inner_text()
        order = ["Cần phương án", "phương án nuôi, trồng", "Căn cứ: ", "Xã Sin", "Tiểu khu 0530"]
        assert sorted(order, key=text.index) == order
        assert said.fact("lot") == "Tiểu khu 0530 · Khoảnh 1 · Lô 1"
        # Over 30° the watershed lot would be barred, the production lot would not.
        assert "tùy độ dốc trên hay dưới 30°" in text
        assert said.fact("Chủ rừng") == "Ban A"
        assert "Đây không phải là giấy phép" in text
        assert "được phép" not in text.lower()
        typed(seen.page, "{1:.6f} {0:.6f}".format(*lon_lat(600, 300)))
        seen.page.wait_for_selector("text=Lô 2")
        assert seen.page.locator("[data-slope]").count() == 0


def test_beyond_the_error_another_verdict_changes_nothing(
    browser: Browser, page_file: Path
) -> None:
    """Watershed and production lots meet at 400 m; both need a plan. Farm land begins at 900 m."""
    with position(browser, page_file, lon_lat(905, 100), 12) as page:
        page.click(OPEN)
        page.click(".site-locate")
        assert verdict(page) == "cannot_tell"
        maybe = page.locator("[data-maybe]").evaluate_all("all => all.map((o) => o.dataset.maybe)")
        assert set(maybe) == {"needs_plan", "no_rule_against"}
        assert "± 12 m" in page.locator('[data-fact="error"]').inner_text()
    with position(browser, page_file, lon_lat(945, 100), 12) as page:
        page.click(OPEN)
        page.click(".site-locate")
        assert verdict(page) == "no_rule_against"
        assert "Cần phương án" in page.locator(".site-near").inner_text()
        # Cells are judged by the lot at their centre; the border lies on a cell's side, at 900 m.
        assert "45 m" in page.locator(".site-near").inner_text()


@contextmanager
def position(
    browser: Browser,
    file: Path,
    place: tuple[float, float],
    accuracy: float,
    *,
    allowed: bool = True,
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        geolocation={"longitude": place[0], "latitude": place[1], "accuracy": accuracy},
        permissions=["geolocation"] if allowed else [],
    )
    context.set_offline(True)
    page = context.new_page()
    page.goto(file.resolve().as_uri())
    page.wait_for_selector("html[data-ready=yes]", state="attached", timeout=20_000)
    yield page
    context.close()


def test_a_refused_position_is_said(browser: Browser, page_file: Path) -> None:
    with position(browser, page_file, lon_lat(0, 0), 5, allowed=False) as page:
        page.click(OPEN)
        page.click(".site-locate")
        page.wait_for_timeout(500)
        assert "không cho tệp này dùng vị trí" in page.locator(".site-said").inner_text()
        assert page.locator(".site-verdict").count() == 0


def test_a_tap_asks_only_while_the_panel_is_open(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file) as seen:
        page = seen.page
        middle = [page.viewport_size["width"] * 0.45, page.viewport_size["height"] / 2]
        page.mouse.click(*middle)
        assert page.locator("#site").is_hidden()
        page.keyboard.press("Escape")
        page.click(OPEN)
        page.mouse.click(*middle)
        assert verdict(page)
        assert page.locator("#card").is_hidden()
        assert "±" in page.locator('[data-fact="error"]').inner_text()
        page.click(".site-close")
        assert page.locator("#site").is_hidden()
        assert page.evaluate("document.activeElement.id") == "site-open"
        assert seen.complaints == []


def test_the_keyboard_reaches_everything(browser: Browser, page_file: Path) -> None:
    lon, lat = lon_lat(1000, 100)
    with visit(browser, page_file) as seen:
        page = seen.page
        page.focus(OPEN)
        page.keyboard.press("Enter")
        for _ in range(6):
            if page.evaluate("document.activeElement.id") == "site-typed":
                break
            page.keyboard.press("Tab")
        page.keyboard.type(f"{lat:.6f} {lon:.6f}")
        page.keyboard.press("Enter")
        assert verdict(page) == "no_rule_against"
        page.keyboard.press("Escape")
        assert page.locator("#site").is_hidden()


def test_coordinates_are_read_in_either_order_and_never_guessed(
    browser: Browser, page_file: Path
) -> None:
    lon, lat = lon_lat(1000, 100)
    x, y = land.NORTH - 100, land.WEST + 1000
    good = (f"{lat:.6f}, {lon:.6f}", f"{lon:.6f} {lat:.6f}", f"{lat:.6f};{lon:.6f}",
            f"{lat:.6f}°, {lon:.6f}°".replace(".", ","), f"{x:.1f} {y:.1f}", f"{y:.0f} {x:.0f}",
            f"{lat:.6f},{lon:.6f}")  # fmt: skip
    bad = ("", "22.59", "22,59,103,00", "abc 103", f"{x:,.0f} {y:,.0f}", "10.0 106.0",
           f"{lat:.6f} {lon:.6f} 5", "1e2 22.59")  # fmt: skip
    with visit(browser, page_file) as seen:
        seen.page.click(OPEN)
        for text in good:
            typed(seen.page, text)
            assert verdict(seen.page) == "no_rule_against", text
            typed(seen.page, "?")
        for text in bad:
            typed(seen.page, text)
            seen.page.wait_for_timeout(50)
            assert seen.page.locator(".site-verdict").count() == 0, text
            assert "Không hiểu" in seen.page.locator(".site-said").inner_text()


def test_squares_whose_cells_differ_cannot_tell(browser: Browser, tmp_path: Path) -> None:
    # 40 × 40 cells in squares of 3: 14 × 14 = 196 squares.
    results, judge = little_site(most_squares=200)
    assert results.cells.side == 3
    whole = judge(judge.grid.whole)
    rng = np.random.default_rng(8)
    places = [lon_lat(*xy) for xy in rng.uniform(5, 1195, (80, 2))]
    with visit(browser, written(tmp_path, results)) as seen:
        all_said = ask(seen, *places)
        assert "3 × 3 ô DEM" in seen.page.locator("#site").inner_text()
    told = [said.verdict for said in all_said]
    assert 10 < told.count("cannot_tell") < 70
    for (lon, lat), said in zip(places, all_said, strict=True):
        row, col = Place(lon, lat).cell(judge.grid)
        square = whole.law[row // 3 * 3 :, col // 3 * 3 :][:3, :3]
        verdicts = {results.cells.judgements[n].verdict for n in np.unique(square)}
        if said.verdict != "cannot_tell":
            assert verdicts == {said.verdict}


def test_without_cells_or_law_the_panel_says_so(browser: Browser, tmp_path: Path) -> None:
    results, _ = little_site()
    bare = replace(results.cells, judgements=(), law=None)
    with visit(browser, written(tmp_path, replace(results, cells=bare))) as seen:
        (said,) = ask(seen, lon_lat(200, 300))
        assert said.verdict == "law_unasked"
        assert "cấp" in said.fact("slope")
    (tmp_path / "none").mkdir()
    with visit(browser, written(tmp_path / "none", replace(results, cells=None), "en")) as seen:
        (said,) = ask(seen, lon_lat(200, 300))
        assert said.verdict == "no_cells"
        assert said.fact("lot") == "Compartment 0530 · Sub-compartment 1 · Lot 1"
        assert "carries no verdicts" in seen.page.locator("#site").inner_text()


def test_names_from_data_are_only_text(browser: Browser, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=\"window.__pwned='x'\">{{ 7*7 }}"
    results, _ = little_site(
        communes=[(code, hostile) for code, _ in COMMUNES], plot_id=hostile, owner=hostile
    )
    results.lots.frame["tk"] = hostile
    results.lots.frame["churung"] = hostile
    file = written(tmp_path, results)
    with visit(browser, file) as seen:
        (said,) = ask(seen, lon_lat(120, 120))
        assert said.fact("commune") == said.fact("plot") == said.fact("Chủ rừng") == hostile
        assert said.fact("lot").startswith(f"Tiểu khu {hostile}")
        assert seen.page.evaluate("window.__pwned") is None
        assert seen.remote_requests(file) == []


def test_no_owner_reaches_the_page_unless_wanted() -> None:
    results, _ = little_site(names_on_map=False)
    assert "Ban A" not in "".join(site_islands(results, "vi"))
