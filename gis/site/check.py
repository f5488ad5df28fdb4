"""May this stand here: points, tracks and polygons judged as a run of the project judges its cells.

The library's door: :func:`check_site` for one point, :func:`check_sites` for files and geometries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np

from gis.grid.shapes import cell_size_m
from gis.project.dem_error import stated_error
from gis.project.layers_model import DemLayer
from gis.project.under_law import judged_on
from gis.reference.forest import CodeName
from gis.reference.law import law_book
from gis.site.fixes import Reading, read_sites, shapes_as_sites, typed_site
from gis.site.land import SiteLand, open_land
from gis.site.lots import Lots
from gis.site.model import About, Asked, Kind, SiteAnswer, SiteReport
from gis.site.points import point_answers
from gis.site.polygons import polygon_answers
from gis.site.tracks import track_answers

_KINDS: dict[str, Kind] = {
    "Point": "point",
    "LineString": "track",
    "LinearRing": "track",
    "MultiLineString": "track",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}


def check_site(
    land: SiteLand | Path | str,
    x: float,
    y: float,
    *,
    crs: str | None = None,
    accuracy_m: float | None = None,
) -> SiteAnswer:
    """What is known of one point, and what the law says of growing medicinal plants there.

    Args:
        land: of :func:`gis.site.land.open_land`, which reads a project once for many questions;
            or the ``project.toml`` itself.
        x: longitude in degrees, or east in the unit of ``crs``.
        y: latitude, or north.
        crs: of the two, as ``"EPSG:9205"``; WGS 84 when not given.
        accuracy_m: radius of the GPS error, metres. Without it nothing can be said of borders near.

    Returns:
        Values of the run's cell that holds the point; what is unknown is None, never zero.

    Raises:
        NuongError: faults of the project, or of the point.
    """
    ready = _ready(land)
    return check_asked(ready, typed_site(ready, x, y, crs, accuracy_m)).answers[0]


def check_sites(
    land: SiteLand | Path | str,
    sites: gpd.GeoSeries | Path | str,
    *,
    reading: Reading = Reading(),  # noqa: B008 - frozen, so one may serve all calls
    today: date | None = None,
) -> SiteReport:
    """Many sites at once: points, tracks and polygons of a file, of photos, or at hand.

    Args:
        land: as for :func:`check_site`.
        sites: a file (GPX, KML, KMZ, GeoJSON, CSV or any other that layers are read from), a photo,
            a folder of photos, or geometries in any CRS.
        reading: what the file does not say: its CRS, columns, GPS error.
        today: later dates are noted as being in the future; the machine's day when not given.

    Returns:
        An answer for every site, none left out: one that cannot be judged says why.

    Raises:
        NuongError: faults of the project, or a file that cannot or must not be opened.
    """
    ready = _ready(land)
    if isinstance(sites, gpd.GeoSeries):
        return check_asked(ready, shapes_as_sites(ready, sites, reading.accuracy_m))
    path = Path(sites)
    return check_asked(ready, read_sites(ready, path, reading, today or date.today()))


def check_asked(land: SiteLand, asked: Asked) -> SiteReport:
    """Sites as read, answered in their order; see :func:`check_sites`."""
    frame = asked.frame
    kinds = [_KINDS.get(str(kind), "none") for kind in frame.geom_type]
    shapes = frame.geometry.to_numpy()
    error = frame["accuracy_m"].to_numpy(dtype=float)
    lots = Lots(land)
    found: list[dict[str, object]] = [{} for _ in kinds]
    for kind, answer in (
        ("point", point_answers),
        ("track", track_answers),
        ("polygon", polygon_answers),
    ):
        rows = [at for at, own in enumerate(kinds) if own == kind]
        told = answer(land, shapes[rows], error[rows], lots) if rows else ()
        for at, fields in zip(rows, told, strict=True):
            found[at] = fields
    answers = tuple(_answers(asked, kinds, found))
    return SiteReport(about_of(land), answers, asked.features, frame.geometry, asked.problems)


def _answers(
    asked: Asked, kinds: list[Kind], found: list[dict[str, object]]
) -> Iterator[SiteAnswer]:
    rows = asked.frame.drop(columns=asked.frame.geometry.name).to_dict("records")
    for row, kind, fields in zip(rows, kinds, found, strict=True):
        error = float(row["accuracy_m"])
        own = {
            "number": int(row["number"]),
            "name": row["name"],
            "origin": row["origin"],
            "kind": kind,
            "fault": row["fault"],
            "notes": tuple(row["notes"]),
            "accuracy_m": None if np.isnan(error) else error,
            "taken_on": row["taken_on"],
        }
        answer = SiteAnswer(**{**own, **fields})
        yield replace(answer, notes=(*answer.notes, *_outside(answer)))


def _outside(answer: SiteAnswer) -> Iterator[str]:
    if answer.fault is None and not answer.in_dem:
        yield "outside_dem"
    if answer.fault is None and answer.commune is None:
        yield "outside_communes"


def about_of(land: SiteLand) -> About:
    """What every answer of a project rests on."""
    project, crs = land.project, land.layers.project_crs
    dem, error = land.layers.dem.spec, stated_error(project)
    title = project.area.title
    return About(
        area_id=project.area.id,
        title=CodeName(title.text("vi"), title.text("en")),
        illustrative=project.area.illustrative,
        crs_epsg=crs.to_epsg(),
        crs_name=crs.name,
        communes_as_of=project.area.communes_as_of,
        judged_on=judged_on(project),
        law_reviewed_on=law_book().reviewed_on,
        dem=dem.name if isinstance(dem, DemLayer) else "DEM",
        dem_cell_m=cell_size_m(land.judge.grid),
        dem_error_m=None if error is None else error.sd_m,
        forest_dated=None if land.forest is None else land.forest.spec.dated,
        confidence=project.doubt.confidence,
    )


def _ready(land: SiteLand | Path | str) -> SiteLand:
    return land if isinstance(land, SiteLand) else open_land(land)
