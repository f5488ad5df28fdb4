"""One layer of the page as plain values, and the groups the legend shows them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MapLayer:
    """One layer of the page. ``rows`` hold a title and one text per field; ``shapes`` match them.

    ``style`` is a name in ``gis.maps.page.style``; ``search`` says whether its titles can be
    searched; ``labels`` are (latitude, longitude) per row.
    """

    name: str
    style: str
    fields: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    shapes: Sequence[Mapping[str, Any] | None]
    area: str = ""
    shown: bool = True
    search: str = ""
    labels: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class LayerGroup:
    """Layers under one heading of the legend, with remarks below them."""

    title: str
    layers: Sequence[MapLayer]
    notes: Sequence[str] = ()
