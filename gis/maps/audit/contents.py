"""What an audit's folder holds: names, tables, and how many rows and hectares each has."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from gis.ledger.audit.model import CASE_COLUMNS, FINDING_COLUMNS
from gis.maps.audit.results import AuditResults
from gis.maps.columns import sum_ha
from gis.maps.contents import Count
from gis.maps.geopackage import COMMUNE_COLUMNS
from gis.maps.staging import Shelf
from gis.units import area_ha
from gis.zones.allocation.tables import (
    AUDIT_COLUMNS,
    COMMUNE_TOTAL_COLUMNS,
    OUTSIDE_COLUMNS,
    SHARED_COLUMNS,
)

RECORD = "audit.json"
TABLE, FEATURES, OFFICE_FILE, WORKBOOK = "audit.csv", "audit.geojson", "audit.gpkg", "audit.xlsx"
MAP, PAGES = "map.html", "cases.html"
PRODUCTS = (MAP, PAGES, WORKBOOK, TABLE, FEATURES, OFFICE_FILE)
AUDIT_SHELF = Shelf(frozenset((*PRODUCTS, RECORD)), RECORD)

SHAPES = {
    "allocations": AUDIT_COLUMNS,
    "cases": CASE_COLUMNS,
    "overlaps": SHARED_COLUMNS,
    "outside_lots": OUTSIDE_COLUMNS,
    "communes": COMMUNE_COLUMNS,
}
LISTS = {"findings": FINDING_COLUMNS, "commune_totals": COMMUNE_TOTAL_COLUMNS}


def office_frames(results: AuditResults) -> Mapping[str, pd.DataFrame]:
    """Every table of the GeoPackage by name: polygons in the project CRS, then plain tables."""
    land = results.ledger.land
    return {
        "allocations": land.rows.frame,
        "cases": results.ledger.cases.frame,
        "overlaps": land.shared.frame,
        "outside_lots": land.outside.frame,
        "communes": commune_frame(results),
        "findings": results.ledger.findings,
        "commune_totals": land.totals,
    }


def commune_frame(results: AuditResults) -> gpd.GeoDataFrame:
    """Communes with their hectares, in the project CRS."""
    place = results.layers.communes.frame
    shapes = place.geometry.to_crs(results.layers.project_crs)
    as_of = results.project.area.communes_as_of.isoformat()
    columns = {"commune_code": place["code"], "commune": place["name"], "as_of": as_of}
    return gpd.GeoDataFrame(columns | {"area_ha": area_ha(shapes)}, geometry=shapes)


def expected_contents(results: AuditResults) -> dict[str, dict[str, Count]]:
    """File name → table → what must be found there; the map is a picture and has none."""
    cases = len(results.ledger.cases.frame)
    frames = office_frames(results)
    return {
        MAP: {},
        PAGES: {"cases": Count(rows=cases)},
        WORKBOOK: {"cases": Count(rows=cases)},
        TABLE: {"cases": Count(rows=cases)},
        FEATURES: {"features": _count(results.ledger.cases.frame)},
        OFFICE_FILE: {name: _count(frame) for name, frame in frames.items()},
    }


def _count(frame: pd.DataFrame) -> Count:
    return Count(rows=len(frame), area_ha=sum_ha(frame) if "area_ha" in frame else None)
