"""About 3,000 invented cassava fields where farmers would put them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate

from gis.sample.countryside import Countryside
from gis.sample.fields import Places, choose_places, downhill, draw_fields
from gis.sample.ground import CRS_NAME, PATCH_CELL_M, cell_at, random_for
from gis.sample.names import people, with_gaps

FIELDS, TRIED, TWINS = 3_000, 12_000, 6
MEDIAN_HA, SPREAD, SMALLEST_HA, LARGEST_HA = 0.44, 0.72, 0.05, 3.0
LIKED_STATES = {"NN": 1.0, "DT1": 0.35, "DT2": 0.08, "TXP": 0.012, "RTG": 0.03, "DTR": 0.05}


def draw_cassava(country: Countryside) -> gpd.GeoDataFrame:
    """The cassava layer: fields with their register, EPSG:9205.

    Among them, on purpose: fields across commune borders, six recorded twice (three exactly, three
    shifted), one outside every commune, and gaps in most columns.
    """
    rng = random_for("cassava")
    areas = np.exp(rng.normal(np.log(MEDIAN_HA), SPREAD, TRIED)).clip(SMALLEST_HA, LARGEST_HA)
    places = choose_places(rng, liking(country), areas).first(FIELDS - 1)
    places = _and_one_outside(places, country)
    at = cell_at(places.x, places.y, PATCH_CELL_M)
    shapes = draw_fields(rng, places, downhill(country.elevation_m, at))
    table = _register(rng, shapes)
    return _with_twins(rng, gpd.GeoDataFrame(table, geometry=shapes, crs=CRS_NAME))


def liking(country: Countryside) -> NDArray[np.float64]:
    """How much farmers like each 60 m cell for cassava: low, near roads, open, not the steepest."""
    height = country.elevation_m
    low = np.clip((1_500 - height) / 250, 0, 1) * np.clip((height - 260) / 80, 0, 1)
    near = np.exp(-country.to_road_m / 1_000) + 0.25 * np.exp(-country.to_stream_m / 350)
    gentle = 0.08 + np.exp(-((np.maximum(country.slope_deg - 18, 0) / 19) ** 2))
    open_land = country.by_state(LIKED_STATES, otherwise=0.001)
    dry = country.to_stream_m > PATCH_CELL_M
    inner = np.where(country.to_border_m > 2 * PATCH_CELL_M, 1.0, 0.35)
    return low * near * gentle * open_land * dry * inner * (country.commune >= 0)


def _and_one_outside(places: Places, country: Countryside) -> Places:
    """One more field, some 200 m beyond the area's border, on low land."""
    beyond = (country.commune < 0) & (country.to_border_m > 180) & (country.to_border_m < 240)
    only = random_for("field outside")
    one = choose_places(
        only, (beyond & (country.elevation_m < 1_200)).astype(np.float64), np.array([0.8])
    )
    joined = [np.append(a, b) for a, b in zip(_parts(places), _parts(one), strict=True)]
    return Places(*joined)


def _parts(places: Places) -> tuple[NDArray[np.float64], ...]:
    return places.x, places.y, places.area_ha


def _register(rng: np.random.Generator, shapes: NDArray[np.object_]) -> pd.DataFrame:
    count = shapes.size
    true_ha = shapely.area(shapes) / 1e4
    written = true_ha * np.where(rng.random(count) < 0.985, rng.normal(1, 0.011, count), 1.45)
    return pd.DataFrame(
        {
            "ma_thua": [f"S{i + 1:04d}" for i in range(count)],
            "chu_ho": with_gaps(rng, people(rng, count), 0.02),
            "loai_cay": "Sắn",
            "dien_tich": written.round(2).clip(0.05),
            "giong": _some(rng, count, {"đúng chuẩn": 0.34, "địa phương": 0.54}),
            "canh_tac": _some(rng, count, {"bền vững": 0.41, "thông thường": 0.45}),
            "tham_canh": _some(rng, count, {"có": 0.55, "không": 0.45}),
            "nam_trong": pd.array(rng.integers(2023, 2026, count), dtype="Int64"),
        }
    )


def _some(rng: np.random.Generator, count: int, shares: dict[str, float]) -> NDArray[np.object_]:
    """Words in given shares; what is left over is missing."""
    words = np.array([*shares, None], object)
    upto = np.cumsum([*shares.values()])
    return words[np.searchsorted(upto, rng.random(count), side="right")]


def _with_twins(rng: np.random.Generator, fields: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Some fields once more under another number, half of them shifted by a few steps."""
    big = np.flatnonzero(fields.area.to_numpy()[:-1] > 4_000)
    chosen = np.sort(rng.choice(big, TWINS, replace=False))
    twins = fields.iloc[chosen].copy()
    twins["ma_thua"] = [f"S{len(fields) + i + 1:04d}" for i in range(TWINS)]
    shift = np.where(np.arange(TWINS) % 2 == 0, 0.0, 18.0)
    twins["geometry"] = [
        translate(shape, d, d) for shape, d in zip(twins.geometry, shift, strict=True)
    ]
    return pd.concat([fields, twins], ignore_index=True)
