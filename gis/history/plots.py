"""The plots of a past date as a layer: what QGIS opens, with every known column."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from gis.errors import NuongError, Problem, Where
from gis.history.book import Book
from gis.history.file import LedgerFile, named_faults, unpacked
from gis.layers.columns import PLOT_COLUMNS
from gis.ledger.states.land import DatedState, hectares

_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON"}
# Files made for the web carry no names of people.
_PERSONAL = ("owner",)


def plots_of(file: LedgerFile, book: Book, state: DatedState) -> gpd.GeoDataFrame:
    """Every plot of a date: its known columns, hectares drawn and counted, its outline.

    Args:
        file: the open ledger.
        book: read from it.
        state: the date.

    Returns:
        ``layer, id``, columns, ``drawn_ha, counted_ha``; rows by layer and id, in the CRS of
        the ledger. Hectares are missing where they are in
        dispute, and so is the outline.
    """
    plots = state.there
    keys, values = book.keys(plots), book.values(state, plots.tolist())
    lands, shapes = book.lands(state, plots.tolist()), book.outlines(state)
    geoms = [unpacked(shapes[n]) if n in shapes else None for n in plots.tolist()]
    table: dict[str, object] = {"layer": [k.layer for k in keys], "id": [k.plot_id for k in keys]}
    for column in [c for c in PLOT_COLUMNS if c != "id"]:
        cells = [values[n].get(column) for n in plots.tolist()]
        if any(cell is not None for cell in cells):
            table[column] = pd.Series(cells, dtype=object)
    own = [lands[n] for n in plots.tolist()]
    drawn = [sum(p.area_cm2 for p in land) if land else None for land in own]
    counted = [sum(p.counted_cm2 for p in land) if land else None for land in own]
    table["drawn_ha"] = hectares(pd.Series(drawn, dtype="float64"))
    table["counted_ha"] = hectares(pd.Series(counted, dtype="float64"))
    frame = gpd.GeoDataFrame(table, geometry=list(shapely.from_wkb(geoms)), crs=file.crs)
    return frame.sort_values(["layer", "id"], ignore_index=True)


def write_plots(file: LedgerFile, book: Book, state: DatedState, to: Path) -> None:
    """Write the plots of a date into a new file.

    Args:
        file: the open ledger.
        book: read from it.
        state: the date.
        to: a name that is free, .gpkg (CRS of the ledger) or .geojson (WGS 84, without owners).

    Raises:
        NuongError: the name is taken or of another kind, or the file could not be written.
    """
    where = Where(file=str(to))
    driver = _DRIVERS.get(to.suffix.lower())
    if driver is None:
        raise NuongError([Problem("history.kind_of_file", where, {"given": to.suffix})])
    if to.exists():
        raise NuongError([Problem("history.name_taken", where)])
    frame = plots_of(file, book, state)
    if driver == "GeoJSON":
        frame = frame.drop(columns=[c for c in _PERSONAL if c in frame]).to_crs("EPSG:4326")
    fresh = to.with_name(f".nuong-new.{to.name}")
    with named_faults(to):
        try:
            pyogrio.write_dataframe(frame, fresh, driver=driver, layer="plots")
            if pyogrio.read_info(fresh)["features"] != len(frame):
                raise OSError(0, json.dumps({"features": len(frame)}), str(to))
            fresh.rename(to)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as fault:
            raise OSError(0, str(fault), str(to)) from fault
        finally:
            fresh.unlink(missing_ok=True)
