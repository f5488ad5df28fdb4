"""Asking the page's panel for many places, and reading what it says there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page

OPEN = "#site-open"
# Drawing thousands of plots anew for every place takes most of the time, and is not what is asked.
_NOTHING_DRAWN = """() => {
  for (const box of document.querySelectorAll('.switch input')) { if (box.checked) box.click(); }
}"""
_EACH = """async (places) => {
  const field = document.getElementById('site-typed');
  const all = [];
  for (const [lon, lat] of places) {
    const [result, said] = ['.site-result', '.site-said'].map((s) => document.querySelector(s));
    result.replaceChildren();
    said.textContent = '';
    field.value = `${lat} ${lon}`;
    field.form.requestSubmit();
    for (let n = 0; n < 500 && !result.children.length && !said.textContent; n += 1) {
      await new Promise((done) => setTimeout(done, 0));
    }
    const facts = [...document.querySelectorAll('#site tr')].map((row) => (
      [row.dataset.fact || row.children[0].textContent, row.children[1].textContent]));
    const verdict = document.querySelector('.site-verdict');
    const judged = document.querySelector('[data-judgements]');
    all.push({
      verdict: verdict ? verdict.dataset.verdict : null,
      maybe: [...document.querySelectorAll('[data-maybe]')].map((one) => one.dataset.maybe),
      judgements: judged ? judged.dataset.judgements : '',
      facts,
      said: said.textContent,
    });
  }
  return all;
}"""


@dataclass(frozen=True)
class Said:
    """What the panel said of one place: our codes, and the rows of its tables."""

    verdict: str | None
    maybe: list[str]
    judgements: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    said: str = ""

    def fact(self, name: str) -> str | None:
        """A row by its code, else by its heading."""
        return next((text for key, text in self.facts if key == name), None)


def ask_all(page: Page, places: Sequence[tuple[float, float]]) -> list[Said]:
    """Type (longitude, latitude) after (longitude, latitude) into the open panel."""
    page.evaluate(_NOTHING_DRAWN)
    found = page.evaluate(_EACH, [[repr(lon), repr(lat)] for lon, lat in places])
    return [Said(**one) for one in found]
