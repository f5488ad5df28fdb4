"""The page in a real browser, with the network off."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gis.maps.page import island as island_room
from gis.maps.page.render import render_map
from tests.browser import DESKTOP, PHONE, Visit, chromium, visit
from tests.maps.results import COMMUNES, little_results

pytestmark = pytest.mark.browser

# One of each kind that ran somewhere on the way from folium to a browser.
PAYLOADS = (
    "{{ cycler.__init__.__globals__.os.mkdir(dict(x=0)|join) }}",
    "{% raw",
    "{# gone #}",
    "<img src=x onerror=\"window.__pwned='img'\">",
    "</script><script>window.__pwned='script'</script>",
    "${window.__pwned='template'}",
    "`${window.__pwned='backtick'}`\\",
    "</title><script>window.__pwned='title'</script>",
    "=cmd|' /C calc'!A0",
    "a\u2028b\u2029c",
    "abc\u202etxt.exe",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("page"), render_map(little_results(), "vi"))


def written(folder: Path, page: str) -> Path:
    file = folder / "map.html"
    file.write_bytes(page.encode("utf-8"))
    return file


def switch(page: Page, name: str):
    return page.locator("label.switch", has_text=name).locator("input")


def shapes_on_the_map(page: Page) -> int:
    return page.evaluate("Object.keys(map_nuong._layers).length")


def click_place(seen: Visit, lat: float, lon: float) -> None:
    place = seen.page.evaluate(
        "([lat, lon]) => { const p = map_nuong.latLngToContainerPoint([lat, lon]);"
        "const b = map_nuong.getContainer().getBoundingClientRect();"
        "return [b.left + p.x, b.top + p.y]; }",
        [lat, lon],
    )
    seen.page.mouse.click(*place)


def middle_of(plot_id: str) -> tuple[float, float]:
    pieces = little_results().plots.pieces.frame
    point = pieces[pieces.plot_id == plot_id].geometry.iloc[:1].centroid.to_crs(4326).iloc[0]
    return point.y, point.x


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_opens_without_a_network(
    browser: Browser, map_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    with visit(browser, map_file, size) as seen:
        seen.page.screenshot(path=tmp_path / "map.png")
        assert seen.remote_requests(map_file) == []
        assert seen.complaints == []
        assert seen.page.locator("#banner").is_visible()
        assert "MINH HOẠ" in seen.page.locator("#banner").inner_text()
        # Nothing sticks out sideways.
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert seen.page.evaluate("map_nuong.getBounds().contains([22.594, 103.007])")
    assert (tmp_path / "map.png").stat().st_size > 10_000


def test_layers_are_switched_by_mouse_and_keyboard(browser: Browser, map_file: Path) -> None:
    with visit(browser, map_file) as seen:
        box = switch(seen.page, "Cần rà soát, giảm dần")
        before = shapes_on_the_map(seen.page)
        box.uncheck()
        assert shapes_on_the_map(seen.page) < before
        box.focus()
        seen.page.keyboard.press("Space")
        assert box.is_checked()
        assert shapes_on_the_map(seen.page) == before
        assert "1,00 ha" in seen.page.locator("label.switch").first.inner_text()
        assert seen.complaints == []


def test_search_needs_no_marks(browser: Browser, map_file: Path) -> None:
    with visit(browser, map_file) as seen:
        seen.page.evaluate("void map_nuong.setView([22.7, 103.3], 11, {animate: false})")
        seen.page.fill("#query", "sin suoi ho")
        assert seen.page.locator("#found button").first.inner_text().startswith("Xã Sin Suối Hồ")
        seen.page.keyboard.press("ArrowDown")
        seen.page.keyboard.press("Enter")
        assert seen.page.locator("#card h2").inner_text() == "Xã Sin Suối Hồ"
        seen.page.wait_for_timeout(500)  # the map glides there; its policy forbids polling by text
        assert seen.page.evaluate("map_nuong.getZoom()") > 13
        # Commune A is the north-west quarter of 1.2 km around 22.5937 N 103.0078 E.
        assert seen.page.evaluate("map_nuong.getBounds().contains([22.5964, 103.0048])")
        seen.page.fill("#query", "khong co xa nay")
        assert seen.page.locator("#found .none").is_visible()


def test_a_click_shows_the_plot_and_the_plan_sentence(browser: Browser, map_file: Path) -> None:
    with visit(browser, map_file) as seen:
        click_place(seen, *middle_of("P3"))
        card = seen.page.locator("#card")
        assert card.locator("h2").inner_text() == "P3"
        assert "Thiếu dữ liệu" in card.inner_text()
        seen.page.fill("#query", "P1")
        seen.page.keyboard.press("Enter")
        text = card.inner_text()
        assert "Cần rà soát, giảm dần" in text
        assert "giảm dần diện tích sắn trên đất có độ dốc lớn" in text
        assert "0,80 ha" in text
        assert "80,0 %" in text
        assert "vi phạm" not in seen.page.content().lower()
        seen.page.keyboard.press("Escape")
        assert card.is_hidden()


def test_ledger_and_title_block_are_read_by_keyboard(browser: Browser, map_file: Path) -> None:
    with visit(browser, map_file) as seen:
        seen.page.focus("#tab-layers")
        seen.page.keyboard.press("ArrowRight")
        ledger = seen.page.locator("#panel-ledger")
        assert "“khoảng” 1.300,00 ha" in ledger.inner_text()
        assert "Ngoài các xã" in ledger.inner_text()
        seen.page.keyboard.press("ArrowRight")
        about = seen.page.locator("#panel-about").inner_text()
        assert "EPSG:9205" in about
        assert "30/06/2025" in about
        assert "không phải giấy phép" in about


def test_packed_layers_are_unpacked(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(island_room, "PLAIN_LIMIT_BYTES", 100)
    page = render_map(little_results(), "vi")
    assert 'type="application/octet-stream" id="nuong-page"' in page
    file = written(tmp_path, page)
    with visit(browser, file) as seen:
        assert seen.page.locator("h1").inner_text() == "Phong Thổ (minh hoạ)"
        assert seen.remote_requests(file) == []
        assert seen.complaints == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_are_only_text(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = little_results(
        title=payload,
        communes=[(code, payload) for code, _ in COMMUNES],
        plot_id=payload,
        owner=payload,
    )
    file = written(tmp_path, render_map(hostile, "vi"))
    with visit(browser, file) as seen:
        shown = payload.translate({0x202E: "\\u202e"})  # a direction mark is shown, not obeyed
        assert seen.page.locator("h1").text_content() == shown
        assert seen.page.locator(".commune-name").first.text_content() == shown
        click_place(seen, *middle_of("P3"))
        assert shown in seen.page.locator("#card .card-body").text_content()
        seen.page.fill("#query", shown)
        seen.page.keyboard.press("Enter")
        assert seen.page.locator("#card h2").text_content() == shown
        assert seen.page.evaluate("window.__pwned") is None
        assert seen.complaints == []
        assert seen.remote_requests(file) == []
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_without_the_illustrative_mark_there_is_no_banner(browser: Browser, tmp_path: Path) -> None:
    real = little_results(illustrative=False)
    file = written(tmp_path, render_map(dataclasses.replace(real, problems=()), "en"))
    with visit(browser, file) as seen:
        assert seen.page.locator("#banner").is_hidden()
        assert seen.page.locator("#permit").inner_text() == "A proposal, not a permit"
