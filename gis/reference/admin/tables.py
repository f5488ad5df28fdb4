"""The tables beside this file, as rows of text."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table, every value as text: codes keep their zeros.

    Args:
        table: file name, e.g. ``"units.csv"``.
    """
    text = (files(__package__) / table).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
