"""The sample planning area "Phong Thổ (minh hoạ)": invented, seeded, the same every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.sample.allocations import draw_allocations
from gis.sample.canopy import CANOPY_CELL_M, NO_COVER, draw_canopy
from gis.sample.cassava import draw_cassava
from gis.sample.communes import Seats, grow_communes, seats
from gis.sample.countryside import Countryside, distance_to, distance_to_border
from gis.sample.dem import NO_HEIGHT, draw_dem
from gis.sample.forest import LotFacts, draw_forest, purposes_of, states_of
from gis.sample.ginseng import draw_ginseng
from gis.sample.ground import (
    CRS_NAME,
    DEM_CELL_M,
    PATCH_CELL_M,
    RIVER_CELL_M,
    coarser,
    transform_of,
)
from gis.sample.lines import draw_roads, draw_streams
from gis.sample.lots import Lots, commune_outlines, cut_lots, mean_of, middles
from gis.sample.places import metres_of
from gis.sample.subzones import draw_subzones
from gis.sample.terrain import Land, invent_land
from gis.sample.write import write_raster, write_table

RESERVE, RESERVE_M = (103.425, 22.660), 6_200.0


@dataclass(frozen=True)
class InventedArea:
    """Every layer of the sample: tables by file name, heights (m, 30 m cells) and canopy cover
    (percent, 20 m cells), all in EPSG:9205.
    """

    tables: Mapping[str, gpd.GeoDataFrame]
    dem_m: NDArray[np.float32]
    canopy_pct: NDArray[np.uint8]


def write_sample(folder: Path) -> Path:
    """Writes the sample's layers and its project file; no download, a few seconds.

    Nothing in it is measured: only names, codes, rounded centres and rounded sizes of the communes
    are real. Every layer's source says so, and the project is marked ``illustrative``.

    Args:
        folder: made when it is not there; files of the same names are replaced.

    Returns:
        The project file, ``folder / "project.toml"``.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    area = invent_area()
    for name, table in area.tables.items():
        write_table(table, folder / f"{name}.gpkg")
    dem, canopy = transform_of(DEM_CELL_M), transform_of(CANOPY_CELL_M)
    write_raster(area.dem_m, dem, CRS_NAME, NO_HEIGHT, folder / "dem.tif")
    write_raster(area.canopy_pct, canopy, CRS_NAME, NO_COVER, folder / "canopy.tif")
    project = folder / "project.toml"
    project.write_bytes((files("gis.sample") / "project.toml").read_bytes())
    return project


def invent_area() -> InventedArea:
    """Every layer of the sample, the same each time."""
    land, units = invent_land(), seats()
    grown = grow_communes(units)
    lots = cut_lots(grown, _patches(land.elevation_m))
    streams = draw_streams(land.rivers, grown >= 0)
    roads = draw_roads(_mean_slope(land, RIVER_CELL_M), units, grown >= 0)
    facts = _facts(land, lots, distance_to(roads))
    states = states_of(facts)
    category, purpose = purposes_of(states, facts)
    country = _countryside(land, lots, units, states, streams, roads)
    forest = draw_forest(lots, units, states, category, purpose)
    tables = {
        "communes": _communes(lots, units),
        "forest": forest,
        "subzones": draw_subzones(lots, states, category, facts.elevation_m),
        "streams": streams,
        "roads": roads,
        "cassava": draw_cassava(country),
        "ginseng": draw_ginseng(country),
        "allocations": draw_allocations(forest),
    }
    return InventedArea(tables, draw_dem(land, country), draw_canopy(lots, states))


def _patches(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return coarser(values, round(PATCH_CELL_M / DEM_CELL_M))


def _mean_slope(land: Land, cell_m: float) -> NDArray[np.float32]:
    return coarser(land.slope_deg, round(cell_m / DEM_CELL_M))


def _facts(land: Land, lots: Lots, to_road_m: NDArray[np.float64]) -> LotFacts:
    (east,), (north,) = metres_of([RESERVE])
    x, y = middles(lots)
    return LotFacts(
        elevation_m=mean_of(lots, _patches(land.elevation_m)),
        slope_deg=mean_of(lots, _patches(land.slope_deg)),
        to_road_m=mean_of(lots, to_road_m),
        in_reserve=np.hypot(x - east, y - north) < RESERVE_M,
    )


def _countryside(
    land: Land,
    lots: Lots,
    units: Seats,
    states: NDArray[np.object_],
    streams: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame,
) -> Countryside:
    commune = np.where(lots.number >= 0, lots.commune[lots.number], -1).astype(np.int32)
    return Countryside(
        elevation_m=_patches(land.elevation_m),
        slope_deg=_patches(land.slope_deg),
        to_road_m=distance_to(roads),
        to_stream_m=distance_to(streams),
        to_border_m=distance_to_border(commune),
        commune=commune,
        lots=lots,
        states=states,
        codes=units.codes,
    )


def _communes(lots: Lots, units: Seats) -> gpd.GeoDataFrame:
    table = {"ma_xa": list(units.codes), "ten_xa": list(units.names)}
    return gpd.GeoDataFrame(table, geometry=commune_outlines(lots), crs=CRS_NAME)
