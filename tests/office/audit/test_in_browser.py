"""The audit's two pages in a browser without a network."""

from __future__ import annotations

import pytest

from gis.office.audit.publish import write_audit
from tests.browser import chromium, visit
from tests.office.audit.ledgers import audit_of
from tests.zones.allocation.ground import ROWS

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = [*ROWS[:5], (HOSTILE, ROWS[5][1], ROWS[5][2] | {"owner": HOSTILE, "paper_ha": 9.0})]
    return write_audit(audit_of(rows), tmp_path_factory.mktemp("audit") / "a").folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.mark.browser
def test_the_pages_of_cases_print_one_to_a_sheet(browser, folder):
    with visit(browser, folder / "cases.html") as seen:
        pages = seen.page.locator(".page")
        # Six cases and the page of the method.
        assert pages.count() == 7
        assert HOSTILE in pages.nth(0).inner_text()
        assert seen.page.locator("img").count() == 0
        assert seen.page.locator(".page svg[role=img] path").count() > 6
        seen.page.emulate_media(media="print")
        heights = [pages.nth(n).bounding_box()["height"] for n in range(7)]
        # A4 is 297 mm, 1122.5 px.
        assert max(heights) < 1123
        assert seen.complaints == []
        assert seen.remote_requests(folder / "cases.html") == []


@pytest.mark.browser
def test_the_map_shows_cases_and_their_table(browser, folder):
    with visit(browser, folder / "map.html") as seen:
        legend = seen.page.locator("#panel-layers").inner_text()
        assert "Mâu thuẫn" in legend
        seen.page.fill("#query", "A4")
        seen.page.keyboard.press("Enter")
        card = seen.page.locator("#card").inner_text()
        assert "1,30 ha ngoài quy hoạch lâm nghiệp." in card
        assert "Giàng" not in card
        seen.page.click("#tab-ledger")
        assert "given:A1+given:A2" in seen.page.locator("#panel-ledger").inner_text()
        assert seen.complaints == []
        assert seen.remote_requests(folder / "map.html") == []
