"""The five texts beside the checkout, and a reader of Vietnamese numbers of the tests' own."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

TEXTS = Path(__file__).parents[2].parent / "shared" / "plans"
# A figure as the plans print it: dots between thousands, a comma before decimals, leading zeros.
FIGURE = re.compile(r"(?<![\w,.])\d+(?:\.\d{3})*(?:,\d+)?(?![\d])")
SCALES = {"nghìn": 1000, "triệu": 1_000_000}


def lines_of(plan: str) -> list[str]:
    """The lines of a plan's text; the test is skipped where the text is not there."""
    texts = sorted(TEXTS.glob(f"{plan}_*.txt"))
    if not texts:
        pytest.skip(f"the text of plan {plan} is not beside the checkout")
    return unicodedata.normalize("NFC", texts[0].read_text("utf-8")).split("\n")


def figures(text: str) -> list[Decimal]:
    """Every figure of a piece of text, in order: "10 nghìn ha" is 10000, "963,45ha" 963.45."""
    return [
        Decimal(found.group().replace(".", "").replace(",", "."))
        * SCALES.get(text[found.end() :].strip().split(" ")[0].strip(";.,"), 1)
        for found in FIGURE.finditer(text)
    ]
