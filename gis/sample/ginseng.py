"""About 120 invented ginseng plots, under canopy and on open land, planted and planned."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.sample.cassava import liking as cassava_liking
from gis.sample.countryside import Countryside
from gis.sample.fields import choose_places, downhill, draw_fields
from gis.sample.ground import CRS_NAME, PATCH_CELL_M, cell_at, random_for
from gis.sample.names import people, with_gaps, without

# The eight communes the ginseng plan names, and two others where some people plant too.
NAMED = ("03391", "03550", "03553", "03562", "03565", "03571", "03577", "03592")
OTHERS = ("03559", "03586")
UNDER_CANOPY, OPEN_LAND = "dưới tán rừng", "đất trống"
COUNTS = {UNDER_CANOPY: 82, OPEN_LAND: 38}
MEDIAN_HA, SPREAD, SMALLEST_HA, LARGEST_HA = 0.95, 0.5, 0.05, 2.0
FOREST_STATES = {"TXG1": 0.3, "TXG": 1.0, "TXB": 1.0, "TXN": 0.8, "TXP": 0.5, "DT2": 0.01}
OPEN_STATES = {"NN": 1.0, "DT1": 0.8, "DT2": 0.5, "TXP": 0.01}


def draw_ginseng(country: Countryside) -> gpd.GeoDataFrame:
    """The ginseng layer: plots with their register, EPSG:9205; some codes and answers missing."""
    tables = [_plots(country, method) for method in COUNTS]
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "ma_thua", [f"SLC{i + 1:03d}" for i in range(len(table))])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS_NAME)


def _plots(country: Countryside, method: str) -> pd.DataFrame:
    rng = random_for(f"ginseng {method}")
    count = COUNTS[method]
    areas = np.exp(rng.normal(np.log(MEDIAN_HA), SPREAD, 6 * count)).clip(SMALLEST_HA, LARGEST_HA)
    places = choose_places(rng, _liking(country, method), areas).first(count)
    at = cell_at(places.x, places.y, PATCH_CELL_M)
    shapes = draw_fields(rng, places, downhill(country.elevation_m, at))
    return _register(rng, method, shapes)


def _liking(country: Countryside, method: str) -> NDArray[np.float64]:
    height = country.elevation_m
    fits = np.where((height > 1_450) & (height < 2_150), 1.0, 0.004 * (height > 1_150))
    states = FOREST_STATES if method == UNDER_CANOPY else OPEN_STATES
    where = country.by_commune(dict.fromkeys(NAMED, 1.0) | dict.fromkeys(OTHERS, 0.3))
    near = 0.1 + np.exp(-country.to_road_m / 1_200)
    gentle = np.exp(-((np.maximum(country.slope_deg - 14, 0) / 10) ** 2))
    free = cassava_liking(country) < 1e-3
    return fits * country.by_state(states, otherwise=0.0) * where * near * gentle * free


def _register(rng: np.random.Generator, method: str, shapes: NDArray[np.object_]) -> pd.DataFrame:
    count = shapes.size
    planned = rng.random(count) < 0.25
    year = rng.integers(2018, 2026, count)
    uncoded = planned | (rng.random(count) < 0.3)
    years = pd.array(year + 7, dtype="Int64")
    years[planned | (year > 2023)] = pd.NA  # too young for a harvest year to be set
    numbers = np.array([f"MSVT-MH-{n:04d}" for n in rng.permutation(9_000)[:count] + 1_000], object)
    house = np.array([f"CS-MH-{n:03d}" for n in rng.integers(1, 25, count)], object)
    answers = rng.choice(np.array(["có", "không", None], object), count, p=[0.5, 0.3, 0.2])
    return pd.DataFrame(
        {
            "chu_ho": with_gaps(rng, people(rng, count), 0.03),
            "loai_cay": "Sâm Lai Châu",
            "phuong_thuc": method,
            "trang_thai": np.where(planned, "dự kiến", "đã trồng"),
            "dien_tich": (shapely.area(shapes) / 1e4 * rng.normal(1, 0.01, count)).round(2),
            "nam_trong": pd.array(np.where(planned, 2026 + year % 3, year), dtype="Int64"),
            "nam_thu_hoach": years,
            "ma_vung_trong": without(numbers, uncoded),
            "ma_co_so": with_gaps(rng, house, 0.6),
            "chi_dan_dia_ly": without(answers, planned),
            "geometry": shapes,
        }
    )
