"""A headless Chromium with the network off, which writes down everything a page tries."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
DESKTOP, PHONE = (1366, 768), (390, 844)


@dataclass
class Visit:
    """One opened page and what was heard from it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def remote_requests(self, file: Path) -> list[str]:
        """Requests for anything but the file itself and data it carries."""
        own = file.resolve().as_uri()
        return [url for url in self.requests if url != own and not url.startswith("data:")]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for a few tests; skips with a reason when the machine has none.

    Where ``NUONG_BROWSER=required`` (as in CI) a missing browser fails instead.
    """
    if CHROMIUM is None:
        missing = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("NUONG_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, file: Path, size: tuple[int, int] = DESKTOP) -> Iterator[Visit]:
    """The page of a file, opened without a network and ready to be used."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_offline(True)
    context.set_default_timeout(5_000)
    seen = Visit(context.new_page())
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("console", lambda said: _note(seen, said.type, said.text))
    seen.page.on("dialog", lambda dialog: _refuse(seen, dialog))
    seen.page.goto(file.resolve().as_uri())
    seen.page.wait_for_selector("html[data-ready=yes]", state="attached", timeout=20_000)
    yield seen
    context.close()


def _note(seen: Visit, level: str, text: str) -> None:
    if level in ("error", "warning"):
        seen.complaints.append(f"{level}: {text}")


def _refuse(seen: Visit, dialog) -> None:
    seen.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()
