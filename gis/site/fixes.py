"""Sites read from files and the command line, by the same guarded openers as layers.

Nothing is left out: a feature without a shape, with a broken one or beyond the map is a site with
a fault. Heights and measures are dropped and said to be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.layers.crs_choice import choose_crs, horizontal, parse_crs, sound_datum
from gis.layers.datum.recognise import official
from gis.layers.files import VECTOR_FORMATS, find_file
from gis.layers.findings import Findings
from gis.layers.open_vector import open_tables
from gis.layers.source import crs_text
from gis.project.layers_model import LinesLayer
from gis.site.columns import read_columns, track_ends
from gis.site.land import SiteLand
from gis.site.model import SITE_COLUMNS, Asked, site_frame
from gis.site.photos import PHOTO_SUFFIXES, read_photos
from gis.site.placed import in_project, parted

WGS84 = CRS("EPSG:4326")
# No easting of a zone with a false easting of 500 km is so large; every northing of Viet Nam is.
_LEAST_NORTHING_M = 900_000.0
# Tables of a GPX that only spell out its tracks and routes once more.
_POINTS_OF = ("track_points", "route_points")
# Messages about a layer that read otherwise where no project file declares it.
_OWN_WORDS = ("points_crs", "points_columns", "crs_missing")


@dataclass(frozen=True)
class Reading:
    """What a person says of a file of sites.

    Args:
        crs: of a file that carries none.
        x_column: of a table of points: east or longitude.
        y_column: north or latitude.
        layer: the table of a file that holds several.
        accuracy_m: the GPS error where the file states none, metres.
    """

    crs: str | None = None
    x_column: str = "x"
    y_column: str = "y"
    layer: str | None = None
    accuracy_m: float | None = None


def typed_site(
    land: SiteLand, x: float, y: float, crs: str | None = None, accuracy_m: float | None = None
) -> Asked:
    """One point as typed.

    Args:
        land: the project's.
        x: longitude in degrees, or east in the unit of ``crs``.
        y: latitude, or north.
        crs: of the two; WGS 84 when not given.
        accuracy_m: radius of the GPS error, metres; None: not stated.

    Raises:
        NuongError: the CRS is unknown or doubtful, the numbers are no place in it, or the error
            is no length.
    """
    own = _stated(crs)
    problem = _not_a_place(own, x, y)
    if problem is not None:
        raise NuongError([problem])
    row = {
        "number": 1, "name": None, "origin": "", "accuracy_m": checked_error(accuracy_m),
        "taken_on": None, "fault": None, "notes": (),
    }  # fmt: skip
    frame = site_frame([row], [shapely.Point(x, y)], own)
    return Asked(in_project(land, frame), 1)


def checked_error(accuracy_m: float | None) -> float:
    """A stated GPS error; NaN where none is.

    Raises:
        NuongError: it is no length.
    """
    if accuracy_m is None:
        return math.nan
    if not (math.isfinite(accuracy_m) and accuracy_m >= 0):
        raise NuongError([Problem("site.accuracy", values={"given": accuracy_m})])
    return accuracy_m


def shapes_as_sites(
    land: SiteLand, shapes: gpd.GeoSeries, accuracy_m: float | None = None
) -> Asked:
    """Geometries at hand as sites, numbered from 1.

    Args:
        land: the project's.
        shapes: points, lines and polygons in any CRS.
        accuracy_m: the GPS error of all of them, metres; None: not stated.

    Raises:
        NuongError: the error is no length.
        ValueError: the shapes have no CRS.
    """
    frame = gpd.GeoDataFrame(geometry=shapes.reset_index(drop=True), crs=shapes.crs)
    rows = read_columns(frame, "", checked_error(accuracy_m))
    return Asked(in_project(land, parted(rows)), len(rows))


def read_sites(land: SiteLand, path: Path, said: Reading, today: date) -> Asked:
    """The sites of a file, of a photo or of a folder of photos.

    Args:
        land: the project's.
        path: GPX, KML, KMZ, GeoJSON, CSV or any other format of shapes Nương reads; a JPEG, PNG,
            TIFF or WebP; or a folder of such pictures.
        said: what the file does not say itself.
        today: later days are noted as being in the future.

    Returns:
        A row for every feature or picture, in order; parts of a collection are rows of their own
        under one number.

    Raises:
        NuongError: the file cannot or must not be opened; everything found wrong is in it.
    """
    error = checked_error(said.accuracy_m)
    suffix = path.suffix.lower()
    if suffix in PHOTO_SUFFIXES or (path.is_dir() and suffix != ".gdb"):
        frame, problems = read_photos(path, error)
        raise_errors(problems)
    else:
        frame, problems = _read_file(land, path, said, error)
    features = len(frame)
    late = [d is not None and d > today for d in frame["taken_on"]]
    told = [
        (*notes, "future") if is_late else notes
        for notes, is_late in zip(frame["notes"], late, strict=True)
    ]
    notes = pd.Series(told, index=frame.index, dtype=object)
    return Asked(in_project(land, parted(frame.assign(notes=notes))), features, tuple(problems))


def _read_file(
    land: SiteLand, path: Path, said: Reading, error: float
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    found = Findings(str(path))
    located = find_file(path.parent, path.name, VECTOR_FORMATS, found)
    spec = LinesLayer(
        kind="lines",
        path=path.name,
        layer=said.layer,
        crs=said.crs,
        columns={"x": said.x_column, "y": said.y_column},
        source="–",
        dated=land.project.area.communes_as_of,
    )
    tables = open_tables(*located, spec, found) if located else []
    frames = []
    for name, (frame, own) in tables:
        if located is not None and located[1] == "GPX" and name in _POINTS_OF:
            continue
        crs = choose_crs(said.crs, own, found, bounds=tuple(frame.total_bounds),
                         project_crs=land.layers.project_crs)  # fmt: skip
        if crs is not None:
            origin = path.name if len(tables) == 1 else f"{path.name} · {name}"
            placed = frame.set_crs(crs, allow_override=True)
            frames.append(read_columns(placed, origin, error, track_ends(name, tables)))
    problems = raise_errors(_own_words(found.problems))
    if not any(map(len, frames)):
        raise NuongError([Problem("site.nothing", Where(str(path)))])
    crs = frames[0].crs
    placed = [frame.to_crs(crs) for frame in frames]
    rows = [row for frame in placed for row in frame[list(SITE_COLUMNS)].to_dict("records")]
    shapes = [shape for frame in placed for shape in frame.geometry]
    numbered = [row | {"number": at} for at, row in enumerate(rows, start=1)]
    return site_frame(numbered, shapes, crs), problems


def _own_words(problems: list[Problem]) -> list[Problem]:
    """Where a message speaks of the project file, one about options takes its place."""
    own = {f"layers.{name}": f"site.{name}" for name in _OWN_WORDS}
    return [replace(p, code=own.get(p.code, p.code)) for p in problems]


def _stated(text: str | None) -> CRS:
    found = Findings()
    crs = parse_crs(text or "EPSG:4326", found)
    if crs is not None:
        crs = official(horizontal(crs))
        sound_datum(crs, found)
    raise_errors(found.problems)
    if crs is None:
        raise RuntimeError("a CRS was lost without a reason")
    return crs


def _not_a_place(crs: CRS, x: float, y: float) -> Problem | None:
    if crs.is_geographic:
        fits = abs(x) <= 180 and abs(y) <= 90
        return None if fits else Problem("run.not_a_place", values={"lon": x, "lat": y})
    if not (math.isfinite(x) and math.isfinite(y)) or (
        abs(x) > _LEAST_NORTHING_M > abs(y) and crs.to_epsg() is not None
    ):
        values = {"x": x, "y": y, "crs": crs_text(crs)}
        return Problem("site.east_and_north", values=values)
    return None
