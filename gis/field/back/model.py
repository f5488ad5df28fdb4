"""What came back, as read: nothing judged yet, every value as it was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from gis.errors import Where


@dataclass(frozen=True)
class BackRow:
    """A row as it came back.

    Args:
        number: of the row in its file, from 1.
        uuid: None where there is none.
        values: by column, with the type they were stored as.
        shape: in the pack's CRS; None where there is none.
        text: what a phone without forms wrote beside it, None where it has none.
    """

    number: int
    uuid: str | None
    values: Mapping[str, Any]
    shape: BaseGeometry | None
    text: str | None = None


@dataclass(frozen=True)
class BackLayer:
    """A layer as it came back.

    Args:
        name: of the pack's layer.
        file: it came in, for messages.
        columns: the file's own.
        rows: in file order.
        whole: whether all rows of the layer are to be expected; else only some were exported.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[BackRow, ...]
    whole: bool

    def where(self, row: BackRow, column: str | None = None) -> Where:
        """The place of a row, for a message."""
        return Where(self.file, None, column, (row_label(row.values, row.uuid or row.number),))


# What a person knows a row by.
_NAMES = ("plot_id", "zone_id", "lot_id", "commune", "kind")


def row_label(values: Mapping[str, Any], uuid: str | int) -> str:
    """A row as a message names it: what a person knows it by, and the beginning of its UUID."""
    said = next((str(values[c]) for c in _NAMES if values.get(c)), None)
    return f"{said} ({str(uuid)[:8]})" if said else str(uuid)


@dataclass(frozen=True)
class Return:
    """Everything one person handed in: a phone's folder, an archive of it, or a file."""

    name: str
    layers: tuple[BackLayer, ...]
