"""A little land for fixes: 100 × 100 cells of 30 m, lots side by side on lines between cells.

From the west: 900 m of watershed forest, 900 m of plantation, 600 m of farm land, 600 m of nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import Point, Polygon, box

from gis.layers.model import Layers, RasterLayer, VectorLayer
from gis.project.doubt_model import DemError
from gis.project.model import Project
from gis.site.land import SiteLand, land_of
from tests.land import NORTH, VN2000, WEST, communes, layers, plane, raster, square, vector
from tests.zones.asked import project

SIDE_M = 3000.0
DAY = date(2026, 11, 21)
ERROR = DemError(sd_m=3.0, correlation_m=300.0, source="invented")
STEEP = {"steep": {"test": "slope", "above_deg": 25.0}}
FLAG = {
    "rule": {
        "plots": "cassava", "when": ("steep",), "min_area_ha": 0.05, "min_share": 0.1,
        "cites": "000 III.2",
    }
}  # fmt: skip


def patch(west: float, east: float, north: float = 0.0, south: float = SIDE_M) -> Polygon:
    """A rectangle by metres east and south of the origin."""
    return box(WEST + west, NORTH - south, WEST + east, NORTH - north)


def at(east_m: float, south_m: float = 1515.0) -> Point:
    return Point(WEST + east_m, NORTH - south_m)


def points(*places: tuple[float, float] | float) -> gpd.GeoSeries:
    """Fixes by metres east, or east and south, of the origin."""
    pairs = [p if isinstance(p, tuple) else (p, 1515.0) for p in places]
    return gpd.GeoSeries([at(*pair) for pair in pairs], crs=VN2000)


def lots(shapes: list[Polygon] | None = None, **columns: list[Any]) -> VectorLayer:
    """Watershed forest, plantation and farm land, unless other columns are said."""
    shapes = shapes or [patch(0, 900), patch(900, 1800), patch(1800, 2400)]
    usual: dict[str, list[Any]] = {
        "tk": ["0643", "0643", "0644"],
        "khoanh": ["3", "4", "1"],
        "lo": ["6", "a1", "7"],
        "ldlr": ["TXB", "RTG", "NN"],
        "malr3": [1, 3, None],
        "mamdsd": [1, 10, None],
        "nqh": [0, 0, 1],
        "dtuong": [4, 1, 1],
        "churung": ["BQL rừng phòng hộ", "Sùng A Páo", None],
    }
    usual |= columns
    return vector("forest", "forest", shapes, **usual)


def dem(heights: np.ndarray, error: DemError | None = ERROR) -> RasterLayer:
    made = raster("dem", heights)
    return RasterLayer(
        made.name, made.spec.model_copy(update={"error": error}), made.values, made.known,
        made.crs, made.transform, made.source,
    )  # fmt: skip


def hills(seed: int = 1, side: int = 100) -> np.ndarray:
    """Heights of rough land, about a third over 25°."""
    rng = np.random.default_rng(seed)
    fx, fy = np.fft.fftfreq(side)[None], np.fft.fftfreq(side)[:, None]
    wave = np.maximum(np.hypot(fx, fy), 1e-9)
    noise = np.fft.fft2(rng.normal(size=(side, side))) * wave**-1.8 * np.exp(-((wave / 0.15) ** 2))
    noise[0, 0] = 0
    z = np.fft.ifft2(noise).real
    rise = np.hypot(np.diff(z, axis=0)[:, 1:], np.diff(z, axis=1)[1:])
    return 1500 + z * (30 * np.tan(np.radians(25)) / np.quantile(rise, 0.66))


def country(
    slope_deg: float = 20.0,
    *more: VectorLayer,
    forest: VectorLayer | None = None,
    heights: np.ndarray | None = None,
    error: DemError | None = ERROR,
    **parts: Any,
) -> SiteLand:
    """The land made ready; ``parts`` are of the project."""
    height = plane(slope_deg, 90.0, (100, 100)) if heights is None else heights
    place = communes(square(0, 0, SIDE_M))
    land = layers(dem(height, error), place, forest or lots(), *more)
    return ready(land, **parts)


def ready(land: Layers, **parts: Any) -> SiteLand:
    usual: dict[str, Any] = {"doubt": {"prior": "none"}, "law": {"judged_on": DAY}}
    return land_of(asked(land, **(usual | parts)), land)


def asked(land: Layers, **parts: Any) -> Project:
    return project(*land.vectors.values(), *land.rasters.values(), **parts)
