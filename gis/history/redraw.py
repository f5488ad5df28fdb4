"""An outline drawn anew: hectares, communes and shared land measured again, as a run would.

What stood before stays in the ledger; a correction with who, when and why points at the new
outline. A neighbour that shares land with the plot is counted anew in the same entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.history.book import Book
from gis.history.file import LedgerFile
from gis.history.vicinity import CM2_PER_M2, Lands, vicinity
from gis.layers.model import VectorLayer
from gis.ledger.states.digest import outline_bytes, outline_digests
from gis.ledger.states.land import DatedState
from gis.ledger.states.model import COMMUNE, LAND, Correction, Drawn, Land, PlotKey, Value
from gis.reference.admin import REFORM
from gis.zones.communes import exclusive_land
from gis.zones.reproject import to_project_crs


@dataclass(frozen=True)
class Borders:
    """The communes of a project: their layer, the date of their set, the project CRS."""

    layer: VectorLayer
    as_of: date
    crs: CRS


@dataclass(frozen=True)
class Redrawn:
    """A new outline, measured and ready to be recorded.

    ``corrections`` are of the plot, then of neighbours whose counted land changes; ``outlines``
    are well-known binary by digest, ``communes`` names by code; ``before`` and ``after`` hold the
    land of every plot that changes, by commune; ``problems`` are doubts to be told.
    """

    corrections: tuple[Correction, ...]
    outlines: Mapping[str, bytes]
    communes: Mapping[str, str]
    before: Lands
    after: Lands
    problems: tuple[Problem, ...]


def redraw(
    file: LedgerFile, book: Book, key: PlotKey, outline: gpd.GeoSeries, borders: Borders, on: date
) -> Redrawn:
    """Measure a plot's new outline beside its neighbours of the date.

    Args:
        file: the open ledger.
        book: read from it.
        key: the plot.
        outline: its new polygon alone, in any CRS.
        borders: the communes it is cut by.
        on: the date from which the outline holds.

    Returns:
        Corrections for :func:`gis.history.correct_plots`. Land outside every commune has its own
        part; what the file said of the old outline's hectares and commune, and the new one
        contradicts, becomes unknown.

    Raises:
        NuongError: the communes are in another CRS or of the other side of the reform, there is
            no such plot on the date, the outline is the one that stands, or a neighbour's land
            in the ledger is not what its outline gives, so that it cannot be counted anew.
    """
    state = book.at(on)
    number = _number(book, state, key)
    raise_errors(_unfit(file, borders, bool(state.after_reform[number]), on))
    crs = CRS(file.crs)
    shape = to_project_crs(outline, crs, "outline").iloc[0]
    around, stored = vicinity(book, state, number, shape, crs)
    digests, digest = around.digests(), outline_digests(np.array([shape], dtype=object))[0]
    if digests[key] == digest:
        raise NuongError([Problem("history.outline_same", _where(key))])
    communes = exclusive_land(borders.layer, crs)
    before, after = around.measured(communes), around.measured(communes, shape)
    beside = [k for k in sorted(after) if k != key and after[k] != before[k]]
    around.check_counted(beside, before, stored)
    changed = [key, *beside]
    shapes = {**digests, key: digest}
    lands = [Correction(k, LAND, Drawn(shapes[k], after[k])) for k in changed]
    unknown = _made_unknown(key, book.values(state, [number])[number], after[key])
    return Redrawn(
        corrections=(*lands, *unknown),
        outlines={digest: outline_bytes(np.array([shape], dtype=object))[0]},
        communes=_names(communes, [after[k] for k in changed]),
        before={k: stored[k] for k in changed},
        after={k: after[k] for k in changed},
        problems=tuple(_doubts(key, around.old, shape, after[key])),
    )


def _where(key: PlotKey) -> Where:
    return Where(layer=key.layer, rows=(key.plot_id,))


def _number(book: Book, state: DatedState, key: PlotKey) -> int:
    numbers = state.there.tolist()
    for number, found in zip(numbers, book.keys(numbers), strict=True):
        if found == key:
            return int(number)
    raise NuongError([Problem("history.plot_not_there", _where(key), {"day": state.of})])


def _unfit(file: LedgerFile, borders: Borders, after: bool, on: date) -> Iterator[Problem]:
    """Why these communes cannot cut the plots of the date."""
    if borders.crs != CRS(file.crs):
        values = {"given": borders.crs.to_string(), "kept": file.crs}
        yield Problem("history.other_crs", Where(file=str(file.path)), values)
    if (borders.as_of >= REFORM) != after:
        told = {"day": on, "as_of": borders.as_of}
        yield Problem("history.set_of_other_side", Where(column="as_of"), told)


def _made_unknown(
    key: PlotKey, values: Mapping[str, Value], land: tuple[Land, ...]
) -> Iterator[Correction]:
    """What was said of the old outline and is not true of the new one."""
    if "area_ha" in values:
        yield Correction(key, "area_ha", None)
    if COMMUNE in values and {p.commune_code for p in land} != {values[COMMUNE]}:
        yield Correction(key, COMMUNE, None)


def _names(communes: gpd.GeoDataFrame, lands: list[tuple[Land, ...]]) -> dict[str, str]:
    names = dict(zip(communes["code"], communes["name"], strict=True))
    codes = {p.commune_code for land in lands for p in land if p.commune_code is not None}
    return {code: str(names[code]) for code in sorted(codes)}


def _doubts(
    key: PlotKey, old: BaseGeometry, new: BaseGeometry, land: tuple[Land, ...]
) -> Iterator[Problem]:
    if not old.is_empty and not old.intersection(new).area:
        values = {"metres": round(float(old.distance(new)))}
        yield Problem("history.outline_apart", _where(key), values, "warning")
    outside = sum(p.area_cm2 for p in land if p.commune_code is None)
    if outside:
        values = {"m2": round(outside / CM2_PER_M2)}
        yield Problem("history.outline_outside", _where(key), values, "warning")
