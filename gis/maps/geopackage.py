"""The office's GeoPackage: every plot, judgement, zone and table of a run, in the project CRS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import (
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)

from gis.ledger.model import HOLDING_COLUMNS, TARGET_COLUMNS, WATERFALL_COLUMNS
from gis.maps.columns import typed
from gis.maps.results import Results
from gis.messages import Lang, word
from gis.project.model import Project
from gis.units import area_ha
from gis.zones.tables import (
    DOUBT_COLUMNS,
    DOUBT_TOTAL_COLUMNS,
    FLAG_COLUMNS,
    FOREST_LOT_COLUMNS,
    LAND_RANGE_COLUMNS,
    LEGAL_PLOT_COLUMNS,
    LEGAL_TOTAL_COLUMNS,
    LIMIT_COLUMNS,
    OVERLAP_COLUMNS,
    PIECE_COLUMNS,
    SLOPE_CLASS_COLUMNS,
    ZONE_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
    FeatureTable,
)

COMMUNE_COLUMNS = ("commune_code", "commune", "as_of", "area_ha")
SHAPES = {
    "communes": COMMUNE_COLUMNS,
    "plots": PIECE_COLUMNS,
    "judged": FLAG_COLUMNS,
    "doubt": DOUBT_COLUMNS,
    "zones": ZONE_COLUMNS,
    "overlaps": OVERLAP_COLUMNS,
    "plots_law": LEGAL_PLOT_COLUMNS,
    "forest_lots": FOREST_LOT_COLUMNS,
}
LISTS = {
    "ledger_targets": TARGET_COLUMNS,
    "ledger_holdings": HOLDING_COLUMNS,
    "ledger_waterfall": WATERFALL_COLUMNS,
    "zone_communes": ZONE_COMMUNE_COLUMNS,
    "limits": LIMIT_COLUMNS,
    "slope_classes": SLOPE_CLASS_COLUMNS,
    "doubt_totals": DOUBT_TOTAL_COLUMNS,
    "land_ranges": LAND_RANGE_COLUMNS,
    "law_totals": LEGAL_TOTAL_COLUMNS,
}
_GDAL_FAULTS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)


def office_frames(results: Results) -> Mapping[str, pd.DataFrame]:
    """Every table of the GeoPackage by name: polygons first (project CRS), then plain tables."""
    return {
        "communes": _communes(results),
        "plots": results.plots.pieces.frame,
        "judged": results.flags.frame,
        "doubt": results.doubt.plots.frame,
        "zones": results.zones.zones.frame,
        "overlaps": results.plots.overlaps.frame,
        "plots_law": _asked(results, results.legal.plots if results.legal else None, "plots_law"),
        "forest_lots": _asked(results, results.lots, "forest_lots"),
        "ledger_targets": results.ledger.targets,
        "ledger_holdings": results.ledger.holdings,
        "ledger_waterfall": results.ledger.waterfall,
        "zone_communes": results.ledger.zone_communes,
        "limits": results.ledger.limits,
        "slope_classes": results.ledger.slope_classes,
        "doubt_totals": results.doubt.totals,
        "land_ranges": results.doubt.ranges,
        "law_totals": results.ledger.legal,
    }


def _asked(results: Results, table: FeatureTable | None, name: str) -> gpd.GeoDataFrame:
    """A table that not every run has: without it, its columns alone."""
    if table is not None:
        return table.frame
    columns = [*SHAPES[name], "geometry"]
    return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=results.layers.project_crs)


def _communes(results: Results) -> gpd.GeoDataFrame:
    place = results.layers.communes.frame
    shapes = place.geometry.to_crs(results.layers.project_crs)
    as_of = results.project.area.communes_as_of.isoformat()
    columns = {"commune_code": place["code"], "commune": place["name"], "as_of": as_of}
    return gpd.GeoDataFrame(columns | {"area_ha": area_ha(shapes)}, geometry=shapes)


def write_geopackage(results: Results, path: Path, lang: Lang) -> None:
    """Write every table into a new GeoPackage; the same results give the same bytes.

    Args:
        results: one run; polygons become multipolygons in the project CRS.
        path: a file that does not exist yet. It is not yet synced to the disk.
        lang: language of the tables' descriptions, where the notices stand.

    Raises:
        OSError: GDAL could not write; what it said is in the error. Unknown figures are NULL.
    """
    newest = max(spec.dated for spec in results.project.layers.values())
    write_tables(
        office_frames(results), (SHAPES, LISTS), path, described_as(results.project, lang), newest
    )


def write_tables(
    frames: Mapping[str, pd.DataFrame],
    declared: tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]],
    path: Path,
    described: str,
    dated: date,
) -> None:
    """Write tables into a new GeoPackage.

    Args:
        frames: by name; polygons become multipolygons in their projected CRS.
        declared: columns of the tables of polygons, and of the plain ones, by name.
        path: a file that does not exist yet.
        described: stands with every table.
        dated: stands where GDAL would put the time of writing.

    Raises:
        OSError: GDAL could not write. Unknown figures are NULL.
    """
    with _gdal_settings(dated):
        for name, frame in frames.items():
            try:
                _write_table(name, frame, declared, path, described)
            except _GDAL_FAULTS as fault:
                raise OSError(0, str(fault), str(path)) from fault


def _write_table(
    name: str,
    frame: pd.DataFrame,
    declared: tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]],
    path: Path,
    described: str,
) -> None:
    shapes, lists = declared
    common = {"layer": name, "driver": "GPKG"}
    options = {"DESCRIPTION": described}
    if name in lists:
        rows = typed(frame, lists[name])
        pyogrio.write_dataframe(rows, path, layer_options=options, **common)
        return
    pyogrio.write_dataframe(
        _shapes(frame, shapes[name]),
        path,
        layer_options=options | {"GEOMETRY_NAME": "geom"},
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        **common,
    )


def _shapes(frame: pd.DataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    shapes = frame.geometry
    return gpd.GeoDataFrame(typed(frame, columns), geometry=shapes.to_numpy(), crs=shapes.crs)


def described_as(project: Project, lang: Lang) -> str:
    """What stands with every table: the area, and that nothing here is a permission."""
    area = project.area
    notice = [word("map_illustrative", lang)] if area.illustrative else []
    return " · ".join([*notice, area.title.text(lang), word("map_proposal_not_permit", lang)])


@contextmanager
def _gdal_settings(dated: date) -> Iterator[None]:
    """GDAL's settings while it writes; they are put back as they were.

    GDAL stamps the time of writing into the file: the date of the newest layer stands there
    instead. SQLite need not sync every table, as the whole file is synced and read again after.
    """
    settings = {
        "OGR_CURRENT_DATE": f"{dated.isoformat()}T00:00:00.000Z",
        "OGR_SQLITE_SYNCHRONOUS": "OFF",
    }
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
