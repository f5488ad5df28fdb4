"""What is asked of a site and what is answered: plain values, no words of any language yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from gis.criteria.law import Judgement
from gis.errors import Problem
from gis.reference.admin import Unit
from gis.reference.forest import CodeName
from gis.reference.law import Verdict

Kind = Literal["point", "track", "polygon", "none"]
# Why a verdict cannot be told: a border within the GPS error, a slope the DEM leaves open, a cell
# on the other side of 30° within the GPS error.
Doubt = Literal["border", "slope", "slope_beside"]
BorderKind = Literal["lot", "no_lot", "overlap", "subzone", "dem_edge"]
SITE_COLUMNS = (
    "number", "name", "origin", "accuracy_m", "taken_on", "fault", "notes",
)  # fmt: skip


def site_frame(
    rows: Sequence[Mapping[str, object]], shapes: Sequence[object], crs: CRS | str
) -> gpd.GeoDataFrame:
    """Rows with ``SITE_COLUMNS`` and their shapes; what is empty stays None in every column."""
    columns = {c: np.full(len(rows), None, dtype=object) for c in SITE_COLUMNS}
    for at, row in enumerate(rows):
        for column in SITE_COLUMNS:
            columns[column][at] = row[column]
    table = pd.DataFrame({c: pd.Series(v, dtype=object) for c, v in columns.items()})
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(list(shapes), crs=crs))


@dataclass(frozen=True)
class Asked:
    """Sites to be checked, as read: a row each, in the order of the input, none left out.

    ``frame`` has ``SITE_COLUMNS`` and a geometry in the project CRS (points, lines, polygons; None
    where there is none): ``number`` is that of the feature in the input, from 1, ``accuracy_m`` the
    GPS error (NaN: not stated), ``fault`` why a site cannot be judged (None: it can), ``notes``
    remarks on it, both keys of ``words.toml`` behind ``site_note_``. ``features`` counts what the
    input held.
    """

    frame: gpd.GeoDataFrame
    features: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a site lies: WGS 84 degrees, and east and north in the project CRS, metres."""

    lon_deg: float
    lat_deg: float
    east_m: float
    north_m: float


@dataclass(frozen=True)
class Commune:
    """The commune of a site in the project's set, and its kin of the other side of 1 July 2025.

    ``kin`` are the units it was formed from (``side`` "old") or went into ("new"); ``one_kin`` says
    whether there is but one, so that a point in it can be told. ``border_m`` is how far the border
    of the commune is.
    """

    code: str
    name: str
    side: Literal["old", "new"]
    kin: tuple[Unit, ...]
    one_kin: bool
    border_m: float | None


@dataclass(frozen=True)
class Lot:
    """A forest lot as its file writes it; ``state``, ``purpose`` and ``owner_kind`` are the names
    of its codes, None where the code is none or its list cannot be told. ``ha`` is the lot's own
    area, under a polygon the shared one. ``recorded`` and the rest are of a state put right.
    """

    number: int
    values: Mapping[str, object]
    state: CodeName | None
    purpose: CodeName | None
    owner_kind: CodeName | None
    ha: float


@dataclass(frozen=True)
class Border:
    """The nearest place with another verdict: how far, what it is, what the law says beyond, and
    the keys of the lot there (tk, khoanh, lo; None: no lot).
    """

    distance_m: float
    kind: BorderKind
    verdict: Verdict
    lot: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Law:
    """What the law says of the cell that holds a fix, and how sure that is of the fix.

    ``border`` is None where no other verdict lies within ``SEARCH_M``. ``by_slope`` are the
    verdicts of the place at or under 30° and over it, where they differ. ``doubts`` say why the
    verdict cannot be told; ``sure`` is None where no GPS error was stated and nothing else is in
    doubt. ``within`` are all verdicts within the GPS error.
    """

    judgement: Judgement
    border: Border | None
    by_slope: tuple[Verdict, Verdict] | None
    doubts: tuple[Doubt, ...]
    within: tuple[Verdict, ...]
    sure: bool | None


@dataclass(frozen=True)
class Ground:
    """Values at a fix: elevation (bilinear), canopy (of its own cell), slope of the run's cell and
    the probabilities that it is truly over 25° and 30°. None is unknown.
    """

    elevation_m: float | None
    canopy_share: float | None
    slope_deg: float | None
    over_25_probability: float | None
    over_30_probability: float | None


@dataclass(frozen=True)
class Rule:
    """What a flag rule of the project would say of a polygon, were it a plot it judges."""

    name: str
    title: CodeName
    cites: str
    verdict: str
    flagged_ha: float
    unknown_ha: float
    over_probability: float | None
    sure_verdict: str


@dataclass(frozen=True)
class SteepLand:
    """Land of a polygon over a slope: hectares shown, unknown, expected, and the range of those."""

    above_deg: float
    over_ha: float
    unknown_ha: float
    expected_ha: float | None
    low_ha: float | None
    high_ha: float | None


@dataclass(frozen=True)
class PolygonLand:
    """Hectares of a polygon: in all, by verdict, over 25° and 30°, by lot, by commune code."""

    area_ha: float
    by_verdict_ha: Mapping[Verdict, float]
    steep: tuple[SteepLand, ...]
    rules: tuple[Rule, ...]
    lots: tuple[Lot, ...]
    communes_ha: Mapping[str, float]
    reason: CodeName
    citation: str
    verdict: Verdict


@dataclass(frozen=True)
class Stretch:
    """A part of a track with one verdict: metres from its beginning, and its length."""

    from_m: float
    length_m: float
    judgement: Judgement


@dataclass(frozen=True)
class TrackLand:
    """A track: its length, its stretches in order, metres by verdict and over 25° and 30°."""

    length_m: float
    stretches: tuple[Stretch, ...]
    by_verdict_m: Mapping[Verdict, float]
    over_25_m: float
    over_30_m: float
    unknown_slope_m: float


@dataclass(frozen=True)
class SiteAnswer:
    """One site and all that is said of it; ``fault`` says why nothing is.

    ``place`` is the fix, of a polygon an inner point, of a track its first vertex. ``ground``,
    ``lot`` and ``law`` are of fixes; ``polygon`` and ``track`` of those.
    """

    number: int
    name: str | None
    origin: str
    kind: Kind
    fault: str | None
    notes: tuple[str, ...] = ()
    accuracy_m: float | None = None
    taken_on: date | None = None
    place: Place | None = None
    in_dem: bool = False
    commune: Commune | None = None
    lot: Lot | None = None
    lots_here: int = 0
    ground: Ground | None = None
    law: Law | None = None
    polygon: PolygonLand | None = None
    track: TrackLand | None = None


@dataclass(frozen=True)
class About:
    """What every answer rests on: CRS, DEM, day judged for, dates of the layers."""

    area_id: str
    title: CodeName
    illustrative: bool
    crs_epsg: int | None
    crs_name: str
    communes_as_of: date
    judged_on: date
    law_reviewed_on: date
    dem: str
    dem_cell_m: float
    dem_error_m: float | None
    forest_dated: date | None
    confidence: float


@dataclass(frozen=True)
class SiteReport:
    """Answers in the order of the input, one for each site; ``features`` counts the input's.
    ``shapes`` are the sites' in the project CRS, None where there is none.
    """

    about: About
    answers: Sequence[SiteAnswer]
    features: int
    shapes: gpd.GeoSeries
    problems: tuple[Problem, ...] = ()
