"""Corrections that leave a neighbour's counted land as it was, although they bear on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import Problem, Where
from gis.history.book import Book
from gis.history.file import LedgerFile, unpacked
from gis.ledger.states.model import PRESENT, Correction, PlotKey
from gis.units import area_ha
from gis.zones.overlap import LISTED_HA
from gis.zones.polygonal import polygonal

# What decides for whom shared land counts, beside the outlines themselves.
_DECIDES = (PRESENT, "crop", "state")


def shared_land_doubts(
    file: LedgerFile, book: Book, corrections: Iterable[Correction], on: date
) -> tuple[Problem, ...]:
    """A warning for every corrected plot that shares land with others on the date.

    Which of two plots land counts for is settled when a state is recorded or an outline is drawn
    anew; after a correction of a plot's crop, state or being there it stands as it was.

    Args:
        file: the open ledger.
        book: read from it before the corrections.
        corrections: to be made, or made.
        on: the date from which they hold.
    """
    asked = {c.key for c in corrections if c.column in _DECIDES}
    if not asked:
        return ()
    stored = book.outlines(book.at(on))
    keys = book.keys(stored)
    shapes = shapely.from_wkb([unpacked(blob) for blob in stored.values()])
    own = np.flatnonzero([key in asked for key in keys])
    one, other = shapely.STRtree(shapes).query(shapes[own], "intersects")
    common = polygonal(shapely.intersection(shapes[own[one]], shapes[other]))
    shared_ha = area_ha(gpd.GeoSeries(common, crs=file.crs))
    real = (own[one] != other) & (shared_ha > LISTED_HA)
    beside: dict[PlotKey, list[PlotKey]] = {}
    for a, b in zip(own[one[real]], other[real], strict=True):
        beside.setdefault(keys[a], []).append(keys[b])
    return tuple(_doubt(key, sorted(found)) for key, found in sorted(beside.items()))


def _doubt(key: PlotKey, others: list[PlotKey]) -> Problem:
    where = Where(layer=key.layer, rows=(key.plot_id,))
    values = {"others": ", ".join(map(str, others[:8])), "n": len(others)}
    return Problem("history.shared_land_stands", where, values, "warning")
