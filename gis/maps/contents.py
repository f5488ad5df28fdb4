"""What must stand in the products: their names, and how many rows and hectares each table has.

Counted from the results before writing, kept in ``run.json``, and counted again in the files.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd
from pydantic import BaseModel

from gis.maps.columns import sum_ha
from gis.maps.geojson import flagged
from gis.maps.geopackage import office_frames
from gis.maps.results import Results
from gis.maps.tables import ledger_rows
from gis.messages import Lang

RECORD = "run.json"
OFFICE_FILE = "layers.gpkg"
PRODUCTS = ("map.html", "ledger.csv", "flags.geojson", "zones.geojson", OFFICE_FILE)
OUTPUTS = (*PRODUCTS, RECORD)
# Written only when asked for: what to ask for, and the file.
RASTERS = {"slope": "slope.tif", "classes": "slope_classes.tif", "aspect": "aspect.tif"}
OPTIONAL = tuple(RASTERS.values())


class Count(BaseModel):
    """Rows of a table and the sum of its ``area_ha``; ``None`` where it has no such column."""

    rows: int
    area_ha: float | None = None


def expected_contents(results: Results, lang: Lang) -> dict[str, dict[str, Count]]:
    """File name → table → what must be found there.

    Args:
        results: one run.
        lang: language of the products.

    Returns:
        Hectares in the project CRS. The page is a picture of the rest and has no table.
    """
    sections = Counter(section for section, _ in ledger_rows(results, lang))
    return {
        "map.html": {},
        "ledger.csv": {name: Count(rows=n) for name, n in sections.items()},
        "flags.geojson": {"features": _count(flagged(results))},
        "zones.geojson": {"features": _count(results.zones.zones.frame)},
        "layers.gpkg": {name: _count(frame) for name, frame in office_frames(results).items()},
    }


def _count(frame: pd.DataFrame) -> Count:
    return Count(rows=len(frame), area_ha=sum_ha(frame) if "area_ha" in frame else None)
